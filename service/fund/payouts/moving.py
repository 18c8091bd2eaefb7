"""What is written when a payment moves: its own row, the ledger's, and the states of its request."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from service.fund.ledger.posting import NewTransfer, post
from service.fund.ledger.rules import settle
from service.fund.requests.refresh import refresh
from service.messages.climbing import answered
from service.store.session import UnitOfWork
from service.store.statements import sql

# The request's row first: whoever decides or withdraws locks it before its payments too.
LOCK_REQUEST = sql(
    """
    SELECT r.id, r.organisation_id FROM fund_requests r
    WHERE r.id = (SELECT l.request_id FROM payout_intents i JOIN request_lines l ON l.id = i.line_id
        WHERE i.id = :intent)
    FOR UPDATE
    """
)
LOCK = sql(
    """
    SELECT i.id, i.state, i.attempt, i.amount_cents, i.currency, i.rail, i.returned_cents, i.reference, i.line_id,
           i.decision_id, i.earmark_id, i.released_by, i.key_at, i.confirmed_cents, i.problem, i.found_cents,
           i.found_reference, i.found_returned_cents, l.request_id, l.category, p.account, t.debit_key, t.credit_key,
           e.open_cents, t.organisation_id
    FROM payout_intents i JOIN request_lines l ON l.id = i.line_id JOIN transfers t ON t.id = i.earmark_id
    JOIN earmarks e ON e.transfer_id = t.id LEFT JOIN payees p ON p.id = i.payee_id
    WHERE i.id = :intent AND i.organisation_id = relais.organisation() FOR UPDATE OF i
    """
)
SET = sql(
    """
    UPDATE payout_intents SET state = :state, attempt = :attempt, problem = :problem,
        reference = coalesce(:reference, reference), sent_at = coalesce(sent_at, CAST(:sent_at AS timestamptz)),
        confirmed_at = coalesce(confirmed_at, CAST(:confirmed_at AS timestamptz)),
        confirmed_cents = coalesce(:confirmed_cents, confirmed_cents), returned_cents = :returned_cents,
        paid_by = coalesce(CAST(:paid_by AS uuid), paid_by), version = version + 1,
        key_at = CAST(:key_at AS timestamptz),
        moving_since = coalesce(CAST(:moving_since AS timestamptz), moving_since),
        found_cents = :found_cents, found_reference = :found_reference, found_returned_cents = :found_returned_cents
    WHERE id = :intent
    """
)
BELONGS = sql(
    """
    INSERT INTO payout_postings (transfer_id, intent_id, organisation_id)
    SELECT t.id, :intent, relais.organisation() FROM unnest(CAST(:transfers AS uuid[])) AS t (id)
    """
)
OUT = sql("SELECT paid_cents - returned_cents FROM request_lines WHERE id = :line")
OVERRUN = sql(
    """
    SELECT o.key FROM accounts o JOIN accounts e ON e.envelope_id = o.envelope_id
    WHERE e.key = :envelope_key AND o.kind = 'overrun'
    """
)


async def locked(uow: UnitOfWork, intent_id: UUID) -> Any | None:
    """A payment of the actor's fund with all that moving it needs, its request locked first; else None."""
    if await uow.row(LOCK_REQUEST, intent=intent_id) is None:
        return None
    return await uow.row(LOCK, intent=intent_id)


@dataclass(frozen=True)
class Change:
    """What becomes of a payment's row; None leaves a value as it is, except of `problem`.

    `forget_key`: the next attempt goes out under a key of its own. `found`: cents, provider's id and cents come back,
    of what the rail holds beside or instead of what was ordered.
    """

    state: str
    attempt: int | None = None
    problem: str | None = None
    reference: str | None = None
    sent_at: datetime | None = None
    confirmed_at: datetime | None = None
    confirmed_cents: int | None = None
    returned_cents: int | None = None
    paid_by: UUID | None = None
    key_at: datetime | None = None
    forget_key: bool = False
    moving_since: datetime | None = None
    found: tuple[int | None, str | None, int] | None = None


