"""A plan is searched in a thread, so that nobody else waits, and ends with whoever asked for it."""

import asyncio
from dataclasses import dataclass
from typing import Final

from service.operations.allotment.cpsat import Effort
from service.operations.allotment.problem import Plan, Problem
from service.operations.allotment.reasons import NotPlaced, explained
from service.operations.allotment.search import at_once, plan

REASONS_WORK: Final = 0.2
REASONS_SECONDS: Final = 2.0
"""For one trial of a reason, and for all of them. What is not known by then is told as the plan itself shows it."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, and why those whom it leaves out have no place."""

    plan: Plan
    why: tuple[NotPlaced, ...]


async def thought(problem: Problem, effort: Effort | None = None) -> Planned:
    """The best plan and its reasons. When the asker goes away (the task is cancelled) the search ends at once."""
    effort = effort or Effort()
    try:
        return await asyncio.to_thread(_searched, problem, effort)
    finally:
        effort.interrupt.stop()


def _searched(problem: Problem, effort: Effort) -> Planned:
    found = plan(problem, effort)
    little = Effort(REASONS_WORK, REASONS_SECONDS, effort.interrupt)
    return Planned(found, explained(problem, found, little))


def hurried(problem: Problem) -> Planned:
    """A legal plan in milliseconds, without proof."""
    found = at_once(problem)
    return Planned(found, explained(problem, found, None))
