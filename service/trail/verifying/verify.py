"""Verifying the whole log against what stands in the database (FND-09).

Reads in pages, each in a snapshot of its own, so that clean-up is never held back. Needs a connection that may see
every row of every room: the schema's owner, which policies do not bind.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import UUID

from service.keys.keyring import Closed, Keyring
from service.keys.sealing import HEAD_BYTES, CannotOpenError, DataKey
from service.store.statements import sql
from service.trail.nodes import subtrees, subtrees_beyond
from service.trail.notes import Checkpoint, VerifyingKey
from service.trail.recorder import Opener, SealedRow, Told, opener, told_by
from service.trail.stand import Stand, read_stand
from service.trail.verifying.judge import Leaves, OrderJudge, Place, TreeJudge, Trouble, Wrong, node_id
from service.trail.verifying.vouched import VouchedRows

if TYPE_CHECKING:
    import asyncpg

PAGE = 2048
MOST_KEYS = 50_000

_EVENT = "e.xid, e.organisation_id, e.member_id, e.role, e.name, e.at, e.subject, e.record"
LEAVES = sql(
    f"""
    SELECT l.index, l.event_id, l.leaf, {_EVENT}
    FROM trail_leaves l LEFT JOIN events e ON e.id = l.event_id
    WHERE l.index >= :start AND l.index < :end ORDER BY l.index
    """  # noqa: S608 - a constant of this module
)
CHECKPOINTS = sql(
    "SELECT size, root, note FROM trail_checkpoints WHERE size > :after AND size <= :until ORDER BY size"
)
UNPLACED = sql(
    """
    SELECT id FROM events
    WHERE (xid, id) > (CAST(:xid AS xid8), CAST(:id AS bigint))
      AND (xid, id) <= (CAST(:until_xid AS xid8), CAST(:until_id AS bigint))
      AND NOT EXISTS (SELECT FROM trail_leaves WHERE event_id = events.id)
    ORDER BY xid, id
    """
)
PENDING = sql(
    f"""
    SELECT e.id AS event_id, {_EVENT} FROM events e
    WHERE (e.xid, e.id) > (CAST(:xid AS xid8), CAST(:id AS bigint))
    ORDER BY e.xid, e.id LIMIT :page
    """  # noqa: S608 - a constant of this module
)


@dataclass(slots=True)
class Seen:
    """How much was looked at."""

    leaves: int = 0
    """Places in the log."""
    signed: int = 0
    """How many of them the newest checkpoint covers."""
    checkpoints: int = 0
    opened: int = 0
    """Events whose record was decrypted."""
    erased: int = 0
    """Events whose key was destroyed: their leaves still verify."""
    rows: int = 0
    """Times that an event vouches for a row."""
    pending: int = 0
    """Events that have no place yet."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, and all that is wrong."""

    seen: Seen
    wrong: tuple[Wrong, ...]

    @property
    def ok(self) -> bool:
        """Whether everything is as recorded."""
        return not self.wrong


async def verify(
    connection: asyncpg.Connection, keyring: Keyring, key: VerifyingKey, kept: Sequence[Checkpoint] = ()
) -> Verified:
    """Recompute every leaf, subtree, root and signature, and compare every row that an event vouches for (FND-09).

    `connection` has the pool's codecs (`service.store.store.open_pool`) and may see every row. `kept` are checkpoints
    that somebody kept outside: whoever rewrites the whole log, its own signatures included, cannot reach those.
    """
    return await _Verification(connection, keyring, key, kept).run()


