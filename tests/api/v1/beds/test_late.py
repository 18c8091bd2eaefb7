"""A later date, a late yes, an exception asked, and the last bed of the night: over HTTP, by those who do it."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from service.beds.clockwork import lapse_promises
from service.clock import SetClock
from service.store.store import Store
from tests.api.v1.beds.test_board import open_case
from tests.api.v1.beds.test_referrals import made, problem, state
from tests.network import Network
from tests.service.beds.town import Shelter, Town


@pytest.fixture
def town(client: httpx.AsyncClient, as_: Any, network: Network, clock: SetClock) -> Town:
    return Town(client, as_, network, clock)


def at(town: Town, days: float) -> str:
    return (town.clock.now() + timedelta(days=days)).isoformat()


async def periods(town: Town) -> list[tuple[str, str, str]]:
    """Every live claim that is no closure: its kind, and its period in UTC."""
    rows = await town.network.superuser.fetch(
        "SELECT kind, starts_at, ends_at FROM claims WHERE state = 'live' ORDER BY starts_at, key"
    )
    return [(row[0], f"{row[1]:%d-%H}", f"{row[2]:%d-%H}") for row in rows]


async def test_a_hold_for_a_later_date(town: Town, store: Store, worker_pool: asyncpg.Pool) -> None:
    """BED-16, CNF-09: the bed of that night is held at once, and nobody else can have it for any part of it.

    Tonight it stays free; the house confirms within a day; whoever comes early is simply there.
    """
    house, pivot = await town.shelter(beds=1), await town.pivot()
    later = await made(town, pivot, house, expected_at=at(town, 10.25), question={"nights": 3})
    assert (later["state"], later["until"]) == ("held", "2026-11-04T17:00:00Z")
    assert await periods(town) == [("hold", "13-17", "16-17")]
    assert (await town.tonight(house))["free"] == 1
    for days, nights in ((9.25, 2), (12.25, 1), (10.25, 1)):
        refused = await town.refer(pivot, house, expected_at=at(town, days), question={"nights": nights})
        assert problem(refused) == (409, "no_longer_free"), days
    before = await made(town, pivot, house, expected_at=at(town, 9.25))
    assert before["state"] == "held"
    confirmed = await town.post(house.desk, f"/referrals/{later['id']}/confirm")
    assert (confirmed.status_code, confirmed.json()["until"]) == (200, "2026-11-14T02:00:00Z")
    town.clock.advance(timedelta(days=1))
    assert await state(town, pivot, before) == "lapsed"
    assert await state(town, pivot, later) == "confirmed"
    town.clock.advance(timedelta(days=8, hours=20))
    arrived = await town.post(house.desk, f"/referrals/{later['id']}/arrival")
    assert arrived.status_code == 201, arrived.text
    now = datetime.fromisoformat(
        (await town.get(house.desk, f"/shelters/{house.id}/stays")).json()[0]["since"]
    )
    assert now == town.clock.now()


async def test_the_board_of_a_later_night(town: Town) -> None:
    """BED-16, BED-14, GEO-05, SAF-04: who has a bed for every one of those nights, whatever tonight's counts say; the
    filters of tonight hold then too; a wait for one of them is a hold like any other."""
    full = await town.shelter(beds=1, name="Full tonight", count=0, city="Laval")
    await town.shelter(beds=1, name="Never counted", count=-1)
    taken = await town.shelter(beds=1, name="Taken then")
    await town.shelter(kind="homeless", security_level="low", name="Low")
    await town.shelter(kind="hotel_partner", name="Not vetted")
    await town.shelter(name="Short", max_nights=1)
    await town.shelter(name="Elsewhere", region="CA-ON", city="Toronto")
    pivot, nights = await town.pivot(), {"question": {"nights": 3}}
    await made(town, pivot, taken, expected_at=at(town, 12), **nights)
    later = {"arrival": at(town, 10.25), "nights": 3, "area": "CA-QC"}
    board = await town.board(pivot, **later)
    assert [(one["name"], one["free"], one["hold_at_once"]) for one in board["items"]] == [
        ("Full tonight", 1, True),
        ("Never counted", 1, True),
    ]
    tonight = {one["name"] for one in (await town.board(pivot, area="CA-QC"))["items"]}
    assert tonight == {"Taken then", "Short", "Never counted"}
    in_laval = {**later, "area": "CA-QC/Laval"}
    assert [one["name"] for one in (await town.board(pivot, **in_laval))["items"]] == ["Full tonight"]
    away = {**later, "not_area": "CA-QC/laval"}
    assert [one["name"] for one in (await town.board(pivot, **away))["items"]] == ["Never counted"]
    held = await made(town, pivot, full, expected_at=later["arrival"], **nights)
    assert held["state"] == "held"
    assert [one["name"] for one in (await town.board(pivot, **later))["items"]] == ["Never counted"]
    too_far = await town.get(pivot, "/board", person=["woman:25+"], arrival=at(town, 91))
    assert problem(too_far) == (422, "expected_out_of_range")


async def test_twenty_want_the_same_night_in_three_weeks(town: Town) -> None:
    """BED-16: they race over several connections; exactly the two beds of that night are held."""
    house, pivot = await town.shelter(beds=2), await town.pivot()
    answers = await asyncio.gather(
        *(town.refer(pivot, house, expected_at=at(town, 21 + n % 3 / 10)) for n in range(20))
    )
    assert sorted(answer.status_code for answer in answers) == [201] * 2 + [409] * 18


async def test_a_yes_that_comes_late(town: Town, store: Store, worker_pool: asyncpg.Pool) -> None:
    """CNF-09: the house confirms after the hold lapsed: the place is taken again if it is free; if not, it is thanked
    and nothing is broken. After the hours of the arrival the question is over."""
    house, pivot = await town.shelter(beds=1), await town.pivot()
    first = await made(town, pivot, house, expected_at=at(town, 0.1))
    town.clock.advance(timedelta(minutes=91))
    assert await lapse_promises(store, worker_pool) == 1
    assert await state(town, pivot, first) == "lapsed"
    path = f"/referrals/{first['id']}/confirm"
    again = await town.post(house.desk, path)
    assert (again.status_code, again.json()["state"]) == (200, "confirmed")
    assert (await town.tonight(house))["held"] == 1
    assert problem(await town.post(house.desk, path)) == (409, "referral_moved_on")
    assert (await town.post(pivot, f"/referrals/{first['id']}/withdraw")).status_code == 200
    late, other = await made(town, pivot, house), await town.pivot()
    town.clock.advance(timedelta(minutes=91))
    await made(town, other, house)
    answer = await town.post(house.desk, f"/referrals/{late['id']}/confirm")
    assert problem(answer) == (409, "hold_lapsed")
    assert answer.json()["detail"] == "Thank you for answering. Nothing more to do."
    assert await state(town, pivot, late) == "lapsed"
    town.clock.advance(timedelta(hours=2))
    assert problem(await town.post(house.desk, f"/referrals/{late['id']}/confirm")) == (
        409,
        "referral_moved_on",
    )


async def two_who_want(town: Town) -> tuple[Shelter, Shelter, list[tuple[UUID, str]]]:
    """A house with one bed, another with some, and two pivots, each with a case."""
    last, other = await town.shelter(beds=1), await town.shelter(beds=3, city="Laval", name="Other")
    pivots = [await town.pivot() for _ in range(2)]
    return last, other, [(pivot, await open_case(town, pivot)) for pivot in pivots]


async def test_the_last_bed_in_the_same_millisecond(town: Town) -> None:
    """BED-16, CNF-08: exactly one has it; the other reads what is left for the same answers and sends them again."""
    last, other, pivots = await two_who_want(town)
    said = {"areas": ["CA-QC"], "question": {"nights": 2}, "options_shown": 2, "person_chose": True}
    answers = await asyncio.gather(*(town.refer(pivot, last, case_id=case, **said) for pivot, case in pivots))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    (pivot, case), refused = next(
        (who, answer) for who, answer in zip(pivots, answers, strict=True) if answer.status_code == 409
    )
    assert problem(refused) == (409, "no_longer_free")
    options = refused.json()["facts"]["options"]
    assert [(o["shelter_id"], o["city"], o["free"]) for o in options] == [(other.id, "Laval", 3)]
    assert (await town.refer(pivot, other, case_id=case, **said)).status_code == 201
    kept = await town.post(pivot, f"/cases/{case}/exclusions", {"kind": "city", "value": "laval"})
    assert kept.status_code == 201
    refused = await town.refer(pivot, last, case_id=case, **said)
    assert refused.json()["facts"]["options"] == []


STRICT = {
    "referral_mode": "self_call_only",
    "exception_contact_role": "shelter_coordinator",
    "sobriety": "flexible",
}


async def month(town: Town) -> list[tuple[str, str, int]]:
    rows = await town.network.superuser.fetch(
        "SELECT criterion, outcome, count FROM exceptions_by_month ORDER BY criterion, outcome"
    )
    return [tuple(row) for row in rows]


async def test_an_exception_in_one_tap(town: Town, store: Store, worker_pool: asyncpg.Pool) -> None:
    """RIG-02, ADM-01, ADM-05: a self-call, or a flexible criterion, is put to the role that the house named; yes
    confirms the place, no carries its code, silence is counted too, and what is kept of no person is `criteria`."""
    house, pivot = await town.shelter(profile=STRICT), await town.pivot()
    wish = {"ask_exception": True, "question": {"unmet": ["sobriety"]}}
    asked = [await made(town, pivot, house, **wish) for _ in range(3)]
    assert {(one["state"], len(one["claim_ids"])) for one in asked} == {("asked", 0)}
    seen = {}
    for member in (house.desk, house.coordinator):
        rows = (await town.get(member, f"/shelters/{house.id}/arrivals")).json()
        seen[member] = [(row["asks_exception"], row["exceptions"]) for row in rows]
    assert seen == {house.desk: [(True, [])] * 3, house.coordinator: [(True, ["criteria", "self_call"])] * 3}
    yes, no = {"granted": True}, {"granted": False}
    paths = [f"/referrals/{one['id']}/exception" for one in asked]
    assert problem(await town.post(house.desk, paths[0], yes)) == (403, "exception_for_coordination")
    assert problem(await town.post(house.desk, paths[0].replace("exception", "confirm"))) == (
        403,
        "exception_for_coordination",
    )
    assert (await town.post(house.coordinator, paths[0], yes)).json()["state"] == "confirmed"
    assert (await town.tonight(house))["held"] == 1
    assert (await town.post(house.coordinator, paths[1], no)).json()["state"] == "declined"
    assert (await town.get(pivot, f"/referrals/{asked[1]['id']}")).json()["decline_reason"] == "other"
    town.clock.advance(timedelta(minutes=15))
    assert await lapse_promises(store, worker_pool) >= 1
    assert await month(town) == [
        (criterion, outcome, 1)
        for criterion in ("criteria", "self_call")
        for outcome in ("declined", "granted", "unanswered")
    ]
    shown = await town.get(house.coordinator, f"/shelters/{house.id}/answers", since="2026-11-01")
    assert ("other", "refused", 1) in [(row["what"], row["outcome"], row["count"]) for row in shown.json()]
    assert len(shown.json()) == 7
    assert (
        await town.get(house.coordinator, f"/shelters/{house.id}/answers", since="2026-12-01")
    ).json() == []
    assert problem(await town.get(house.desk, f"/shelters/{house.id}/answers", since="2026-11-01")) == (
        403,
        "not_allowed",
    )
    plain = await made(town, pivot, await town.shelter())
    assert plain["state"] == "held"


async def test_a_minor_shares_no_room_with_strangers_unasked(town: Town) -> None:
    """MIN-03, BED-04: a youth of sixteen is shown the house that takes her, and no bed among adults is hers by default:
    the worker says why. A room of one's own, or a house for youths, needs no word."""
    shared = await town.shelter(pool={"min_age": 16})
    own = await town.shelter(pool={"min_age": 16, "private": True})
    youth = await town.shelter(pool={"min_age": 16, "max_age": 20})
    pivot = await town.pivot()
    alone = {"question": {"party": {"people": [{"gender": "woman", "age_band": "16-17"}]}}}
    assert len((await town.board(pivot, "woman:16-17"))["items"]) == 3
    assert problem(await town.refer(pivot, shared, **alone)) == (409, "mixed_ages_reason_missing")
    for house, said in ((shared, {"mixed_ages_reason": "person_asks"}), (own, {}), (youth, {})):
        assert (await made(town, pivot, house, **alone, **said))["state"] == "held"
    mother = {"people": [{"gender": "woman", "age_band": "16-17"}, {"gender": "woman", "age_band": "25+"}]}
    assert (await made(town, pivot, shared, question={"party": mother}))["state"] == "held"
    kept = await town.network.superuser.fetch(
        "SELECT mixed_ages_reason FROM referrals ORDER BY asked_at, code"
    )
    assert sorted(row[0] or "" for row in kept) == ["", "", "", "person_asks"]
    wrong = await town.refer(pivot, shared, **alone, mixed_ages_reason="because")
    assert wrong.status_code == 400


