"""A referral counts as the call: how it begins, where each step leads, and when silence ends it."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import get_args

import pytest

from service.beds.board.rules import FITS, FLEXIBLE, HOTEL, TO_NEGOTIATE, Named, Verdict
from service.beds.freshness.rules import Freshness
from service.beds.referrals.rules import (
    OPEN,
    WITH_A_BED,
    Opening,
    State,
    Step,
    after,
    confirmed_until,
    extended,
    fits_undo,
    kept_reason,
    opening,
    stands_at,
)
from service.beds.words import DECLINE_REASONS, StoredReason

NOW = datetime(2026, 11, 3, 17, 0, tzinfo=UTC)
MINUTE, HOUR, SECOND = timedelta(minutes=1), timedelta(hours=1), timedelta(seconds=1)
STATES: tuple[State, ...] = get_args(State)

LEADS: dict[tuple[State, Step], State] = {
    ("asked", "confirm"): "confirmed",
    ("held", "confirm"): "confirmed",
    ("awaiting_self_call", "confirm"): "confirmed",
    ("asked", "decline"): "declined",
    ("held", "decline"): "declined",
    ("awaiting_self_call", "decline"): "declined",
    ("confirmed", "decline"): "declined",
    ("held", "refuse_at_door"): "refused_at_door",
    ("confirmed", "refuse_at_door"): "refused_at_door",
    ("awaiting_self_call", "self_called"): "held",
    ("asked", "arrive"): "arrived",
    ("held", "arrive"): "arrived",
    ("awaiting_self_call", "arrive"): "arrived",
    ("confirmed", "arrive"): "arrived",
    ("lapsed", "arrive"): "arrived",
    ("arrived", "leave"): "left",
    ("asked", "withdraw"): "withdrawn",
    ("held", "withdraw"): "withdrawn",
    ("awaiting_self_call", "withdraw"): "withdrawn",
    ("confirmed", "withdraw"): "withdrawn",
    ("held", "extend"): "held",
    ("awaiting_self_call", "extend"): "awaiting_self_call",
    ("confirmed", "extend"): "confirmed",
    ("asked", "lapse"): "lapsed",
    ("held", "lapse"): "lapsed",
    ("awaiting_self_call", "lapse"): "lapsed",
    ("confirmed", "lapse"): "lapsed",
}


def test_every_step_from_every_state() -> None:
    """ADM-05, BED-16: whoever is at the door arrives, also after the hold lapsed; what is not listed cannot be done."""
    found = {(state, step): after(state, step) for state, step in product(STATES, get_args(Step))}
    assert {key: state for key, state in found.items() if state is not None} == LEADS


def test_which_states_promise_a_bed() -> None:
    """OPS-03: who was only asked has promised nothing."""
    assert {"awaiting_self_call", "held", "confirmed"} == WITH_A_BED
    assert {"awaiting_self_call", "held", "confirmed", "asked"} == OPEN


@pytest.mark.parametrize("state", ["held", "confirmed", "awaiting_self_call"])
def test_a_hold_lapses_at_its_end_without_any_job(state: State) -> None:
    """OPS-03: deadlines are data. The deadline to answer is of no matter to a held bed."""
    assert stands_at(state, NOW - HOUR, NOW + SECOND, NOW) == state
    assert stands_at(state, NOW + HOUR, NOW, NOW) == "lapsed"
    assert stands_at(state, NOW - HOUR, None, NOW) == state


def test_silence_is_never_yes() -> None:
    """OPS-03: an unanswered question lapses at its own deadline."""
    assert stands_at("asked", NOW + SECOND, NOW - HOUR, NOW) == "asked"
    assert stands_at("asked", NOW, NOW + HOUR, NOW) == "lapsed"
    assert stands_at("asked", None, NOW - HOUR, NOW) == "asked"


@pytest.mark.parametrize("state", [state for state in STATES if state not in OPEN])
def test_what_ended_does_not_lapse(state: State) -> None:
    assert stands_at(state, NOW - HOUR, NOW - HOUR, NOW) == state


SELF_CALL = Named("self_call", "required", "unasked")
SOBRIETY = Named("sobriety", "required", "unasked")
PREFERENCE = Named("language", "flexible", "unmet")
ASKED = Opening("asked", NOW + 15 * MINUTE)
HELD = Opening("held", NOW + 90 * MINUTE)
WAITING = Opening("awaiting_self_call", NOW + 4 * HOUR)


@pytest.mark.parametrize(
    ("verdict", "state", "self_call_only", "exception", "expected"),
    [
        (Verdict(FITS), "fresh", False, False, HELD),
        (Verdict(FITS), "ageing", False, False, HELD),
        (Verdict(FITS), "asked", False, False, ASKED),
        (Verdict(FITS), "call_first", False, False, ASKED),
        (Verdict(None), "fresh", False, False, None),
        (Verdict(FLEXIBLE, (PREFERENCE,)), "fresh", False, False, HELD),
        (Verdict(HOTEL), "fresh", False, False, HELD),
        (Verdict(HOTEL, (PREFERENCE,)), "fresh", False, False, HELD),
        (Verdict(HOTEL, (SOBRIETY,)), "fresh", False, False, ASKED),
        (Verdict(TO_NEGOTIATE, (SOBRIETY,)), "fresh", False, False, ASKED),
        (Verdict(TO_NEGOTIATE, (SELF_CALL,)), "fresh", True, False, WAITING),
        (Verdict(TO_NEGOTIATE, (SELF_CALL,)), "fresh", True, True, ASKED),
        (Verdict(TO_NEGOTIATE, (SELF_CALL,)), "call_first", True, False, ASKED),
        (Verdict(TO_NEGOTIATE, (SELF_CALL, SOBRIETY)), "fresh", True, False, ASKED),
        (Verdict(TO_NEGOTIATE, (SELF_CALL,)), "fresh", False, False, ASKED),
        (Verdict(FITS), "fresh", True, False, HELD),
        (Verdict(FITS), "fresh", True, True, HELD),
    ],
)
def test_how_a_referral_begins(
    verdict: Verdict, state: Freshness, self_call_only: bool, exception: bool, expected: Opening | None
) -> None:
    """ADM-01, ADM-05, BED-15: held at once where nothing is to negotiate and the count is fresh; else asked."""
    assert opening(verdict, state, self_call_only=self_call_only, exception=exception, now=NOW) == expected


def test_a_hold_is_extended_by_an_hour_up_to_twelve() -> None:
    """OPS-13: from its end, or from now where that has passed; at the longest there is no more to have."""
    assert extended(NOW + 30 * MINUTE, NOW, NOW) == NOW + 90 * MINUTE
    assert extended(NOW - 30 * MINUTE, NOW - 2 * HOUR, NOW) == NOW + HOUR
    assert extended(NOW + 30 * MINUTE, NOW - 11 * HOUR, NOW) == NOW + HOUR
    assert extended(NOW + HOUR, NOW - 11 * HOUR, NOW) is None
    assert extended(NOW + 2 * HOUR, NOW - 11 * HOUR, NOW) is None


def test_a_confirmed_bed_waits_three_hours_past_the_expected_arrival() -> None:
    """ADM-05: or from now, where they should have been there already."""
    assert confirmed_until(NOW + HOUR, NOW) == NOW + 4 * HOUR
    assert confirmed_until(NOW - HOUR, NOW) == NOW + 3 * HOUR


def test_a_refusal_for_status_or_substance_is_remembered_as_criteria() -> None:
    """ADM-04: every other reason stays what it is."""
    kept = {code: kept_reason(code) for code in DECLINE_REASONS}
    changed = {code: reason for code, reason in kept.items() if code != reason}
    assert changed == {"status": "criteria", "substance": "criteria"}
    assert set(kept.values()) <= set(get_args(StoredReason))


def test_an_answer_can_be_taken_back_for_two_minutes() -> None:
    assert fits_undo(NOW, NOW)
    assert fits_undo(NOW - 2 * MINUTE, NOW)
    assert not fits_undo(NOW - 2 * MINUTE - SECOND, NOW)
    assert not fits_undo(None, NOW)
