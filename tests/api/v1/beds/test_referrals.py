"""A pivot asks, a shelter answers, time passes: over HTTP, each side seeing only what is theirs."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from service.beds.clockwork import ask_for_counts, lapse_promises, refresh_availability, roll_stays_forward
from service.clock import SetClock
from service.partners.actor import Role
from service.store.store import Store
from tests.api.v1.beds.test_board import open_case
from tests.api.world import KINDS
from tests.network import Network
from tests.service.beds.town import Shelter, Town


@pytest.fixture
def town(client: httpx.AsyncClient, as_: Any, network: Network, clock: SetClock) -> Town:
    return Town(client, as_, network, clock)


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


async def made(town: Town, pivot: UUID, house: Shelter, **said: Any) -> dict[str, Any]:
    answer = await town.refer(pivot, house, **said)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def state(town: Town, pivot: UUID, referral: dict[str, Any]) -> str:
    return str((await town.get(pivot, f"/referrals/{referral['id']}")).json()["state"])


async def test_forty_at_once_for_three_beds(town: Town) -> None:
    """BED-16: exactly as many hold as there are beds; each of the others is told that it was just taken."""
    house = await town.shelter(beds=3)
    pivots = [await town.pivot() for _ in range(4)]
    answers = await asyncio.gather(*(town.refer(pivots[n % 4], house) for n in range(40)))
    held = [answer.json() for answer in answers if answer.status_code == 201]
    assert len(held) == 3
    assert len({claim for referral in held for claim in referral["claim_ids"]}) == 3
    assert {problem(answer) for answer in answers if answer.status_code != 201} == {(409, "no_longer_free")}
    assert await town.tonight(house) == {"beds": 3, "free": 0, "held": 3, "taken": 0, "closed": 0, "empty": 3}


async def test_self_call_only_waits_for_the_call(town: Town) -> None:
    """ADM-05: `awaiting_self_call` with an expiry; then held; or asked, where the exception is asked for."""
    house = await town.shelter(
        profile={"referral_mode": "self_call_only", "emergency_worker_exception": True}
    )
    pivot = await town.pivot()
    waiting = await made(town, pivot, house)
    assert (waiting["state"], len(waiting["claim_ids"])) == ("awaiting_self_call", 1)
    assert waiting["until"] == (town.clock.now() + timedelta(hours=4)).isoformat().replace("+00:00", "Z")
    called = await town.post(house.desk, f"/referrals/{waiting['id']}/self-call")
    assert called.json()["state"] == "held"
    exception = await made(town, pivot, house, emergency_exception=True)
    assert (exception["state"], exception["claim_ids"]) == ("asked", [])
    willing = await made(town, pivot, house, question={"met": ["self_call"]})
    assert willing["state"] == "held"


async def test_a_stale_shelter_is_asked_and_its_yes_takes_the_bed(town: Town) -> None:
    """BED-15, CNF-09: nothing is promised until a human says yes; then a bed is."""
    house = await town.shelter(beds=1, fresh_for_minutes=60)
    town.clock.advance(timedelta(hours=2))
    pivot = await town.pivot()
    asked = await made(town, pivot, house)
    assert (asked["state"], asked["claim_ids"]) == ("asked", [])
    assert (await town.tonight(house))["held"] == 0
    confirmed = await town.post(house.desk, f"/referrals/{asked['id']}/confirm")
    assert (confirmed.status_code, confirmed.json()["state"]) == (200, "confirmed")
    assert (await town.tonight(house))["held"] == 1
    assert len((await town.get(pivot, f"/referrals/{asked['id']}")).json()["claim_ids"]) == 1
    second = await made(town, pivot, house)
    assert problem(await town.post(house.desk, f"/referrals/{second['id']}/confirm")) == (
        409,
        "no_longer_free",
    )


async def test_a_decline_carries_one_code_and_status_is_not_kept(town: Town) -> None:
    """ADM-04, DAT-06: the referral keeps `criteria`, the month keeps `status`, the case's need is counted once."""
    house = await town.shelter()
    pivot = await town.pivot()
    case = await open_case(town, pivot)
    referral = await made(town, pivot, house, case_id=case)
    for body in ({}, {"reason": "she looked odd"}, {"reason": ["age", "gender"]}):
        assert problem(await town.post(house.desk, f"/referrals/{referral['id']}/decline", body)) == (
            400,
            "bad_input",
        )
    declined = await town.post(house.desk, f"/referrals/{referral['id']}/decline", {"reason": "status"})
    assert (declined.status_code, declined.json()["state"]) == (200, "declined")
    view = (await town.get(pivot, f"/referrals/{referral['id']}")).json()
    assert (view["state"], view["decline_reason"]) == ("declined", "criteria")
    counted = await town.network.superuser.fetch("SELECT month::text, code, count FROM refusals_by_month")
    assert [tuple(row) for row in counted] == [("2026-11-01", "status", 1)]
    second = await made(town, pivot, house, case_id=case)
    await town.post(house.desk, f"/referrals/{second['id']}/decline", {"reason": "status"})
    assert await town.network.superuser.fetchval("SELECT count FROM refusals_by_month") == 2
    unmet = await town.network.superuser.fetch("SELECT reason, people FROM unmet_needs")
    assert [tuple(row) for row in unmet] == [("criteria", 1)]
    assert (await town.tonight(house))["held"] == 0
    assert problem(await town.post(house.desk, f"/referrals/{referral['id']}/confirm")) == (
        409,
        "referral_moved_on",
    )


