"""Writes docs/visibility.md from the cells: `python -m tests.visibility.page`. A test keeps the page equal to them."""

from collections.abc import Iterator
from pathlib import Path

from service.partners.actor import Role
from tests.visibility.cells import ADDRESS, CELLS, FEASIBILITY, PLACEMENTS, RECORD, Cell

PAGE = Path(__file__).parents[2] / "docs" / "visibility.md"
TITLES = {
    "shelter names": "Shelter names with free beds",
    "houses without agreement": "Houses without an agreement, and who runs them",
    "other houses": "Other houses than one's own",
    "operation": "Own operation hold: counts and states",
    "person in shelter": "Which person is in which shelter",
    "a colleague's case": "A case that one does not accompany",
    "forms and risk": "Exploitation form, risk level",
    "fund requests": "Fund requests",
}
TOP = """# Who sees what

The matrix POL-03 as it is enforced, with the rulings of the design: the network administrator sees no case, no bed and
no request. Each cell has a test through HTTP (`test_a_cell_over_http[information, role]`) and one in SQL, as the
application's role within that member's transaction (`test_a_cell_in_sql[information, role]`), both in
`tests/visibility/test_matrix.py`. A cell that says no is held against every answer of every door, every readable row
and every callable function: none may hold a trace. This page is written from the same cells.

Three walls stand behind each other:

1. **The door.** `tests/visibility/doors.py` says of every operation which roles come in; an operation without its line
   does not pass `tests/api/test_every_operation.py`. A role that has no business at a door gets 403 before anything is
   read, in its own organisation too. What another organisation has answers like what nobody has: the same document,
   byte for byte, by the same statements.
2. **The row.** Row-level security binds the application's role to the organisation, to the role in which the member
   sits (`migrations/partners/visibility/roles.py`) and, for cases, to the circle (CNF-04).
3. **The narrow function.** What crosses organisations goes through functions owned by a role that cannot sign in; each
   looks at who asks.

## The cells

| Information | Role | What is seen | Through |
|---|---|---|---|
"""
RULES = """
## Networks and police (AGR-01)

One rule, one function: `relais.shelters_police_may_know` (`migrations/partners/police.py`). Police know a house through
a network that both belong to and that admits police, or through an agreement in force, unless the house belongs to
community networks alone. A house in two networks, one of them with police, is known. A house in no network is known
through its agreement, and otherwise not at all. Feasibility, holds, requests, agreements, partner lists and names
follow it (`tests/visibility/test_networks.py`).

A house that publishes is read by every accredited pivot and coordination, in whatever network: publishing is its own
word to those who accompany people. Whoever also investigates never reads the board.

## The record

`GET /v1/record` gives each role its part: own actions, own cases, own house, own envelopes; auditors everything,
without what it was about. It holds names of events with their words, when, in which role, of what kind; never content.
Its cursor is a moment and a count: a number of the log would tell police how much everybody else does
(`tests/visibility/test_record.py`).

## Plans

With a country of rows around it, no transaction of any role reads a big table from its beginning, with plans for these
values and with plans for any (`tests/visibility/test_plans.py`).
"""


def lines() -> Iterator[str]:
    """One line for each cell, in the order of the matrix."""
    for role, words in FEASIBILITY.items():
        yield _line("Aggregate feasibility (n places)", role, words, "`ask_feasibility`; own: `list_nights`")
    for (information, role), cell in CELLS.items():
        yield _line(TITLES[information], role, cell.words, _through(cell))
    for role, words in ADDRESS.items():
        yield _line("Shelter address", role, words, "`read_own_address`, `reveal_address`; `test_address`")
    yield _line(
        TITLES["person in shelter"],
        Role.AUDITOR,
        PLACEMENTS,
        "`audit_placements`; `test_who_is_where_for_an_auditor`",
    )
    for role, words in (
        (Role.REGIONAL_COORDINATOR, "totals: `read_annual_report`"),
        (Role.AUDITOR, "yes, in one's networks, by its code: `audit_request`; its bundle: `take_proof`"),
    ):
        yield _line(TITLES["fund requests"], role, words, "`test_totals_for_a_coordination_…`")
    for thing in ("Immigration status", "Complaint / cooperation"):
        for role in Role:
            yield _line(thing, role, "not stored", "`test_what_is_not_stored_is_not_told`, `…_has_no_column`")
    for role, words in RECORD.items():
        yield _line("Audit log", role, words, "`read_record`; `tests/visibility/test_record.py`")


def _line(information: str, role: Role, words: str, through: str) -> str:
    return f"| {information} | {role.replace('_', ' ')} | {words} | {through} |\n"


def _through(cell: Cell) -> str:
    return ", ".join(f"`{door}`" for door in cell.doors) or "nothing"


def page() -> str:
    """The whole page."""
    return TOP + "".join(lines()) + RULES


if __name__ == "__main__":
    PAGE.write_text(page())
