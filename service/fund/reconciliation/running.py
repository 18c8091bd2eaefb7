"""The job that compares: lists the rail outside any transaction, records the facts it finds, and keeps the run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from service.due import find_due, for_each
from service.fund.payouts.receiving import receive
from service.fund.rails.protocol import NoList, Rail, RailTransfer, Unknown
from service.fund.rails.webhooks import EventKind, RailEvent
from service.fund.reconciliation.commands import Outcome, Run, outcome_of, record_run
from service.fund.reconciliation.rules import (
    MENDED,
    OVERLAP,
    RECEIPT_WITHIN,
    ByHand,
    Code,
    Compared,
    Difference,
    Entry,
    compare,
    compare_by_hand,
    mended,
)
from service.partners.actor import job_of
from service.refusals import Refused
from service.store.session import Session
from service.store.statements import sql
from service.store.store import Store

AT_ONCE = 20
VOUCHER = "voucher"
"""The rail of cards from a stock, which people count (FND-03)."""
NOTHING = Compared(0, 0, 0, 0, ())

OWNERS = sql("SELECT intent_id, organisation_id FROM relais.orders_of(CAST(:intents AS uuid[]))")
# Of a payment that was made in another way, its own amount never passed through the rail.
LEDGER = sql(
    """
    SELECT i.id, i.state, i.reference, i.sent_at,
        coalesce(sum(t.amount_cents) FILTER (WHERE t.kind IN ('payment', 'overrun')), 0)
            - CASE WHEN i.paid_by IS NULL THEN 0 ELSE coalesce(i.confirmed_cents, 0) END AS out_cents,
        coalesce(sum(t.amount_cents) FILTER (WHERE t.kind = 'return'), 0) AS back_cents
    FROM payout_intents i LEFT JOIN payout_postings p ON p.intent_id = i.id
    LEFT JOIN transfers t ON t.id = p.transfer_id
    WHERE i.organisation_id = relais.organisation() AND i.rail = :rail
        AND (i.id = ANY (CAST(:intents AS uuid[])) OR i.sent_at >= :since AND i.sent_at < :until)
    GROUP BY i.id
    """
)
BY_HAND = sql(
    """
    SELECT i.id, coalesce(i.reference, '') AS reference, i.confirmed_at, i.confirmed_cents,
        coalesce((SELECT sum(t.amount_cents) FROM payout_postings p JOIN transfers t ON t.id = p.transfer_id
            WHERE p.intent_id = i.id AND t.kind IN ('payment', 'overrun')), 0)::bigint AS posted_cents,
        l.paid_cents - l.returned_cents AS line_cents,
        (SELECT r.spent_cents FROM receipts r WHERE r.line_id = l.id ORDER BY r.noted_at DESC, r.id LIMIT 1) AS spent,
        l.payment = 'cash_by_worker' AS owes_receipt
    FROM payout_intents i JOIN request_lines l ON l.id = i.line_id
    WHERE i.organisation_id = relais.organisation() AND i.rail = :rail AND i.state = 'confirmed'
        AND i.confirmed_at >= :since AND i.confirmed_at < :until
    ORDER BY i.confirmed_at, i.id
    """
)
STOCK = sql(
    """
    SELECT c.recorded::bigint * c.value_cents AS recorded_cents, c.counted::bigint * c.value_cents AS counted_cents
    FROM voucher_counts c
    WHERE c.organisation_id = relais.organisation() AND c.counted_at >= :since AND c.counted_at < :until
        AND c.recorded <> c.counted
    ORDER BY c.counted_at, c.id
    """
)
NOBODYS = sql("SELECT * FROM relais.notices_of_nobody(:rail, :since, :until)")
PROMISED = sql("SELECT relais.promised_through(:rail)")
DUE = sql("SELECT * FROM relais.reconciliations_due(:limit)")


@dataclass(frozen=True)
class Wanted:
    """A comparison to make: which fund, which rail, and the half-open period, UTC."""

    id: UUID
    organisation_id: UUID
    rail: str
    since: datetime
    until: datetime
    asked_by: UUID | None = None

    @property
    def period(self) -> tuple[datetime, datetime]:
        return self.since, self.until

    @property
    def listed_from(self) -> datetime:
        return self.since - OVERLAP


@dataclass(frozen=True)
class Reconciler:
    """Compares rails with the ledger. `rails` holds each rail by the name that payments carry."""

    rails: Mapping[str, Rail]

    async def __call__(
        self, store: Store, _: UUID, organisation_id: UUID, payload: Mapping[str, Any]
    ) -> None:
        """Handles `fund.reconcile`: a comparison that a person asked for; a silent rail is an outcome too."""
        since, until = (datetime.fromisoformat(payload[name]) for name in ("since", "until"))
        wanted = Wanted(
            UUID(payload["run"]), organisation_id, payload["rail"], since, until, UUID(payload["by"])
        )
        await self.run(store, wanted)

    async def daily(self, store: Store, workers: asyncpg.Pool, limit: int = AT_ONCE) -> int:
        """Compare each fund's rails up to the last midnight, UTC, from where the last run ended (FND-09): a day that
        was missed is compared with the next. Answers how many runs were kept."""

        async def one(row: Any) -> Any:
            return await self.run(
                store, Wanted(uuid4(), row["organisation_id"], row["rail"], row["since"], row["until"])
            )

        return await for_each(await find_due(store, workers, DUE, limit), one)

    async def run(self, store: Store, wanted: Wanted) -> UUID | Refused:
        """Compare, record what the rail holds and nobody told of, and keep the run."""
        rail = self.rails.get(wanted.rail)
        found = await _comparison(store, rail, wanted) if rail is not None else None
        if rail is None or found is None:
            return await _keep(store, wanted, "unreachable", NOTHING)
        balance = await rail.balance()
        if not isinstance(balance, int):
            return await _keep(store, wanted, outcome_of(found.differences), found)
        async with store.reading(job_of(wanted.organisation_id)) as session:
            promised = await session.value(PROMISED, rail=wanted.rail)
        if balance < promised:
            short = Difference("balance_short", balance, promised)
            found = replace(found, differences=(*found.differences, short))
        return await _keep(store, wanted, outcome_of(found.differences), found, (balance, promised))


async def _comparison(store: Store, rail: Rail, wanted: Wanted) -> Compared | None:
    """What is found; None when the rail does not answer. What differs is listed once more before it is believed: a
    notice may have come between the list and the ledger."""
    found: Compared | None = None
    for _ in range(2):
        listed = await _listed(rail, wanted)
        if isinstance(listed, NoList):
            return await _by_hand(store, wanted)
        if listed is None:
            return None
        earlier = found.differences if found else ()
        found = await _compared(store, wanted, listed)
        kept = tuple(each for each in earlier if each.code in MENDED)
        found = replace(found, differences=(*kept, *found.differences))
        if outcome_of(found.differences) == "agrees":
            break
    return found


async def _listed(rail: Rail, wanted: Wanted) -> list[RailTransfer] | NoList | None:
    """The rail's own list, page by page; None when it does not answer to the end."""
    found: list[RailTransfer] = []
    cursor: str | None = None
    while True:
        page = await rail.list_since(wanted.listed_from, wanted.until, cursor)
        if isinstance(page, NoList):
            return page
        if isinstance(page, Unknown):
            return None
        found += page.transfers
        cursor = page.cursor
        if cursor is None:
            return found


