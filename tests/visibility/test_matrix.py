"""The matrix POL-03, cell by cell: through HTTP, and again in SQL as the application within that person's transaction.

Everything that each role can read of one scene is read once (`picture`); a cell then asks what is in it. A cell that
says no is held against everything: no door's answer, no row and no function may hold a trace.
"""

import re
from typing import Any

import pytest

from service.partners.actor import Role
from tests.visibility.cells import ADDRESS, CELLS, FEASIBILITY, RECORD, Cell
from tests.visibility.conftest import Picture
from tests.visibility.page import PAGE, page
from tests.visibility.scene import ADDRESS as WHERE
from tests.visibility.scene import SERVICE

pytestmark = pytest.mark.xdist_group("matrix")
"""The scene is set once, on one worker."""
VOCABULARIES = frozenset({"list_terms", "read_annual_report"})
"""Doors that name every code there is, whatever happened: the words of the screens, and the rows of a report."""
EACH = [pytest.param(*place, cell, id=f"{place[0]}, {place[1]}") for place, cell in CELLS.items()]


@pytest.mark.parametrize(("information", "role", "cell"), EACH)
async def test_a_cell_over_http(picture: Picture, information: str, role: Role, cell: Cell) -> None:
    """POL-03, CNF-04, SAF-01: through its doors, and through no other."""
    found = _only(
        picture.seen[role].traces(picture.scene.marks[information]), "function ", "table ", keep=False
    )
    assert set(found) - VOCABULARIES <= set(cell.doors)
    assert bool(set(found) - VOCABULARIES) is bool(cell.doors)
    if cell.value is not None:
        assert picture.scene.own[cell.value] in "\n".join(picture.seen[role].http[cell.doors[0]])


@pytest.mark.parametrize(("information", "role", "cell"), EACH)
async def test_a_cell_in_sql(picture: Picture, information: str, role: Role, cell: Cell) -> None:
    """POL-03: row-level security and narrow functions say the same, for a role that is neither owner nor superuser."""
    found = _only(
        picture.seen[role].traces(picture.scene.marks[information]), "function ", "table ", keep=True
    )
    assert set(found) <= set(cell.sql)


def _only(found: dict[str, Any], *beginnings: str, keep: bool) -> dict[str, Any]:
    return {place: told for place, told in found.items() if place.startswith(beginnings) is keep}


def test_every_cell_is_there() -> None:
    """POL-03: every information of the matrix for every role, the network administrator's column included."""
    kinds = ("shelter names", "operation", "person in shelter", "forms and risk", "fund requests")
    assert {(kind, role) for kind in kinds for role in Role} <= set(CELLS)
    for column in (ADDRESS, FEASIBILITY, RECORD):
        assert set(column) == set(Role)


def test_the_page_says_the_matrix() -> None:
    """POL-03: docs/visibility.md is what is enforced; `python -m tests.visibility.page` writes it."""
    assert PAGE.read_text() == page()


@pytest.mark.parametrize("role", Role)
async def test_the_network_administrator_sees_nothing_at_all(picture: Picture, role: Role) -> None:
    """POL-03 with the ruling: all cells no; and the sweep is no empty one, for each other role finds something."""
    marks = frozenset[str]().union(*picture.scene.marks.values())
    found = picture.seen[role].traces(marks).keys() - VOCABULARIES
    assert bool(found) is (role not in {Role.NETWORK_ADMINISTRATOR})


@pytest.mark.parametrize("role", Role)
async def test_feasibility(picture: Picture, role: Role) -> None:
    """POL-03, OPS-19: a number for police, pivots and coordinations; houses count their own; nobody else any."""
    world = picture.scene.world
    asked = {
        "parties": [{"people": [{"gender": "man", "count": 2}]}],
        "areas": [{"region": "CA-ON"}],
        "window": {"starts_at": "2026-11-04T11:00:00Z", "ends_at": "2026-11-04T15:00:00Z"},
    }
    headers = world.as_(picture.scene.people[role], key="feasible")
    answer = await world.client.post("/v1/feasibility", json=asked, headers=headers)
    assert answer.status_code == (200 if FEASIBILITY[role] == "yes" else 403), answer.text
    if FEASIBILITY[role] == "yes":
        assert 0 <= answer.json()["possible"] <= 2
    nights = picture.seen[role].http.get("list_nights", [])
    assert len(nights) == (1 if FEASIBILITY[role] == "own" else 0)
    for function in ("free_places", "shelter_cards"):
        board = FEASIBILITY[role] == "yes" and role is not Role.INVESTIGATOR
        own = FEASIBILITY[role] == "own" and function == "shelter_cards"
        assert bool(picture.seen[role].sql[f"function {function}"]) is (board or own)