async def test_a_matter_of_minutes_is_read_first(town: Town) -> None:
    """OPS-17: five minutes to answer, first in the house's list; no word says where the person waits."""
    house, pivot = await town.shelter(beds=4, profile={"claimant_only": "strict"}), await town.pivot()
    first = await made(town, pivot, house)
    urgent = await made(town, pivot, house, urgency="minutes")
    assert urgent["until"] == (town.clock.now() + timedelta(minutes=5)).isoformat().replace("+00:00", "Z")
    rows = (await town.get(house.desk, f"/shelters/{house.id}/arrivals")).json()
    assert [(row["code"], row["urgency"]) for row in rows] == [
        (urgent["code"], "minutes"),
        (first["code"], "ordinary"),
    ]
    assert "detention" not in str(rows)


async def test_who_interprets_is_said_once(town: Town) -> None:
    """LNG-02, LNG-03: language, dialect, gender, and not of the same community here; the house reads it, and a text
    that says something else is refused."""
    house, pivot = await town.shelter(), await town.pivot()
    wish = {"language": "zh-Hans", "dialect": "teochew", "gender": "woman", "not_same_community": True}
    asked = await made(town, pivot, house, interpreter=wish)
    rows = (await town.get(house.desk, f"/shelters/{house.id}/arrivals")).json()
    assert rows[0]["interpreter"] == wish
    assert (await town.get(pivot, f"/referrals/{asked['id']}")).json()["interpreter"] == wish
    for wrong in ({**wish, "dialect": "sans papiers"}, {**wish, "language": "mandarin"}, {"gender": "woman"}):
        assert (await town.refer(pivot, house, interpreter=wrong)).status_code in {400, 422}


