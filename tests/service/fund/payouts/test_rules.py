"""What a payment does next: every answer, every order of notices, every button, without a database."""

from datetime import UTC, datetime, timedelta
from typing import get_args
from uuid import uuid4

import pytest

from service.fund.payouts.rules import (
    ATTEMPTS,
    ATTEMPTS_WHEN_SHORT,
    KEY_LASTS,
    POSTED,
    Button,
    Known,
    Move,
    PayoutState,
    Step,
    Told,
    buttons,
    move,
    next_act,
    rest,
    told,
)
from service.fund.payouts.words import BUTTONS, PROBLEMS, problem_in
from service.fund.rails.protocol import (
    Cause,
    Differs,
    Failed,
    NotFound,
    RailTransfer,
    Sent,
    Unknown,
    Waiting,
)

NOW = datetime(2026, 11, 3, tzinfo=UTC)
SOON, LATER, LONG = timedelta(seconds=20), timedelta(seconds=30), timedelta(hours=1)


@pytest.mark.parametrize(
    ("state", "act"),
    [("ready", "send"), ("leaving", "look"), ("unknown", "look")]
    + [
        (state, "nothing")
        for state in ("held", "waiting", "sent", "confirmed", "failed", "differs", "returned", "cancelled")
    ],
)
def test_look_before_retry(state: str, act: str) -> None:
    """FND-09."""
    assert next_act(state) == act


def test_a_key_that_may_be_forgotten_is_not_trusted() -> None:
    """FND-09: within a day the same key goes again; after it the order is looked for, and goes under another key."""
    second = timedelta(seconds=1)
    assert (next_act("ready", KEY_LASTS - second), next_act("ready", KEY_LASTS)) == ("send", "look")
    young, old = move(NotFound(), 1, KEY_LASTS - second), move(NotFound(), 1, KEY_LASTS)
    assert young == Move("ready", again=LATER, problem="not_found")
    assert old == Move("ready", again=LATER, raise_attempt=True, problem="not_found")


def test_what_a_rail_says() -> None:
    """FND-08, FND-09, FND-12: money is posted when it left, looked for while nobody knows, and stays promised when it
    was refused for good, until a person decides."""
    assert move(Sent("tr_1", NOW)) == Move("sent", post=True)
    assert move(Waiting(())) == Move("waiting")
    assert move(Unknown(Cause.NO_ANSWER)) == Move("unknown", again=SOON, problem="no_answer")
    assert move(NotFound()) == Move("ready", again=LATER, problem="not_found")
    limited = Failed(Cause.RATE_LIMITED, retryable=True)
    assert move(limited) == Move("ready", again=LATER, raise_attempt=True, problem="rate_limited")
    assert move(limited, ATTEMPTS) == Move("failed", problem="rate_limited")
    assert move(limited, ATTEMPTS - 1).state == "ready"
    assert move(Failed(Cause.REFUSED, retryable=False)) == Move("failed", problem="refused")


def test_a_rest_grows_and_the_rail_may_ask_for_more() -> None:
    """FND-08: a refusal that may pass rests twice as long each time, at most an hour; what the rail asks for counts."""
    assert [rest(n).total_seconds() for n in (1, 2, 3, 7, 8, 500)] == [30, 60, 120, 1920, 3600, 3600]
    patient = Failed(Cause.RATE_LIMITED, retryable=True, after=timedelta(minutes=7))
    assert (move(patient, 1).again, move(patient, 20).again) == (timedelta(minutes=7), LONG)


def test_a_low_balance_keeps_its_promise_for_days() -> None:
    """FND-09: only the account of the rail is short: it is a matter of a top-up, not of the payment."""
    short = Failed(Cause.FUNDS_SHORT, retryable=True)
    assert move(short, ATTEMPTS_WHEN_SHORT - 1) == Move(
        "ready", again=LONG, raise_attempt=True, problem="funds_short"
    )
    assert move(short, ATTEMPTS_WHEN_SHORT).state == "failed"


def held(cents: int, back: int = 0, name: str = "tr_1") -> RailTransfer:
    return RailTransfer(name, uuid4(), 1, cents, back, "CAD", "acct_1", NOW)


