"""How a referral begins, where each step leads, and when it is over."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from service.beds.board.rules import FITS, FLEXIBLE, HOTEL, TO_NEGOTIATE, Named, Verdict
from service.beds.referrals.rules import (
    ANSWER_WITHIN,
    HELD_FOR,
    LONGEST_HOLD,
    OPEN,
    SELF_CALL_WITHIN,
    STEPS,
    Opening,
    State,
    Step,
    after,
    confirmed_until,
    extended,
    kept_reason,
    opening,
    stands_at,
)
from service.beds.words import DECLINE_REASONS

NOW = datetime(2026, 11, 3, 22, tzinfo=UTC)
HOUR = timedelta(hours=1)
SELF_CALL = Named("self_call", "required", "unasked")
SOBRIETY = Named("sobriety", "required", "unasked")
LOWER = Named("conjugal_violence", "flexible", "unmet")


def begun(
    verdict: Verdict, state: Any = "fresh", *, self_call: bool = False, exception: bool = False
) -> Opening | None:
    return opening(verdict, state, self_call_only=self_call, exception=exception, now=NOW)


HELD = Opening("held", NOW + HELD_FOR)
ASKED = Opening("asked", NOW + ANSWER_WITHIN)
AWAITING = Opening("awaiting_self_call", NOW + SELF_CALL_WITHIN)


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (Verdict(FITS), HELD),
        (Verdict(FLEXIBLE, (LOWER,)), HELD),
        (Verdict(HOTEL), HELD),
        (Verdict(HOTEL, (LOWER,)), HELD),
        (Verdict(TO_NEGOTIATE, (SOBRIETY,)), ASKED),
        (Verdict(TO_NEGOTIATE, (SELF_CALL,)), ASKED),
        (Verdict(None), None),
    ],
)
def test_where_a_worker_may_refer(verdict: Verdict, expected: Opening | None) -> None:
    """ADM-05, ADM-01: held at once, asked where something is to negotiate, nothing where a criterion is unmet."""
    assert begun(verdict) == expected


@pytest.mark.parametrize("state", ["asked", "call_first"])
def test_a_stale_count_is_asked(state: str) -> None:
    """BED-15: beyond the limit no bed is held without a human's yes."""
    assert begun(Verdict(FITS), state) == ASKED
    assert begun(Verdict(FITS), "ageing") == HELD
    assert begun(Verdict(TO_NEGOTIATE, (SELF_CALL,)), state, self_call=True) == ASKED


def test_where_the_person_must_call_herself() -> None:
    """ADM-05: a bed waits for the call, with an expiry; the exception is for a human at the shelter to grant."""
    alone = Verdict(TO_NEGOTIATE, (SELF_CALL,))
    assert begun(alone, self_call=True) == AWAITING
    assert begun(alone, self_call=True, exception=True) == ASKED
    assert begun(Verdict(TO_NEGOTIATE, (SELF_CALL, SOBRIETY)), self_call=True) == ASKED
    assert begun(Verdict(TO_NEGOTIATE, (SELF_CALL, LOWER)), self_call=True) == AWAITING
    assert begun(Verdict(FITS), self_call=True) == HELD


def test_every_step_from_every_state() -> None:
    """Design.md section 12: from where each step is possible, and where it leads."""
    possible: dict[Step, dict[State, State]] = {
        "confirm": {"asked": "confirmed", "held": "confirmed", "awaiting_self_call": "confirmed"},
        "decline": dict.fromkeys(OPEN, "declined"),
        "refuse_at_door": {"held": "refused_at_door", "confirmed": "refused_at_door"},
        "self_called": {"awaiting_self_call": "held"},
        "arrive": dict.fromkeys((*OPEN, "lapsed"), "arrived"),
        "leave": {"arrived": "left"},
        "withdraw": dict.fromkeys(OPEN, "withdrawn"),
        "extend": {"held": "held", "confirmed": "confirmed", "awaiting_self_call": "awaiting_self_call"},
        "lapse": dict.fromkeys(OPEN, "lapsed"),
    }
    states: list[State] = ["asked", "awaiting_self_call", "held", "confirmed", "arrived", "left", "declined",
                           "refused_at_door", "lapsed", "withdrawn"]  # fmt: skip
    assert set(possible) == set(STEPS)
    for step, leads in possible.items():
        assert {state: after(state, step) for state in states} == {
            state: leads.get(state) for state in states
        }


@pytest.mark.parametrize(
    ("state", "answer_by", "held_until", "stands"),
    [
        ("asked", NOW, None, "lapsed"),
        ("asked", NOW + HOUR, None, "asked"),
        ("asked", NOW + HOUR, NOW, "asked"),
        ("held", None, NOW, "lapsed"),
        ("held", NOW, NOW + HOUR, "held"),
        ("awaiting_self_call", None, NOW - HOUR, "lapsed"),
        ("confirmed", None, NOW, "lapsed"),
        ("arrived", None, NOW - HOUR, "arrived"),
        ("declined", NOW - HOUR, NOW - HOUR, "declined"),
    ],
)
def test_silence_is_never_yes(
    state: Any, answer_by: datetime | None, held_until: datetime | None, stands: str
) -> None:
    """OPS-03: past its deadline a referral has lapsed, whether or not a job has said so."""
    assert stands_at(state, answer_by, held_until, NOW) == stands


def test_extending_stops_at_the_longest_hold() -> None:
    """OPS-13: an hour more each time, never past twelve hours from the asking."""
    assert extended(NOW + HOUR, NOW, NOW) == NOW + 2 * HOUR
    assert extended(NOW - HOUR, NOW - 2 * HOUR, NOW) == NOW + HOUR
    assert extended(NOW + HOUR, NOW + HOUR * 1.5 - LONGEST_HOLD, NOW) == NOW + HOUR * 1.5
    assert extended(NOW + HOUR, NOW + HOUR - LONGEST_HOLD, NOW) is None


def test_a_confirmed_bed_waits_for_the_arrival() -> None:
    """CNF-09: three hours past the expected arrival, or from now."""
    assert confirmed_until(NOW + 2 * HOUR, NOW) == NOW + 5 * HOUR
    assert confirmed_until(NOW - 2 * HOUR, NOW) == NOW + 3 * HOUR


def test_status_and_substance_are_not_kept() -> None:
    """ADM-04 and design.md section 13: on a referral they become `criteria`."""
    assert {code: kept_reason(code) for code in DECLINE_REASONS if kept_reason(code) != code} == {
        "substance": "criteria",
        "status": "criteria",
    }
