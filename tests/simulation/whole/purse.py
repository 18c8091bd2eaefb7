"""The pure model of the money: what the ledger's own lines come to, and what the rail has in its books."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg

GONE = frozenset({"leaving", "unknown", "sent", "confirmed", "returned"})
"""States of a payment whose money may have left."""
ENDS = frozenset({"payment", "void", "expiry"})


@dataclass(frozen=True)
class Line:
    """One line of the ledger."""

    kind: str
    debit: int
    credit: int
    cents: int
    ends: UUID | None


@dataclass(frozen=True)
class Payment:
    state: str
    cents: int
    rail: str


@dataclass(frozen=True)
class Purse:
    """All of the money, at one moment."""

    lines: Mapping[UUID, Line] = field(default_factory=dict)
    available: Mapping[int, int] = field(default_factory=dict)
    """Cents of each account, as the database keeps them."""
    envelopes: frozenset[int] = frozenset()
    payments: Mapping[UUID, Payment] = field(default_factory=dict)
    at_the_rail: Mapping[UUID, int] = field(default_factory=dict)
    """Cents that the rail moved, by payment."""
    moved: Mapping[UUID, int] = field(default_factory=dict)
    """How often it did."""

    @property
    def on_its_way(self) -> int:
        """Payments that a machine still works on."""
        return sum(each.state in {"ready", "leaving", "unknown"} for each in self.payments.values())

    @property
    def paid_by_rail(self) -> dict[UUID, int]:
        """What the ledger says that the rail moved."""
        return {
            id: each.cents
            for id, each in self.payments.items()
            if each.rail == "stripe_connect" and each.state in {"sent", "confirmed", "returned"}
        }


LINES = "SELECT id, kind, debit_key, credit_key, amount_cents, pending_id FROM transfers"
ACCOUNTS = "SELECT key, kind, available FROM accounts"
PAYMENTS = "SELECT id, state, amount_cents AS cents, rail FROM payout_intents"


async def look_into(db: asyncpg.Connection, rail: Iterable[Mapping[str, Any]]) -> Purse:
    """Everything, as the owner of the database and the rail's bookkeeper see it."""
    lines = {row["id"]: Line(*list(row.values())[1:]) for row in await db.fetch(LINES)}
    accounts = await db.fetch(ACCOUNTS)
    payments = {row["id"]: Payment(*list(row.values())[1:]) for row in await db.fetch(PAYMENTS)}
    cents: Counter[UUID] = Counter()
    moved: Counter[UUID] = Counter()
    for transfer in rail:
        cents[UUID(transfer["transfer_group"])] += transfer["amount"]
        moved[UUID(transfer["transfer_group"])] += 1
    return Purse(
        lines,
        {row["key"]: row["available"] for row in accounts},
        frozenset(row["key"] for row in accounts if row["kind"] == "envelope"),
        payments,
        dict(cents),
        dict(moved),
    )


def wrong_with(before: Purse, after: Purse) -> list[str]:
    """Every law of money that does not hold, in words."""
    return [*_ledger(before, after), *_promises(after), *_rail(before, after)]


def reckoned(lines: Iterable[Line]) -> Counter[int]:
    """What each account can still promise: a promise takes it, an end without a payment gives it back."""
    found: Counter[int] = Counter()
    for line in lines:
        if line.kind in {"void", "expiry"}:
            found[line.debit] += line.cents
            continue
        if line.kind != "payment":
            found[line.debit] -= line.cents
        if line.kind != "earmark":
            found[line.credit] += line.cents
    return found


def _ledger(before: Purse, after: Purse) -> Iterator[str]:
    for id, line in before.lines.items():
        if after.lines.get(id) != line:
            yield f"line {id} was {line}, and is {after.lines.get(id)}"
    found = reckoned(after.lines.values())
    for key, available in after.available.items():
        if found[key] != available:
            yield f"account {key} says {available}, its lines come to {found[key]}"
        if key in after.envelopes and available < 0:
            yield f"envelope {key} has promised {-available} cents that it does not have"


def _promises(after: Purse) -> Iterator[str]:
    ended: Counter[UUID] = Counter()
    for line in after.lines.values():
        if line.kind in ENDS and line.ends is not None:
            ended[line.ends] += line.cents
    for id, cents in ended.items():
        if cents > after.lines[id].cents:
            yield f"promise {id} of {after.lines[id].cents} was ended with {cents}"


def _rail(before: Purse, after: Purse) -> Iterator[str]:
    for id, times in after.moved.items():
        payment = after.payments.get(id)
        if payment is None:
            yield f"the rail paid {id}, which nobody decided"
        elif times > 1 or after.at_the_rail[id] != payment.cents:
            yield f"payment {id} of {payment.cents}: the rail moved {after.at_the_rail[id]} in {times}"
        elif payment.state not in GONE:
            yield f"payment {id} is {payment.state}, and the rail has moved it"
    for id, payment in after.payments.items():
        if (
            payment.rail == "stripe_connect"
            and payment.state in {"sent", "confirmed"}
            and id not in after.moved
        ):
            yield f"payment {id} is {payment.state}, and the rail knows nothing of it"
    for id in before.moved.keys() - after.moved.keys():
        yield f"the rail forgot {id}"
