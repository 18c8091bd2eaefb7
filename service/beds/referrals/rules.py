"""A referral counts as the call: held until a time, confirmed, declined with one reason, or lapsed (ADM-05, OPS-03)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from service.beds.board.rules import FLEXIBLE, HOTEL, Verdict
from service.beds.freshness.rules import Freshness, holds_at_once
from service.beds.words import DeclineReason, StoredReason

State = Literal[
    "asked",
    "awaiting_self_call",
    "held",
    "confirmed",
    "arrived",
    "left",
    "declined",
    "refused_at_door",
    "lapsed",
    "withdrawn",
]
Step = Literal[
    "confirm", "decline", "refuse_at_door", "self_called", "arrive", "leave", "withdraw", "extend", "lapse"
]

HELD_FOR: Final = timedelta(minutes=90)
SELF_CALL_WITHIN: Final = timedelta(hours=4)
ANSWER_WITHIN: Final = timedelta(minutes=15)
EXTENDED_BY: Final = timedelta(minutes=60)
LONGEST_HOLD: Final = timedelta(hours=12)
"""A held bed is a cost to other people: no promise without a confirmation outlives this (OPS-13)."""
DOOR_OPEN_FOR: Final = timedelta(hours=3)
"""How long a confirmed bed waits past the expected arrival."""
UNDO_FOR: Final = timedelta(minutes=2)

WITH_A_BED: Final[frozenset[State]] = frozenset({"awaiting_self_call", "held", "confirmed"})
"""States in which beds are promised."""
OPEN: Final[frozenset[State]] = WITH_A_BED | {"asked"}

STEPS: Final[dict[Step, tuple[frozenset[State], State | None]]] = {
    "confirm": (frozenset({"asked", "held", "awaiting_self_call"}), "confirmed"),
    "decline": (OPEN, "declined"),
    "refuse_at_door": (frozenset({"held", "confirmed"}), "refused_at_door"),
    "self_called": (frozenset({"awaiting_self_call"}), "held"),
    "arrive": (OPEN | {"lapsed"}, "arrived"),
    "leave": (frozenset({"arrived"}), "left"),
    "withdraw": (OPEN, "withdrawn"),
    "extend": (WITH_A_BED, None),
    "lapse": (OPEN, "lapsed"),
}
"""From which states a step is possible, and where it leads; `None` stays where it is (design.md section 12).

Somebody at the door is a fact: they arrive even after the hold lapsed, or before the shelter answered.
"""


def stands_at(state: State, answer_by: datetime | None, held_until: datetime | None, now: datetime) -> State:
    """The state that holds now: past its deadline a referral has lapsed, whether or not a job has said so (OPS-03)."""
    deadline = answer_by if state == "asked" else held_until
    overdue = state in OPEN and deadline is not None and deadline <= now
    return "lapsed" if overdue else state


def after(state: State, step: Step) -> State | None:
    """Where a step leads from a state; `None` when it cannot be taken from there."""
    origins, target = STEPS[step]
    if state not in origins:
        return None
    return target or state


@dataclass(frozen=True)
class Opening:
    """How a referral begins, and until when that holds. `asked` promises no bed: silence is never yes (OPS-03)."""

    state: Literal["held", "asked", "awaiting_self_call"]
    until: datetime


def opening(
    verdict: Verdict, state: Freshness, *, self_call_only: bool, exception: bool, now: datetime
) -> Opening | None:
    """Held at once where a worker may refer, nothing is to negotiate and the count is fresh; else asked (ADM-05).

    Where the person must call herself a bed waits for that call, unless the worker asks for the emergency exception,
    which a human at the shelter answers. `None` where a required criterion is unmet (ADM-01).
    """
    if verdict.tier is None:
        return None
    others = [item for item in verdict.named if item.weight == "required" and item.criterion != "self_call"]
    waits_for_call = self_call_only and any(item.criterion == "self_call" for item in verdict.named)
    if others or not holds_at_once(state) or (waits_for_call and exception):
        return Opening("asked", now + ANSWER_WITHIN)
    if waits_for_call:
        return Opening("awaiting_self_call", now + SELF_CALL_WITHIN)
    if verdict.tier in {FLEXIBLE, HOTEL} or not verdict.named:
        return Opening("held", now + HELD_FOR)
    return Opening("asked", now + ANSWER_WITHIN)


def extended(held_until: datetime, asked_at: datetime, now: datetime) -> datetime | None:
    """The new end of a hold, or `None` at the longest that beds are held for anybody (OPS-13)."""
    latest = asked_at + LONGEST_HOLD
    until = min(max(held_until, now) + EXTENDED_BY, latest)
    return until if until > held_until else None


def confirmed_until(expected_at: datetime, now: datetime) -> datetime:
    """How long a confirmed bed waits: some hours past the expected arrival, or from now if that has passed."""
    return max(expected_at, now) + DOOR_OPEN_FOR


def kept_reason(code: DeclineReason) -> StoredReason:
    """What a referral remembers of a refusal: status and substance become `criteria` (ADM-04, design.md section 13)."""
    return "criteria" if code == "status" or code == "substance" else code  # noqa: PLR1714  (mypy narrows by ==)


def fits_undo(answered_at: datetime | None, now: datetime) -> bool:
    """Whether an answer can still be taken back."""
    return answered_at is not None and now - answered_at <= UNDO_FOR
