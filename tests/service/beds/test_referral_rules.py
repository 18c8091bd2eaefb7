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
    in_range,
    is_later,
    kept_reason,
    may_still_say_yes,
    opening,
    stands_at,
    waits,
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


def test_an_exception_is_asked_of_a_human() -> None:
    """RIG-02, ADM-01: what is named goes to a human instead of a hold; where nothing is named nothing is asked."""
    assert begun(Verdict(FLEXIBLE, (LOWER,)), exception=True) == ASKED
    assert begun(Verdict(HOTEL, (LOWER,)), exception=True) == ASKED
    assert begun(Verdict(FITS), exception=True) == HELD


def test_how_long_each_kind_of_question_waits() -> None:
    """OPS-17, CNF-09: five minutes, a quarter of an hour, a day; a later date does not ask for tonight's count."""
    asked, held = Verdict(TO_NEGOTIATE, (SOBRIETY,)), Verdict(FITS)

    def until(verdict: Verdict, urgency: Any, later: bool, state: Any = "fresh") -> tuple[str, timedelta]:
        patience = waits(urgency, later=later)
        begun = opening(verdict, state, self_call_only=False, exception=False, now=NOW, patience=patience)
        assert begun is not None
        return begun.state, begun.until - NOW

    assert until(asked, "minutes", False) == ("asked", timedelta(minutes=5))
    assert until(held, "minutes", False) == ("held", HELD_FOR)
    assert until(asked, "ordinary", False) == ("asked", timedelta(minutes=15))
    assert until(asked, "minutes", True) == ("asked", 24 * HOUR)
    assert until(held, "ordinary", True, "call_first") == ("held", 24 * HOUR)
    assert until(held, "ordinary", False, "call_first") == ("asked", timedelta(minutes=15))


def test_what_is_later_and_what_is_too_late() -> None:
    """BED-16: within two days a bed that is free now; up to ninety days a bed of that night."""
    assert not is_later(NOW + 48 * HOUR, NOW)
    assert is_later(NOW + 48 * HOUR + timedelta(seconds=1), NOW)
    assert in_range(NOW - timedelta(minutes=15), NOW)
    assert not in_range(NOW - timedelta(minutes=16), NOW)
    assert in_range(NOW + timedelta(days=90), NOW)
    assert not in_range(NOW + timedelta(days=90, seconds=1), NOW)


def test_a_late_yes() -> None:
    """CNF-09: while the person would still be let in, and only where nobody had answered before."""
    assert may_still_say_yes(None, NOW, NOW + 3 * HOUR - timedelta(seconds=1))
    assert not may_still_say_yes(None, NOW, NOW + 3 * HOUR)
    assert not may_still_say_yes(NOW - HOUR, NOW, NOW)


def test_every_step_from_every_state() -> None:
    """Design.md section 12: from where each step is possible, and where it leads."""
    possible: dict[Step, dict[State, State]] = {
        "confirm": dict.fromkeys(("asked", "held", "awaiting_self_call", "lapsed"), "confirmed"),
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
