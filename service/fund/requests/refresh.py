"""Brings the stored states of a request and its lines in line with the ledger and the payments."""

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
SET_LINE = sql(
    """
    UPDATE request_lines SET state = :state,
        decided_at = CASE WHEN :state IN ('submitted', 'withdrawn') THEN decided_at
            ELSE coalesce(decided_at, relais.now()) END
    WHERE id = :line
    """
)
SET_REQUEST = sql(
    "UPDATE fund_requests SET state = :state, version = version + 1 WHERE id = :request RETURNING version"
)


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
    states: list[State] = []
    for row in await lines_of(uow, request_id):
        state = line_state(facts_of(row))
        states.append(state)
        if state != row["state"]:
            await uow.execute(SET_LINE, state=state, line=row["id"])
    if asked and "submitted" not in states:
        await answered(uow, DECISION, request_id, "decided")
    state = request_state(states)
    await uow.execute(SET_REQUEST, state=state, request=request_id)
    return state
