"""The states of lines, requests and payments, read off facts."""

from datetime import UTC, datetime, timedelta

import pytest

from service.fund.money import money
from service.fund.payouts.rules import ATTEMPTS, Known, Move, Step, Told, move, next_act, told
from service.fund.rails.protocol import Cause, Differs, Failed, NotFound, Sent, Unknown, Waiting
from service.fund.requests.rules import LineFacts, State, line_state, minutes_to_decide, request_state

NOW = datetime(2026, 11, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("facts", "state", "still"),
    [
        (LineFacts(100), "submitted", 100),
        (LineFacts(100, withdrawn=True), "withdrawn", 0),
        (LineFacts(100, declined=True), "declined", 0),
        (LineFacts(100, payments=("failed",)), "failed", 100),
        (LineFacts(100, approved=100, payments=("ready",)), "approved", 0),
        (LineFacts(100, approved=60), "partly_approved", 40),
        (LineFacts(100, approved=100, payments=("held",)), "approved", 0),
        (LineFacts(100, approved=100, payments=("waiting",)), "paying", 0),
        (LineFacts(100, approved=100, payments=("unknown",)), "paying", 0),
        (LineFacts(100, approved=100, paid=40, payments=("sent", "ready")), "paying", 0),
        (LineFacts(100, approved=100, paid=100, payments=("confirmed",)), "paid", 0),
        (LineFacts(100, approved=100, paid=112), "paid", 0),
        (LineFacts(100, approved=100, paid=100, spent=100), "settled", 0),
        (LineFacts(100, approved=100, paid=100, spent=70), "paid", 0),
        (LineFacts(100, approved=100, paid=100, spent=70, returned=30), "settled", 0),
        (LineFacts(100, approved=100, withdrawn=True, payments=("sent",)), "paying", 0),
    ],
)
def test_a_line(facts: LineFacts, state: State, still: int) -> None:
    """FND-11, FND-12: from asked to settled; what is left of a part stays open."""
    assert (line_state(facts), facts.open) == (state, still)


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        (["submitted"], "submitted"),
        (["declined", "submitted"], "submitted"),
        (["approved", "submitted"], "partly_approved"),
        (["settled", "submitted"], "partly_approved"),
        (["approved", "approved"], "approved"),
        (["approved", "declined"], "partly_approved"),
        (["approved", "paid"], "paying"),
        (["approved", "paying"], "paying"),
        (["partly_approved", "paid"], "partly_approved"),
        (["paid", "settled"], "paid"),
        (["paid", "declined"], "paid"),
        (["settled", "withdrawn"], "settled"),
        (["declined", "withdrawn"], "declined"),
        (["failed", "paid"], "failed"),
    ],
)
def test_a_request(lines: list[State], state: State) -> None:
    """FND-11: what still waits for somebody comes first."""
    assert request_state(lines) == state


def test_minutes_to_decide() -> None:
    """DAT-02: whole minutes; None while it waits."""
    assert minutes_to_decide(NOW, NOW + timedelta(minutes=17, seconds=59)) == 17
    assert minutes_to_decide(NOW, None) is None


@pytest.mark.parametrize(
    ("state", "act"),
    [("ready", "send"), ("leaving", "look"), ("unknown", "look")]
    + [
        (state, "nothing")
        for state in ("held", "waiting", "sent", "confirmed", "failed", "returned", "cancelled")
    ],
)
def test_look_before_retry(state: str, act: str) -> None:
    """FND-09."""
    assert next_act(state) == act


def test_what_a_rail_says() -> None:
    """FND-08, FND-09, FND-12: money is posted when it left, given back when it never will, and looked for in
    between."""
    assert move(Sent("tr_1", NOW)) == Move("sent", post=True)
    assert move(Waiting(())) == Move("waiting")
    assert move(Unknown(Cause.NO_ANSWER)) == Move("unknown", again=True, problem="no_answer")
    assert move(NotFound()) == Move("ready", again=True)
    limited = Failed(Cause.RATE_LIMITED, retryable=True)
    assert move(limited) == Move("ready", again=True, raise_attempt=True, problem="rate_limited")
    assert move(limited, ATTEMPTS) == Move("failed", void=True, problem="rate_limited")
    assert move(limited, ATTEMPTS - 1).state == "ready"
    assert move(Failed(Cause.REFUSED, retryable=False)) == Move("failed", void=True, problem="refused")
    assert move(Differs(())) == Move("unknown", problem="differs")


@pytest.mark.parametrize(
    ("known", "notice", "step"),
    [
        (Known("sent", 100, 0), Told(100, 0), Step("confirmed", False, 0)),
        (Known("leaving", 100, 0), Told(100, 0), Step("confirmed", True, 0)),
        (Known("unknown", 100, 0), Told(100, 30), Step("confirmed", True, 30)),
        (Known("confirmed", 100, 0), Told(100, 0), None),
        (Known("confirmed", 100, 30), Told(100, 20), None),
        (Known("confirmed", 100, 30), Told(100, 100), Step("returned", False, 70)),
        (Known("confirmed", 100, 30), Told(100, 900), Step("returned", False, 70)),
        (Known("returned", 100, 100), Told(100, 0), None),
        (Known("sent", 100, 0), Told(99, 0), None),
        (Known("held", 100, 0), Told(100, 0), None),
        (Known("cancelled", 100, 0), Told(100, 0), None),
        (Known("waiting", 100, 0), Told(100, 0), None),
    ],
)
def test_notices_are_totals(known: Known, notice: Told, step: Step | None) -> None:
    """FND-09: late and repeated notices do no harm; another amount is not ours to believe."""
    assert told(known, notice) == step


def test_money_in_words() -> None:
    """LNG-01."""
    assert [money(cents, "fr") for cents in (165_000, 1_250, -5, 0)] == [
        "1\u202f650\u00a0$",
        "12,50\u00a0$",
        "-0,05\u00a0$",
        "0\u00a0$",
    ]
    assert [money(cents, "en") for cents in (165_000, 1_250, -5, 0)] == ["$1,650", "$12.50", "-$0.05", "$0"]
