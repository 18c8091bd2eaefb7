"""Gives each event its place in the log and signs what the log then is. Whoever appends never waits for it.

An event is taken once no older transaction can still commit: below the xmin of the snapshot, in the order of
(transaction, id). So a late committer is never skipped, and no place is ever given twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from service.clock import Clock
from service.store.statements import sql
from service.trail.notes import Checkpoint, SigningKey, sign_checkpoint
from service.trail.rules import Frontier, completed

if TYPE_CHECKING:
    from collections.abc import Sequence

    import asyncpg

ADVISORY_LOCK = 0x54524149
# Two statements: a snapshot taken before the lock could show where another replica stood before it moved on.
LOCK = sql("SELECT pg_try_advisory_xact_lock(:lock)")
STAND = sql("SELECT size, hashes, CAST(last_xid AS text) AS last_xid, last_event_id FROM trail_state")
TAKE = sql(
    r"""
    WITH taken AS (
        SELECT id, xid, sha256('\x00'::bytea || record) AS leaf,
               row_number() OVER (ORDER BY xid, id) - 1 AS place
        FROM events
        WHERE (xid, id) > (CAST(CAST(:last_xid AS text) AS xid8), CAST(:last_event_id AS bigint))
          AND xid < pg_snapshot_xmin(pg_current_snapshot())
        ORDER BY xid, id
        LIMIT :most
    ), placed AS (
        INSERT INTO trail_leaves (index, event_id, leaf)
        SELECT CAST(:size AS bigint) + place, id, leaf FROM taken
    )
    SELECT id, CAST(xid AS text) AS xid, leaf FROM taken ORDER BY place
    """
)
KEEP_NODES = sql(
    """
    INSERT INTO trail_nodes (height, index, hash)
    SELECT * FROM unnest(CAST(:heights AS smallint[]), CAST(:indexes AS bigint[]), CAST(:hashes AS bytea[]))
    """
)
MOVE_ON = sql(
    """
    INSERT INTO trail_state (size, hashes, last_xid, last_event_id)
    VALUES (:size, CAST(:hashes AS bytea[]), CAST(CAST(:last_xid AS text) AS xid8), :last_event_id)
    ON CONFLICT (one) DO UPDATE SET size = excluded.size, hashes = excluded.hashes,
        last_xid = excluded.last_xid, last_event_id = excluded.last_event_id
    """
)
NEWEST_CHECKPOINT = sql("SELECT size, at FROM trail_checkpoints ORDER BY size DESC LIMIT 1")
SIGN = sql("INSERT INTO trail_checkpoints (size, root, note, at) VALUES (:size, :root, :note, :at)")


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the log has come: its frontier, and the last event in it."""

    frontier: Frontier
    last_xid: str
    last_event_id: int


class Sequencer:
    """Integrates events into the log, from any replica: one at a time, the others pass by (FND-09).

    The pool signs in as `relais_worker`. `every` is how old the newest checkpoint may grow, by `clock`,
    before another is signed; `most` bounds one transaction. A backlog is signed once it is worked off.
    """

    def __init__(
        self,
        pool: asyncpg.Pool,
        key: SigningKey,
        clock: Clock,
        *,
        every: timedelta = timedelta(minutes=1),
        most: int = 4096,
    ) -> None:
        self._pool = pool
        self._key = key
        self._clock = clock
        self._every = every
        self._most = most

    async def tick(self) -> int:
        """Integrate all that is settled, a portion to a transaction; how many events went in."""
        total = 0
        while taken := await self.integrate():
            total += taken
            if taken < self._most:
                break
        return total

    async def integrate(self) -> int:
        """One transaction's worth. Returns 0 when nothing is settled, or when another replica is at it."""
        async with self._pool.acquire() as connection, connection.transaction():
            standing = await _standing(connection)
            if standing is None:
                return 0
            rows = await connection.fetch(TAKE.text, *TAKE.arguments(self._wanted(standing)))
            leaves = [bytes(row["leaf"]) for row in rows]
            frontier = standing.frontier.extend(leaves)
            if rows:
                await _keep_nodes(connection, standing.frontier, leaves)
                await _move_on(connection, Standing(frontier, rows[-1]["xid"], rows[-1]["id"]))
            if len(rows) < self._most:
                await self._sign_when_due(connection, frontier)
            return len(rows)

    def _wanted(self, standing: Standing) -> dict[str, object]:
        return {
            "last_xid": standing.last_xid,
            "last_event_id": standing.last_event_id,
            "size": standing.frontier.size,
            "most": self._most,
        }

    async def _sign_when_due(self, connection: asyncpg.Connection, frontier: Frontier) -> None:
        newest = await connection.fetchrow(NEWEST_CHECKPOINT.text)
        now = self._clock.now()
        if newest is not None and (newest["size"] == frontier.size or now - newest["at"] < self._every):
            return
        if frontier.size == 0:
            return
        checkpoint = Checkpoint(self._key.name, frontier.size, frontier.root)
        values = {
            "size": checkpoint.size,
            "root": checkpoint.root,
            "note": sign_checkpoint(checkpoint, self._key),
            "at": now,
        }
        await connection.execute(SIGN.text, *SIGN.arguments(values))


async def _standing(connection: asyncpg.Connection) -> Standing | None:
    if not await connection.fetchval(LOCK.text, *LOCK.arguments({"lock": ADVISORY_LOCK})):
        return None
    row = await connection.fetchrow(STAND.text)
    if row is None:
        return Standing(Frontier(), "0", 0)
    return Standing(Frontier(row["size"], tuple(row["hashes"])), row["last_xid"], row["last_event_id"])


async def _keep_nodes(connection: asyncpg.Connection, before: Frontier, leaves: Sequence[bytes]) -> None:
    filled = completed(before, leaves)
    if not filled:
        return
    values = {
        "heights": [each.height for each in filled],
        "indexes": [each.index for each in filled],
        "hashes": [each.hash for each in filled],
    }
    await connection.execute(KEEP_NODES.text, *KEEP_NODES.arguments(values))


async def _move_on(connection: asyncpg.Connection, standing: Standing) -> None:
    values = {
        "size": standing.frontier.size,
        "hashes": list(standing.frontier.hashes),
        "last_xid": standing.last_xid,
        "last_event_id": standing.last_event_id,
    }
    await connection.execute(MOVE_ON.text, *MOVE_ON.arguments(values))
