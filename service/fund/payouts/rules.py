"""What a payment does next, by what its rail said: pure, so that every order of answers can be tried."""

from dataclasses import dataclass
from typing import Literal

from service.fund.rails.protocol import Differs, Failed, NotFound, Sent, Unknown, Waiting

Act = Literal["send", "look", "nothing"]
PayoutState = Literal[
    "held", "ready", "leaving", "unknown", "waiting", "sent", "confirmed", "failed", "returned", "cancelled"
]

ATTEMPTS = 8
"""How often a payment goes again after refusals that may pass; then its money goes back and a human decides."""


def next_act(state: str) -> Act:
    """A payment found on its way without an answer is looked for, never sent again (rails/protocol.py, rule 1)."""
    if state == "ready":
        return "send"
    return "look" if state in {"leaving", "unknown"} else "nothing"


@dataclass(frozen=True)
class Move:
    """The state to write; whether money has left, or comes back to its envelope; and whether to try again."""

    state: PayoutState
    post: bool = False
    void: bool = False
    again: bool = False
    raise_attempt: bool = False
    problem: str | None = None


def move(answer: Sent | Waiting | Unknown | Failed | NotFound | Differs, attempt: int = 1) -> Move:
    """What a rail's answer means (FND-08, FND-09).

    Unknown is looked at again; not found may go under the same key; a failure that may pass goes again as the next
    attempt; a final failure gives the money back; a difference waits for a human.
    """
    match answer:
        case Sent():
            return Move("sent", post=True)
        case Waiting():
            return Move("waiting")
        case Unknown():
            return Move("unknown", again=True, problem=str(answer.reason))
        case NotFound():
            return Move("ready", again=True)
        case Failed(retryable=True) if attempt < ATTEMPTS:
            return Move("ready", again=True, raise_attempt=True, problem=str(answer.reason_code))
        case Failed():
            return Move("failed", void=True, problem=str(answer.reason_code))
        case Differs():
            return Move("unknown", problem="differs")


@dataclass(frozen=True)
class Told:
    """What a rail's notice says of a payment: totals so far, in cents, so that late and repeated notices do no harm."""

    amount_cents: int
    returned_cents: int


@dataclass(frozen=True)
class Known:
    """What is stored of a payment, in cents."""

    state: str
    amount_cents: int
    returned_cents: int


@dataclass(frozen=True)
class Step:
    """What a notice changes: whether the money is to be posted, and how many cents have newly come back."""

    state: PayoutState
    post: bool
    newly_returned: int


def told(known: Known, notice: Told) -> Step | None:
    """Apply a notice in whatever order it comes (FND-09); None when it changes nothing, or speaks of another amount."""
    if notice.amount_cents != known.amount_cents or known.state in {"held", "cancelled", "waiting"}:
        return None
    posted = known.state in {"sent", "confirmed", "returned"}
    back = max(known.returned_cents, min(notice.returned_cents, known.amount_cents))
    state: PayoutState = "returned" if back == known.amount_cents else "confirmed"
    step = Step(state, not posted, back - known.returned_cents)
    return None if known.state == state and not step.newly_returned else step
