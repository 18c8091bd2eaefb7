"""What a payment does next, by what its rail said: pure, so that every order of answers can be tried."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from service.fund.rails.protocol import (
    Cause,
    Differs,
    Failed,
    NotFound,
    Outcome,
    RailTransfer,
    Sent,
    Truth,
    Unknown,
    Waiting,
)
from service.fund.rails.rules import by_hand

SEND_PAYOUT: Final = "fund.send_payout"
"""The intention to take one payment a step further; its payload names the payment intent."""

Act = Literal["send", "look", "nothing"]
PayoutState = Literal[
    "held",
    "ready",
    "leaving",
    "unknown",
    "waiting",
    "sent",
    "confirmed",
    "failed",
    "differs",
    "returned",
    "cancelled",
]
Button = Literal["release", "confirm", "retry", "otherwise", "cancel", "accept"]
"""What a person does about a payment: let it leave, say that it was made, try again, pay in another way, give the
money back, or take what the rail holds as it is."""

POSTED: Final = frozenset({"sent", "confirmed", "returned"})
"""States of a payment whose money has left."""

ATTEMPTS: Final = 24
"""How often a payment goes again after refusals that may pass: most of a day, then a human decides."""
ATTEMPTS_WHEN_SHORT: Final = 90
"""The same where only the balance of the rail's account is missing: the days until somebody has topped it up."""
KEY_LASTS: Final = timedelta(hours=23)
"""A provider forgets an idempotency key after a day: an order older than this is looked for, and its key not used
again."""
LOOK_AGAIN: Final = timedelta(seconds=20)
"""After an answer that never came: the provider may still be working on the first call."""
FIRST_REST: Final = timedelta(seconds=30)
LONGEST_REST: Final = timedelta(hours=1)
CLIMBS_AFTER: Final = timedelta(minutes=15)
"""A payment that is not settled by then is a question to whoever is on call at the fund."""


def next_act(state: str, key_age: timedelta | None = None) -> Act:
    """A payment found on its way without an answer is looked for, never sent again (rails/protocol.py, rule 1); so is
    one whose key may be forgotten (FND-09). `key_age` is None before the attempt first went out."""
    if state == "ready":
        return "send" if key_age is None or key_age < KEY_LASTS else "look"
    return "look" if state in {"leaving", "unknown"} else "nothing"


@dataclass(frozen=True)
class Move:
    """The state to write; whether money has left; whether to try again, and after what rest; what the rail holds."""

    state: PayoutState
    post: bool = False
    again: timedelta | None = None
    raise_attempt: bool = False
    problem: str | None = None
    found_cents: int | None = None
    found_reference: str | None = None


def move(answer: Outcome | Truth, attempt: int = 1, key_age: timedelta | None = None) -> Move:
    """What a rail's answer means (FND-08, FND-09).

    Unknown is looked at again; not found goes under the same key, or under the next where the key may be forgotten; a
    refusal that may pass goes again as the next attempt after a rest; after a final one, and where the rail holds
    something else, the money stays promised and a human decides.
    """
    match answer:
        case Sent():
            return Move("sent", post=True)
        case Waiting():
            return Move("waiting")
        case Unknown():
            return Move("unknown", again=LOOK_AGAIN, problem=str(answer.reason))
        case NotFound():
            stale = key_age is not None and key_age >= KEY_LASTS
            return Move("ready", again=FIRST_REST, raise_attempt=stale, problem="not_found")
        case Failed():
            return _refused(answer, attempt)
        case Differs():
            return _differs(answer.found)


def _refused(answer: Failed, attempt: int) -> Move:
    problem = str(answer.reason_code)
    most = ATTEMPTS_WHEN_SHORT if answer.reason_code is Cause.FUNDS_SHORT else ATTEMPTS
    if not answer.retryable or attempt >= most:
        return Move("failed", problem=problem)
    pause = max(rest(attempt), answer.after or timedelta(0))
    return Move("ready", again=pause, raise_attempt=True, problem=problem)


def rest(attempt: int) -> timedelta:
    """How long a payment rests after its n-th refusal: twice as long each time, at most an hour."""
    return min(FIRST_REST * (1 << min(attempt - 1, 10)), LONGEST_REST)


def _differs(found: Sequence[RailTransfer]) -> Move:
    out = sum(one.amount_cents - one.returned_cents for one in found)
    reference = next((one.provider_id for one in found if one.returned_cents < one.amount_cents), None)
    return Move("differs", problem="differs", found_cents=out, found_reference=reference)


def buttons(state: str, rail: str, key_at: datetime | None, found_cents: int | None) -> tuple[Button, ...]:
    """What a fund administrator can do about a payment in this state, the most likely first (FND-09).

    Nothing is offered that could pay twice: what may be at the rail is neither given back nor paid in another way.
    """
    human = by_hand(rail)
    if rail == "stripe_issuing" and state == "waiting":
        return ()  # a merchant may charge the card until its date; then it closes by itself
    match state:
        case "held":
            return ("confirm", "cancel") if human else ("release", "cancel")
        case "waiting":
            return ("confirm", "cancel")
        case "ready":
            first: tuple[Button, ...] = ("confirm",) if human else ("retry",)
            return first if key_at is not None else (*first, "cancel")
        case "leaving" | "unknown":
            return ("confirm",) if human else ("retry",)
        case "failed":
            return ("retry", "otherwise", "cancel")
        case "differs":
            return ("accept", "retry") if found_cents else ("retry", "otherwise", "cancel")
    return ()


@dataclass(frozen=True)
class Told:
    """What a rail's notice says of a payment: totals so far, in cents, so that late and repeated notices do no harm."""

    amount_cents: int
    returned_cents: int
    provider_id: str = ""


@dataclass(frozen=True)
class Known:
    """What is stored of a payment, in cents.

    `reference` is how it was paid; `second` a further payment of the same order, with what came back of that one.
    """

    state: str
    amount_cents: int
    returned_cents: int
    reference: str | None = None
    second: str | None = None
    second_returned_cents: int = 0


@dataclass(frozen=True)
class Step:
    """What a notice changes: whether the money is to be posted, and how many cents have newly come back.

    `twice`: the money had left already, in another way or before, and the notice is of a further payment.
    """

    state: PayoutState
    post: bool
    newly_returned: int
    twice: bool = False


def told(known: Known, notice: Told) -> Step | None:
    """Apply a notice in whatever order it comes (FND-09); None when it changes nothing, or speaks of another amount.

    What a bank did is a fact: money that left although the payment was cancelled, or paid in another way, is posted.
    """
    posted = known.state in POSTED
    if posted and known.reference and notice.provider_id and notice.provider_id != known.reference:
        return _second(known, notice)
    if notice.amount_cents != known.amount_cents:
        return None
    back = max(known.returned_cents, min(notice.returned_cents, known.amount_cents))
    state: PayoutState = "returned" if back == known.amount_cents else "confirmed"
    step = Step(state, not posted, back - known.returned_cents)
    return None if known.state == state and not step.newly_returned else step


def _second(known: Known, notice: Told) -> Step | None:
    seen = known.second == notice.provider_id
    back = max(0, notice.returned_cents - (known.second_returned_cents if seen else 0))
    state: PayoutState = known.state  # type: ignore[assignment]  # one of POSTED, as the caller saw
    return None if seen and not back else Step(state, not seen, back, twice=True)
