"""What is known before anybody asks: what the last day holds, what was attested, and what such a need cost last time.

All of it so that nothing is asked twice (CNF-08), and so that who decides is said before it is sent (FND-01, FND-10).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from service.fund.policy.rules import Spent
from service.fund.reviews.rules import Frozen
from service.store.session import Session
from service.store.statements import sql

BEFORE = sql("SELECT * FROM relais.fund_spending_before(:fund, :case)")
DOOR = sql("SELECT relais.my_emergency_door(:policy)")
PEOPLE = sql(
    "SELECT 1 + jsonb_array_length(coalesce(c.party -> 'dependants', '[]')) FROM cases c WHERE c.id = :case"
)
ATTESTED = sql(
    """
    SELECT r.attested, r.submitted_at, r.fund_organisation_id FROM fund_requests r
    JOIN request_cases c ON c.request_id = r.id
    WHERE c.case_id = :case ORDER BY r.submitted_at DESC, r.id LIMIT 1
    """
)
USUAL = sql(
    """
    SELECT DISTINCT ON (l.category) l.category, (l.amount_cents / l.units)::bigint AS cents
    FROM request_lines l JOIN fund_requests r ON r.id = l.request_id
    WHERE r.organisation_id = relais.organisation() AND r.fund_organisation_id = :fund AND l.state <> 'declined'
      AND l.payment <> 'reimbursement_to_organisation' AND r.submitted_at > relais.now() - interval '180 days'
    ORDER BY l.category, r.submitted_at DESC, l.position
    """
)
TODAY = sql(
    """
    SELECT l.category, sum(l.amount_cents)::bigint AS cents
    FROM request_lines l JOIN fund_requests r ON r.id = l.request_id JOIN request_cases c ON c.request_id = r.id
    WHERE c.case_id = :case AND r.submitted_at > relais.now() - interval '24 hours'
      AND l.state NOT IN ('declined', 'withdrawn')
    GROUP BY l.category
    """
)
DRAWN = sql("SELECT * FROM relais.cards_drawn(:request)")
OF_LINE = sql("SELECT request_id FROM request_lines WHERE id = :line")
NEXT_OPEN = sql(
    """
    SELECT l.id, l.position, l.amount_cents FROM request_lines l
    WHERE l.request_id = :request AND l.state = 'submitted' ORDER BY l.position
    """
)


@dataclass(frozen=True)
class LastAttested:
    """The three points of the case's last request: which, and when (UTC)."""

    attested: tuple[str, ...]
    at: datetime
    fund_id: UUID


async def spent_before(session: Session, fund_id: UUID, case_id: UUID) -> Spent:
    """The last 24 hours before a request (FND-10), in cents; nothing for whoever does not accompany the case."""
    row = await session.row(BEFORE, fund=fund_id, case=case_id)
    return Spent(**{name: row[name] for name in Spent.__struct_fields__}) if row else Spent()


async def door_frozen(session: Session, policy_id: UUID) -> Frozen | None:
    """Why one's own right to issue alone rests now; None while it does not (FND-10)."""
    found: Frozen | None = await session.value(DOOR, policy=policy_id)
    return found


async def people_of(session: Session, case_id: UUID) -> int:
    """The person and whoever depends on them (ELG-07)."""
    return int(await session.value(PEOPLE, case=case_id) or 1)


async def last_attested(session: Session, case_id: UUID) -> LastAttested | None:
    """What was attested with the case's last request, and at which fund (ELG-01); None before the first."""
    row = await session.row(ATTESTED, case=case_id)
    return (
        LastAttested(tuple(row["attested"]), row["submitted_at"], row["fund_organisation_id"])
        if row
        else None
    )


async def usual_cents(session: Session, fund_id: UUID) -> dict[str, int]:
    """What one of each need cost when one's own organisation last asked this fund, in cents: a proposal, no rule."""
    return {row["category"]: row["cents"] for row in await session.rows(USUAL, fund=fund_id)}


async def asked_today(session: Session, case_id: UUID) -> dict[str, int]:
    """What was asked for the case over the last 24 hours, by category, in cents."""
    return {row["category"]: row["cents"] for row in await session.rows(TODAY, case=case_id)}


async def cards_drawn(session: Session, request_id: UUID) -> dict[UUID, datetime]:
    """When the card of each line was drawn (UTC); the code itself is told once, elsewhere (FND-08)."""
    return {row["line_id"]: row["drawn_at"] for row in await session.rows(DRAWN, request=request_id)}


async def open_lines(session: Session, request_id: UUID) -> list[Any]:
    """The lines of a request that nobody has decided, in their order: `id`, `position`, `amount_cents`."""
    return await session.rows(NEXT_OPEN, request=request_id)


async def request_of_line(session: Session, line_id: UUID) -> UUID | None:
    """The request that a line belongs to, as far as row-level security shows it; whose it is, is looked at next."""
    found: UUID | None = await session.value(OF_LINE, line=line_id)
    return found