async def test_not_in_my_community(town: Town) -> None:
    """GEO-07: a filter of the question itself, whatever the accents; the rest still answers."""
    await town.shelter(name="Near", city="Trois-Rivières")
    await town.shelter(name="Far")
    pivot = await town.pivot()
    board = await town.board(pivot, not_area=["CA-QC/trois rivieres"])
    assert [entry["name"] for entry in board["items"]] == ["Far"]
    assert (await town.board(pivot, not_area=["CA-QC"]))["items"] == []
    refused = await town.get(pivot, "/board", person=["woman:25+"], not_area=["Québec"])
    assert problem(refused) == (400, "bad_input")


async def test_detox_stands_beside_the_search_and_not_instead(town: Town) -> None:
    """ADM-02: whoever cannot be sober is shown the houses that bend, with a house to call beside them; nobody else is,
    and nothing of it is kept."""
    await town.shelter(name="Strict", profile={"sobriety": "required"})
    await town.shelter(name="Bends", profile={"sobriety": "flexible"})
    await town.shelter(name="Detox", kind="detox")
    await town.shelter(name="Detox elsewhere", kind="detox", region="CA-ON", city="Toronto")
    pivot = await town.pivot()
    sober = await town.board(pivot, area="CA-QC")
    assert (sober["detox"], {entry["name"] for entry in sober["items"]}) == ([], {"Strict", "Bends"})
    board = await town.board(pivot, area="CA-QC", unmet="sobriety")
    assert [entry["name"] for entry in board["items"]] == ["Bends"]
    assert [(one["name"], one["duty_number"]) for one in board["detox"]] == [("Detox", "514-555-0100")]
    assert len((await town.board(pivot, unmet="sobriety"))["detox"]) == 2


async def test_what_was_shown_and_chosen_is_kept(town: Town) -> None:
    """CNF-10: how many options were shown, and that the person chose, with the referral."""
    house, pivot = await town.shelter(), await town.pivot()
    asked = await made(town, pivot, house, options_shown=3, person_chose=True)
    view = (await town.get(pivot, f"/referrals/{asked['id']}")).json()
    assert (view["options_shown"], view["person_chose"]) == (3, True)