async def _compared(store: Store, wanted: Wanted, listed: Sequence[RailTransfer]) -> Compared:
    orders = {one.intent_id for one in listed if one.intent_id is not None}
    async with store.reading(job_of(wanted.organisation_id)) as session:
        rows = await session.rows(OWNERS, intents=list(orders))
        before = await _entries(session, wanted, orders)
        nobodys = await session.rows(NOBODYS, rail=wanted.rail, since=wanted.since, until=wanted.until)
    owners = {row["intent_id"]: row["organisation_id"] for row in rows}
    ours = {intent for intent, owner in owners.items() if owner == wanted.organisation_id}
    for one in listed:
        if one.intent_id in ours and _is_news(one, before):
            await receive(store, wanted.rail, _told(one))
    async with store.reading(job_of(wanted.organisation_id)) as session:
        after = await _entries(session, wanted, orders)
    compared = compare(listed, after, ours, orders - owners.keys(), wanted.period)
    listed_ids = {one.provider_id for one in listed}
    notices = [_notice(row) for row in nobodys if _is_odd(row, listed_ids)]
    return replace(compared, differences=(*mended(before, after), *compared.differences, *notices))


async def _entries(session: Session, wanted: Wanted, orders: set[UUID]) -> dict[UUID, Entry]:
    rows = await session.rows(
        LEDGER, rail=wanted.rail, intents=list(orders), since=wanted.since, until=wanted.until
    )
    return {
        row["id"]: Entry(
            row["id"],
            row["state"],
            int(row["out_cents"]),
            int(row["back_cents"]),
            row["sent_at"],
            row["reference"],
        )
        for row in rows
    }


