"""Proofs over the log as it stands in the database: a few hundred hashes are read, however long the log is."""

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


async def prove(connection: asyncpg.Connection, proof: Callable[[Node], ProofT]) -> ProofT:
    """A proof (`rules.inclusion_proof`, `rules.consistency_proof`) over the stored hashes, as the schema's owner.

    Raises ValueError when hashes that it needs are missing.
    """
    wanted = sorted(nodes_of(proof))
    rows = await connection.fetch(HASHES.text, *HASHES.arguments(_ranges(wanted))) if wanted else []
    return _proved(proof, wanted, rows)


async def prove_for_auditor(session: Session, proof: Callable[[Node], ProofT]) -> ProofT:
    """The same under the published checkpoint, for an auditor at a door. Raises ValueError likewise."""
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
            raise ValueError(f"the log lacks hashes under the node {index} of level {level}")
        found[level, index] = perfect_root(hashes[number])
    return proof(lambda level, index: found[level, index])
