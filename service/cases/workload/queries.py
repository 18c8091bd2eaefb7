"""What coordination saves a pivot's organisation: minutes to a bed, and calls that nobody had to make (PIV-08)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, Refused
from service.store.session import Session
from service.store.statements import sql

LONGEST: Final = timedelta(days=400)


@dataclass(frozen=True)
class Workload:
    """One's own organisation over a period: places asked for, how many of these questions a house answered without a
    call, how many ended with a promised bed, and the median minutes from the question to the promise."""

    asked: int
    calls_avoided: int
    with_bed: int
    median_minutes_to_bed: int | None


COUNT = sql(
    """
    SELECT count(*)::int AS asked,
        (count(*) FILTER (WHERE r.by_worker AND r.state NOT IN ('asked', 'lapsed', 'withdrawn')))::int AS calls_avoided,
        (count(*) FILTER (WHERE p.bed))::int AS with_bed,
        (percentile_cont(0.5) WITHIN GROUP (ORDER BY p.minutes) FILTER (WHERE p.bed))::int AS median_minutes_to_bed
    FROM referrals r CROSS JOIN LATERAL (SELECT r.state IN ('held', 'confirmed', 'arrived', 'left') AS bed,
        extract(epoch FROM coalesce(r.answered_at, r.asked_at) - r.asked_at) / 60 AS minutes) p
    WHERE r.organisation_id = relais.organisation()
        AND r.asked_at >= CAST(:first AS date) AND r.asked_at < CAST(:until AS date)
    """
)


async def workload(session: Session, first: date, until: date) -> Workload | Refused:
    """From `first` to before `until` (UTC), at most 400 days; for pivot workers, about their own organisation.

    Per organisation, never per worker: it measures the tool, and judges nobody (PIV-08).
    """
    if not session.actor.has(Role.PIVOT_WORKER):
        return Refused(NOT_ALLOWED)
    until = until if until - first < LONGEST else first + LONGEST  # no day beyond the last of all calendars
    row = await session.row(COUNT, first=first, until=until)
    return Workload(**row) if row else Workload(0, 0, 0, None)