async def test_refused_at_the_door(town: Town) -> None:
    """ADM-04: coded like any other no; not possible before anything was promised."""
    house = await town.shelter()
    pivot = await town.pivot()
    referral = await made(town, pivot, house)
    path = f"/referrals/{referral['id']}/decline"
    answer = await town.post(house.desk, path, {"reason": "security_fear", "at_the_door": True})
    assert answer.json()["state"] == "refused_at_door"
    assert problem(await town.post(house.desk, path, {"reason": "age"})) == (409, "referral_moved_on")


async def test_a_case_needs_consent_and_its_own_pivot(town: Town) -> None:
    """CNF-01, CNF-04: withdraw the consent and nothing new is asked; another pivot's case does not exist."""
    house = await town.shelter()
    pivot = await town.pivot()
    case = await open_case(town, pivot)
    consent = (await town.get(pivot, f"/cases/{case}")).json()["consents"][0]["id"]
    assert (await town.post(pivot, f"/cases/{case}/consents/{consent}/withdraw")).status_code == 204
    assert problem(await town.refer(pivot, house, case_id=case)) == (409, "consent_missing")
    assert problem(await town.refer(await town.pivot(), house, case_id=case)) == (404, "not_found")


async def test_holds_lapse_by_themselves_and_the_job_only_says_so(
    town: Town, store: Store, worker_pool: asyncpg.Pool
) -> None:
    """OPS-03, OPS-12: the deadline decides; the job writes it down, once, with the unmet need."""
    house = await town.shelter(beds=1)
    pivot = await town.pivot()
    case = await open_case(town, pivot)
    referral = await made(town, pivot, house, case_id=case)
    town.clock.advance(timedelta(minutes=90))
    assert await state(town, pivot, referral) == "lapsed"
    assert await town.tonight(house) == {"beds": 1, "free": 1, "held": 0, "taken": 0, "closed": 0, "empty": 1}
    assert (await town.get(house.desk, f"/shelters/{house.id}/arrivals")).json() == []
    assert [entry["free"] for entry in (await town.board(pivot))["items"]] == [1]
    assert problem(await town.post(pivot, f"/referrals/{referral['id']}/extend")) == (
        409,
        "referral_moved_on",
    )
    assert await lapse_promises(store, worker_pool) == 1
    assert await lapse_promises(store, worker_pool) == 0
    stored = await town.network.superuser.fetchrow(
        "SELECT r.state, c.state FROM referrals r JOIN claims c ON c.referral_id = r.id"
    )
    assert stored is not None
    assert tuple(stored) == ("lapsed", "lapsed")
    assert await town.network.superuser.fetchval("SELECT reason FROM unmet_needs") == "no_answer"
    assert await refresh_availability(store, worker_pool) == 0


