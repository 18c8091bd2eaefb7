"""The receipts of a request, and those that are owed: soonest due first (FND-12)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.fund.series.queries import readable
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class PictureView:
    """A picture of a receipt; what it shows is behind a door of its own."""

    id: UUID
    line_id: UUID
    position: int
    width: int
    height: int
    added_at: datetime
    added_by_you: bool


@dataclass(frozen=True)
class OwedReceipt:
    """A line whose receipt or whose rest is still to come, in cents; `is_late` after the policy's days."""

    line_id: UUID
    request_id: UUID
    request_code: str
    category: str
    paid_cents: int
    owed_back_cents: int
    noted: bool
    paid_at: datetime
    owed_by: datetime
    is_late: bool
    owed_by_you: bool


PICTURES = sql(
    """
    SELECT p.id, p.line_id, p.position, p.width, p.height, p.added_at, p.added_by = relais.member() AS added_by_you
    FROM receipt_pictures p JOIN request_lines l ON l.id = p.line_id
    WHERE l.request_id = :request AND p.removed_at IS NULL ORDER BY l.position, p.position
    """
)
# A fund reads what it paid; a pivot what they asked for, or what their cases did (CNF-04).
OWED = sql(
    """
    SELECT w.line_id, w.request_id, w.request_code, w.category, w.paid_cents, w.owed_back_cents, w.noted, w.paid_at,
           w.owed_by, w.owed_by <= relais.now() AS is_late, w.asked_by = relais.member() AS owed_by_you
    FROM relais.receipts_owed() w
    WHERE w.asked_by = relais.member()
        OR (w.fund_organisation_id = relais.organisation() AND relais.holds('fund_administrator'))
        OR EXISTS (SELECT FROM request_cases c JOIN cases k ON k.id = c.case_id WHERE c.request_id = w.request_id
            AND relais.member() IN (k.pivot_member_id, k.backup_member_id))
    ORDER BY w.owed_by, w.line_id LIMIT 200
    """
)


async def pictures_of(session: Session, request_id: UUID) -> list[PictureView] | Refused:
    """The pictures of a request that the actor may read, in the order of its lines."""
    if not await readable(session, request_id):
        return Refused(NOT_FOUND)
    return [PictureView(**row) for row in await session.rows(PICTURES, request=request_id)]


async def owed_receipts(session: Session) -> list[OwedReceipt] | Refused:
    """What is still to be shown or given back, soonest due first, at most 200 (FND-12): for who owes it, and for the
    fund that waits."""
    if not session.actor.has(Role.PIVOT_WORKER, Role.FUND_ADMINISTRATOR):
        return Refused(NOT_ALLOWED)
    return [OwedReceipt(**row) for row in await session.rows(OWED)]
