"""Money as transfers between accounts: what an account holds, and from which envelopes a sum can come (FND-06).

All amounts are positive integer cents. An earmark is a promise: it lowers what is available and waits to be paid or
voided.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

Kind = Literal[
    "contribution",
    "earmark",
    "payment",
    "void",
    "expiry",
    "return",
    "overrun",
    "cover",
    "carry_out",
    "carry_in",
    "correction",
]


@dataclass(frozen=True)
class Transfer:
    """One row of the ledger, between two accounts by their keys."""

    kind: Kind
    debit: int
    credit: int
    cents: int


@dataclass(frozen=True)
class Balance:
    """What an account holds, in cents: posted for good, and pending promises."""

    debits_pending: int = 0
    credits_pending: int = 0
    debits_posted: int = 0
    credits_posted: int = 0

    @property
    def available(self) -> int:
        """What may still be promised."""
        return self.credits_posted - self.debits_posted - self.debits_pending


def balances(transfers: Iterable[Transfer]) -> dict[int, Balance]:
    """Each account's balance, from the transfers alone: what the stored balances are compared with (FND-09)."""
    found: dict[int, Balance] = {}
    for transfer in transfers:
        pending, posted = _steps(transfer)
        debit = found.get(transfer.debit, Balance())
        found[transfer.debit] = replace(
            debit, debits_pending=debit.debits_pending + pending, debits_posted=debit.debits_posted + posted
        )
        credit = found.get(transfer.credit, Balance())
        found[transfer.credit] = replace(
            credit,
            credits_pending=credit.credits_pending + pending,
            credits_posted=credit.credits_posted + posted,
        )
    return found


def _steps(transfer: Transfer) -> tuple[int, int]:
    """By how much a transfer moves what is pending, and what is posted."""
    if transfer.kind == "earmark":
        return transfer.cents, 0
    if transfer.kind == "payment":
        return -transfer.cents, transfer.cents
    if transfer.kind in {"void", "expiry"}:
        return -transfer.cents, 0
    return 0, transfer.cents


@dataclass(frozen=True)
class Source:
    """An envelope that suits a line, with what it can still promise."""

    envelope_id: UUID
    key: int
    available: int
    ends_at: datetime


@dataclass(frozen=True)
class Want:
    """A line's sum to find, the envelopes that suit it, and the one that was chosen, if any.

    `only`: the envelopes that an approver named, in this order and no others.
    """

    line_id: UUID
    cents: int
    sources: Sequence[Source]
    chosen: UUID | None = None
    only: Sequence[UUID] = ()


@dataclass(frozen=True)
class Part:
    """So many cents of a line from one envelope."""

    line_id: UUID
    envelope_id: UUID
    key: int
    cents: int


@dataclass(frozen=True)
class Shortage:
    """The first line for which there is too little, with what could be found for it."""

    line_id: UUID
    cents: int
    found_cents: int


def allot(wants: Iterable[Want]) -> tuple[Part, ...] | Shortage:
    """Where each line's money comes from: the envelopes named, or the one asked first and then the soonest to end
    (FND-06); split when needed.

    Lines are served in order and share the envelopes. The parts come in the order of the accounts' keys, so that two
    decisions at once lock them in the same order.
    """
    taken: dict[int, int] = {}
    parts: list[Part] = []
    for want in wants:
        found = _from_sources(want, taken)
        if isinstance(found, Shortage):
            return found
        parts += found
    return tuple(sorted(parts, key=lambda part: part.key))


def _from_sources(want: Want, taken: dict[int, int]) -> list[Part] | Shortage:
    missing = want.cents
    parts: list[Part] = []
    for source in in_order(want):
        cents = min(missing, source.available - taken.get(source.key, 0))
        if cents > 0:
            parts.append(Part(want.line_id, source.envelope_id, source.key, cents))
            taken[source.key] = taken.get(source.key, 0) + cents
            missing -= cents
    return Shortage(want.line_id, want.cents, want.cents - missing) if missing else parts


def in_order(want: Want) -> list[Source]:
    """The envelopes that a line may take from, as they are tried: as named, else the soonest to end first (FND-06)."""
    if want.only:
        named = [source for source in want.sources if source.envelope_id in want.only]
        return sorted(named, key=lambda each: want.only.index(each.envelope_id))
    return sorted(want.sources, key=lambda each: _order(each, want.chosen))


def _order(source: Source, chosen: UUID | None) -> tuple[bool, datetime, int]:
    return source.envelope_id != chosen, source.ends_at, source.key


@dataclass(frozen=True)
class Settled:
    """What a confirmed payment means for its earmark: what is posted, what is given back, and what ran over."""

    paid: int
    voided: int
    overrun: int


def settle(earmarked: int, charged: int) -> Settled:
    """A charge is a fact: up to the earmark it is paid from it, and the rest of either is voided or an overrun.

    Raises `ValueError` when the charge is negative.
    """
    if charged < 0:
        raise ValueError("a charge is not negative")
    paid = min(earmarked, charged)
    return Settled(paid, earmarked - paid, charged - paid)
