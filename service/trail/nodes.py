"""Proofs over the log as it stands in the database: a few hundred hashes are read, however long the log is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from service.store.statements import sql
from service.trail.rules import TILE_HEIGHT, Node, nodes_of, perfect_root

if TYPE_CHECKING:
    import asyncpg

ProofT = TypeVar("ProofT")

LEAVES = sql("SELECT leaf AS hash FROM trail_leaves WHERE index >= :start AND index < :end ORDER BY index")
NODES = sql(
    """
    SELECT hash FROM trail_nodes
    WHERE height = :height AND index >= :start AND index < :end ORDER BY index
    """
)


async def prove(connection: asyncpg.Connection, proof: Callable[[Node], ProofT]) -> ProofT:
    """A proof (`rules.inclusion_proof`, `rules.consistency_proof`) over the stored hashes.

    Raises ValueError when hashes that it needs are missing.
    """
    found = await _read(connection, nodes_of(proof))
    return proof(lambda level, index: found[level, index])


async def _read(
    connection: asyncpg.Connection, wanted: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], bytes]:
    return {(level, index): await _node(connection, level, index) for level, index in wanted}


async def _node(connection: asyncpg.Connection, level: int, index: int) -> bytes:
    height = level - level % TILE_HEIGHT
    width = 1 << (level - height)
    values = {"start": index * width, "end": (index + 1) * width}
    if height == 0:
        rows = await connection.fetch(LEAVES.text, *LEAVES.arguments(values))
    else:
        rows = await connection.fetch(NODES.text, *NODES.arguments({"height": height, **values}))
    if len(rows) != width:
        raise ValueError(f"the log lacks hashes under the node {index} of level {level}")
    return perfect_root([row["hash"] for row in rows])
