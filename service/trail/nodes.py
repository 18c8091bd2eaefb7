"""The log's stored hashes: proofs over them, for which a few hundred are read however long the log is, and the subtrees
themselves, to be held against the leaves (FND-09)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from service.store.session import Session
from service.store.statements import sql
from service.trail.rules import TILE_HEIGHT, Node, nodes_of, perfect_root

if TYPE_CHECKING:
    import asyncpg

ProofT = TypeVar("ProofT")
Place = tuple[int, int]
"""Level and index of a node."""

HASHES = sql(
    """
    WITH wanted AS MATERIALIZED (
        SELECT * FROM unnest(CAST(:heights AS smallint[]), CAST(:starts AS bigint[]), CAST(:untils AS bigint[]))
            WITH ORDINALITY AS w(height, start, until, place))
    SELECT place, hash FROM (
        SELECT w.place, l.index, l.leaf AS hash FROM wanted w
            JOIN trail_leaves l ON w.height = 0 AND l.index >= w.start AND l.index < w.until
        UNION ALL
        SELECT w.place, n.index, n.hash FROM wanted w
            JOIN trail_nodes n ON n.height = w.height AND n.index >= w.start AND n.index < w.until) AS found
    ORDER BY place, index
    """
)
PUBLISHED = sql(
    """
    SELECT place, hash FROM relais.trail_hashes(
        CAST(:heights AS smallint[]), CAST(:starts AS bigint[]), CAST(:untils AS bigint[]))
    """
)
SUBTREES = sql(
    """
    SELECT n.height, n.index, n.hash
    FROM unnest(CAST(:heights AS smallint[]), CAST(:starts AS bigint[]), CAST(:untils AS bigint[]))
        AS w (height, start, until)
    JOIN trail_nodes n ON n.height = w.height AND n.index >= w.start AND n.index < w.until
    """
)
LEAVES = sql("SELECT leaf FROM trail_leaves WHERE index >= :start AND index < :until ORDER BY index")
# In one snapshot with the log's length, for the log goes on while we look. A shift counts in 64 bits.
BEYOND = sql(
    """
    SELECT height, index FROM trail_nodes, (SELECT coalesce(max(index) + 1, 0) AS size FROM trail_leaves) AS log
    WHERE index >= CASE WHEN height < 63 THEN size >> height ELSE 0 END ORDER BY height, index LIMIT :most
    """
)
MOST_BEYOND = 1000


class HashesMissingError(ValueError):
    """Stored hashes that a proof is made of are not there: somebody removed them."""


async def subtrees(connection: asyncpg.Connection, start: int, end: int) -> dict[Place, bytes]:
    """The stored subtrees that the leaves [start, end) complete."""
    heights = list(range(TILE_HEIGHT, end.bit_length(), TILE_HEIGHT))
    if not heights:
        return {}
    starts, untils = [start >> height for height in heights], [end >> height for height in heights]
    values = {"heights": heights, "starts": starts, "untils": untils}
    rows = await connection.fetch(SUBTREES.text, *SUBTREES.arguments(values))
    return {(row["height"], row["index"]): row["hash"] for row in rows}


async def leaf_hashes(connection: asyncpg.Connection, start: int, end: int) -> list[bytes]:
    """The stored leaves [start, end)."""
    rows = await connection.fetch(LEAVES.text, *LEAVES.arguments({"start": start, "until": end}))
    return [row["leaf"] for row in rows]


async def subtrees_beyond(connection: asyncpg.Connection) -> list[Place]:
    """Subtrees over leaves that are not there: the log would stop where it gets to their place. At most a thousand."""
    rows = await connection.fetch(BEYOND.text, *BEYOND.arguments({"most": MOST_BEYOND}))
    return [(row["height"], row["index"]) for row in rows]


async def prove(connection: asyncpg.Connection, proof: Callable[[Node], ProofT]) -> ProofT:
    """A proof (`rules.inclusion_proof`, `rules.consistency_proof`) over the stored hashes, as the schema's owner.

    Raises HashesMissingError.
    """
    wanted = sorted(nodes_of(proof))
    rows = await connection.fetch(HASHES.text, *HASHES.arguments(_ranges(wanted))) if wanted else []
    return _proved(proof, wanted, rows)


async def prove_for_auditor(session: Session, proof: Callable[[Node], ProofT]) -> ProofT:
    """The same under the published checkpoint, for an auditor at a door. Raises HashesMissingError."""
    wanted = sorted(nodes_of(proof))
    rows = await session.rows(PUBLISHED, **_ranges(wanted)) if wanted else []
    return _proved(proof, wanted, rows)


def _ranges(wanted: Iterable[Place]) -> dict[str, list[int]]:
    """Which stored hashes each node is made of: those of the tile's level below it."""
    ranges: dict[str, list[int]] = {"heights": [], "starts": [], "untils": []}
    for level, index in wanted:
        width = 1 << level % TILE_HEIGHT
        ranges["heights"].append(level - level % TILE_HEIGHT)
        ranges["starts"].append(index * width)
        ranges["untils"].append((index + 1) * width)
    return ranges


def _proved(
    proof: Callable[[Node], ProofT], wanted: Sequence[Place], rows: Iterable[Mapping[str, Any]]
) -> ProofT:
    hashes: dict[int, list[bytes]] = defaultdict(list)
    for row in rows:
        hashes[row["place"] - 1].append(row["hash"])
    found: dict[Place, bytes] = {}
    for number, (level, index) in enumerate(wanted):
        if len(hashes[number]) != 1 << level % TILE_HEIGHT:
            raise HashesMissingError(f"the log lacks hashes under the node {index} of level {level}")
        found[level, index] = perfect_root(hashes[number])
    return proof(lambda level, index: found[level, index])
