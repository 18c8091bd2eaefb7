"""Receipts and unspent money: what the worker spent, and what came back to the envelope (FND-12)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.fund import refusals
from service.fund.events import MoneyReturned, ReceiptNoted
from service.fund.ledger.posting import NewTransfer, post
from service.fund.money import money
from service.fund.requests.refresh import refresh
from service.fund.requests.rules import State
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class NoteReceipt:
    """How many cents of a line were spent; no name, no photo of a face, no bank account."""

    line_id: UUID
    spent_cents: int


@dataclass(frozen=True)
class Noted:
    """Where the line stands, the cents that are still to come back, and those spent above what was paid."""

    state: State
    owed_back_cents: int
    above_paid_cents: int = 0


LOCK_ASKED = sql(
    """
    SELECT r.id FROM fund_requests r
    WHERE r.id = (SELECT l.request_id FROM request_lines l WHERE l.id = :line)
      AND r.organisation_id = relais.organisation() AND (r.requested_by = relais.member() OR EXISTS (
        SELECT FROM request_cases c JOIN cases k ON k.id = c.case_id WHERE c.request_id = r.id
            AND relais.member() IN (k.pivot_member_id, k.backup_member_id)))
    FOR UPDATE
    """
)
LINE = sql("SELECT paid_cents, returned_cents, fund_organisation_id FROM request_lines WHERE id = :line")
STATE = sql("SELECT state FROM request_lines WHERE id = :line")
INSERT = sql(
    """
    INSERT INTO receipts (line_id, organisation_id, fund_organisation_id, spent_cents, noted_by, noted_at)
    VALUES (:line, relais.organisation(), :fund, :spent, relais.member(), relais.now())
    """
)


@command(event=ReceiptNoted, allowed=only(Role.PIVOT_WORKER))
async def note_receipt(uow: UnitOfWork, _: Actor, wish: NoteReceipt) -> Done[Noted, ReceiptNoted] | Refused:
    """Note what was spent of a paid line; the rest is owed back (FND-12). A later note replaces an earlier one.

    More than was paid is a fact too: whoever laid it out may ask for it (`receipts.reimbursing`).
    """
    request = await uow.value(LOCK_ASKED, line=wish.line_id)
    line = await uow.row(LINE, line=wish.line_id)
    if request is None or line is None:
        return Refused(NOT_FOUND)
    if not line["paid_cents"]:
        return Refused(refusals.NOTHING_PAID)
    await uow.execute(INSERT, line=wish.line_id, fund=line["fund_organisation_id"], spent=wish.spent_cents)
    await refresh(uow, request)
    rest = line["paid_cents"] - line["returned_cents"] - wish.spent_cents
    uow.tell("fund.receipt", organisations=(line["fund_organisation_id"],), subject=request)
    state: State = await uow.value(STATE, line=wish.line_id)
    return Done(
        Noted(state, max(0, rest), max(0, -rest)),
        ReceiptNoted(subject=request, line=wish.line_id, spent_cents=wish.spent_cents),
    )


@dataclass(frozen=True)
class TakeBack:
    """So many cents of a line came back: a cancelled journey, a night not slept (FND-12)."""

    line_id: UUID
    cents: int


LOCK_FUND = sql(
    """
    SELECT r.id, r.organisation_id FROM fund_requests r
    WHERE r.id = (SELECT l.request_id FROM request_lines l WHERE l.id = :line)
      AND r.fund_organisation_id = relais.organisation() FOR UPDATE
    """
)
# A correction signed in the same moment waits, or is waited for.
LOCK_LINE = sql("SELECT id FROM request_lines WHERE id = :line FOR NO KEY UPDATE")
PAID_FROM = sql(
    """
    SELECT p.key AS paid_key, a.key AS envelope_key, sum(CASE t.credit_key WHEN p.key THEN t.amount_cents
        ELSE -t.amount_cents END) AS cents
    FROM transfers t JOIN accounts p ON p.kind = 'paid' AND p.key IN (t.debit_key, t.credit_key)
    JOIN accounts a ON a.envelope_id = p.envelope_id AND a.kind = 'envelope'
    WHERE t.line_id = :line AND t.kind NOT IN ('earmark', 'void', 'expiry')
    GROUP BY p.key, a.key ORDER BY a.key
    """
)


@command(event=MoneyReturned, allowed=only(Role.FUND_ADMINISTRATOR))
async def take_back(uow: UnitOfWork, actor: Actor, wish: TakeBack) -> Done[State, MoneyReturned] | Refused:
    """Return money to the envelopes that paid it, by new transfers (FND-12). Refused beyond what was paid.

    In parts, after the line was settled, and after the envelope's end as well: it came back, and a fact is written
    where the money left from; what an ended envelope holds is the fund's to carry over.
    """
    request = await uow.row(LOCK_FUND, line=wish.line_id)
    if request is None:
        return Refused(NOT_FOUND)
    await uow.row(LOCK_LINE, line=wish.line_id)
    rows = await uow.rows(PAID_FROM, line=wish.line_id)
    possible = sum(row["cents"] for row in rows)
    if wish.cents > possible:
        return Refused(refusals.TOO_MUCH_BACK, {"possible": money(int(possible), actor.language)})
    await post(uow, list(_returns(rows, wish)))
    await refresh(uow, request["id"])
    uow.tell("fund.request", organisations=(request["organisation_id"],), subject=request["id"])
    state: State = await uow.value(STATE, line=wish.line_id)
    return Done(state, MoneyReturned(subject=request["id"], line=wish.line_id, cents=wish.cents))


def _returns(rows: list[Any], wish: TakeBack) -> list[NewTransfer]:
    """Each envelope gets back at most what it paid, in the order of the accounts."""
    left, found = wish.cents, []
    for row in rows:
        cents = min(left, int(row["cents"]))
        if cents > 0:
            found.append(NewTransfer("return", row["paid_key"], row["envelope_key"], cents, wish.line_id))
            left -= cents
    return found