async def test_nobody_came_to_a_confirmed_bed(town: Town, store: Store, worker_pool: asyncpg.Pool) -> None:
    """FND-14: the bed is free again, and nothing is noted against anybody."""
    house = await town.shelter(beds=1)
    pivot = await town.pivot()
    referral = await made(town, pivot, house, case_id=await open_case(town, pivot))
    await town.post(house.desk, f"/referrals/{referral['id']}/confirm")
    town.clock.advance(timedelta(hours=3))
    assert await lapse_promises(store, worker_pool) == 1
    assert await town.network.superuser.fetchval("SELECT count(*) FROM unmet_needs") == 0
    assert (await town.tonight(house))["free"] == 1


async def test_an_arrival_after_the_hold_lapsed_is_a_fact(town: Town) -> None:
    """OPS-14: somebody at the door gets the bed that is empty, or displaces the promise on the last one."""
    house = await town.shelter(beds=1)
    first, second = await town.pivot(), await town.pivot()
    late = await made(town, first, house)
    town.clock.advance(timedelta(minutes=95))
    taken = await made(town, second, house)
    arrived = await town.post(house.desk, f"/referrals/{late['id']}/arrival")
    assert arrived.status_code == 201, arrived.text
    assert (len(arrived.json()["stay_ids"]), arrived.json()["displaced"]) == (1, 1)
    assert (await town.get(second, f"/referrals/{taken['id']}")).json()["displaced"] is True
    assert await state(town, first, late) == "arrived"
    third = await town.post(house.desk, f"/referrals/{taken['id']}/arrival")
    assert (third.status_code, third.json()["cots"]) == (201, 1)
    assert await town.tonight(house) == {"beds": 1, "free": 0, "held": 0, "taken": 1, "closed": 0, "empty": 0}


async def test_a_stay_goes_on_until_somebody_notes_the_departure(
    town: Town, store: Store, worker_pool: asyncpg.Pool
) -> None:
    """BED-16: rolled to the next turnover each day; the bed is never offered meanwhile."""
    house = await town.shelter(beds=2, count=1)
    pivot = await town.pivot()
    town.clock.advance(timedelta(days=1, hours=2))
    assert (await town.tonight(house))["taken"] == 1
    assert await roll_stays_forward(store, worker_pool) == 1
    assert await roll_stays_forward(store, worker_pool) == 0
    stay = (await town.get(house.desk, f"/shelters/{house.id}/stays")).json()[0]
    assert (stay["until"], stay["anonymous"], stay["party"], stay["contact"]) == (
        "2026-11-05T17:00:00Z",
        True,
        None,
        None,
    )
    assert [entry["free"] for entry in (await town.board(pivot))["items"]] == [1]


async def test_stale_shelters_are_asked_once(town: Town, store: Store, worker_pool: asyncpg.Pool) -> None:
    """BED-15: fresh, ageing, asked, call first."""
    house = await town.shelter(fresh_for_minutes=60)
    await town.shelter(fresh_for_minutes=600)
    assert await ask_for_counts(store, worker_pool) == 0
    town.clock.advance(timedelta(minutes=60))
    assert await ask_for_counts(store, worker_pool) == 1
    assert await ask_for_counts(store, worker_pool) == 0
    path = f"/shelters/{house.id}"
    assert (await town.get(house.desk, path)).json()["freshness"] == "asked"
    town.clock.advance(timedelta(minutes=30))
    assert (await town.get(house.desk, path)).json()["freshness"] == "call_first"


