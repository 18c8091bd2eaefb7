"""What the rail lists against what the ledger holds, payment by payment and to the cent: pure (FND-09)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from service.fund.rails.protocol import RailTransfer

Code = Literal[
    "payment_found",
    "reversal_found",
    "not_in_ledger",
    "not_at_rail",
    "amount_differs",
    "return_differs",
    "twice",
    "of_another_installation",
    "without_order",
    "unknown_notice",
    "payee_payout_failed",
    "balance_short",
    "reference_twice",
    "receipt_missing",
    "receipt_differs",
    "stock_differs",
]
Action = Literal["none", "retry", "accept", "take_back", "top_up", "ask_payee", "ask_worker", "ask_operator"]
ACTIONS: Final[Mapping[Code, Action]] = {
    "payment_found": "none",
    "reversal_found": "none",
    "not_in_ledger": "retry",
    "not_at_rail": "ask_operator",
    "amount_differs": "accept",
    "return_differs": "take_back",
    "twice": "ask_payee",
    "of_another_installation": "ask_operator",
    "without_order": "ask_operator",
    "unknown_notice": "ask_operator",
    "payee_payout_failed": "ask_payee",
    "balance_short": "top_up",
    "reference_twice": "ask_operator",
    "receipt_missing": "ask_worker",
    "receipt_differs": "take_back",
    "stock_differs": "ask_worker",
}
"""What is to be done about each difference; `retry`, `accept` and `take_back` are buttons of the payment."""
MENDED: Final[frozenset[Code]] = frozenset({"payment_found", "reversal_found"})
"""Facts that the run itself has recorded: nothing is left to do, and the sums agree."""

OVERLAP: Final = timedelta(days=30)
"""How far before its period a run lists again: what came late, and money that came back weeks after it left."""
RECEIPT_WITHIN: Final = timedelta(days=14)
"""After so long a payment made by hand without its receipt is a difference."""


@dataclass(frozen=True)
class Entry:
    """A payment as the ledger holds it, in cents: what left through its rail, and what came back through it."""

    intent_id: UUID
    state: str
    out_cents: int
    back_cents: int
    sent_at: datetime | None = None
    reference: str | None = None

    @property
    def net(self) -> int:
        return self.out_cents - self.back_cents


@dataclass(frozen=True)
class Difference:
    """One difference, by its code, with what both sides hold in cents."""

    code: Code
    rail_cents: int
    ledger_cents: int
    intent_id: UUID | None = None
    provider_id: str | None = None


@dataclass(frozen=True)
class Compared:
    """Counts and sums of the payments of the period on both sides, in cents net of what came back."""

    rail_count: int
    rail_cents: int
    ledger_count: int
    ledger_cents: int
    differences: tuple[Difference, ...]


def compare(
    listed: Sequence[RailTransfer],
    entries: Mapping[UUID, Entry],
    ours: Collection[UUID],
    strangers: Collection[UUID],
    period: tuple[datetime, datetime],
) -> Compared:
    """Compare a rail's list with the ledger for the half-open period, UTC (FND-09).

    `ours` are the orders of the fund, `strangers` those of nobody here; any other is another fund's, and is passed by.
    Of what is listed from before the period only the differences count.
    """
    by_order: dict[UUID, list[RailTransfer]] = {}
    for one in listed:
        if one.intent_id in ours and one.intent_id is not None:
            by_order.setdefault(one.intent_id, []).append(one)
    found = [_difference(entries.get(intent), items) for intent, items in by_order.items()]
    found += [_missing(entry, period) for intent, entry in entries.items() if intent not in by_order]
    found += [_stranger(one, strangers) for one in listed]
    within = {
        intent: items for intent, items in by_order.items() if any(_in(one.at, period) for one in items)
    }
    posted = {
        intent: entry
        for intent, entry in entries.items()
        if entry.out_cents and (intent in within or (intent not in by_order and _in(entry.sent_at, period)))
    }
    return Compared(
        sum(len(items) for items in within.values()),
        sum(one.amount_cents - one.returned_cents for items in within.values() for one in items),
        len(posted),
        sum(entry.net for entry in posted.values()),
        tuple(each for each in found if each is not None),
    )


def _in(at: datetime | None, period: tuple[datetime, datetime]) -> bool:
    return at is not None and period[0] <= at < period[1]


def _difference(entry: Entry | None, items: Sequence[RailTransfer]) -> Difference | None:
    """What one payment differs by, the gravest first."""
    out, back = sum(one.amount_cents for one in items), sum(one.returned_cents for one in items)
    posted, returned = (entry.out_cents, entry.back_cents) if entry else (0, 0)
    first = items[0]

    def named(code: Code) -> Difference:
        return Difference(code, out - back, posted - returned, first.intent_id, first.provider_id)

    if not posted:
        return named("not_in_ledger") if out != back else None
    if sum(one.returned_cents < one.amount_cents for one in items) > 1:
        return named("twice")
    if out != posted:
        return named("amount_differs") if out - back != posted - returned else None
    return named("return_differs") if back != returned else None


def _missing(entry: Entry, period: tuple[datetime, datetime]) -> Difference | None:
    if not entry.out_cents or not _in(entry.sent_at, period):
        return None
    return Difference("not_at_rail", 0, entry.net, entry.intent_id, entry.reference)


def _stranger(one: RailTransfer, strangers: Collection[UUID]) -> Difference | None:
    if one.intent_id is None:
        return Difference("without_order", one.amount_cents - one.returned_cents, 0, None, one.provider_id)
    if one.intent_id in strangers:
        net = one.amount_cents - one.returned_cents
        return Difference("of_another_installation", net, 0, None, one.provider_id)
    return None


def mended(before: Mapping[UUID, Entry], after: Mapping[UUID, Entry]) -> list[Difference]:
    """What the run itself recorded: payments and returns that nobody had told of (FND-09)."""
    found: list[Difference] = []
    for intent, entry in after.items():
        known = before.get(intent, Entry(intent, entry.state, 0, 0))
        if entry.out_cents > known.out_cents:
            gained = entry.out_cents - known.out_cents
            found.append(Difference("payment_found", gained, gained, intent, entry.reference))
        if entry.back_cents > known.back_cents:
            gained = entry.back_cents - known.back_cents
            found.append(Difference("reversal_found", gained, gained, intent, entry.reference))
    return found


@dataclass(frozen=True)
class ByHand:
    """A payment that a human confirmed: its reference, what it cost, what the ledger posted for it, in cents, and what
    the receipt of its line says was spent; `line_cents` is what was paid and not returned of that line. Only cash that
    a worker handed over owes a receipt."""

    intent_id: UUID
    reference: str
    confirmed_at: datetime
    confirmed_cents: int
    posted_cents: int
    line_cents: int
    spent_cents: int | None
    owes_receipt: bool = True


def compare_by_hand(payments: Sequence[ByHand], period: tuple[datetime, datetime]) -> Compared:
    """Compare what humans confirmed with the ledger and with the receipts (FND-08, FND-12): a rail without a list.

    A reference is of one payment; a receipt comes within `RECEIPT_WITHIN`, and what it does not account for is owed.
    """
    within = [each for each in payments if _in(each.confirmed_at, period)]
    found = [each for payment in payments if (each := _by_hand(payment, payments, period))]
    return Compared(
        len(within),
        sum(each.confirmed_cents for each in within),
        len(within),
        sum(each.posted_cents for each in within),
        tuple(found),
    )


def _by_hand(
    payment: ByHand, others: Sequence[ByHand], period: tuple[datetime, datetime]
) -> Difference | None:
    def named(code: Code, ledger_cents: int) -> Difference:
        return Difference(code, payment.confirmed_cents, ledger_cents, payment.intent_id, payment.reference)

    if payment.confirmed_cents != payment.posted_cents:
        return named("amount_differs", payment.posted_cents)
    earlier = [other for other in others if other.reference == payment.reference]
    if len(earlier) > 1 and _in(payment.confirmed_at, period):
        return named("reference_twice", payment.posted_cents)
    if not payment.owes_receipt:
        return None
    if payment.spent_cents is None:
        overdue = payment.confirmed_at < period[1] - RECEIPT_WITHIN
        return named("receipt_missing", payment.posted_cents) if overdue else None
    return (
        named("receipt_differs", payment.spent_cents) if payment.spent_cents != payment.line_cents else None
    )
