"""Every tree of up to 1,000 leaves against RFC 6962, written down naively: roots, paths and proofs; both verifiers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from random import Random

from service.trail.bundles import offline
from service.trail.rules import (
    Frontier,
    consistency_proof,
    consistent,
    included,
    inclusion_proof,
    leaf_hash,
    tree_node,
)

MOST = 1_000
RECORDS = [f"record {n}".encode() for n in range(MOST)]
LEAVES = [leaf_hash(record) for record in RECORDS]
NODE = cache(tree_node(LEAVES))
DRAWN = 2
"""Leaves, and older trees, that are drawn of each size besides those at its edges."""


# RFC 6962, section 2.1, as it is written, D[start:end] for a list of records; what was hashed once is remembered.
@cache
def mth(start: int, end: int) -> bytes:
    if end == start:
        return sha256(b"").digest()
    if end - start == 1:
        return sha256(b"\x00" + RECORDS[start]).digest()
    middle = start + split(end - start)
    return sha256(b"\x01" + mth(start, middle) + mth(middle, end)).digest()


def split(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def path_of(m: int, start: int, end: int) -> list[bytes]:
    """PATH(m, D[start:end])."""
    if end - start == 1:
        return []
    k = split(end - start)
    if m < k:
        return [*path_of(m, start, start + k), mth(start + k, end)]
    return [*path_of(m - k, start + k, end), mth(start, start + k)]


def subproof(m: int, start: int, end: int, *, whole: bool) -> list[bytes]:
    """SUBPROOF(m, D[start:end], b)."""
    if m == end - start:
        return [] if whole else [mth(start, end)]
    k = split(end - start)
    if m <= k:
        return [*subproof(m, start, start + k, whole=whole), mth(start + k, end)]
    return [*subproof(m - k, start + k, end, whole=False), mth(start, start + k)]


def chosen(size: int, draw: Random) -> Iterator[int]:
    """Places of a tree worth trying: its edges, both sides of where it divides, and some drawn."""
    k = split(size)
    edges = {0, k - 1, k, size - 1}
    yield from sorted(
        each for each in edges | {draw.randrange(size) for _ in range(DRAWN)} if 0 <= each < size
    )


def check_inclusion(index: int, size: int) -> None:
    """The path is the RFC's; both verifiers take it for this leaf, and for no other, nor another place or size."""
    path, root, leaf = inclusion_proof(index, size, NODE), mth(0, size), LEAVES[index]
    assert list(path) == path_of(index, 0, size), (index, size)
    assert included(leaf, index, size, path, root), (index, size)
    assert offline.included(leaf, index, size, list(path), root), (index, size)
    other = (index + 1) % size
    for wrong in (
        (LEAVES[(index + 1) % MOST], index, size, path, root),
        (leaf, other, size, path, root) if other != index else (leaf, index, 0, path, root),
        (leaf, index, size, (*path, root), root),
        (leaf, index, size, path, mth(0, size - 1)),
    ):
        assert not included(*wrong), (index, size)
        assert not offline.included(*wrong[:3], list(wrong[3]), wrong[4]), (index, size)


def check_consistency(older: int, size: int) -> None:
    """The proof is the RFC's; both verifiers take it, and none of a past that was not so."""
    proof, before, after = consistency_proof(older, size, NODE), mth(0, older), mth(0, size)
    assert list(proof) == subproof(older, 0, size, whole=True), (older, size)
    assert consistent(older, size, before, after, proof), (older, size)
    assert offline.consistent(older, size, before, after, list(proof)), (older, size)
    for first, second, path in (
        (mth(0, older - 1), after, proof),
        (before, mth(0, size - 1), proof),
        (before, after, (*proof, after)),
        *([(before, after, proof[:-1])] if proof else []),
    ):
        assert not consistent(older, size, first, second, path), (older, size)
        assert not offline.consistent(older, size, first, second, list(path)), (older, size)


def test_every_size_to_a_thousand() -> None:
    """FND-09: roots of all sizes, grown one by one; inclusion and consistency at the edges of each, and drawn."""
    draw, frontier = Random(6962), Frontier()
    for size in range(1, MOST + 1):
        frontier = frontier.append(LEAVES[size - 1])
        assert frontier.root == mth(0, size), size
        for place in chosen(size, draw):
            check_inclusion(place, size)
            check_consistency(place + 1, size)
