"""Where the sequencer stands, held against what is stored: nothing is signed that the leaves do not say (FND-09).

What it goes by is one row that moves on. Leaves and subtrees are appended beside it and never changed; of them a few
hundred tell whether the row is true, however long the log is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service.store.statements import sql
from service.trail.nodes import HashesMissingError, prove
from service.trail.notes import Checkpoint, NoteError, VerifyingKey, open_checkpoint
from service.trail.rules import Frontier, Node, blocks

if TYPE_CHECKING:
    import asyncpg

# In one snapshot: the row, and the last place that was given. Transactions as text, whichever codecs there are.
STAND = sql(
    """
    SELECT s.size, s.hashes, CAST(s.last_xid AS text) AS last_xid, s.last_event_id,
           coalesce(l.index + 1, 0) AS leaves, CAST(e.xid AS text) AS leaf_xid, l.event_id AS leaf_event_id
    FROM (SELECT) AS one
    LEFT JOIN trail_state s ON true
    LEFT JOIN LATERAL (SELECT index, event_id FROM trail_leaves ORDER BY index DESC LIMIT 1) l ON true
    LEFT JOIN events e ON e.id = l.event_id
    """
)


CHECKPOINTS = sql("SELECT size, note FROM trail_checkpoints ORDER BY size DESC LIMIT :most")
LOOKED_BACK = 10
"""Checkpoints in which one of ours is looked for: one that was spoilt must not stop the log by itself."""


class LogContradictedError(Exception):
    """What would be signed is not what the stored leaves and subtrees say, or does not begin with what was signed last:
    nothing is taken in and nothing signed. `relais trail verify` names what was altered.
    """

    def __init__(self, table: str, *columns: str) -> None:
        super().__init__(f"{table} contradicts the stored log: {', '.join(columns)}")


@dataclass(frozen=True, slots=True)
class Stand:
    """How far the log has come by its own row, and how far by its leaves."""

    size: int
    hashes: tuple[bytes, ...]
    last_xid: str
    last_event_id: int
    leaves: int
    """Places that were given."""
    leaf_xid: str | None
    """Of the last of them; nothing where there is none, or its event is gone."""
    leaf_event_id: int

    @staticmethod
    def of(row: Mapping[str, Any]) -> Stand:
        """As `STAND` reads it; a log that has no row stands at its beginning."""
        own = (
            row["size"] or 0,
            tuple(row["hashes"] or ()),
            row["last_xid"] or "0",
            row["last_event_id"] or 0,
        )
        return Stand(*own, row["leaves"], row["leaf_xid"], row["leaf_event_id"] or 0)

    @property
    def strayed(self) -> tuple[str, ...]:
        """The columns that do not name the last leaf. Whether its event is where it was is another question."""
        pairs = (
            ("size", self.size == self.leaves),
            ("last_event_id", self.last_event_id == self.leaf_event_id),
        )
        return tuple(column for column, same in pairs if not same)

    @property
    def moved(self) -> bool:
        """Whether the last event is of another transaction than the row says: one of the two was altered."""
        return self.leaf_xid not in (None, self.last_xid)


async def read_stand(connection: asyncpg.Connection) -> Stand:
    """How the log stands now."""
    return Stand.of(await connection.fetchrow(STAND.text))


async def contradicted(connection: asyncpg.Connection, stand: Stand) -> tuple[str, ...]:
    """The columns of the sequencer's row that the stored log contradicts; for each 256-fold of the log's length at
    most 255 hashes are read."""
    if columns := stand.strayed or (("last_xid",) if stand.moved else ()):
        return columns
    try:
        stored = await prove(connection, lambda node: peaks(stand.size, node))
    except HashesMissingError:
        return ("hashes",)
    return () if stored == stand.hashes else ("hashes",)


def peaks(size: int, node: Node) -> tuple[bytes, ...]:
    """The roots of the complete subtrees of a tree of this size, the largest first: its frontier."""
    return tuple(
        node((end - start).bit_length() - 1, start // (end - start)) for start, end in blocks(0, size)
    )


async def agreed(connection: asyncpg.Connection, stand: Stand) -> Frontier:
    """The frontier to go on from. Raises LogContradictedError."""
    if columns := await contradicted(connection, stand):
        raise LogContradictedError("trail_state", *columns)
    return Frontier(stand.size, stand.hashes)


async def forked(connection: asyncpg.Connection, key: VerifyingKey) -> bool:
    """Whether the stored tree does not begin with what the newest of our checkpoints signed: then another signature
    would make two histories of one log. Where none of ours is left among the last, that cannot be told, and it is said
    to be so."""
    rows = await connection.fetch(CHECKPOINTS.text, *CHECKPOINTS.arguments({"most": LOOKED_BACK}))
    ours = next((found for row in rows if (found := _ours(row, key))), None)
    if ours is None:
        return bool(rows)
    try:
        hashes = await prove(connection, lambda node: peaks(ours.size, node))
    except HashesMissingError:
        return True
    return Frontier(ours.size, hashes).root != ours.root


def _ours(row: Mapping[str, Any], key: VerifyingKey) -> Checkpoint | None:
    """What a stored note says, where this log signed it for this size."""
    try:
        found = open_checkpoint(row["note"], key)
    except NoteError:
        return None
    return found if found.size == row["size"] else None