async def test_extend_until_the_longest_hold(town: Town) -> None:
    """OPS-13: an hour more each time, by the pivot or the shelter, never past twelve hours."""
    house = await town.shelter()
    pivot = await town.pivot()
    referral = await made(town, pivot, house)
    path = f"/referrals/{referral['id']}/extend"
    start = town.clock.now()
    assert (await town.post(pivot, path)).json()["until"] == (
        start + timedelta(minutes=150)
    ).isoformat().replace("+00:00", "Z")
    assert (await town.post(house.desk, path)).json()["until"] == (
        start + timedelta(minutes=210)
    ).isoformat().replace("+00:00", "Z")
    for _ in range(9):
        last = await town.post(pivot, path)
    assert last.json()["until"] == (start + timedelta(hours=12)).isoformat().replace("+00:00", "Z")
    assert problem(await town.post(pivot, path)) == (409, "longest_hold")
    assert problem(await town.post(await town.pivot(), path)) == (403, "not_allowed")


async def test_a_hold_across_the_turnover(town: Town) -> None:
    """ADM-06: asked at ten to noon, or for ten to noon just after it: the bed is for the night that comes."""
    house = await town.shelter()
    pivot = await town.pivot()
    town.clock.set(town.clock.now() + timedelta(hours=23, minutes=50))
    await town.counted(house, 8)
    early = await made(town, pivot, house)
    expected = town.clock.now()
    town.clock.advance(timedelta(minutes=14))
    late = await made(town, pivot, house, expected_at=expected.isoformat())
    for referral in (early, late):
        assert referral["state"] == "held"
        arrived = await town.post(house.desk, f"/referrals/{referral['id']}/arrival")
        assert arrived.status_code == 201
    stays = (await town.get(house.desk, f"/shelters/{house.id}/stays")).json()
    assert [stay["until"] for stay in stays] == ["2026-11-05T17:00:00Z"] * 2


async def test_withdraw_gives_the_bed_back(town: Town) -> None:
    """OPS-12: and only the side that asked may."""
    house = await town.shelter()
    pivot = await town.pivot()
    referral = await made(town, pivot, house)
    path = f"/referrals/{referral['id']}/withdraw"
    assert problem(await town.post(await town.pivot(), path)) == (404, "not_found")
    assert problem(await town.post(house.desk, path)) == (403, "not_allowed")
    assert (await town.post(pivot, path)).json()["state"] == "withdrawn"
    assert (await town.tonight(house))["held"] == 0
    again = await town.post(pivot, path)
    assert problem(again) == (409, "referral_moved_on")
    assert again.json()["title"] == "This request is at: withdrawn."
    assert again.json()["facts"] == {"state": "withdrawn"}


async def test_another_shelter_cannot_answer(town: Town) -> None:
    """POL-03: what is not theirs does not exist."""
    house, other = await town.shelter(), await town.shelter()
    pivot = await town.pivot()
    referral = await made(town, pivot, house)
    for step, body in (
        ("confirm", None),
        ("decline", {"reason": "age"}),
        ("self-call", None),
        ("arrival", None),
    ):
        assert problem(await town.post(other.desk, f"/referrals/{referral['id']}/{step}", body)) == (
            404,
            "not_found",
        )
    assert problem(await town.get(await town.pivot(), f"/referrals/{referral['id']}")) == (404, "not_found")
    assert (await town.get(await town.pivot(), "/referrals")).json() == {"items": [], "next": None}