@pytest.mark.parametrize("role", Role)
async def test_address(picture: Picture, role: Role) -> None:
    """POL-03, SAF-01: the house's own people, and a pivot whose place was accepted; nobody else, by any door."""
    world, member = picture.scene.world, picture.scene.people[role]
    assert picture.seen[role].traces({WHERE}) == {}
    house, placement = picture.scene.own["house"], picture.scene.own["placement"]
    paths = {f"/shelters/{house}/address/reading": "own", f"/placements/{placement}/reveal": "after"}
    for path, word in paths.items():
        answer = await world.client.post(
            f"/v1{path}", headers=world.as_(member, key=f"address {word}".replace(" ", "-"))
        )
        assert (WHERE in answer.text) is ADDRESS[role].startswith(word), (path, answer.text)
        assert answer.status_code == (200 if ADDRESS[role].startswith(word) else answer.status_code)


async def test_who_is_where_for_an_auditor(picture: Picture) -> None:
    """POL-03: pseudonymous: the stay and its first day, under names that tell nothing and differ between auditors; to
    an auditor in no network with the house, nothing."""
    world = picture.scene.world
    house = world.stage.shelters["S10"].organisation
    path = "/v1/audit/placements?from_day=2026-01-01&to_day=2026-11-05"
    one, other = [
        (await world.client.get(path, headers=world.as_(await world.network.auditor_of(house)))).text
        for _ in range(2)
    ]
    assert re.fullmatch(
        r'\[\{"person":"[0-9a-f]{12}","house":"[0-9a-f]{12}","first_day":"2026-11-03","last_day":null\}\]',
        one,
    )
    (mine,), (theirs,) = _names(one), _names(other)
    assert mine.isdisjoint(theirs)
    assert picture.seen[Role.AUDITOR].http["audit_placements"] == ["[]"]


def _names(told: str) -> list[set[str]]:
    return [set(re.findall(r'"([0-9a-f]{12})"', told))]


async def test_which_houses_count_for_an_operation(picture: Picture) -> None:
    """POL-03, SAF-08: a house reads how many come and when, not whose operation it is; the desk no partner."""
    for role in (Role.SHELTER_COORDINATOR, Role.FRONT_DESK):
        told = "\n".join(picture.hotel[role].http["list_expected_arrivals"])
        assert told.count('"place_id"') >= 1
        assert picture.hotel[role].traces(picture.scene.marks["operation"]) == {}
    assert picture.hotel[Role.FRONT_DESK].traces({SERVICE}) == {}
    assert "list_expected_arrivals" in picture.hotel[Role.SHELTER_COORDINATOR].traces({SERVICE})


async def test_totals_for_a_coordination_and_one_request_for_an_auditor(picture: Picture) -> None:
    """POL-03: totals by category, without a request; and the request whose code an auditor was given, of a fund in a
    network with theirs."""
    world = picture.scene.world
    period = "from_day=2026-01-01&to_day=2026-12-01&region=CA-ON"
    answer = await world.client.get(
        f"/v1/reports/annual?{period}", headers=world.as_(picture.scene.people[Role.REGIONAL_COORDINATOR])
    )
    assert answer.status_code == 200
    assert "hotel_nights" in answer.text
    assert not any(mark in answer.text for mark in picture.scene.marks["fund requests"])
    code = picture.scene.own["request_code"]
    path = f"/v1/audit/request?code={picture.scene.own['request']}"
    stranger = await world.client.get(path, headers=world.as_(picture.scene.people[Role.AUDITOR]))
    assert (stranger.status_code, code in stranger.text) == (404, False)
    fund = await world.network.superuser.fetchval(
        "SELECT fund_organisation_id FROM fund_requests WHERE code = $1", code
    )
    audited = await world.client.get(path, headers=world.as_(await world.network.auditor_of(fund)))
    assert audited.json()["code"] == code
    assert not any(mark in audited.text for mark in picture.scene.marks["person in shelter"])


NEVER = re.compile(
    r'"[a-z_]*(complaint|cooperat|testif|testimony|statement|immigration_status|citizen|visa|passport|permit|story|'
    r'first_name|last_name|birth|phone|photo)[a-z_]*":'
)


@pytest.mark.parametrize("role", Role)
async def test_what_is_not_stored_is_not_told(picture: Picture, role: Role) -> None:
    """POL-03, IMM-01, CPL-01, CNF-02: no answer has a field for status, complaint, cooperation, names or a story."""
    for texts in picture.seen[role].http.values():
        for text in texts:
            assert NEVER.findall(text) == []


async def test_what_is_not_stored_has_no_column(picture: Picture) -> None:
    """POL-03, IMM-01, CPL-01: nor has a table."""
    columns = await picture.scene.world.db.fetch(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public'"
    )
    words = (
        "complaint",
        "cooperat",
        "testif",
        "immigration",
        "citizen",
        "visa",
        "passport",
        "birth",
        "story",
    )
    assert [row[0] for row in columns if any(word in row[0] for word in words)] == []
