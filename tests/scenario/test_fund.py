"""The fund's own scenario, eighteen steps over HTTP: every state of a request, every fault of a rail; and its judge."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from api.demo.scenarios.fund import SCRIPT
from api.demo.theatre import own_server
from tests.scenario.conftest import recorded, replayed, wrong_in
from tests.scenario.mutations import Mutation, answered, at
from tests.scenario.tape import Exchange

pytestmark = pytest.mark.xdist_group("story of the fund")
"""It is played once, on one worker."""


@pytest.fixture(scope="session")
async def tape(opened_demo: Path) -> list[Exchange]:
    """A run over uvicorn, with jobs, a bank that misbehaves and a clock that goes on, in which everything held."""
    async with own_server(opened_demo) as server:
        return await recorded(server, SCRIPT)


def test_eighteen_steps_named_in_both_languages() -> None:
    assert len(SCRIPT.steps) == 18
    assert all(step.title.fr and step.title.en and step.title.fr != step.title.en for step in SCRIPT.steps)


async def test_every_state_and_every_fault_holds(tape: list[Exchange]) -> None:
    """FND-01, FND-03, FND-08, FND-09, FND-10, FND-11, FND-12, FND-13, ELG-01: judged by what the pivot and the fund
    read; the bank is only told what befalls it."""
    reports = await replayed(tape, SCRIPT)
    assert wrong_in(reports) == []
    assert [report.number for report in reports] == list(range(1, 19))
    told = {one.ask.path for one in tape if one.ask.person is None}
    assert told == {"/demo/clock", "/demo/bank"}


def payment(name: str, to: Any) -> Any:
    """The payment says something else, whenever it is looked at."""
    return at("items", 0, name, to=to)


REQUEST, PAYOUTS, ASKED = "/v1/requests/ID", "/v1/payouts", "/v1/requests"
LINE = ("lines", 0)

MUTATIONS: tuple[Mutation, ...] = (
    Mutation(1, "an unattested request goes out", "POST", ASKED, answered(201, {"id": "x"})),
    Mutation(2, "the card waits", "POST", ASKED, at("by_rule_cents", to=0), nth=1),
    Mutation(2, "late at once", "GET", "/v1/queue", lambda r: _rows(r, is_late=True)),
    Mutation(3, "the asker decides", "POST", REQUEST + "/approve", answered(201), "pivot"),
    Mutation(3, "signed twice", "POST", REQUEST + "/approve", answered(201), "fonds2"),
    Mutation(4, "all or nothing", "GET", REQUEST, at(*LINE, "open_cents", to=0), nth=-1),
    Mutation(5, "the same person looks", "POST", "/v1/second-looks/ID/overturn", answered(201), "fonds1"),
    Mutation(5, "no is forgotten", "GET", REQUEST, at("state", to="submitted"), nth=-1),
    Mutation(6, "a cent stays away", "POST", REQUEST + "/withdraw", at("returned_cents", to=4_999), nth=1),
    Mutation(7, "settled too early", "GET", REQUEST, at("state", to="settled"), nth=2),
    Mutation(7, "never settled", "GET", REQUEST, at("state", to="paid"), nth=-1),
    Mutation(8, "nothing is owed", "GET", "/v1/reviews", lambda r: _rows(r, waits_for="second_look")),
    Mutation(8, "not frozen", "POST", REQUEST + "/self-issue", answered(201), nth=1),
    Mutation(8, "one restores", "POST", REQUEST + "/self-issue", answered(201), nth=2),
    Mutation(9, "a cent less", "GET", PAYOUTS, payment("confirmed_cents", 9_999)),
    Mutation(10, "lost, not unknown", "GET", PAYOUTS, payment("state", "failed")),
    Mutation(11, "one is never paid", "GET", PAYOUTS, payment("state", "unknown"), nth=-1),
    Mutation(12, "counted twice", "GET", PAYOUTS, payment("amount_cents", 20_000), nth=-1),
    Mutation(13, "no reason is given", "GET", PAYOUTS, payment("problem", None)),
    Mutation(14, "paid again", "GET", PAYOUTS, payment("attempt", 2), nth=-1),
    Mutation(15, "nothing came back", "GET", REQUEST, at(*LINE, "returned_cents", to=0), nth=-1),
    Mutation(16, "no button", "GET", PAYOUTS, payment("resolve", [])),
    Mutation(16, "the button does nothing", "GET", PAYOUTS, payment("state", "failed")),
    Mutation(17, "both", "POST", "/v1/payouts/ID/cancel", answered(201), nth=0),
    Mutation(18, "a cent differs", "GET", "/v1/reconciliations/ID", at("ledger_cents", to=1), nth=-1),
    Mutation(18, "unnamed", "GET", "/v1/reconciliations/ID", at("differences", to=[]), nth=-1),
)


def _rows(reply: Any, **changes: Any) -> Any:
    """Every row of a list says this instead."""
    return type(reply)(reply.status, [{**row, **changes} for row in reply.body], reply.etag)


def test_each_step_is_broken_at_least_once() -> None:
    assert set(Counter(mutation.step for mutation in MUTATIONS)) == set(range(1, 19))


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda m: f"{m.step} {m.name}")
async def test_a_broken_step_turns_red(mutation: Mutation, tape: list[Exchange]) -> None:
    """That step, and none before it."""
    reports = await replayed(mutation.of(tape), SCRIPT)
    red = [report.number for report in reports if not report.ok]
    assert red, "nothing turned red"
    assert red[0] == mutation.step, wrong_in(reports)
