"""Settings over HTTP: each kind by two, by one, by a stranger, without a proof, and at once (design.md section 7)."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from api.parts import Relais
from service.messages.outbox import Outbox
from service.partners.actor import Role
from service.partners.proposals import rules
from service.partners.proposals.commands import Sign, sign
from service.refusals import Refused
from service.store.store import Store
from tests.api.world import World
from tests.proving import prove
from tests.service.partners.conftest import town
from tests.service.partners.proposals.changes import CHANGES
from tests.service.partners.town import Town

__all__ = ["town"]

Asked = tuple[str, dict[str, Any] | None]


def _end(town: Town, days: int = 200) -> str:
    return (town.today + timedelta(days=days)).isoformat()


DOORS: dict[str, Callable[[Town], Asked]] = {
    "invitation": lambda town: (
        "/invitations",
        {"email": "New@Relais.test", "roles": ["front_desk"], "ends_on": _end(town), "language": "en"},
    ),
    "access": lambda town: (
        f"/members/{town.desk}/access",
        {"roles": ["shelter_coordinator"], "ends_on": _end(town)},
    ),
    "network_create": lambda _: ("/networks", {"name": "Réseau neuf", "structure": "community_only"}),
    "network_join": lambda town: (
        f"/networks/{town.far_network}/members",
        {"organisation_id": str(town.pivots)},
    ),
    "network_leave": lambda town: (f"/networks/{town.network_id}/members/{town.shelter}/leave", None),
    "network_police": lambda town: (f"/networks/{town.far_network}/police", {"police_members": "none"}),
    "police_budget": lambda town: (
        f"/networks/{town.network_id}/police-budget",
        {"minimum_sites": 5, "questions_a_day": 12},
    ),
    "network_term": lambda town: (
        f"/networks/{town.network_id}/terms",
        {"term": "sexual", "fr": "travail du sexe forcé", "en": "forced sex work"},
    ),
    "organisation_create": lambda town: (
        f"/networks/{town.network_id}/organisations",
        {"name": "Maison neuve", "kind": "shelter", "regions": ["CA-QC"]},
    ),
    "accreditation": lambda town: (
        f"/organisations/{town.shelter}/accreditation",
        {"accredited_until": _end(town, 400)},
    ),
    "approver_limit": lambda town: (
        "/approver-limits",
        {"member_id": str(town.payers[2]), "up_to_cents": 20_000},
    ),
    "rail": lambda _: ("/rails", {"rail": "stripe_connect", "active": False}),
    "payee": lambda _: ("/payees", {"name": "Autocar", "rail": "manual_cheque"}),
    "root_rotation": lambda _: ("/root-rotations", {"root": "care"}),
    "retention": lambda _: ("/retention", {"name": "case", "amount": 36}),
    "erasure": lambda town: (f"/cases/{town.case}/erasure", None),
}
KINDS = pytest.mark.parametrize("kind", DOORS)


class People:
    """The town's people at the doors."""

    def __init__(self, client: httpx.AsyncClient, as_: Any, town: Town) -> None:
        self.client, self.as_, self.town = client, as_, town

    async def post(self, by: UUID, path: str, body: Any = None) -> httpx.Response:
        """A POST under a key of its own."""
        return await self.client.post(f"/v1{path}", json=body, headers=self.as_(by, key=uuid4().hex))

    async def get(self, by: UUID, path: str) -> Any:
        """What a GET answers."""
        answer = await self.client.get(f"/v1{path}", headers=self.as_(by))
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def proposed(self, kind: str) -> UUID:
        """The id of a change just proposed; of a payee, that of the proposal behind it."""
        path, body = DOORS[kind](self.town)
        answer = await self.post(CHANGES[kind].pair(self.town)[0], path, body)
        assert answer.status_code == 201, answer.text
        found: UUID = await self.town.owner.fetchval("SELECT id FROM proposals")
        return found


@pytest.fixture
def people(client: httpx.AsyncClient, as_: Any, town: Town) -> People:
    return People(client, as_, town)


def said(answer: httpx.Response) -> tuple[int, str]:
    """The status of a problem, and its code."""
    return answer.status_code, answer.json()["type"].rpartition("/")[2]


def test_every_kind_has_its_door() -> None:
    assert DOORS.keys() == CHANGES.keys()


