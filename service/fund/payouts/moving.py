"""What is written when a payment moves: its own row, the ledger's, and the states of its request."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from service.fund.ledger.posting import NewTransfer, post
from service.fund.ledger.rules import settle
from service.fund.requests.refresh import refresh
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
           i.decision_id, i.earmark_id, i.released_by, l.request_id, l.category, p.account, t.debit_key, t.credit_key,
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
        paid_by = coalesce(CAST(:paid_by AS uuid), paid_by), version = version + 1
    WHERE id = :intent
    """
)
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
    """What becomes of a payment's row; None leaves a value as it is."""

    state: str
    attempt: int | None = None
    problem: str | None = None
    reference: str | None = None
    sent_at: datetime | None = None
    confirmed_at: datetime | None = None
    confirmed_cents: int | None = None
    returned_cents: int | None = None
    paid_by: UUID | None = None


async def write(uow: UnitOfWork, intent: Any, change: Change) -> None:
    """Write a payment's new state and whatever follows for its request."""
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
    )
    await refresh(uow, intent["request_id"])
    uow.tell("fund.payout", organisations=(intent["organisation_id"],), subject=intent["id"])


async def pay(uow: UnitOfWork, intent: Any, charged: int) -> None:
    """Post what was charged: from the earmark as far as it goes, the rest of it voided; more is an overrun, a fact."""
    sums = settle(intent["open_cents"], charged)
    debit, credit, line = intent["debit_key"], intent["credit_key"], intent["line_id"]
    transfers = []
    if sums.paid:
        transfers.append(
            NewTransfer("payment", debit, credit, sums.paid, line, pending_id=intent["earmark_id"])
        )
    if sums.voided:
        transfers.append(
            NewTransfer("void", debit, credit, sums.voided, line, pending_id=intent["earmark_id"])
        )
    if sums.overrun:
        overrun = await uow.value(OVERRUN, envelope_key=debit)
        transfers.append(NewTransfer("overrun", overrun, credit, sums.overrun, line))
    await post(uow, transfers)


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


async def take_back(uow: UnitOfWork, intent: Any, cents: int) -> None:
    """Money that came back through the rail returns to its envelope (FND-12)."""
    if cents:
        await post(
            uow, [NewTransfer("return", intent["credit_key"], intent["debit_key"], cents, intent["line_id"])]
        )
