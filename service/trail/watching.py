"""Recomputing the whole log by itself, every hour: what the first page of an auditor says (FND-09).

Leaves, roots and signatures are recomputed from the stored bytes. Whether a row of another table is as recorded is
compared by `relais trail verify`, as the schema's owner.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from service.clock import Clock
from service.store.statements import sql
from service.trail.judge import Leaf, TreeJudge, Trouble, Wrong
from service.trail.notes import VerifyingKey

if TYPE_CHECKING:
    import asyncpg

PAGE = 2048
EVERY = timedelta(hours=1)

NEWEST = sql("SELECT max(at) FROM trail_checks")
SIZE = sql("SELECT coalesce(max(index) + 1, 0) FROM trail_leaves")
LEAVES = sql(
    r"""
    SELECT l.index, l.event_id, l.leaf AS kept, sha256('\x00'::bytea || e.record) AS found
    FROM trail_leaves l LEFT JOIN events e ON e.id = l.event_id
    WHERE l.index >= :start AND l.index < :until ORDER BY l.index
    """
)
CHECKPOINT = sql(
    """
    SELECT size, root, note FROM trail_checkpoints WHERE size > :start AND size <= :until ORDER BY size DESC LIMIT 1
    """
)
NOTE = sql("INSERT INTO trail_checks (at, events, wrong) VALUES (:at, :events, :wrong)")


class Watcher:
    """Recomputes the log when the last time is over an hour ago, by `clock`. The pool signs in as `relais_worker`."""

    def __init__(self, pool: asyncpg.Pool, key: VerifyingKey, clock: Clock) -> None:
        self._pool = pool
        self._key = key
        self._clock = clock

    async def tick(self) -> int:
        """How many events were looked at; 0 when another look was less than an hour ago, or nothing is there yet."""
        async with self._pool.acquire() as connection:
            newest = await connection.fetchval(NEWEST.text)
            if newest is not None and self._clock.now() - newest < EVERY:
                return 0
            size: int = await connection.fetchval(SIZE.text)
            if size:
                wrong = await self.recompute(connection, size)
                values = {"at": self._clock.now(), "events": size, "wrong": len(wrong)}
                await connection.execute(NOTE.text, *NOTE.arguments(values))
            return size

    async def recompute(self, connection: asyncpg.Connection, size: int) -> list[Wrong]:
        """What is wrong among the first `size` leaves; in each portion the newest checkpoint is held against them."""
        judge, gone = TreeJudge(self._key), []
        for start in range(0, size, PAGE):
            values = {"start": start, "until": min(start + PAGE, size)}
            rows = await connection.fetch(LEAVES.text, *LEAVES.arguments(values))
            leaves = [Leaf(**row) for row in rows]
            gone += [Wrong("events", str(e.event_id), Trouble.MISSING) for e in leaves if e.found is None]
            signed = await connection.fetchrow(CHECKPOINT.text, *CHECKPOINT.arguments(values))
            covered = signed["size"] if signed else start
            judge.add([leaf for leaf in leaves if leaf.index < covered])
            if signed:
                judge.judge(signed["size"], signed["root"], signed["note"])
            judge.add([leaf for leaf in leaves if leaf.index >= covered])
        judge.end()
        return [*gone, *judge.wrong]
