"""How long each class of data is kept now, and what was decided for later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from service.due import SET_NOW
from service.retention.rules import ClassName, Unit
from service.store.session import Session
from service.store.statements import sql

if TYPE_CHECKING:
    import asyncpg

SINCE = sql("SELECT CAST(:now AS timestamptz) - relais.kept_for(:class)")
PERIODS = sql(
    """
    SELECT class AS name, unit, amount, at_least, at_most, version, coming, coming_from FROM relais.retention()
    """
)


@dataclass(frozen=True)
class RetentionPeriod:
    """How long a class of data is kept: `amount` of `unit`, between `at_least` and `at_most`.

    `coming` is what two people have signed for later: a shorter period of months waits a month.
    """

    name: ClassName
    unit: Unit
    amount: int
    at_least: int
    at_most: int
    version: int
    """How often it was changed; 0 is as Relais began."""
    coming: int | None
    coming_from: datetime | None


async def periods(session: Session) -> list[RetentionPeriod]:
    """Every class that has a period, by name: everybody who signs in may know."""
    return [RetentionPeriod(**row) for row in await session.rows(PERIODS)]


async def kept_since(workers: asyncpg.Pool, name: ClassName, now: datetime) -> datetime:
    """What is older than this is due, by the period in force at that moment."""
    async with workers.acquire() as connection, connection.transaction():
        await connection.fetchval(SET_NOW.text, *SET_NOW.arguments({"now": now.isoformat()}))
        since: datetime = await connection.fetchval(SINCE.text, *SINCE.arguments({"now": now, "class": name}))
        return since