def _is_news(one: RailTransfer, known: Mapping[UUID, Entry]) -> bool:
    """Whether the ledger may lack what the rail holds; applying what it has already changes nothing."""
    entry = known.get(one.intent_id) if one.intent_id is not None else None
    if entry is None:
        return False
    return entry.reference != one.provider_id or not entry.out_cents or one.returned_cents > entry.back_cents


def _told(one: RailTransfer) -> RailEvent:
    """What the list says, as the notice that was lost would have said it: the same path, once (FND-09)."""
    kind = EventKind.TRANSFER_REVERSED if one.returned_cents else EventKind.TRANSFER_CREATED
    return RailEvent(
        id=f"listed_{one.provider_id}_{one.returned_cents}",
        kind=kind,
        provider_id=one.provider_id,
        intent_id=one.intent_id,
        amount_cents=one.amount_cents,
        at=one.at,
        returned_cents=one.returned_cents,
        currency=one.currency,
        payee_reference=one.payee_reference,
        attempt=one.attempt,
    )


def _is_odd(row: Any, listed: set[str]) -> bool:
    """A payee's own bank that paid is its own affair; what is in the list was judged there."""
    return row["kind"] != EventKind.PAYOUT_PAID and row["provider_id"] not in listed


def _notice(row: Any) -> Difference:
    failed = row["kind"] == EventKind.PAYOUT_FAILED
    code: Code = "payee_payout_failed" if failed else "unknown_notice"
    return Difference(code, row["amount_cents"], 0, None, row["provider_id"])


async def _by_hand(store: Store, wanted: Wanted) -> Compared:
    """Without a list: what humans confirmed, the receipts that should have come, and the cards that were counted."""
    since = min(wanted.listed_from, wanted.since - RECEIPT_WITHIN)
    async with store.reading(job_of(wanted.organisation_id)) as session:
        rows = await session.rows(BY_HAND, rail=wanted.rail, since=since, until=wanted.until)
        counted = wanted.rail == VOUCHER
        stock = await session.rows(STOCK, since=wanted.since, until=wanted.until) if counted else []
    compared = compare_by_hand([ByHand(*row.values()) for row in rows], wanted.period)
    short = [Difference("stock_differs", row["counted_cents"], row["recorded_cents"]) for row in stock]
    return replace(compared, differences=(*compared.differences, *short))


async def _keep(
    store: Store,
    wanted: Wanted,
    outcome: Outcome,
    compared: Compared,
    account: tuple[int | None, int | None] = (None, None),
) -> UUID | Refused:
    """Record the run; `account` is what the rail's own one holds, and what is promised through it."""
    run = Run(
        wanted.id,
        wanted.rail,
        wanted.since,
        wanted.until,
        wanted.listed_from,
        wanted.asked_by,
        outcome,
        compared,
        *account,
    )
    return await store.run(record_run, job_of(wanted.organisation_id), run)
