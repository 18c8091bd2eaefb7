"""What commands have told, read in the order of their commits, so that a slow transaction is never skipped.

A row counts as settled once no transaction that began before it was written can still commit: below the xmin of the
snapshot, in the order of (transaction, id). Reading needs no NOTIFY, which would put all commits in one line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service.store.session import Telling
from service.store.statements import sql

if TYPE_CHECKING:
    from collections.abc import Sequence

    import asyncpg


@dataclass(frozen=True, order=True)
class Position:
    """A place in the order of commits."""

    xid: int
    id: int


START = Position(0, 0)
"""Before everything."""


@dataclass(frozen=True)
class Told:
    """A telling and its place."""

    position: Position
    telling: Telling


AFTER = sql(
    """
    SELECT CAST(xid AS text) AS xid, id, topic, region, organisations, members, subject
    FROM tellings
    WHERE (xid, id) > (CAST(CAST(:xid AS text) AS xid8), CAST(:id AS bigint))
      AND xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY xid, id LIMIT :most
    """
)
LATEST = sql(
    """
    SELECT CAST(xid AS text) AS xid, id, topic, region, organisations, members, subject
    FROM tellings
    WHERE xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY xid DESC, id DESC LIMIT :most
    """
)


async def settled_after(pool: asyncpg.Pool, position: Position, most: int) -> list[Told]:
    """Settled tellings after a position, at most so many, in order."""
    values = {"xid": str(position.xid), "id": position.id, "most": most}
    return _told(await pool.fetch(AFTER.text, *AFTER.arguments(values)))


async def latest_settled(pool: asyncpg.Pool, most: int) -> list[Told]:
    """The last settled tellings, at most so many, in order."""
    rows = await pool.fetch(LATEST.text, *LATEST.arguments({"most": most}))
    return _told(rows[::-1])


def _told(rows: Sequence[Any]) -> list[Told]:
    return [
        Told(
            Position(int(row["xid"]), row["id"]),
            Telling(
                row["topic"],
                row["region"],
                tuple(row["organisations"]),
                row["subject"],
                tuple(row["members"]),
            ),
        )
        for row in rows
    ]
