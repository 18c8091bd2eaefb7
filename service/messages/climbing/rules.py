"""Who is asked next, and how long each has: pure, so that the night of a clock change is a test of microseconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

Duty = Literal["shelter", "pivot", "fund", "coordination"]
Step = Literal["first", "second", "duty", "region"]
STEPS: Final[tuple[Step, ...]] = ("first", "second", "duty", "region")
"""In this order: the first and the second on call, the organisation's duty phone with everybody of that duty in the
application, and the coordination of the region."""
NO_ANSWER: Final = "no_answer"


@dataclass(frozen=True)
class OnCall:
    """Who is on call now, as far as the roster says: member ids."""

    first: UUID | None = None
    second: UUID | None = None


@dataclass(frozen=True)
class Standing:
    """One rung on which somebody stands: the organisation that is asked, and the member when the roster names one."""

    step: Step
    organisation_id: UUID
    member_id: UUID | None = None


def ladder(organisation_id: UUID, on_call: OnCall, coordination_id: UUID | None) -> tuple[Standing, ...]:
    """The rungs from the first on call to the coordination; those on which nobody stands are left out (OPS-04).

    The organisation's own duty phone is always a rung: an empty roster never leaves a question without anybody. Whoever
    is first and second at once is asked once, and a coordination that must answer itself is not asked above itself.
    """
    second = on_call.second if on_call.second != on_call.first else None
    above = coordination_id if coordination_id != organisation_id else None
    first = (Standing("first", organisation_id, on_call.first),) if on_call.first else ()
    next_ = (Standing("second", organisation_id, second),) if second else ()
    last = (Standing("region", above),) if above else ()
    return (*first, *next_, Standing("duty", organisation_id), *last)


def from_here(rungs: Sequence[Standing], after: Step | None) -> tuple[Standing, ...]:
    """The rungs above the one that was asked last; all of them when nobody was asked yet.

    Where nobody stands above any more, the last rung is asked once more: a question keeps somebody to its end.
    """
    passed = -1 if after is None else STEPS.index(after)
    return tuple(rung for rung in rungs if STEPS.index(rung.step) > passed) or tuple(rungs[-1:])


def asked_until(now: datetime, until: datetime, left: int, each: timedelta | None) -> datetime:
    """Until when the rung that is asked now has the question: an even share of what is left, at most `each`, and the
    last rung all of the rest. Never past `until`, so that silence ends when it was said to end (OPS-03).
    """
    if left <= 1:
        return until
    share = (until - now) / left
    return min(now + (share if each is None else min(share, each)), until)
