"""A request's series as both its sides read them: how many trips were drawn, and what is left."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.refusals import NOT_FOUND, Refused
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class SeriesView:
    """A series, in cents: `left` trips are promised and not drawn; `ended_at` is null while it lasts."""

    id: UUID
    category: str
    travel_reason: str | None
    times: int
    each_cents: int
    until: datetime
    ended_at: datetime | None
    drawn: int
    drawn_cents: int
    left: int
    line_ids: list[UUID]


OF_REQUEST = sql(
    """
    SELECT s.id, min(l.category) AS category, min(l.travel_reason) AS travel_reason, s.times, s.each_cents, s.until,
           s.ended_at, count(d.line_id)::integer AS drawn, coalesce(sum(d.cents), 0)::bigint AS drawn_cents,
           (count(*) FILTER (WHERE d.line_id IS NULL AND l.approved_cents > 0))::integer AS left,
           array_agg(t.line_id ORDER BY t.number) AS line_ids
    FROM series s JOIN trips t ON t.series_id = s.id JOIN request_lines l ON l.id = t.line_id
    LEFT JOIN draws d ON d.line_id = t.line_id
    WHERE s.request_id = :request GROUP BY s.id ORDER BY min(l.position)
    """
)


# The smallest circle: the fund that decides, whoever asked, and the case's own pivot and backup (CNF-04).
READABLE = sql(
    """
    SELECT EXISTS (SELECT FROM fund_requests r WHERE r.id = :request
        AND (r.fund_organisation_id = relais.organisation() OR r.requested_by = relais.member() OR EXISTS (
            SELECT FROM request_cases c JOIN cases k ON k.id = c.case_id WHERE c.request_id = r.id
            AND relais.member() IN (k.pivot_member_id, k.backup_member_id))))
    """
)


async def readable(session: Session, request_id: UUID) -> bool:
    """Whether a request is the actor's to read (POL-03)."""
    return bool(await session.value(READABLE, request=request_id))


async def series_of(session: Session, request_id: UUID) -> list[SeriesView] | Refused:
    """The series of a request that the actor may read, in the order of its lines (FND-04)."""
    if not await readable(session, request_id):
        return Refused(NOT_FOUND)
    return [SeriesView(**row) for row in await session.rows(OF_REQUEST, request=request_id)]
