"""The states of lines, requests and payments, read off facts."""

from datetime import UTC, datetime, timedelta

import pytest

from service.fund.money import money
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
        (LineFacts(100, approved=100, payments=("failed",)), "failed", 0),
        (LineFacts(100, approved=100, paid=40, payments=("sent", "differs")), "failed", 0),
        (LineFacts(100, payments=("cancelled",)), "submitted", 100),
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


def test_money_in_words() -> None:
    """LNG-01."""
    assert [money(cents, "fr") for cents in (165_000, 1_250, -5, 0)] == [
        "1\u202f650\u00a0$",
        "12,50\u00a0$",
        "-0,05\u00a0$",
        "0\u00a0$",
    ]
    assert [money(cents, "en") for cents in (165_000, 1_250, -5, 0)] == ["$1,650", "$12.50", "-$0.05", "$0"]
