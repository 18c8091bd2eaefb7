"""The protocol's steps beside a case: a list to lean on, for its pivots alone (AGR-04)."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from service.cases.protocol.rules import SAID, STEPS, DoneBy, Mark, State, checklist, is_clear
from service.partners.actor import Role
from tests.service.cases.sharing.conftest import Circle, circle
from tests.service.fund.conftest import fund

__all__ = ["circle", "fund"]

TODAY = date(2026, 11, 3)
OPEN = [(step, "open", None, None) for step in STEPS]


@pytest.mark.parametrize(
    ("state", "on", "by", "clear"),
    [
        ("done", TODAY, "partner", True),
        ("done", TODAY - timedelta(days=400), "person", True),
        ("done", TODAY + timedelta(days=1), "partner", False),
        ("done", TODAY, None, False),
        ("done", None, "partner", False),
        ("not_needed", None, None, True),
        ("not_needed", TODAY, None, False),
        ("open", None, None, True),
        ("open", None, "partner", False),
    ],
)
def test_what_is_done_has_its_day_and_its_role(
    state: State, on: date | None, by: DoneBy | None, clear: bool
) -> None:
    """AGR-04: a day that has come and a role go with `done`, and with nothing else."""
    assert is_clear(Mark("hotel", state, on, by), TODAY) is clear


def test_every_step_stands_once_and_police_are_none() -> None:
    """AGR-04, CPL-01: the protocol's order whatever is marked, words in both languages, and no mark about police."""
    assert STEPS == (
        "interpreter", "health", "shelter", "hotel", "case_data", "secondary_needs", "options", "reported_back",
    )  # fmt: skip
    marked = Mark("options", "not_needed")
    assert [each.step for each in checklist({"options": marked})] == list(STEPS)
    assert [each for each in checklist({"options": marked}) if each.state != "open"] == [marked]
    assert set(SAID) == set(STEPS)
    assert not [said for said in SAID.values() if "polic" in (said.fr + said.en).lower()]


async def test_the_list_is_of_the_pivots_and_goes_with_the_case(circle: Circle) -> None:
    """AGR-04, CNF-04, PIV-02, PIV-04: optional, changed at will, read by the case's own pivots; a case that moves takes
    it along, and who leaves reads it no longer."""
    town, path = circle.town, f"/cases/{circle.case}/steps"
    today = town.clock.now().date()

    assert await seen(circle, circle.backup) == OPEN
    assert (await circle.refer()).status_code == 201  # nothing waits for the list
    done = {"step": "hotel", "state": "done", "done_on": today.isoformat(), "done_by": "partner"}
    early = {**done, "done_on": (today + timedelta(days=1)).isoformat()}
    marks = (done, early, {"step": "health", "state": "done"}, {"step": "options", "state": "not_needed"})
    assert [(await town.post(circle.pivot, path, mark)).status_code for mark in marks] == [204, 422, 422, 204]
    marked = [
        (step, "done", today.isoformat(), "partner") if step == "hotel"
        else (step, "not_needed" if step == "options" else "open", None, None)
        for step in STEPS
    ]  # fmt: skip
    assert await seen(circle, circle.pivot) == await seen(circle, circle.backup) == marked
    for stranger in (circle.colleague, circle.co_pivot):
        answers = [await town.get(stranger, path), await town.post(stranger, path, done)]
        assert [answer.status_code for answer in answers] == [404, 404]
        async with circle.acting(stranger) as theirs:
            assert await theirs.fetchval("SELECT count(*) FROM case_steps") == 0
    async with circle.acting(circle.pivot) as mine:
        assert await mine.fetchval("SELECT count(*) FROM case_steps") == 2

    await circle.agree("share_with_organisation", circle.partner)
    asked = await circle.post("/transfers", {"to_organisation_id": str(circle.partner), "to_region": "CA-QC"})
    second = await town.network.member(circle.partner, Role.PIVOT_WORKER)
    taken = await town.post(
        circle.co_pivot, f"/transfers/{asked.json()['id']}/accept", {"backup_member_id": str(second)}
    )
    assert taken.status_code == 201
    assert (await town.get(circle.pivot, path)).status_code == 404
    assert await seen(circle, second) == marked
    assert (await town.post(second, path, {"step": "hotel", "state": "open"})).status_code == 204
    assert (await seen(circle, circle.co_pivot))[3] == ("hotel", "open", None, None)


async def seen(circle: Circle, by: UUID) -> list[tuple[str, str, str | None, str | None]]:
    rows = (await circle.town.get(by, f"/cases/{circle.case}/steps")).json()
    assert all(row["fr"] and row["en"] for row in rows)
    return [(row["step"], row["state"], row["done_on"], row["done_by"]) for row in rows]
