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


class LogContradictedError(Exception):
    """What the sequencer goes by is not what the stored leaves and subtrees say: it takes nothing in and signs nothing.

    `columns` are those of `trail_state`. `relais trail verify` names what was altered.
    """

    def __init__(self, columns: tuple[str, ...]) -> None:
        super().__init__(f"trail_state contradicts the stored log: {', '.join(columns)}")
        self.columns = columns


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
        raise LogContradictedError(columns)
    return Frontier(stand.size, stand.hashes)