def test_what_differs_says_how_much_is_out() -> None:
    """FND-09: two transfers, one of them back: what is out is what a person may accept."""
    found = (held(100, 100, "tr_1"), held(90, 20, "tr_2"))
    assert move(Differs(found)) == Move("differs", problem="differs", found_cents=70, found_reference="tr_2")
    assert move(Differs((held(100, 100),))) == Move("differs", problem="differs", found_cents=0)


@pytest.mark.parametrize(
    ("known", "notice", "step"),
    [
        (Known("sent", 100, 0), Told(100, 0), Step("confirmed", False, 0)),
        (Known("leaving", 100, 0), Told(100, 0), Step("confirmed", True, 0)),
        (Known("unknown", 100, 0), Told(100, 30), Step("confirmed", True, 30)),
        (Known("unknown", 100, 0), Told(100, 100), Step("returned", True, 100)),
        (Known("confirmed", 100, 0), Told(100, 0), None),
        (Known("confirmed", 100, 30), Told(100, 20), None),
        (Known("confirmed", 100, 30), Told(100, 100), Step("returned", False, 70)),
        (Known("confirmed", 100, 30), Told(100, 900), Step("returned", False, 70)),
        (Known("returned", 100, 100), Told(100, 0), None),
        (Known("sent", 100, 0), Told(99, 0), None),
        (Known("failed", 100, 0), Told(100, 0), Step("confirmed", True, 0)),
        (Known("cancelled", 100, 0), Told(100, 0), Step("confirmed", True, 0)),
        (Known("cancelled", 100, 0), Told(99, 0), None),
        (Known("sent", 100, 0, "tr_1"), Told(100, 0, "tr_1"), Step("confirmed", False, 0)),
        (Known("sent", 100, 0, "tr_1"), Told(100, 0, "tr_2"), Step("sent", True, 0, twice=True)),
        (Known("confirmed", 90, 0, "chq 7"), Told(100, 0, "tr_2"), Step("confirmed", True, 0, twice=True)),
        (Known("confirmed", 90, 0, "chq 7", "tr_2"), Told(100, 0, "tr_2"), None),
        (
            Known("confirmed", 90, 0, "chq 7", "tr_2", 40),
            Told(100, 100, "tr_2"),
            Step("confirmed", False, 60, twice=True),
        ),
    ],
)
def test_notices_are_totals(known: Known, notice: Told, step: Step | None) -> None:
    """FND-09: late and repeated notices do no harm; another amount is not believed; what left is posted although it
    was cancelled, and what left twice is posted twice."""
    assert told(known, notice) == step


MAY_BE_OUT = {"leaving", "unknown", *POSTED}


@pytest.mark.parametrize("state", get_args(PayoutState))
@pytest.mark.parametrize("rail", ["stripe_connect", "manual_cash"])
@pytest.mark.parametrize("went_out", [None, NOW])
@pytest.mark.parametrize("found", [None, 0, 70])
def test_no_button_can_pay_twice(
    *, state: PayoutState, rail: str, went_out: datetime | None, found: int | None
) -> None:
    """FND-09: every state that is not over has a button, and none that gives back or pays again what may be out."""
    offered = buttons(state, rail, went_out, found)
    over = state in POSTED or state == "cancelled"
    assert (offered == ()) == over
    out = state in MAY_BE_OUT or (state == "ready" and went_out) or (state == "differs" and found)
    if out and rail == "stripe_connect":
        assert not {"cancel", "otherwise", "confirm"} & set(offered)
    assert ("accept" in offered) == (state == "differs" and found == 70)


def test_every_button_and_every_problem_has_words() -> None:
    """FND-09: in both languages, for the person who resolves it."""
    assert set(BUTTONS) == set(get_args(Button))
    assert {str(cause) for cause in Cause} <= set(PROBLEMS)
    assert problem_in("funds_short", "fr") == "Le solde du compte de paiement ne suffit pas."
    assert (problem_in("funds_short", "en"), problem_in(None, "en")) == (
        "The balance of the payment account is too low.",
        None,
    )
