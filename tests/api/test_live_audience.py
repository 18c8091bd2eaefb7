"""Who is asked about a telling: nobody who could hear it is left out, and few others are troubled."""

from datetime import UTC, datetime
from itertools import product
from uuid import UUID, uuid4

from api.live.audience import Audience
from api.live.listener import Listener
from service.messages.rules import heard_by
from service.messages.tellings import Position, Told
from service.partners.actor import Actor, Role
from service.store.session import Telling

ORGANISATIONS = (uuid4(), uuid4())
REGIONS = ("CA-QC", "CA-ON", None)
NOW = datetime(2026, 11, 3, tzinfo=UTC)


def listener(role: Role, organisation: UUID, region: str | None) -> Listener:
    member = uuid4()
    return Listener(member, Actor(member, organisation, frozenset({role}), "fr", ()), region, room=20)


def test_nobody_who_could_hear_is_left_out() -> None:
    """POL-03: every role, organisation and region against every kind of telling."""
    audience = Audience()
    everybody = [listener(*what) for what in product(Role, ORGANISATIONS, REGIONS)]
    for one in everybody:
        audience.add(one)
    named = [(), (ORGANISATIONS[0],), ORGANISATIONS]
    members = [(), (everybody[0].member_id, everybody[-1].member_id)]
    troubled = 0
    for topic, region, organisations, who in product(
        ("board", "referrals", "members"), REGIONS, named, members
    ):
        telling = Telling(topic, region, organisations, uuid4(), who)
        asked = audience.of(telling)
        troubled += len(asked)
        hears = {one for one in everybody if (heard := heard_by(one.actor, telling)) and one._wants(heard)}
        assert hears <= asked, telling
    assert troubled < 54 * len(everybody) / 2


def test_shares_keep_their_order_and_who_left_has_none() -> None:
    audience, stays, leaves = Audience(), listener(Role.PIVOT_WORKER, ORGANISATIONS[0], None), None
    leaves = listener(Role.PIVOT_WORKER, ORGANISATIONS[0], "CA-QC")
    for one in (stays, leaves):
        audience.add(one)
    assert audience.named(leaves.member_id) == {leaves}
    audience.discard(leaves)
    told = [Told(Position(1, n), Telling("board", region)) for n, region in enumerate(("CA-QC", "CA-ON"))]
    assert audience.share_out(told) == {stays: told}
    assert set(audience.everybody()) == {stays}
    assert not audience.named(leaves.member_id)
