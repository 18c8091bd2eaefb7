"""Brings the stored states of a request and its lines in line with the ledger and the payments."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.fund.requests.rules import LineFacts, State, line_state, request_state
from service.messages.climbing import answered
from service.store.session import Session, UnitOfWork
from service.store.statements import sql

DECISION = "decision"
"""The kind of question that a request is to whoever is on call at its fund."""
LINES = sql(
    """
    SELECT l.id, l.amount_cents, l.units, l.approved_cents, l.paid_cents, l.returned_cents, l.closed_cents, l.state,
           l.decline_code,
           (SELECT r.spent_cents FROM receipts r WHERE r.line_id = l.id
               ORDER BY r.noted_at DESC, r.id LIMIT 1) AS spent,
           ARRAY(SELECT i.state FROM payout_intents i WHERE i.line_id = l.id) AS payments
    FROM request_lines l WHERE l.request_id = :request ORDER BY l.position
    """
)
SET = sql(
    """
    WITH changed AS (
        UPDATE request_lines l SET state = n.state,
            decided_at = CASE WHEN n.state IN ('submitted', 'withdrawn') THEN l.decided_at
                ELSE coalesce(l.decided_at, relais.now()) END
        FROM unnest(CAST(:lines AS uuid[]), CAST(:states AS text[])) AS n (id, state) WHERE l.id = n.id
    )
    UPDATE fund_requests SET state = :state, version = version + 1 WHERE id = :request RETURNING version
    """
)
"""One statement: an envelope that others wait for may be locked by now (FND-06)."""


@dataclass(frozen=True)
class Refreshed:
    """A request's state after something happened to it, and its version."""

    state: State
    version: int


def facts_of(row: Any) -> LineFacts:
    """A stored line as the rules see it."""
    return LineFacts(
        asked=row["amount_cents"],
        approved=row["approved_cents"],
        paid=row["paid_cents"],
        returned=row["returned_cents"],
        closed=row["closed_cents"],
        spent=row["spent"],
        declined=row["decline_code"] is not None,
        withdrawn=row["state"] == "withdrawn",
        payments=tuple(row["payments"]),
    )


async def lines_of(session: Session, request_id: UUID) -> list[Any]:
    """A request's lines with all that their states follow from."""
    return await session.rows(LINES, request=request_id)


async def refresh(uow: UnitOfWork, request_id: UUID, *, asked: bool = True) -> State:
    """Write the states that follow from what is stored now; answers the request's.

    Once no line waits for a decision nobody on call is asked for one any more (FND-01): where anybody was `asked`.
    """
    return (await refreshed(uow, request_id, asked=asked)).state


async def refreshed(uow: UnitOfWork, request_id: UUID, *, asked: bool = True) -> Refreshed:
    """The same, and the version that the request has now."""
    rows = await lines_of(uow, request_id)
    states = [line_state(facts_of(row)) for row in rows]
    if asked and "submitted" not in states:
        await answered(uow, DECISION, request_id, "decided")
    state = request_state(states)
    changed = [(row["id"], now) for row, now in zip(rows, states, strict=True) if now != row["state"]]
    version = await uow.value(
        SET,
        state=state,
        request=request_id,
        lines=[line for line, _ in changed],
        states=[now for _, now in changed],
    )
    return Refreshed(state, version)
