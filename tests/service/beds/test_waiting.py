"""Who waits for a bed now: from the question that ended without one until somebody is placed (ACC-02, DAT-06)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from service.cases.checks import CHECKS
from service.checks import run_check
from service.partners.actor import Role
from tests.service.cases.sharing.conftest import Circle, circle
from tests.service.fund.conftest import fund

__all__ = ["circle", "fund"]


@pytest.fixture
async def coordinator(circle: Circle) -> UUID:
    home = await circle.town.network.organisation("coordination", regions=["CA-ON"])
    return await circle.town.network.member(home, Role.REGIONAL_COORDINATOR)


async def board(circle: Circle, coordinator: UUID) -> Any:
    return (await circle.town.get(coordinator, "/waiting")).json()


async def test_from_the_search_without_a_bed_to_the_bed(circle: Circle, coordinator: UUID) -> None:
    """ACC-02, DAT-06, GEO-02, POL-03: since the first question; once a day; urgency by the pivot; no code and no case;
    settled by a bed that is promised, back when the promise is refused, gone when the pivot says so."""
    town, clock = circle.town, circle.town.clock
    told = "SELECT count(*) FROM tellings WHERE topic = 'waiting'"
    case, began = str(circle.case), clock.now()
    for _ in range(2):
        assert (await town.board(circle.pivot, "man:25+", case_id=case))["need_recorded"] is True
        clock.advance(timedelta(minutes=10))
    waits = (await board(circle, coordinator))["here"]
    assert waits == [
        {
            "region": "CA-ON",
            "gender": "man",
            "age_band": "25+",
            "people": 1,
            "minors": 0,
            "urgency": "tonight",
            "reason": "no_bed",
            "since": began.isoformat().replace("+00:00", "Z"),
        }
    ]
    assert await circle.db.fetchval(told) == 1
    assert (await circle.post("/waiting/urgency", {"urgency": "now"})).status_code == 204

    # A house that takes men: a promise, then its no at the door.
    house = await town.shelter(region="CA-ON", city="Hamilton", pool={"accepts_genders": ["man"]}, name="M")
    man = {"party": {"people": [{"gender": "man", "age_band": "25+"}]}}
    made = (await town.refer(circle.pivot, house, case_id=case, question=man)).json()
    assert made["state"] == "held"
    assert (await board(circle, coordinator))["here"] == []
    assert await who_has_a_bed_and_waits(circle) == ([], [f"case {case}"])
    refusal = {"reason": "security_fear", "at_the_door": True}
    assert (await town.post(house.desk, f"/referrals/{made['id']}/decline", refusal)).status_code == 200
    (again,) = (await board(circle, coordinator))["here"]
    assert (again["reason"], again["urgency"]) == ("security_fear", "tonight")
    days = await circle.db.fetch("SELECT reason FROM unmet_needs")
    assert [row["reason"] for row in days] == ["no_bed"]

    # Others: the numbers of every region, and no profile of a region that is not theirs.
    away = await town.network.organisation("coordination", regions=["CA-QC"])
    stranger = await town.network.member(away, Role.REGIONAL_COORDINATOR)
    seen = await board(circle, stranger)
    assert seen["here"] == []
    assert [(row["region"], row["needs"], row["people"]) for row in seen["everywhere"]] == [("CA-ON", 1, 1)]
    code = await circle.db.fetchval("SELECT code FROM cases WHERE id = $1", circle.case)
    assert code not in str(seen) + str(again)
    assert (await town.get(circle.pivot, "/waiting")).status_code == 403

    assert (await circle.post("/waiting/settle", by=circle.colleague)).status_code == 404
    assert (await circle.post("/waiting/settle")).status_code == 204
    assert (await circle.post("/waiting/settle")).status_code == 404
    assert (await board(circle, coordinator)) == {"here": [], "everywhere": []}
    outcomes = await circle.db.fetch("SELECT outcome FROM waiting_needs ORDER BY since")
    assert [row["outcome"] for row in outcomes] == ["placed", "no_longer_waits"]


async def who_has_a_bed_and_waits(circle: Circle) -> tuple[list[str], list[str]]:
    """What `relais check` says of it, and what it says once somebody took the settling back by hand."""
    (check,) = [each for each in CHECKS if each.name == "nobody waits for a bed who has one"]
    sound = await run_check(circle.db, check, circle.town.clock.now())
    await circle.db.execute("UPDATE waiting_needs SET settled_at = NULL, outcome = NULL")
    broken = await run_check(circle.db, check, circle.town.clock.now())
    await circle.db.execute("UPDATE waiting_needs SET settled_at = last_at, outcome = 'placed'")
    return sound.wrong, broken.wrong


async def test_a_case_that_rests_or_moves(circle: Circle, coordinator: UUID) -> None:
    """ACC-02, GEO-02: it waits where it is, since as long as before; a case at rest waits no more."""
    assert (await file_need(circle)).json() == {"counted": True}
    await circle.db.execute("UPDATE cases SET region = 'CA-QC'")
    seen = await board(circle, coordinator)
    assert (seen["here"], [row["region"] for row in seen["everywhere"]]) == ([], ["CA-QC"])
    assert (await circle.post("/rest")).status_code == 201
    assert (await board(circle, coordinator))["everywhere"] == []


async def file_need(circle: Circle) -> Any:
    body = {"case_id": str(circle.case), "reason": "language", "people": 1, "urgency": "this_week"}
    return await circle.town.post(circle.pivot, "/unmet-needs", body)
