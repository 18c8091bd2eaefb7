"""Gives each event its place in the log and signs what the log then is. Whoever appends never waits for it.

An event is taken once no older transaction can still commit: below the xmin of the snapshot, in the order of
(transaction, id). So a late committer is never skipped, and no place is ever given twice. What it goes by is held
against the stored log before anything is built on it: where the two differ, nothing is taken in and nothing signed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from service.clock import Clock
from service.store.statements import sql
from service.trail.notes import Checkpoint, SigningKey, sign_checkpoint
from service.trail.rules import Frontier, Subtree, completed
from service.trail.stand import LogContradictedError, Stand, agreed, forked, read_stand

if TYPE_CHECKING:
    from collections.abc import Sequence

    import asyncpg

ADVISORY_LOCK = 0x54524149
# Two statements: a snapshot taken before the lock could show where another replica stood before it moved on.
LOCK = sql("SELECT pg_try_advisory_xact_lock(:lock)")
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
        """One transaction's worth. Returns 0 when nothing is settled, or when another replica is at it.

        Raises LogContradictedError, and undoes all of it, where the stored log is not what it would build on.
        """
        async with self._pool.acquire() as connection, connection.transaction():
            if not await connection.fetchval(LOCK.text, *LOCK.arguments({"lock": ADVISORY_LOCK})):
                return 0
            stand = await read_stand(connection)
            frontier = await agreed(connection, stand)
            rows = await connection.fetch(TAKE.text, *TAKE.arguments(self._wanted(stand)))
            if rows:
                frontier = await _take_in(connection, frontier, rows)
            if len(rows) < self._most and await self._due(connection, frontier):
                await self._sign(connection, frontier)
            return len(rows)

    def _wanted(self, stand: Stand) -> dict[str, object]:
        return {
            "last_xid": stand.last_xid,
            "last_event_id": stand.last_event_id,
            "size": stand.size,
            "most": self._most,
        }

    async def _due(self, connection: asyncpg.Connection, frontier: Frontier) -> bool:
        newest = await connection.fetchrow(NEWEST_CHECKPOINT.text)
        if newest is None:
            return frontier.size > 0
        late: bool = self._clock.now() - newest["at"] >= self._every
        return late and newest["size"] != frontier.size

    async def _sign(self, connection: asyncpg.Connection, frontier: Frontier) -> None:
        if await forked(connection, self._key.public):
            raise LogContradictedError("trail_checkpoints", "root")
        checkpoint = Checkpoint(self._key.name, frontier.size, frontier.root)
        values = {
            "size": checkpoint.size,
            "root": checkpoint.root,
            "note": sign_checkpoint(checkpoint, self._key),
            "at": self._clock.now(),
        }
        await connection.execute(SIGN.text, *SIGN.arguments(values))


async def _take_in(connection: asyncpg.Connection, before: Frontier, rows: Sequence[Any]) -> Frontier:
    """Keep the subtrees that these leaves fill up, and move on to the last of them."""
    leaves = [bytes(row["leaf"]) for row in rows]
    frontier = before.extend(leaves)
    await keep_nodes(connection, completed(before, leaves))
    values = {
        "size": frontier.size,
        "hashes": list(frontier.hashes),
        "last_xid": rows[-1]["xid"],
        "last_event_id": rows[-1]["id"],
    }
    await connection.execute(MOVE_ON.text, *MOVE_ON.arguments(values))
    return frontier


async def keep_nodes(connection: asyncpg.Connection, filled: Sequence[Subtree]) -> None:
    """Store these subtrees, which were not there."""
    if not filled:
        return
    values = {
        "heights": [each.height for each in filled],
        "indexes": [each.index for each in filled],
        "hashes": [each.hash for each in filled],
    }
    await connection.execute(KEEP_NODES.text, *KEEP_NODES.arguments(values))
