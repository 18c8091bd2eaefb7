"""What a fund's administrators read of their envelopes, and what a pivot may know of funds."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.fund.envelopes.rules import FunderKind
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, Refused
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class EnvelopeView:
    """An envelope with its balances in cents: available = received − committed − spent + overrun.

    Received counts what was carried in or out and what was corrected; spent counts returns back. `lapsed` is the part
    of committed whose time has passed: the next approval that needs it takes it.
    """

    id: UUID
    code: str
    name: str
    funder: str
    regions: list[str]
    categories: list[str]
    currency: str
    starts_at: datetime
    ends_at: datetime
    received_cents: int
    committed_cents: int
    spent_cents: int
    available_cents: int
    overrun_cents: int
    is_low: bool
    lapsed_cents: int
    funder_id: UUID
    funder_kind: FunderKind


@dataclass(frozen=True)
class FunderView:
    """A funder's account in cents: given = what its envelopes received of it in all, each envelope's own beside.

    What was carried from one envelope into the next went through this account and counts once.
    """

    id: UUID
    name: str
    kind: FunderKind
    given_cents: int
    envelopes: list[UUID]


@dataclass(frozen=True)
class FundView:
    """An envelope that a pivot may ask: its purpose, never its balance (POL-03)."""

    fund_id: UUID
    fund_name: str
    envelope_id: UUID
    code: str
    name: str
    regions: list[str]
    categories: list[str]
    ends_at: datetime


_ENVELOPES = """
    SELECT e.id, e.code, e.name, e.funder, e.regions, e.categories, e.currency, e.starts_at, e.ends_at,
           a.credits_posted - a.debits_posted + p.credits_posted - p.debits_posted
               - (o.debits_posted - o.credits_posted) AS received_cents, a.debits_pending AS committed_cents,
           p.credits_posted - p.debits_posted AS spent_cents, a.available AS available_cents,
           o.debits_posted - o.credits_posted AS overrun_cents,
           coalesce(a.available < e.low_cents, false) AS is_low, f.id AS funder_id, f.kind AS funder_kind,
           CAST(coalesce((SELECT sum(m.open_cents) FROM earmarks m JOIN transfers t ON t.id = m.transfer_id
               JOIN payout_intents i ON i.earmark_id = m.transfer_id
               WHERE m.open_cents > 0 AND m.expires_at <= relais.now() AND t.debit_key = a.key
                 AND relais.has_not_left(i)), 0) AS bigint) AS lapsed_cents
    FROM envelopes e
    JOIN funders f ON f.id = e.funder_id
    JOIN accounts a ON a.envelope_id = e.id AND a.kind = 'envelope'
    JOIN accounts p ON p.envelope_id = e.id AND p.kind = 'paid'
    JOIN accounts o ON o.envelope_id = e.id AND o.kind = 'overrun'
"""
ENVELOPES = sql(_ENVELOPES + " ORDER BY e.code LIMIT 500")
ENVELOPE = sql(_ENVELOPES + " WHERE e.id = :envelope")
FUNDERS = sql(
    """
    SELECT f.id, f.name, f.kind,
           CAST((SELECT sum(a.debits_posted - a.credits_posted) FROM accounts a
               WHERE a.funder_id = f.id AND a.kind IN ('funder', 'source')) AS bigint) AS given_cents,
           ARRAY(SELECT e.id FROM envelopes e WHERE e.funder_id = f.id ORDER BY e.ends_at, e.code) AS envelopes
    FROM funders f ORDER BY f.name, f.id LIMIT 500
    """
)
OPEN_FUNDS = sql("SELECT * FROM relais.open_funds(:region)")


async def envelopes(session: Session) -> list[EnvelopeView] | Refused:
    """The actor's own envelopes, by code (FND-06, POL-03)."""
    if not session.actor.has(Role.FUND_ADMINISTRATOR):
        return Refused(NOT_ALLOWED)
    return [EnvelopeView(**row) for row in await session.rows(ENVELOPES)]


async def envelope(session: Session, envelope_id: UUID) -> EnvelopeView | None:
    """One envelope of the actor's own, or None."""
    if not session.actor.has(Role.FUND_ADMINISTRATOR):
        return None
    row = await session.row(ENVELOPE, envelope=envelope_id)
    return EnvelopeView(**row) if row else None


async def funders(session: Session) -> list[FunderView] | Refused:
    """The actor's own funders, by name, each with its account (FND-06, DAT-09)."""
    if not session.actor.has(Role.FUND_ADMINISTRATOR):
        return Refused(NOT_ALLOWED)
    return [FunderView(**row) for row in await session.rows(FUNDERS)]


async def open_funds(session: Session, region: str | None) -> list[FundView] | Refused:
    """Whom a pivot can ask in a region (FND-18, ELG-10)."""
    if not session.actor.has(Role.PIVOT_WORKER):
        return Refused(NOT_ALLOWED)
    return [FundView(**row) for row in await session.rows(OPEN_FUNDS, region=region)]
