"""What ends soon: a pivot looks for the next place before the last night, not after it (BED-11, PIV-01)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, Refused
from service.store.session import Session
from service.store.statements import sql

BEFORE: Final = timedelta(days=1)
"""A day before the end there is still a whole day to find the next place."""
LONG_BEFORE: Final = timedelta(days=14)
"""Two weeks before a long stay ends there is time for a second-stage house, or for more nights here (BED-11)."""


def is_due(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether a stay's end is to be thought of now: a day before, and for one of more than two weeks, two weeks before
    (BED-11)."""
    long = ends_at - starts_at > LONG_BEFORE
    return ends_at - (LONG_BEFORE if long else BEFORE) <= now


@dataclass(frozen=True)
class Reminder:
    """A stay of a case that one accompanies, which ends within a day (a long one: two weeks), or should have ended."""

    case_id: UUID
    code: str
    placement_id: UUID
    shelter_name: str
    region: str
    city: str
    ends_at: datetime


ENDING = sql(
    """
    SELECT c.id AS case_id, c.code, p.id AS placement_id, p.shelter_name, p.region, p.city, p.ends_at,
        p.starts_at
    FROM cases c CROSS JOIN LATERAL relais.placements_of_case(c.id) p
    WHERE relais.member() IN (c.pivot_member_id, c.backup_member_id)
        AND p.kind = 'stay' AND p.state = 'live' AND p.ends_at <= :until
    ORDER BY p.ends_at, c.code LIMIT 200
    """
)


async def reminders(session: Session) -> list[Reminder] | Refused:
    """The stays whose end is near, soonest first, of the cases whose pivot or backup one is (BED-11)."""
    if not session.actor.has(Role.PIVOT_WORKER):
        return Refused(NOT_ALLOWED)
    rows = await session.rows(ENDING, until=session.now + LONG_BEFORE)
    return [
        Reminder(**{name: row[name] for name in Reminder.__dataclass_fields__})
        for row in rows
        if is_due(row["starts_at"], row["ends_at"], session.now)
    ]
