"""Writes transfers, in the order given, and lets the trail vouch for each row (FND-09)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from service.fund.ledger.rules import Kind
from service.store.session import Session, UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class NewTransfer:
    """A transfer to make: between two accounts of one funder's money, in cents.

    `about_id` is what a carry-in is carried from; `happened_at` a bank's own date of a fact (UTC), where it is known.
    """

    kind: Kind
    debit_key: int
    credit_key: int
    cents: int
    line_id: UUID | None = None
    decision_id: UUID | None = None
    pending_id: UUID | None = None
    about_id: UUID | None = None
    happened_at: datetime | None = None


INSERT = sql(
    """
    INSERT INTO transfers (organisation_id, kind, debit_key, credit_key, amount_cents, line_id, decision_id, pending_id,
                           about_id, happened_at, made_by, made_at)
    SELECT relais.organisation(), t.kind, t.debit, t.credit, t.cents, t.line, t.decision, t.pending, t.about,
           t.happened, relais.member(), relais.now()
    FROM unnest(CAST(:kinds AS text[]), CAST(:debits AS bigint[]), CAST(:credits AS bigint[]),
                CAST(:cents AS bigint[]), CAST(:lines AS uuid[]), CAST(:decisions AS uuid[]), CAST(:pendings AS uuid[]),
                CAST(:abouts AS uuid[]), CAST(:happened AS timestamptz[]))
        WITH ORDINALITY AS t (kind, debit, credit, cents, line, decision, pending, about, happened, n)
    ORDER BY t.n RETURNING *
    """
)
ACCOUNTS = sql(
    """
    SELECT a.kind, a.key FROM envelopes e
    JOIN accounts a ON a.envelope_id = e.id OR a.funder_id = e.funder_id AND a.kind = 'funder'
    WHERE e.id = :envelope
    """
)


async def post(uow: UnitOfWork, transfers: Sequence[NewTransfer]) -> list[Any]:
    """Insert transfers as the fund. Answers the rows that went in: an earmark that finds too little does not."""
    rows = await uow.rows(
        INSERT,
        kinds=[each.kind for each in transfers],
        debits=[each.debit_key for each in transfers],
        credits=[each.credit_key for each in transfers],
        cents=[each.cents for each in transfers],
        lines=[each.line_id for each in transfers],
        decisions=[each.decision_id for each in transfers],
        pendings=[each.pending_id for each in transfers],
        abouts=[each.about_id for each in transfers],
        happened=[each.happened_at for each in transfers],
    )
    vouch(uow, rows)
    return rows


def vouch(uow: UnitOfWork, rows: Sequence[Any]) -> None:
    """Let this command's event vouch for rows of the ledger."""
    for row in rows:
        uow.seal("transfers", row["id"], dict(row))


async def accounts_of(session: Session, envelope_id: UUID) -> dict[str, int]:
    """The keys of an envelope's accounts by kind, its funder's among them; empty when it is not the actor's."""
    return {row["kind"]: row["key"] for row in await session.rows(ACCOUNTS, envelope=envelope_id)}
