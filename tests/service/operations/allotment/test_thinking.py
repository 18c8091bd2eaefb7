"""A plan is searched in a thread, ends with whoever asked for it, and costs nothing before somebody asks."""

import asyncio
import subprocess
import sys
import threading
import time

import pytest

from service.operations.allotment import thinking
from service.operations.allotment.cpsat import Effort, Interrupt
from service.operations.allotment.thinking import hurried, thought
from tests.service.operations.allotment.families import problem_of

HARD = problem_of("100 of 2,000, ample", 1)
HEAVY = ("ortools", "numpy", "pandas", "google.protobuf")


def test_serving_loads_no_solver() -> None:
    """P7: the application is assembled, and what only a plan needs is not in memory."""
    code = f"import sys, api.app; print([m for m in {HEAVY!r} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


async def test_while_a_plan_is_searched_others_are_served() -> None:
    """The search gives the interpreter to others: the loop turns many times before it ends."""
    turns = 0
    task = asyncio.create_task(thought(problem_of("12 of 50", 2)))
    while not task.done():
        await asyncio.sleep(0)
        turns += 1
    assert (await task).plan.proven
    assert turns > 10


async def test_a_search_ends_with_whoever_asked_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The asker goes away: the thread comes back within a second from a search that would take many."""
    began, ended = threading.Event(), threading.Event()
    searched = thinking._searched

    def watched(problem: object, effort: Effort) -> object:
        began.set()
        found = searched(problem, effort)  # type: ignore[arg-type]
        ended.set()
        return found

    monkeypatch.setattr(thinking, "_searched", watched)
    task = asyncio.create_task(thought(HARD, Effort(work=1000, seconds=1000)))
    await asyncio.to_thread(began.wait, 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(ended.wait, 5)


def test_a_search_that_was_stopped_before_it_began_is_the_plan_at_once() -> None:
    """OPS-06: a legal plan, with no proof, rather than none."""
    interrupt = Interrupt()
    interrupt.stop()
    problem = problem_of("40 of 300", 3)
    began = time.monotonic()
    found = thinking._searched(problem, Effort(interrupt=interrupt))
    assert time.monotonic() - began < 2
    assert found.plan.puts == hurried(problem).plan.puts
    assert not found.plan.proven


def test_the_clock_ends_a_search_that_the_count_of_work_does_not() -> None:
    """OPS-06: whatever the machine, an investigator waits no longer than this; what was found until then stands."""
    found = thinking._searched(HARD, Effort(work=1000, seconds=0.3))
    assert not found.plan.proven
    assert found.plan.bound <= found.plan.figures
