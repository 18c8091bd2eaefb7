"""The judge of scenario A is itself judged: behaviour is broken, step by step, and that step turns red.

Most alterations change one reply of a recorded green run: the judge knows nothing but replies, so it cannot tell this
from pathlib import Path
from a server that behaves so. A few break the rules of a real server.
"""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from api.demo.theatre import own_server
from service.operations.feasibility.rules import Feasible, feasible
from tests.scenario.conftest import STORY_OF_OPAPA, played, replayed, wrong_in
from tests.scenario.mutations import MUTATIONS, Mutation
from tests.scenario.tape import Exchange

pytestmark = STORY_OF_OPAPA


def test_each_step_is_broken_in_three_ways_at_least() -> None:
    assert set(Counter(mutation.step for mutation in MUTATIONS)) == set(range(1, 18))
    assert min(Counter(mutation.step for mutation in MUTATIONS).values()) >= 3


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda m: f"{m.step} {m.name}")
async def test_a_broken_step_turns_red(mutation: Mutation, green_tape: list[Exchange]) -> None:
    """At least that step, and none before it."""
    reports = await replayed(mutation.of(green_tape))
    red = [report.number for report in reports if not report.ok]
    assert red, "nothing turned red"
    assert red[0] == mutation.step, wrong_in(reports)


@dataclass(frozen=True)
class Broken:
    """Rules of the running server, replaced; the steps that must notice, and no step before them."""

    rules: dict[str, Any]
    steps: tuple[int, ...]


async def no_obstacle(*_: Any) -> None:
    """Nothing is missing."""


def as_if_nothing_were_held(allotted: Any, *, tell: bool) -> Feasible:
    """The three places of S4, two of which are held, for the one that is left."""
    found = feasible(allotted, tell=tell)
    return replace(found, possible=3, on_request=3) if found.possible == 1 else found


BROKEN = (
    # Feasibility answers as before the hold. (What a front desk may not know, step 5, is the database's rule now.)
    Broken({"service.operations.feasibility.commands.feasible": as_if_nothing_were_held}, (6,)),
    # Labels keep nobody apart: ten of ten are held at once.
    Broken({"service.operations.allotment.problem.Kind.labels_at": lambda *_: frozenset()}, (3,)),
    # Police need no pivot; one person is enough for any sum; texts are not read.
    Broken(
        {
            "service.operations.arrivals.commands.pivot_missing": no_obstacle,
            "service.fund.policy.document.policy.Policy.approvers_for": lambda *_: 1,
            "api.v1.fund.requests.screened": lambda _: None,
        },
        (9, 12, 14),
    ),
)


@pytest.fixture
async def demo(opened_demo: Path) -> AsyncIterator[str]:
    """A demo of its own: after two years of plays its agreements would have come to their ends."""
    async with own_server(opened_demo) as server:
        yield server.url


async def test_broken_rules_of_a_real_server_turn_their_steps_red(
    demo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OPS-07, OPS-14, OPS-19, SAF-08, FND-10, CPL-01: the rule itself is replaced, and the scenario plays over HTTP."""
    for broken in BROKEN:
        with monkeypatch.context() as patch:
            for name, instead in broken.rules.items():
                patch.setattr(name, instead)
            reports, _ = await played(demo, until=broken.steps[-1])
        red = [report.number for report in reports if not report.ok]
        assert set(red) >= set(broken.steps), wrong_in(reports)
        assert red[0] == broken.steps[0], wrong_in(reports)
    reports, _ = await played(demo, until=8)
    assert wrong_in(reports) == []
