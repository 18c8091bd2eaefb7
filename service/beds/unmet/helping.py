"""Helping somebody who waits: whom the coordination of the region calls, without a case, a code or a name (ACC-02)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from service.partners.actor import Role
from service.partners.duty_numbers import duty_numbers
from service.refusals import NOT_ALLOWED, Refused
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class NeedToHelp:
    """One need that waits, and the organisation that answers for it; of an operation, nobody (OPS-11)."""

    id: UUID
    region: str
    gender: str
    age_band: str
    people: int
    minors: int
    urgency: str
    reason: str
    since: datetime
    organisation: str | None
    duty_number: str | None


HERE = sql("SELECT * FROM relais.who_waits_for_whom()")


async def needs_to_help(session: Session) -> list[NeedToHelp] | Refused:
    """Who waits in one's own regions, the most urgent first, at most 500; for regional coordinators."""
    if not session.actor.has(Role.REGIONAL_COORDINATOR):
        return Refused(NOT_ALLOWED)
    rows = await session.rows(HERE)
    numbers = await duty_numbers(session, rows, "organisation_id")
    return [_need(row, numbers) for row in rows]


def _need(row: Any, numbers: dict[UUID, str | None]) -> NeedToHelp:
    told = {name: row[name] for name in row.keys() if name not in {"organisation_id", "duty_number"}}  # noqa: SIM118  # asyncpg
    return NeedToHelp(**told, duty_number=numbers.get(row["organisation_id"]))