@KINDS
async def test_by_two_and_not_by_one(people: People, kind: str) -> None:
    """FND-10: the proposer hears that another person signs; the other one signs; it is in force then, once."""
    change, town = CHANGES[kind], people.town
    first, second = change.pair(town)
    proposal = await people.proposed(kind)
    assert said(await people.post(first, f"/proposals/{proposal}/sign")) == (409, "another_person_signs")
    assert not await town.owner.fetchval(change.seen)
    waiting = await people.get(second, "/proposals")
    assert [(each["kind"], each["may_sign"], each["proposed_by_you"]) for each in waiting] == [
        (kind, True, False)
    ]
    signed = await people.post(second, f"/proposals/{proposal}/sign")
    assert (signed.status_code, signed.json()["kind"]) == (201, kind)
    assert await town.owner.fetchval(change.seen)
    assert said(await people.post(second, f"/proposals/{proposal}/sign")) == (409, "proposal_decided")
    assert await people.get(second, "/proposals") == []


@KINDS
async def test_a_stranger_hears_what_they_hear_of_nothing(people: People, kind: str) -> None:
    """POL-03: the same answer as for an id that was never given, to the letter."""
    proposal = await people.proposed(kind)
    elsewhere = await people.town.network.member(people.town.far, Role.PIVOT_WORKER)
    if kind == "network_join":
        elsewhere = await people.town.network.member(
            await people.town.network.organisation("pivot"), Role.PIVOT_WORKER
        )
    for way in ("sign", "withdraw"):
        theirs = await people.post(elsewhere, f"/proposals/{proposal}/{way}")
        nothing = await people.post(elsewhere, f"/proposals/{uuid4()}/{way}")
        assert said(theirs) == (404, "not_found")
        assert theirs.json() == nothing.json()
    assert await people.get(elsewhere, "/proposals?closed=true") == []


