"""Recomputing the whole log by itself, every hour: what the first page of an auditor says (FND-09).

Leaves, subtrees, roots and signatures are recomputed from the stored bytes, and the row that the sequencer goes by is
held against them. Whether a row of another table is as recorded is compared by `relais trail verify`, as the schema's
owner.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from service.clock import Clock
from service.store.statements import sql
from service.trail.nodes import subtrees, subtrees_beyond
from service.trail.notes import VerifyingKey
from service.trail.stand import Stand, contradicted, forked, read_stand
from service.trail.verifying.judge import Leaves, TreeJudge, Trouble, Wrong, node_id

if TYPE_CHECKING:
    import asyncpg

PAGE = 2048
EVERY = timedelta(hours=1)
ENDLESS = 2**62
"""Longer than any log."""

NEWEST = sql("SELECT at, wrong FROM trail_checks ORDER BY at DESC, id DESC LIMIT 1")
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
    """Recomputes the log when the last time is over an hour ago, by `clock`; at once when the stored log contradicts
    the sequencer's row or the newest checkpoint: a few hundred hashes tell. The pool signs in as `relais_worker`."""

    def __init__(self, pool: asyncpg.Pool, key: VerifyingKey, clock: Clock) -> None:
        self._pool = pool
        self._key = key
        self._clock = clock
        self.wrong = 0
        """How much the newest look found, whichever replica looked."""

    async def tick(self) -> int:
        """How many events were looked at; 0 when another look was less than an hour ago, or nothing is there yet."""
        async with self._pool.acquire() as connection:
            newest = await connection.fetchrow(NEWEST.text)
            self.wrong = newest["wrong"] if newest else 0
            stand = await read_stand(connection)
            if not await self._due(connection, newest, stand):
                return 0
            self.wrong = len(await self.recompute(connection, stand))
            values = {"at": self._clock.now(), "events": stand.leaves, "wrong": self.wrong}
            await connection.execute(NOTE.text, *NOTE.arguments(values))
            return stand.leaves

    async def _due(
        self, connection: asyncpg.Connection, newest: Mapping[str, Any] | None, stand: Stand
    ) -> bool:
        if not stand.leaves and not stand.size:
            return False
        if newest is None or self._clock.now() - newest["at"] >= EVERY:
            return True
        if newest["wrong"]:
            return False
        return bool(await contradicted(connection, stand)) or await forked(connection, self._key)

    async def recompute(self, connection: asyncpg.Connection, stand: Stand) -> list[Wrong]:
        """What is wrong among the leaves that there are; in each portion the newest checkpoint is held against them."""
        judge, gone = TreeJudge(self._key), []
        for start in range(0, stand.leaves, PAGE):
            end = min(start + PAGE, stand.leaves)
            leaves = await _leaves(connection, start, end)
            missing = [id for id, found in zip(leaves.event_ids, leaves.found, strict=True) if found is None]
            gone += [Wrong("events", str(id), Trouble.MISSING) for id in missing]
            judge.expect(await subtrees(connection, start, end))
            await _hold(connection, judge, leaves, start, end)
        await _hold(connection, judge, Leaves([], [], [], []), stand.leaves, ENDLESS)
        judge.stand(stand.strayed or (("last_xid",) if stand.moved else ()), stand.hashes)
        judge.end()
        beyond = [] if judge.lost else await subtrees_beyond(connection)
        nodes = [Wrong("trail_nodes", node_id(*place), Trouble.NOT_IN_LOG) for place in beyond]
        return [*gone, *judge.wrong, *nodes]


async def _leaves(connection: asyncpg.Connection, start: int, end: int) -> Leaves:
    rows = await connection.fetch(LEAVES.text, *LEAVES.arguments({"start": start, "until": end}))
    columns = ([row[name] for row in rows] for name in ("index", "event_id", "kept", "found"))
    return Leaves(*columns)


async def _hold(
    connection: asyncpg.Connection, judge: TreeJudge, leaves: Leaves, start: int, end: int
) -> None:
    """Take these leaves, and judge the newest checkpoint of a size in (start, end] where it stands among them."""
    signed = await connection.fetchrow(CHECKPOINT.text, *CHECKPOINT.arguments({"start": start, "until": end}))
    covered = bisect_left(leaves.indexes, signed["size"]) if signed else 0
    judge.take(leaves.between(0, covered))
    if signed:
        judge.judge(signed["size"], signed["root"], signed["note"])
    judge.take(leaves.between(covered, len(leaves.indexes)))
