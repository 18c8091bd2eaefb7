"""Checkpoints that leave the house: one an hour, for how much happens in a minute is information too (FND-09, SAF-12).

Inside, a checkpoint is signed every minute. Outside goes the newest that was signed before the hour began, so that
everybody who asks within an hour gets the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from service.store.statements import sql

if TYPE_CHECKING:
    import asyncpg


@dataclass(frozen=True)
class Published:
    """A checkpoint as a C2SP signed note, its size in events, and when it was signed (UTC)."""

    size: int
    note: str
    at: datetime


HOURLY = sql(
    """
    SELECT size, note, at FROM trail_checkpoints
    WHERE at < date_trunc('hour', CAST(:now AS timestamptz), 'UTC') ORDER BY size DESC LIMIT 1
    """
)
NEWEST = sql("SELECT size, note, at FROM trail_checkpoints ORDER BY size DESC LIMIT 1")


async def hourly(connection: asyncpg.Connection, now: datetime) -> Published | None:
    """What may leave the house at this moment (UTC); nothing before the first full hour."""
    row = await connection.fetchrow(HOURLY.text, *HOURLY.arguments({"now": now}))
    return None if row is None else Published(**row)


async def newest(connection: asyncpg.Connection) -> Published | None:
    """The newest of all: for inside, and for whoever decides that this minute may be told."""
    row = await connection.fetchrow(NEWEST.text)
    return None if row is None else Published(**row)