async def test_what_needs_a_word_first(town: Town) -> None:
    """BED-07, BED-12, BED-14: the choice, the word with each alone, and the reason are asked for by name."""
    programme = await town.shelter(profile={"programme_structured": "yes"})
    low = await town.shelter(kind="homeless", security_level="low")
    room = await town.shelter(pool={"private": True, "sleeps": 2, "accepts_genders": ["woman", "man"]},
                              profile={"accepts_couples": "yes"})  # fmt: skip
    pivot = await town.pivot()
    couple = {
        "party": {
            "people": [{"gender": "woman", "age_band": "25+"}, {"gender": "man", "age_band": "25+"}],
            "couple": True,
        }
    }
    assert problem(await town.refer(pivot, programme)) == (409, "choice_of_the_person")
    assert problem(await town.refer(pivot, low)) == (409, "low_security_reason_missing")
    assert problem(await town.refer(pivot, room, question=couple)) == (409, "spoken_alone_first")
    assert (await made(town, pivot, programme, person_chose=True))["state"] == "held"
    assert (await made(town, pivot, low, low_security_reason="nothing_else"))["state"] == "held"
    assert (await made(town, pivot, room, question=couple, spoken_alone=True))["state"] == "held"


async def test_what_does_not_fit_is_refused(town: Town) -> None:
    """ADM-01, ADM-06, BED-04: the same words as the board, whoever goes around it."""
    adults = await town.shelter(max_nights=2)
    strict = await town.shelter(profile={"claimant_only": "strict"})
    pivot = await town.pivot()
    young = {"party": {"people": [{"gender": "woman", "age_band": "16-17"}]}}
    for house, question in (
        (adults, young),
        (adults, {"nights": 3}),
        (strict, {"unmet": ["claimant"]}),
        (adults, {"wants": ["pets"]}),
    ):
        assert problem(await town.refer(pivot, house, question=question)) == (409, "does_not_fit")
    negotiating = await made(town, pivot, strict)
    assert negotiating["state"] == "asked"
    kept = await town.network.superuser.fetchrow(
        "SELECT * FROM referrals WHERE id = $1", UUID(negotiating["id"])
    )
    assert "claimant" not in str(dict(kept or {}))


async def test_a_family_holds_one_room_and_friends_two_beds(town: Town) -> None:
    """BED-06: one claim for a unit; one for each of two friends."""
    house = await town.shelter(beds=3)
    await town.pool(house, 1, private=True, sleeps=4, family_unit=True)
    pivot = await town.pivot()
    family = {"party": {"people": [{"gender": "woman", "age_band": "25+"}], "children": 2}}
    friends = {"party": {"people": [{"gender": "woman", "age_band": "25+", "count": 2}]}}
    assert len((await made(town, pivot, house, question=family))["claim_ids"]) == 1
    assert len((await made(town, pivot, house, question=friends))["claim_ids"]) == 2
    assert problem(await town.refer(pivot, house, question=family)) == (409, "no_longer_free")
    assert await town.tonight(house) == {"beds": 4, "free": 1, "held": 3, "taken": 0, "closed": 0, "empty": 4}


async def test_the_front_desk_sees_no_origin(town: Town) -> None:
    """SAF-08: one woman, 21-24, nights, whom to call; nothing of purpose, case, criteria or form."""
    house = await town.shelter(beds=1, pool={"set_aside_for_trafficking": True})
    pivot = await town.pivot()
    case = await open_case(town, pivot)
    referral = await made(
        town, pivot, house, case_id=case, question={"purpose": "trafficking", "facts": ["partner"]}
    )
    arrival = (await town.get(house.desk, f"/shelters/{house.id}/arrivals")).text
    await town.post(house.desk, f"/referrals/{referral['id']}/arrival")
    stays = (await town.get(house.desk, f"/shelters/{house.id}/stays")).text
    for text in (arrival, stays):
        assert '"count":1' in text
        for word in ("traffick", "purpose", "partner", "case", "set_aside", "police", "operation"):
            assert word not in text