class _Verification:
    """One pass over the log; its fields are what has been seen so far."""

    def __init__(
        self,
        connection: asyncpg.Connection,
        keyring: Keyring,
        key: VerifyingKey,
        kept: Sequence[Checkpoint],
    ) -> None:
        self._connection = connection
        self._keyring = keyring
        self._kept = sorted(kept, key=lambda each: each.size)
        self._tree = TreeJudge(key)
        self._rows = VouchedRows(connection)
        self._keys: dict[bytes, Opener | Closed] = {}
        self._wrong: list[Wrong] = []
        self._order = OrderJudge()
        self._seen = Seen()

    async def run(self) -> Verified:
        stand = await read_stand(self._connection)
        size = self._seen.leaves = stand.leaves
        if stand.size:
            self._order.until = (int(stand.last_xid), stand.last_event_id)
        for start in range(0, size, PAGE):
            await self._page(start, min(start + PAGE, size))
        for checkpoint in await self._fetch(CHECKPOINTS, after=size, until=2**62):
            self._judge(checkpoint)
        for kept in self._kept:
            self._tree.hold(kept)
        self._tree.stand(self._strayed(stand), stand.hashes)
        self._tree.end()
        await self._look_for_nodes_beyond()
        await self._look_beyond()
        return Verified(self._seen, (*self._wrong, *self._tree.wrong, *self._rows.wrong))

    def _strayed(self, stand: Stand) -> tuple[str, ...]:
        """Where the last event's transaction is another than the sequencer noted, the event is named if it strays."""
        out_of_order = any(wrong.trouble is Trouble.OUT_OF_ORDER for wrong in self._wrong)
        return stand.strayed or (("last_xid",) if stand.moved and not out_of_order else ())

    async def _page(self, start: int, end: int) -> None:
        rows = await self._fetch(LEAVES, start=start, end=end)
        leaves = leaves_of(rows)
        signed = {each["size"]: each for each in await self._fetch(CHECKPOINTS, after=start, until=end)}
        self._tree.expect(await subtrees(self._connection, start, end))
        taken = 0
        for size in sorted({*signed, *(each.size for each in self._kept if each.size <= end)}):
            until = bisect_left(leaves.indexes, size)
            self._tree.take(leaves.between(taken, until))
            taken = until
            if size in signed:
                self._judge(signed[size])
            while self._kept and self._kept[0].size == size:
                self._tree.hold(self._kept.pop(0))
        self._tree.take(leaves.between(taken, len(rows)))
        await self._place(rows)
        await self._vouch([row for row in rows if row["record"] is not None], leaves.altered)

    async def _look_for_nodes_beyond(self) -> None:
        if not self._tree.lost:
            beyond = await subtrees_beyond(self._connection)
            self._wrong += [Wrong("trail_nodes", node_id(*place), Trouble.NOT_IN_LOG) for place in beyond]

    def _judge(self, checkpoint: Mapping[str, Any]) -> None:
        self._tree.judge(checkpoint["size"], checkpoint["root"], checkpoint["note"])
        self._seen.checkpoints += 1
        self._seen.signed = checkpoint["size"]

    async def _place(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Each event after the one before it, none of them gone, and no other event between them."""
        before = self._order.last
        for row in rows:
            if row["record"] is None:
                self._add("events", row["event_id"], Trouble.MISSING)
        standing = [(row["xid"], row["event_id"]) for row in rows if row["record"] is not None]
        for strayed in self._order.add(standing):
            self._add("events", strayed, Trouble.OUT_OF_ORDER, "xid")
        for found in await self._fetch(UNPLACED, **_after(before), **_until(self._order.last)):
            self._add("events", found["id"], Trouble.NOT_IN_LOG)

    async def _vouch(self, rows: Sequence[Mapping[str, Any]], altered: set[int]) -> None:
        """Open these events and compare the rows that they vouch for."""
        await self._fetch_keys(rows)
        vouched = self._open(rows, altered)
        self._seen.rows += len(vouched)
        await self._rows.compare(vouched)

    def _open(self, rows: Sequence[Mapping[str, Any]], altered: set[int]) -> list[SealedRow]:
        """The rows that these events vouch for; an altered event is named once, not again as unreadable."""
        vouched: list[SealedRow] = []
        for row in rows:
            try:
                told = self._read(row["record"])
            except CannotOpenError:
                if row["event_id"] not in altered:
                    self._add("events", row["event_id"], Trouble.UNREADABLE, "record")
                continue
            if told is None:
                self._seen.erased += 1
                continue
            self._seen.opened += 1
            if columns := _columns_that_differ(told, row):
                self._add("events", row["event_id"], Trouble.ALTERED, *columns)
            vouched += told.sealed
        return vouched

    def _read(self, record: bytes) -> Told | None:
        """What a record says, or nothing when its key was destroyed; raises CannotOpenError."""
        key = self._keys.get(record[:HEAD_BYTES])
        if key is Closed.DESTROYED:
            return None
        if key is None or isinstance(key, Closed):
            raise CannotOpenError
        return told_by(key, record)

    async def _fetch_keys(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Keys are kept by how the records under them begin; nothing is kept for what is no record."""
        wanted = {row["record"][:HEAD_BYTES] for row in rows}
        if len(self._keys) + len(wanted) > MOST_KEYS:
            self._keys.clear()
        ids = {head: UUID(bytes=head[1:]) for head in wanted - self._keys.keys() if len(head) == HEAD_BYTES}
        if ids:
            found = await self._keyring.opening(self._connection, list(ids.values()))
            self._keys |= {head: _opener(found[id_], head) for head, id_ in ids.items() if id_ in found}

    async def _look_beyond(self) -> None:
        """Events that have no place yet may vouch for newer rows than those in the log.

        A command may be changing a row while we look: look again, until a look meets nothing new.
        """
        before = replace(self._seen), list(self._wrong)
        await self._pending()
        while self._rows.wrong:
            met = self._seen.pending
            self._seen, self._wrong = replace(before[0]), list(before[1])
            await self._pending()
            if self._seen.pending == met:
                break

    async def _pending(self) -> None:
        last = self._order.last
        while rows := await self._fetch(PENDING, **_after(last), page=PAGE):
            await self._vouch(rows, set())
            self._seen.pending += len(rows)
            last = (rows[-1]["xid"], rows[-1]["event_id"])

    def _add(self, table: str, id_: int, trouble: Trouble, *columns: str) -> None:
        self._wrong.append(Wrong(table, str(id_), trouble, columns))

    async def _fetch(self, statement: Any, **values: Any) -> list[Any]:
        found: list[Any] = await self._connection.fetch(statement.text, *statement.arguments(values))
        return found


def _opener(key: DataKey | Closed, head: bytes) -> Opener | Closed:
    return opener(key, head[:1]) if isinstance(key, DataKey) else key


def leaves_of(rows: Sequence[Mapping[str, Any]]) -> Leaves:
    """These places, with what each record as it stands hashes to (RFC 6962: SHA-256 of 0x00 and its bytes)."""
    return Leaves(
        [row["index"] for row in rows],
        [row["event_id"] for row in rows],
        [row["leaf"] for row in rows],
        [row["record"] and sha256(b"\x00" + row["record"]).digest() for row in rows],
    )


def _after(place: Place) -> dict[str, int]:
    return {"xid": place[0], "id": place[1]}


def _until(place: Place) -> dict[str, int]:
    return {"until_xid": place[0], "until_id": place[1]}


def _columns_that_differ(told: Told, row: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns beside a record that do not say what it says."""
    pairs = (
        ("name", told.name == row["name"]),
        ("at", told.at == row["at"]),
        ("organisation_id", told.organisation == row["organisation_id"]),
        ("member_id", told.member == row["member_id"]),
        ("role", told.role == row["role"]),
        ("subject", row["subject"] in (told.subject, None)),
    )
    return tuple(column for column, same in pairs if not same)
