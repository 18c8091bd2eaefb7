"""The states of a line and of a request, read off what the ledger and the payments hold (design.md section 12)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

State = Literal[
    "submitted",
    "approved",
    "partly_approved",
    "declined",
    "paying",
    "paid",
    "settled",
    "withdrawn",
    "failed",
]

MOVING = frozenset({"leaving", "unknown", "waiting", "sent"})
"""States of a payment that is on its way."""
STUCK = frozenset({"failed", "differs"})
"""States of a payment about which a human decides; its money stays promised meanwhile."""


@dataclass(frozen=True)
class LineFacts:
    """What is known of a line, in cents: asked, promised, paid, come back, and spent; and its payments' states."""

    asked: int
    approved: int = 0
    paid: int = 0
    returned: int = 0
    spent: int | None = None
    declined: bool = False
    withdrawn: bool = False
    payments: Collection[str] = ()
    closed: int = 0
    """The rest of a line approved in part that nobody waits for any more: taken back, declined, or not needed."""

    @property
    def open(self) -> int:
        """What may still be approved: the rest of a line that is approved in part stays open (FND-11)."""
        closed = self.declined or self.withdrawn
        return 0 if closed else max(0, self.asked - self.approved - self.closed)


def line_state(line: LineFacts) -> State:
    """The state of a line; what has been promised or paid outweighs what was declined or withdrawn."""
    if line.approved == 0 and line.paid == 0:
        return _without_money(line)
    if STUCK.intersection(line.payments) and line.paid < line.approved:
        return "failed"
    if line.paid < line.approved and (line.paid or MOVING.intersection(line.payments)):
        return "paying"
    if line.open:
        return "partly_approved"
    return _paid(line) if line.paid else "approved"


def _paid(line: LineFacts) -> State:
    """Settled once the receipt and what came back account for all that was paid."""
    accounted = line.spent is not None and line.spent + line.returned >= line.paid
    return "settled" if accounted else "paid"


def _without_money(line: LineFacts) -> State:
    if line.withdrawn:
        return "withdrawn"
    if line.declined:
        return "declined"
    return "failed" if "failed" in line.payments else "submitted"


def request_state(lines: Iterable[State]) -> State:
    """The state of a request from those of its lines: what still waits for somebody comes first."""
    states = set(lines)
    if len(states) == 1:
        return next(iter(states))
    if "submitted" in states:
        return (
            "partly_approved"
            if states & {"approved", "partly_approved", "paying", "paid", "settled"}
            else "submitted"
        )
    if "failed" in states:
        return "failed"
    going = states - {"declined", "withdrawn"}
    for state in ("paying", "partly_approved", "approved", "paid", "settled"):
        if state in going:
            return _shown(state, going, states)
    return "declined"


def _shown(state: State, going: set[State], states: set[State]) -> State:
    """`approved` beside paid lines is still paying; beside declined ones it is approved in part."""
    if state == "approved" and going & {"paid", "settled"}:
        return "paying"
    if state == "approved" and going != states:
        return "partly_approved"
    return state


def minutes_to_decide(submitted_at: datetime, decided_at: datetime | None) -> int | None:
    """Whole minutes from submission to decision, per line (DAT-02); None while it waits."""
    return None if decided_at is None else (decided_at - submitted_at) // timedelta(minutes=1)