def party(**people: Any) -> dict[str, Any]:
    return {"question": {"party": {"people": [{"gender": "woman", "age_band": "25+", **people}]}}}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"shelter_id": str(uuid4())}, (404, "not_found")),
        ({"shelter_id": "S2"}, (400, "bad_input")),
        ({"expected_at": "2026-11-01T12:00:00Z"}, (422, "expected_out_of_range")),
        ({"expected_at": "2027-02-02T12:00:00Z"}, (422, "expected_out_of_range")),
        ({"expected_at": "2026-11-03T18:00:00"}, (400, "bad_input")),
        ({"status": "x"}, (400, "bad_input")),
        ({"note": "long story"}, (400, "bad_input")),
        ({"question": {"party": {"people": []}}}, (400, "bad_input")),
        (party(count=0), (400, "bad_input")),
        (party(count=10_000), (400, "bad_input")),
        (party(age_band="1999-01-01"), (400, "bad_input")),
        (party(name="Anna"), (400, "bad_input")),
        ({"options_shown": -1}, (400, "bad_input")),
        ({"low_security_reason": "because"}, (400, "bad_input")),
    ],
)  # fmt: skip
async def test_bad_referrals(town: Town, change: dict[str, Any], expected: tuple[int, str]) -> None:
    """Each bad input is one problem document, and nothing is held."""
    house = await town.shelter()
    body = {"shelter_id": house.id, "expected_at": town.clock.now().isoformat(),
            "question": {"party": {"people": [{"gender": "woman", "age_band": "25+"}]}}, **change}  # fmt: skip
    assert problem(await town.post(await town.pivot(), "/referrals", body)) == expected
    assert (await town.tonight(house))["held"] == 0


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.PIVOT_WORKER])
async def test_only_pivots_refer(town: Town, role: Role) -> None:
    """POL-03."""
    house = await town.shelter()
    member = await town.network.member(await town.network.organisation(KINDS[role]), role)
    assert problem(await town.refer(member, house)) == (403, "not_allowed")
    assert problem(await town.get(member, "/referrals")) == (403, "not_allowed")


async def test_pages_of_referrals(town: Town) -> None:
    """Newest first, each once."""
    house = await town.shelter(beds=5)
    pivot = await town.pivot()
    ids = []
    for _ in range(3):
        ids.append((await made(town, pivot, house))["id"])
        town.clock.advance(timedelta(seconds=1))
    first = (await town.get(pivot, "/referrals", limit=2)).json()
    second = (await town.get(pivot, "/referrals", limit=2, cursor=first["next"])).json()
    assert [item["id"] for item in first["items"] + second["items"]] == ids[::-1]
    assert second["next"] is None
    assert first["items"][0]["shelter_name"] == "House"


async def test_a_yes_shortens_nothing_and_promises_no_other_night(town: Town) -> None:
    """BED-16, CNF-09: a hold that was kept longer stays so when the house says yes; and no bed is promised past the
    turnover until which it is held, when somebody else may have it."""
    house = await town.shelter(beds=1)
    pivot = await town.pivot()
    referral = await made(town, pivot, house)
    for step in ("extend", "extend", "extension"):
        who = pivot if step == "extend" else house.desk
        await town.post(who, f"/referrals/{referral['id']}/{step}")
    kept = (await town.get(pivot, f"/referrals/{referral['id']}")).json()["held_until"]
    yes = await town.post(house.desk, f"/referrals/{referral['id']}/confirm")
    assert yes.status_code == 200, yes.text
    assert yes.json()["until"] >= kept
    late = town.clock.now().replace(hour=10, minute=59) + timedelta(days=1)  # an hour before noon in Montréal
    town.clock.set(late)
    other = await town.shelter(beds=1)
    short = await made(town, pivot, other)
    ends = await town.network.superuser.fetchval("SELECT max(ends_at) FROM claims WHERE kind = 'hold'")
    for _ in range(12):
        await town.post(pivot, f"/referrals/{short['id']}/extend")
    until = (await town.post(other.desk, f"/referrals/{short['id']}/confirm")).json()["until"]
    assert datetime.fromisoformat(until) <= ends
    bound = "SELECT count(*) FROM claims WHERE state = 'live' AND lapses_at > ends_at"
    assert await town.network.superuser.fetchval(bound) == 0