SETTLED = frozenset({"sent", "confirmed", "returned", "cancelled", "waiting"})
"""Nobody has to look at a payment in these states."""
PAYOUT = "payout"
"""The kind of question that a payment which does not settle is to whoever is on call at its fund."""


async def write(uow: UnitOfWork, intent: Any, change: Change) -> None:
    """Write a payment's new state and whatever follows for its request; what is settled is no question any more."""
    known = (intent["found_cents"], intent["found_reference"], intent["found_returned_cents"])
    found_cents, found_reference, found_returned = change.found or known
    await uow.execute(
        SET,
        intent=intent["id"],
        state=change.state,
        attempt=change.attempt or intent["attempt"],
        problem=change.problem,
        reference=change.reference,
        sent_at=change.sent_at,
        confirmed_at=change.confirmed_at,
        confirmed_cents=change.confirmed_cents,
        returned_cents=intent["returned_cents"] if change.returned_cents is None else change.returned_cents,
        paid_by=change.paid_by,
        key_at=None if change.forget_key else change.key_at or intent["key_at"],
        moving_since=change.moving_since,
        found_cents=found_cents,
        found_reference=found_reference,
        found_returned_cents=found_returned,
    )
    if change.state in SETTLED:
        await answered(uow, PAYOUT, intent["id"], change.state)
    await refresh(uow, intent["request_id"])
    uow.tell("fund.payout", organisations=(intent["organisation_id"],), subject=intent["id"])


async def pay(
    uow: UnitOfWork, intent: Any, charged: int, at: datetime | None = None, *, keep: bool = False
) -> None:
    """Post what was charged: from the earmark as far as it goes, the rest of it voided; more is an overrun, a fact.

    `at` is the bank's own moment, UTC, where it is known. With `keep`, what is left stays promised: a card is open.
    """
    sums = settle(intent["open_cents"], charged)
    debit, credit, line = intent["debit_key"], intent["credit_key"], intent["line_id"]
    pending = intent["earmark_id"]
    transfers = []
    if sums.paid:
        transfers.append(
            NewTransfer("payment", debit, credit, sums.paid, line, pending_id=pending, happened_at=at)
        )
    if sums.voided and not keep:
        transfers.append(NewTransfer("void", debit, credit, sums.voided, line, pending_id=pending))
    if sums.overrun:
        overrun = await uow.value(OVERRUN, envelope_key=debit)
        transfers.append(NewTransfer("overrun", overrun, credit, sums.overrun, line, happened_at=at))
    await _belongs(uow, intent, await post(uow, transfers))


async def _belongs(uow: UnitOfWork, intent: Any, rows: Sequence[Any]) -> None:
    """Remember whose the posted transfers are: a void moves no money at a rail."""
    posted = [row["id"] for row in rows if row["kind"] != "void"]
    if posted:
        await uow.execute(BELONGS, intent=intent["id"], transfers=posted)


async def void(uow: UnitOfWork, intent: Any) -> None:
    """Give back what is still promised for a payment that will not leave."""
    if intent["open_cents"]:
        back = NewTransfer(
            "void",
            intent["debit_key"],
            intent["credit_key"],
            intent["open_cents"],
            intent["line_id"],
            pending_id=intent["earmark_id"],
        )
        await post(uow, [back])


async def take_back(uow: UnitOfWork, intent: Any, cents: int, at: datetime | None = None) -> None:
    """Money that came back through the rail returns to its envelope (FND-12); `at` as above.

    Where people have said so before the rail did (by hand, or as a correction), only the rest is posted: the books
    hold it once.
    """
    if cents:
        cents = min(cents, await uow.value(OUT, line=intent["line_id"]))
    if cents:
        paid, envelope, line = intent["credit_key"], intent["debit_key"], intent["line_id"]
        back = NewTransfer("return", paid, envelope, cents, line, happened_at=at)
        await _belongs(uow, intent, await post(uow, [back]))