@KINDS
async def test_two_at_once_sign_one_change(people: People, kind: str) -> None:
    """Over HTTP, in the same moment: one signature counts."""
    change, town = CHANGES[kind], people.town
    second, third = change.pair(town)[1], change.third(town)
    if third == second:
        third = await town.network.member(town.fund, Role.FUND_ADMINISTRATOR)
    proposal = await people.proposed(kind)
    answers = await asyncio.gather(
        *(people.post(by, f"/proposals/{proposal}/sign") for by in (second, third))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert await town.owner.fetchval(change.seen)


@KINDS
async def test_without_a_proof_nothing_is_proposed_or_signed(
    people: People, plain_client: httpx.AsyncClient, kind: str
) -> None:
    """ASVS 7.5.3: 403 with the place where to prove it, and no effect."""
    town = people.town
    bare = People(plain_client, people.as_, town)
    path, body = DOORS[kind](town)
    first, second = CHANGES[kind].pair(town)
    assert said(await bare.post(first, path, body)) == (403, "step_up_needed")
    assert await town.owner.fetchval("SELECT count(*) FROM proposals") == 0
    proposal = await people.proposed(kind)
    assert said(await bare.post(second, f"/proposals/{proposal}/sign")) == (403, "step_up_needed")
    assert not await town.owner.fetchval(CHANGES[kind].seen)


@KINDS
async def test_a_front_desk_settles_nothing(people: People, kind: str) -> None:
    """POL-03: no door of a setting lets a front desk in."""
    path, body = DOORS[kind](people.town)
    assert said(await people.post(people.town.desk, path, body)) == (403, "not_allowed")
    proposal = await people.proposed(kind)
    assert said(await people.post(people.town.desk, f"/proposals/{proposal}/sign")) == (403, "not_allowed")


async def test_a_proof_is_for_one_change(people: People, relais: Relais) -> None:
    """A proof given for one proposal does not sign another, nor propose something else."""
    town, store = people.town, relais.store
    plain = Store(store.pool, store.clock, store.recorder, store.keyring)
    one, two = [
        await town.proposed(town.payers[0], rules.rail(rail, active=False))
        for rail in ("manual_cash", "manual_cheque")
    ]
    asked = await plain.run(sign, town.payers[1], Sign(one.id))
    assert isinstance(asked, Refused)
    seat = await prove(plain, town.payers[1], asked)
    other = await plain.run(sign, seat, Sign(two.id))
    assert isinstance(other, Refused)
    assert other.reason.code == "step_up_needed"
    assert not isinstance(await plain.run(sign, seat, Sign(one.id)), Refused)
    assert isinstance(await plain.run(sign, seat, Sign(two.id)), Refused)


async def test_an_invitation_is_one_intention_of_the_outbox(people: People, worker_pool: Any) -> None:
    """POL-04: after the second signature the job has one letter to write, and the list says that it waits."""
    proposal = await people.proposed("invitation")
    town = people.town
    outbox = Outbox(worker_pool, town.clock)
    assert await outbox.claim("partners.send_invitation", 8) == []
    await people.post(town.keepers[1], f"/proposals/{proposal}/sign")
    [claimed] = await outbox.claim("partners.send_invitation", 8)
    [waiting] = await people.get(town.keepers[2], "/invitations")
    assert claimed.payload == {"invitation": waiting["id"]}
    assert (waiting["email"], waiting["sent_at"], waiting["may_change"]) == ("new@relais.test", None, True)
    renewed = await people.post(town.keepers[2], f"/invitations/{waiting['id']}/renew")
    assert renewed.status_code == 201
    assert (await people.post(town.keepers[2], f"/invitations/{waiting['id']}/withdraw")).status_code == 204
    assert await people.get(town.keepers[2], "/invitations") == []


async def test_what_a_network_administrator_reads(people: People) -> None:
    """POL-03: organisations and accesses: an address, roles, an end; no case, bed or request, not even as a number."""
    town = people.town
    [member] = [each for each in await people.get(town.admins[0], "/members") if each["id"] == str(town.desk)]
    assert member == {
        "id": str(town.desk),
        "organisation_id": str(town.shelter),
        "organisation_name": member["organisation_name"],
        "email": member["email"],
        "roles": ["front_desk"],
        "supervisor_id": None,
        "ends_on": _end(town, 365),
        "is_you": False,
        "may_change": True,
    }
    ended = await people.post(town.admins[0], f"/members/{town.companions[0]}/end")
    assert ended.status_code == 201
    assert set(ended.json().values()) == {None}
    kinds = {each["kind"] for each in await people.get(town.admins[0], "/alerts")}
    assert kinds <= {"too_few_to_sign", "accesses_end_soon", "accreditation_ends_soon"}


async def test_police_read_no_house_off_a_network(people: People) -> None:
    """AGR-01, POL-03: nor the numbers that they are held to."""
    town = people.town
    [network] = await people.get(town.officers[0], "/networks")
    assert {each["kind"] for each in network["organisations"]} & {"shelter", "hotel"} == set()
    assert (network["minimum_sites"], network["questions_a_day"], network["may_change"]) == (
        None,
        None,
        False,
    )
    [theirs] = await people.get(town.admins[0], "/networks")
    assert (theirs["minimum_sites"], theirs["questions_a_day"], theirs["may_change"]) == (1, 40, True)


ALIVE = """
    SELECT (SELECT count(*) FROM claims WHERE state = 'live') AS claims,
        (SELECT count(*) FROM referrals WHERE state IN ('asked', 'held', 'confirmed', 'arrived')) AS referrals,
        (SELECT count(*) FROM fund_requests WHERE state NOT IN ('withdrawn', 'declined')) AS requests,
        (SELECT count(*) FROM operation_requests) AS asked,
        (SELECT count(*) FROM bed_agreements WHERE state = 'in_force') AS agreements,
        (SELECT count(*) FROM operations WHERE state NOT IN ('closed', 'cancelled')) AS operations,
        (SELECT count(*) FROM payout_intents WHERE state NOT IN ('cancelled', 'failed')) AS payouts
"""


async def test_disabling_everybody_leaves_every_promise_alive(world: World) -> None:
    """PIV-03: holds, requests and agreements are organisations', not people's: all of them outlive all of their
    people, one access after the other."""
    before = dict(await world.db.fetchrow(ALIVE))
    assert min(before.values()) >= 1, before
    house = world.stage.shelters["S8"]
    for member in (world.stage.pivot, world.stage.investigator, house.coordinator, house.desk, world.first):
        answer = await world.post(member, f"/members/{member}/end")
        assert answer["agreements"] is not None
        assert dict(await world.db.fetchrow(ALIVE)) == before
    told = await world.client.get("/v1/me", headers=world.as_(world.stage.pivot))
    assert told.status_code == 401
