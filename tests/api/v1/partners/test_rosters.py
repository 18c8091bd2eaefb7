"""Rosters over HTTP: planned in local time, gaps said ahead, a swap by two taps, and what waits for an answer."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from api.v1.partners.roster_words import gap_sentence
from service.clock import SetClock
from service.partners.actor import Role
from service.partners.rosters.rules import Period
from service.refusals import Language
from tests.network import Network
from tests.service.beds.town import Town

NOW = datetime(2026, 11, 3, 17, tzinfo=UTC)


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("gap", "language", "sentence"),
    [
        (Period(utc(7, 1), utc(7, 13)), "fr", "Garde : ven. 20 h 00 à sam. 8 h 00, vide"),
        (Period(utc(7, 1), utc(7, 13)), "en", "On call: Fri 20:00 to Sat 08:00, empty"),
        (Period(utc(4, 5, 30), utc(4, 6)), "fr", "Garde : mer. 0 h 30 à mer. 1 h 00, vide"),
        (Period(utc(8, 1), utc(13, 13)), "fr", "Garde : sam. 20 h 00 à ven. 13 nov. 8 h 00, vide"),
        (Period(utc(8, 1), utc(13, 13)), "en", "On call: Sat 20:00 to Fri 13 Nov 08:00, empty"),
    ],
)
def test_a_gap_is_a_sentence(gap: Period, language: Language, sentence: str) -> None:
    """ACC-03: in local time, with the date where a weekday alone could be another week's."""
    assert gap_sentence(gap, NOW, "America/Toronto", language).replace("\N{NO-BREAK SPACE}", " ") == sentence


def test_a_gap_names_the_house_and_says_one_minute() -> None:
    """ACC-03, LNG-01: of a house's roster, which house; the same minute in both languages, on the 24-hour clock."""
    gap = Period(datetime(2026, 11, 3, 13, 39, 59, tzinfo=UTC), utc(4, 1))
    said = [gap_sentence(gap, NOW, "America/Toronto", language, "Maison") for language in ("fr", "en")]
    assert [sentence.replace("\N{NO-BREAK SPACE}", " ") for sentence in said] == [
        "Garde – Maison : mar. 8 h 39 à mar. 20 h 00, vide",
        "On call – Maison: Tue 08:39 to Tue 20:00, empty",
    ]


async def test_a_team_plans_and_swaps(
    client: httpx.AsyncClient, as_: Any, network: Network, clock: SetClock
) -> None:
    """OPS-04, ACC-03, PIV-02, SAF-09: the pivots' own roster, to its end; nobody's number or name is in it."""
    town = Town(client, as_, network, clock)
    team = await network.organisation("pivot")
    planner, colleague = [await network.member(team, Role.PIVOT_WORKER) for _ in range(2)]
    made = await town.post(planner, "/rosters", {"duty": "pivot"})
    path = f"/rosters/{made.json()['id']}"
    twice = await town.post(planner, "/rosters", {"duty": "pivot"})
    assert (twice.status_code, twice.json()["type"]) == (409, "/problems/roster_exists")
    week = {"member_id": str(planner), "rank": 1, "weekday": 5, "starts": "20:00", "ends": "08:00", "midnights": 1,
            "first_day": "2026-11-01"}  # fmt: skip
    repeated = await town.post(planner, f"{path}/weeks", week)
    assert (repeated.status_code, repeated.json()["slots"]) == (201, 5)
    slot = {"member_id": str(colleague), "rank": 1, "starts_on": "2026-11-03", "starts": "08:00",
            "ends_on": "2026-11-06", "ends": "19:30"}  # fmt: skip
    assert (await town.post(planner, f"{path}/slots", slot)).status_code == 201
    over = await town.post(planner, f"{path}/slots", {**slot, "starts": "19:00"})
    assert (over.status_code, over.json()["type"]) == (409, "/problems/somebody_is_on_call")
    assert (await town.post(planner, f"{path}/slots", {**slot, "starts": "24:00"})).status_code == 400
    house = await town.shelter(beds=0, name="Maison des Érables")
    theirs = await town.post(house.coordinator, "/rosters", {"duty": "shelter", "shelter_id": house.id})
    assert theirs.status_code == 201, theirs.text
    ((empty,),) = [roster["gaps"] for roster in (await town.get(house.desk, "/rosters")).json()]
    assert empty["said"] == "On call – Maison des Érables: Tue 12:00 to Tue 17 Nov 12:00, empty"
    (seen,) = (await town.get(colleague, "/rosters")).json()
    assert seen["gaps"][0]["said"] == "On call: Fri 19:30 to Fri 20:00, empty"
    assert (seen["time_zone"], [one["now"] for one in seen["slots"]]) == (
        "America/Toronto",
        [True, False, False],
    )
    friday = f"/roster-slots/{seen['slots'][1]['id']}"
    assert (await town.post(colleague, f"{friday}/take")).json()["type"] == "/problems/slot_not_offered"
    assert (await town.post(planner, f"{friday}/offer", {})).status_code == 200
    assert (await town.post(colleague, f"{friday}/take")).status_code == 200
    (seen,) = (await town.get(colleague, "/rosters")).json()
    assert [one["mine"] for one in seen["slots"]] == [True, True, False]
    assert (await town.post(planner, f"{friday}/assign", {"member_id": str(planner)})).status_code == 200
    assert (await town.post(planner, f"{friday}/cancel")).status_code == 200
    end = await town.post(planner, f"/roster-weeks/{repeated.json()['id']}/end", {"last_day": "2026-11-13"})
    assert (end.status_code, end.json()) == (200, {"slots": 3})
    (seen,) = (await town.get(planner, "/rosters")).json()
    assert [one["starts_at"] for one in seen["slots"]] == ["2026-11-03T13:00:00Z", "2026-11-14T01:00:00Z"]
    assert (await town.get(planner, "/askings")).json() == []
