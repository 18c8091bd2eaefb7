"""What every rail offers, and the values it answers with.

How a payer uses a rail (FND-08, FND-09):

1. Before the first `send` of an order, record that it is about to leave. Whoever finds it so marked and
   without an answer (a crash, a lost lease) calls `look`, never `send`.
2. `Unknown` means the money may have moved: `look` before anything else. `NotFound` then allows the *same*
   order again, under the same key, so that a first call still under way and the second are one.
3. `Failed` means that nothing left and nothing will. To go again, raise `attempt`: a provider repeats its
   stored refusal for a key as faithfully as it repeats a success.
4. `Differs` means that the rail holds something other than what was ordered: a human decides.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class Cause(StrEnum):
    """Why an order failed or why its fate is unknown. Said in both languages in `words.py`."""

    PAYEE_MISSING = "payee_missing"
    PAYEE_UNKNOWN = "payee_unknown"
    PAYEE_NOT_READY = "payee_not_ready"
    FUNDS_SHORT = "funds_short"
    RATE_LIMITED = "rate_limited"
    UNREACHABLE = "unreachable"
    CREDENTIALS = "credentials"
    ORDER_CHANGED = "order_changed"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    STILL_RUNNING = "still_running"
    PROVIDER_ERROR = "provider_error"
    RAIL_MISSING = "rail_missing"


class Step(StrEnum):
    """What a human does for a payment that no machine makes. Said in both languages in `words.py`."""

    SEND_ETRANSFER = "send_etransfer"
    WRITE_CHEQUE = "write_cheque"
    HAND_OVER_CASH = "hand_over_cash"
    DRAW_CARD = "draw_card"
    PAY_BY_CARD = "pay_by_card"
    KEEP_RECEIPT = "keep_receipt"
    NOTE_REFERENCE = "note_reference"
    CONFIRM_AMOUNT = "confirm_amount"


@dataclass(frozen=True)
class PayoutOrder:
    """One payment to a supplier or partner organisation (FND-08): no beneficiary appears in it.

    `amount_cents` is at least 1; `currency` is upper case (`CAD`); `payee_reference` is the rail's own name
    for the payee (a connected account), None where the rail has none. `attempt` counts from 1. `purpose` is
    a category code for the human who pays by hand; it is never handed to a provider.
    """

    intent_id: UUID
    amount_cents: int
    currency: str
    payee_reference: str | None
    purpose: str = ""
    attempt: int = 1

    def __post_init__(self) -> None:
        if self.amount_cents < 1 or self.attempt < 1:
            raise ValueError("an order is for at least one cent and is at least the first attempt")
        if len(self.currency) != 3 or not self.currency.isupper():
            raise ValueError("a currency is three capital letters")

    @property
    def key(self) -> str:
        """The idempotency key: the intent's id, with the attempt from the second on."""
        return str(self.intent_id) if self.attempt == 1 else f"{self.intent_id}.{self.attempt}"


@dataclass(frozen=True)
class RailTransfer:
    """One payment as the rail's own list shows it. `intent_id` is None where the payment is not one of ours.

    `returned_cents` is what has come back so far, of `amount_cents`. `at` is UTC, to the second.
    """

    provider_id: str
    intent_id: UUID | None
    attempt: int
    amount_cents: int
    returned_cents: int
    currency: str
    payee_reference: str | None
    at: datetime


@dataclass(frozen=True)
class Sent:
    """The money has left. `returned_cents` is what has come back since."""

    provider_id: str
    at: datetime
    returned_cents: int = 0


@dataclass(frozen=True)
class Waiting:
    """A human pays and confirms: these are the steps. `card`: the rail's name of one that a merchant may charge."""

    instructions: tuple[Step, ...]
    card: str | None = None


@dataclass(frozen=True)
class Unknown:
    """The money may have moved: look first. `trace` is the provider's name for the call, for its support."""

    reason: Cause
    trace: str | None = None


@dataclass(frozen=True)
class Failed:
    """Nothing left and nothing will. `retryable`: may go again as the next attempt without a human, after the rest
    that the provider asked for, if it asked for one."""

    reason_code: Cause
    retryable: bool
    trace: str | None = None
    after: timedelta | None = None


@dataclass(frozen=True)
class NotFound:
    """The rail holds nothing for this attempt."""


@dataclass(frozen=True)
class Differs:
    """The rail holds, for this intent, something other than what was ordered."""

    found: tuple[RailTransfer, ...]


@dataclass(frozen=True)
class Page:
    """Part of the rail's own list, newest first; `cursor` asks for the next part and is None on the last."""

    transfers: tuple[RailTransfer, ...] = field(default=())
    cursor: str | None = None


@dataclass(frozen=True)
class NoList:
    """This rail has no list of its own: what humans confirmed is all there is."""


Outcome = Sent | Waiting | Unknown | Failed | Differs
Truth = Sent | Waiting | Unknown | NotFound | Differs


class Rail(Protocol):
    """One way for money to leave. Implementations hold no state and are called outside any transaction."""

    @property
    def name(self) -> str: ...

    async def send(self, order: PayoutOrder) -> Outcome:
        """Pay once: the same order sent again has no second effect."""
        ...

    async def look(self, order: PayoutOrder) -> Truth:
        """What the rail itself holds for this order."""
        ...

    async def list_since(
        self, since: datetime, until: datetime, cursor: str | None = None
    ) -> Page | NoList | Unknown:
        """The rail's own list of the half-open period [since, until), UTC, for reconciliation."""
        ...

    async def balance(self, currency: str = "CAD") -> int | NoList | Unknown:
        """What the rail's own account can still pay, in cents; `NoList` where there is no such account."""
        ...
