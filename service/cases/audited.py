"""Which person was in which house, for auditors: pseudonyms and days (POL-03)."""

from dataclasses import dataclass
from datetime import date

from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, Refused
from service.store.session import Session
from service.store.statements import sql

MOST_DAYS = 400
"""The longest period of one question, in days."""


@dataclass(frozen=True)
class AuditedPlacement:
    """A stay: the person and the house under names that only this auditor gets, its first day and, once it is over,
    its last, where the house is."""

    person: str
    house: str
    first_day: date
    last_day: date | None


PLACEMENTS = sql("SELECT * FROM relais.audited_placements(:first, :until)")


async def audited_placements(session: Session, first: date, until: date) -> list[AuditedPlacement] | Refused:
    """Stays linked to cases from `first` to before `until` (UTC), at most 5,000; for auditors, in houses of their own
    networks (POL-03).

    Two auditors get different names for one person, so that their lists cannot be joined.
    """
    if not session.actor.has(Role.AUDITOR):
        return Refused(NOT_ALLOWED)
    return [AuditedPlacement(**row) for row in await session.rows(PLACEMENTS, first=first, until=until)]
