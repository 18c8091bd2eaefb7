"""A plan is searched in a thread, so that nobody else waits, and ends with whoever asked for it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final
from uuid import UUID
from weakref import WeakValueDictionary

from service.operations.allotment.cpsat import Effort
from service.operations.allotment.problem import Plan, Problem
from service.operations.allotment.reasons import NotPlaced, explained
from service.operations.allotment.search import at_once, plan

REASONS_WORK: Final = 0.2
REASONS_SECONDS: Final = 2.0
"""For one trial of a reason, and for all of them. What is not known by then is told as the plan itself shows it."""


MOST_WAITING: Final = 32
"""Searches of one service that wait for their turn; whoever asks for more has the plan at once, without proof."""
_SEARCHES: Final = ThreadPoolExecutor(2, thread_name_prefix="plans")
"""Of their own: while plans are searched, names are still looked up and mail still leaves."""


class _Turn:
    """One service's turn to search."""

    def __init__(self) -> None:
        self.lock, self.asked = asyncio.Lock(), 0


_turns: WeakValueDictionary[UUID, _Turn] = WeakValueDictionary()


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, and why those whom it leaves out have no place."""

    plan: Plan
    why: tuple[NotPlaced, ...]


async def thought(problem: Problem, effort: Effort | None = None) -> Planned:
    """The best plan and its reasons. When the asker goes away (the task is cancelled) the search ends at once."""
    effort = effort or Effort()
    try:
        return await asyncio.get_running_loop().run_in_executor(_SEARCHES, _searched, problem, effort)
    finally:
        effort.interrupt.stop()


async def in_turn(service: UUID, problem: Problem) -> Planned:
    """The same, one search of a service after another: whoever asks a hundred times waits for their own, and nobody
    else does (OPS-19 pays a look when it is answered, not when it is asked)."""
    turn = _turns.setdefault(service, _Turn())
    if turn.asked > MOST_WAITING:
        return hurried(problem)
    turn.asked += 1
    try:
        async with turn.lock:
            return await thought(problem)
    finally:
        turn.asked -= 1


def _searched(problem: Problem, effort: Effort) -> Planned:
    found = plan(problem, effort)
    little = Effort(REASONS_WORK, REASONS_SECONDS, effort.interrupt)
    return Planned(found, explained(problem, found, little))


def hurried(problem: Problem) -> Planned:
    """A legal plan in milliseconds, without proof."""
    found = at_once(problem)
    return Planned(found, explained(problem, found, None))
