"""A referral counts as the call: held until a time, confirmed, declined with one reason, or lapsed (ADM-05, OPS-03)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from service.beds.board.rules import FLEXIBLE, HOTEL, Verdict
from service.beds.freshness.rules import Freshness, holds_at_once
from service.beds.nights.rules import HouseClock
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
Urgency = Literal["ordinary", "minutes"]
"""`minutes`: the person waits somewhere that lets them go once there is a place, and not a word more (OPS-17)."""
Step = Literal[
    "confirm", "decline", "refuse_at_door", "self_called", "arrive", "leave", "withdraw", "extend", "lapse"
]

JUST_NOW: Final = timedelta(minutes=15)
"""An arrival said to be "now" may have been typed some minutes ago."""
TONIGHT_UNTIL: Final = timedelta(days=2)
"""An arrival within so long takes a bed that is free now; a later one waits for a bed of that night (BED-11)."""
LATEST_ARRIVAL: Final = timedelta(days=90)
HELD_FOR: Final = timedelta(minutes=90)
SELF_CALL_WITHIN: Final = timedelta(hours=4)
ANSWER_WITHIN: Final = timedelta(minutes=15)
ANSWER_IN_MINUTES: Final = timedelta(minutes=5)
"""Somebody is let go in minutes if there is a place (OPS-17)."""
ANSWER_A_LATER_DATE: Final = timedelta(hours=24)
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
    "confirm": (frozenset({"asked", "held", "awaiting_self_call", "lapsed"}), "confirmed"),
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

Somebody at the door is a fact: they arrive even after the hold lapsed, or before the shelter answered. A yes that
comes after the hold lapsed counts while `may_still_say_yes`, if the bed is still free.
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


def is_later(expected_at: datetime, asked_at: datetime) -> bool:
    """Whether a referral waits for a later date: its claim then begins with the night of the arrival, not now."""
    return expected_at > asked_at + TONIGHT_UNTIL


def later_period(clock: HouseClock, expected_at: datetime, nights: int) -> tuple[datetime, datetime]:
    """What an arrival at a later date claims of a bed: from the night of the arrival on, in UTC, half-open (BED-16)."""
    return min(clock.night_start(clock.night_of(expected_at)), expected_at), clock.departure(
        expected_at, nights
    )


def in_range(expected_at: datetime, now: datetime) -> bool:
    """Whether an arrival can be asked for: not past, and not further away than people plan."""
    return now - JUST_NOW <= expected_at <= now + LATEST_ARRIVAL


@dataclass(frozen=True)
class Waits:
    """How long a referral waits for the house, by how it begins. `any_count`: tonight's count says nothing of it."""

    held: timedelta = HELD_FOR
    asked: timedelta = ANSWER_WITHIN
    self_call: timedelta = SELF_CALL_WITHIN
    any_count: bool = False


TONIGHT: Final = Waits()
MINUTES: Final = Waits(asked=ANSWER_IN_MINUTES)
LATER: Final = Waits(ANSWER_A_LATER_DATE, ANSWER_A_LATER_DATE, ANSWER_A_LATER_DATE, any_count=True)


def waits(urgency: Urgency, *, later: bool) -> Waits:
    """The waits of a referral: a matter of minutes, of tonight, or of a later date (OPS-17, CNF-09)."""
    if later:
        return LATER
    return MINUTES if urgency == "minutes" else TONIGHT


@dataclass(frozen=True)
class Opening:
    """How a referral begins, and until when that holds. `asked` promises no bed: silence is never yes (OPS-03)."""

    state: Literal["held", "asked", "awaiting_self_call"]
    until: datetime


def opening(
    verdict: Verdict,
    state: Freshness,
    *,
    self_call_only: bool,
    exception: bool,
    now: datetime,
    patience: Waits = TONIGHT,
) -> Opening | None:
    """Held at once where a worker may refer, nothing is to negotiate and the count is fresh; else asked (ADM-05).

    Where the person must call herself a bed waits for that call, unless the worker asks for an exception, which a
    human at the shelter answers. `None` where a required criterion is unmet (ADM-01).
    """
    if verdict.tier is None:
        return None
    others = [item for item in verdict.named if item.weight == "required" and item.criterion != "self_call"]
    waits_for_call = self_call_only and any(item.criterion == "self_call" for item in verdict.named)
    counted = patience.any_count or holds_at_once(state)
    if others or not counted or (exception and verdict.named):
        return Opening("asked", now + patience.asked)
    if waits_for_call:
        return Opening("awaiting_self_call", now + patience.self_call)
    if verdict.tier in {FLEXIBLE, HOTEL} or not verdict.named:
        return Opening("held", now + patience.held)
    return Opening("asked", now + patience.asked)


def may_still_say_yes(answered_at: datetime | None, expected_at: datetime, now: datetime) -> bool:
    """Whether a house that let a question lapse may still take the person: nobody answered it, and the hours in
    which they would be let in are not over (CNF-09)."""
    return answered_at is None and now < expected_at + DOOR_OPEN_FOR


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
