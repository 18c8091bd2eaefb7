"""Agreements: proposed by the shelter, in force by the partner's click, ended by either."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from service.clock import SetClock
from service.operations.agreements.commands import (
    AnswerAgreement,
    EndAgreement,
    ProposeAgreement,
    answer_agreement,
    end_agreement,
    propose_agreement,
)
from service.operations.agreements.queries import Agreement, own_agreements
from service.operations.agreements.rules import Terms
from service.refusals import Refused
from service.store.store import Store
from tests.network import Network
from tests.service.operations.acts import TORONTO, held, hold, men, refused
from tests.service.operations.stage import Stage


@pytest.fixture
def now(stage: Stage, clock: SetClock) -> datetime:
    return clock.now()


def offer(stage: Stage, now: datetime, **more: Any) -> ProposeAgreement:
    """S4 offers P2 one place without notice."""
    known = {"shelter_id": stage.shelters["S4"].id, "partner_organisation_id": stage.p2}
    terms = Terms(1, 0, 48, "automatic", (now + timedelta(days=365)).date())
    return ProposeAgreement(**(known | {"terms": terms} | more))


async def listed(store: Store, member: UUID) -> list[Agreement]:
    async with store.reading(member) as session:
        return await own_agreements(session)


async def test_an_agreement_holds_once_both_have_said_yes(stage: Stage, store: Store, now: datetime) -> None:
    """OPS-02, AGR-02: before the click it is a proposal, and places are asked."""
    coordinator, partner = stage.shelters["S4"].coordinator, stage.other_investigator
    agreement: Any = await store.run(propose_agreement, coordinator, offer(stage, now))
    (proposed,) = await listed(store, partner)
    assert (proposed.id, proposed.state, proposed.basis, proposed.places) == (
        agreement,
        "proposed",
        "standing",
        1,
    )
    before = await held(store, partner, hold(now, men(1), areas=(TORONTO,)))
    assert (before.arranged.held, before.arranged.asked) == (0, 1)
    await store.run(answer_agreement, partner, AnswerAgreement(agreement, accept=True))
    after = await held(store, partner, hold(now, men(1), areas=(TORONTO,)))
    assert (after.arranged.held, after.arranged.asked) == (1, 0)
    assert [a.state for a in await listed(store, coordinator)] == ["in_force", "in_force"]


async def test_nobody_accepts_their_own_proposal_or_a_strangers(
    stage: Stage, store: Store, now: datetime
) -> None:
    """AGR-02: the partner clicks, once."""
    coordinator, partner = stage.shelters["S4"].coordinator, stage.other_investigator
    agreement: Any = await store.run(propose_agreement, coordinator, offer(stage, now))
    yes = AnswerAgreement(agreement, accept=True)
    assert refused(await store.run(answer_agreement, coordinator, yes)) == "not_allowed"
    assert refused(await store.run(answer_agreement, stage.investigator, yes)) == "not_found"
    assert await store.run(answer_agreement, partner, AnswerAgreement(agreement, accept=False)) is None
    assert refused(await store.run(answer_agreement, partner, yes)) == "not_found"
    assert [a.state for a in await listed(store, partner)] == ["declined"]


async def test_what_can_be_proposed(stage: Stage, store: Store, now: datetime, network: Network) -> None:
    """AGR-02, AGR-01: one's own shelter, a police service of a common network, a review ahead, one at a time."""
    coordinator = stage.shelters["S4"].coordinator
    stranger = await network.organisation("police")
    late = Terms(1, 0, 48, "automatic", now.date())
    for wish, code in [
        (offer(stage, now, shelter_id=stage.shelters["S7"].id), "not_found"),
        (offer(stage, now, shelter_id=uuid4()), "not_found"),
        (offer(stage, now, partner_organisation_id=stranger), "not_a_partner"),
        (offer(stage, now, partner_organisation_id=stage.clinic), "not_a_partner"),
        (offer(stage, now, terms=late), "agreement_review_date"),
        (offer(stage, now, partner_organisation_id=stage.p1), "agreement_exists"),
    ]:
        assert refused(await store.run(propose_agreement, coordinator, wish)) == code
    desk = stage.shelters["S4"].desk
    assert refused(await store.run(propose_agreement, desk, offer(stage, now))) == "not_allowed"
    two = await asyncio.gather(
        *(store.run(propose_agreement, coordinator, offer(stage, now)) for _ in range(2))
    )
    assert sum(isinstance(one, Refused) for one in two) == 1


async def test_ending_an_agreement_releases_nothing(stage: Stage, store: Store, now: datetime) -> None:
    """AGR-02, PIV-03: what it holds stays held; from then on the shelter is asked."""
    await held(store, stage.investigator, hold(now, men(2), areas=(TORONTO,)))
    for name in ("S4", "S7"):
        ending = EndAgreement(stage.agreements[name])
        assert refused(await store.run(end_agreement, stage.other_investigator, ending)) == "not_found"
        assert await store.run(end_agreement, stage.shelters[name].coordinator, ending) is None
        assert refused(await store.run(end_agreement, stage.investigator, ending)) == "not_found"
    assert sum((await stage.held()).values()) == 2
    more = await held(store, stage.investigator, hold(now, men(2), areas=(TORONTO,)))
    assert more.arranged.held == 0


async def test_each_side_sees_its_own_agreements_only(stage: Stage, store: Store, now: datetime) -> None:
    """POL-03: police read shelter names of their own agreements; a third party reads nothing."""
    names = {a.shelter for a in await listed(store, stage.investigator)}
    assert names == {"men_migrant Toronto", "safe_house_rotating ", "hotel_partner Hamilton"}
    (own,) = await listed(store, stage.shelters["S4"].coordinator)
    assert (own.id, own.partner_id, own.basis) == (stage.agreements["S4"], stage.p1, "on_notice")
    for member in (stage.other_investigator, stage.pivot, stage.shelters["S3"].coordinator):
        assert await listed(store, member) == []
