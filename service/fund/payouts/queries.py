"""Payments as whoever pays sees them: here, and only here, with the payee's name (design.md section 5)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from service.fund.payouts.rules import Button, buttons
from service.fund.payouts.words import problem_in
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Language, Refused
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class PayoutView:
    """A payment, in cents; `problem` is a code, and `problem_text` its words in the reader's language.

    `resolve`: what a person can do about it now, the most likely first (`service.fund.payouts.words.BUTTONS`).
    `found_cents`: what the rail holds of a payment that differs from what was ordered.
    """

    id: UUID
    request_code: str
    line_id: UUID
    category: str
    payee_code: str | None
    payee_name: str | None
    rail: str
    amount_cents: int
    currency: str
    state: str
    attempt: int
    reference: str | None
    problem: str | None
    confirmed_cents: int | None
    returned_cents: int
    created_at: datetime
    sent_at: datetime | None
    confirmed_at: datetime | None
    version: int
    found_cents: int | None
    problem_text: str | None
    resolve: tuple[Button, ...]


_PAYMENTS = """
    SELECT i.id, r.code AS request_code, i.line_id, l.category, p.code AS payee_code, p.name AS payee_name, i.rail,
           i.amount_cents, i.currency, i.state, i.attempt, i.reference, i.problem, i.confirmed_cents, i.returned_cents,
           i.created_at, i.sent_at, i.confirmed_at, i.version, i.found_cents, i.key_at
    FROM payout_intents i JOIN request_lines l ON l.id = i.line_id JOIN fund_requests r ON r.id = l.request_id
    LEFT JOIN payees p ON p.id = i.payee_id
    WHERE i.organisation_id = relais.organisation()
"""
LIST = sql(
    _PAYMENTS
    + """
      AND (CAST(:state AS text) IS NULL OR i.state = CAST(:state AS text))
      AND (CAST(:request AS uuid) IS NULL OR r.id = CAST(:request AS uuid))
      AND (CAST(:before AS timestamptz) IS NULL
        OR (i.created_at, i.id) < (CAST(:before AS timestamptz), CAST(:before_id AS uuid)))
    ORDER BY i.created_at DESC, i.id DESC LIMIT :limit
    """
)
ONE = sql(_PAYMENTS + " AND i.id = :payout")
# A rail is given time of its own; what a person pays, and what did not go through, waits for a hand.
BY_HAND = sql(
    _PAYMENTS
    + """
      AND (i.state IN ('failed', 'differs', 'held', 'waiting') OR (i.state = 'ready'
          AND (i.rail = 'voucher' OR i.rail LIKE 'manual@_%' ESCAPE '@')))
      AND NOT EXISTS (SELECT FROM release_conditions c WHERE c.decision_id = i.decision_id AND c.line_id = i.line_id
          AND c.met_at IS NULL AND c.lapsed_at IS NULL)
    ORDER BY i.state NOT IN ('failed', 'differs'), i.created_at, i.id LIMIT 100
    """
)
COUNTS = sql(
    "SELECT state, count(*) AS count FROM payout_intents WHERE organisation_id = relais.organisation() GROUP BY state"
)
REQUEST_OF = sql(
    "SELECT l.request_id FROM payout_intents i JOIN request_lines l ON l.id = i.line_id WHERE i.id = :payout"
)


async def payouts(
    session: Session,
    *,
    state: str | None,
    request_id: UUID | None,
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> list[PayoutView] | Refused:
    """The actor's fund's payments, newest first."""
    if not session.actor.has(Role.FUND_ADMINISTRATOR):
        return Refused(NOT_ALLOWED)
    at, after = before or (None, None)
    rows = await session.rows(LIST, state=state, request=request_id, before=at, before_id=after, limit=limit)
    return [_view(dict(row), session.actor.language) for row in rows]


async def payout(session: Session, payout_id: UUID) -> tuple[PayoutView, UUID] | Refused:
    """One payment of the actor's fund, with the request that it is for."""
    row = await session.row(ONE, payout=payout_id) if session.actor.has(Role.FUND_ADMINISTRATOR) else None
    if row is None:
        return Refused(NOT_FOUND)
    request_id: UUID = await session.value(REQUEST_OF, payout=payout_id)
    return _view(dict(row), session.actor.language), request_id


async def payouts_by_hand(session: Session) -> list[PayoutView] | Refused:
    """The payments that wait for a person, what did not go through first: at most 100 (FND-09). What waits for a
    condition is not among them."""
    if not session.actor.has(Role.FUND_ADMINISTRATOR):
        return Refused(NOT_ALLOWED)
    return [_view(dict(row), session.actor.language) for row in await session.rows(BY_HAND)]


async def payout_counts(session: Session) -> dict[str, int]:
    """How many payments of the actor's fund are in each state."""
    return {row["state"]: row["count"] for row in await session.rows(COUNTS)}


def _view(row: dict[str, Any], language: Language) -> PayoutView:
    offered = buttons(row["state"], row["rail"], row.pop("key_at"), row["found_cents"])
    return PayoutView(**row, problem_text=problem_in(row["problem"], language), resolve=offered)
