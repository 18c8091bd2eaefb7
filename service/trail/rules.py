"""The Merkle tree of the trail: RFC 6962 hashing, a compact frontier, and the proofs of RFC 9162 (FND-09).

Nothing here reads or writes. Proofs take a function `node(level, index)`, the hash of the complete subtree
over the leaves [index·2^level, (index+1)·2^level), so that a list, a table or tiles can stand behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

Node = Callable[[int, int], bytes]

HASH_BYTES = 32
TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of one stored record: SHA-256 of 0x00 and its bytes (FND-09)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side: SHA-256 of 0x01 and both (FND-09)."""
    return sha256(b"\x01" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes in order; the empty tree has the hash of nothing (FND-09)."""
    return Frontier().extend(leaves).root


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of hashes of one level."""
    if len(hashes).bit_count() != 1:
        raise ValueError(f"{len(hashes)} is no power of two")
    return _fold(hashes, 0, [])


def _fold(hashes: Sequence[bytes], start: int, filled: list[Subtree]) -> bytes:
    """The root over a power of two of leaf hashes from `start` on; notes the tiles, and tiles of tiles, in it."""
    row, height = list(hashes), 0
    while len(row) > 1:
        pairs = iter(row)
        row = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
        height += 1
        if height % TILE_HEIGHT == 0:
            filled += [Subtree(height, (start >> height) + n, each) for n, each in enumerate(row)]
    return row[0]


@dataclass(frozen=True, slots=True)
class Frontier:
    """All that must be kept of a tree to append to it: the roots of its complete subtrees, the largest first.

    There is one hash for each bit set in `size`, so a billion leaves need thirty hashes at most (FND-09).
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be the frontier of a tree of that size."""
        if self.size < 0 or len(self.hashes) != self.size.bit_count():
            raise ValueError(f"a tree of {self.size} leaves cannot have {len(self.hashes)} subtrees")
        if any(len(each) != HASH_BYTES for each in self.hashes):
            raise ValueError(f"a hash is {HASH_BYTES} bytes")

    @property
    def root(self) -> bytes:
        """The root of the whole tree (FND-09)."""
        if not self.hashes:
            return EMPTY_ROOT
        *rest, root = self.hashes
        for left in reversed(rest):
            root = node_hash(left, root)
        return root

    def append(self, leaf: bytes) -> Frontier:
        """The frontier after one more leaf hash."""
        return self.extend((leaf,))

    def extend(self, leaves: Sequence[bytes]) -> Frontier:
        """The frontier after these leaf hashes; the same as appending them one by one, only faster."""
        return self.grow(leaves)[0]

    def grow(self, leaves: Sequence[bytes]) -> tuple[Frontier, tuple[Subtree, ...]]:
        """The same, and the tiles, and tiles of tiles, that fill up on the way: no hash is computed twice (FND-09)."""
        frontier = self
        filled: list[Subtree] = []
        for start, end in blocks(self.size, self.size + len(leaves)):
            root = _fold(leaves[start - self.size : end - self.size], start, filled)
            frontier = frontier._push(root, end - start, filled)
        return frontier, tuple(filled)

    def _push(self, subtree: bytes, width: int, filled: list[Subtree]) -> Frontier:
        kept, size = list(self.hashes), self.size + width
        height = width.bit_length() - 1
        while self.size >> height & 1:
            subtree, height = node_hash(kept.pop(), subtree), height + 1
            if height % TILE_HEIGHT == 0:
                filled.append(Subtree(height, (size >> height) - 1, subtree))
        return Frontier(size, (*kept, subtree))


@dataclass(frozen=True, slots=True)
class Subtree:
    """The root of the complete subtree over the leaves [index·2^height, (index+1)·2^height)."""

    height: int
    index: int
    hash: bytes


def completed(before: Frontier, hashes: Sequence[bytes], height: int = 0) -> tuple[Subtree, ...]:
    """The tiles, and tiles of tiles, that these hashes fill up when they follow `before` (FND-09).

    `hashes` are of one `height`, a multiple of the tile's. A tile's root may need hashes that came earlier:
    the frontier still has them, folded.
    """
    size = before.size >> height
    part = _within_tile(before, height)
    filled: list[Subtree] = []
    taken = 0
    while taken + TILE_WIDTH - part.size <= len(hashes):
        until = taken + TILE_WIDTH - part.size
        (root,) = part.extend(hashes[taken:until]).hashes
        filled.append(Subtree(height + TILE_HEIGHT, (size + until) // TILE_WIDTH - 1, root))
        part, taken = Frontier(), until
    if not filled:
        return ()
    return (*filled, *completed(before, [each.hash for each in filled], height + TILE_HEIGHT))


def _within_tile(frontier: Frontier, height: int) -> Frontier:
    """The last, unfinished tile of this height as a frontier of its own."""
    lower = (frontier.size & ((1 << height) - 1)).bit_count()
    size = (frontier.size >> height) & (TILE_WIDTH - 1)
    end = len(frontier.hashes) - lower
    return Frontier(size, frontier.hashes[end - size.bit_count() : end])


def blocks(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The leaves [start, end) as the fewest complete subtrees, from left to right."""
    while start < end:
        widest = 1 << ((end - start).bit_length() - 1)
        aligned = start & -start
        width = min(widest, aligned) if aligned else widest
        yield start, start + width
        start += width


def range_hash(start: int, end: int, node: Node) -> bytes:
    """The root over the leaves [start, end), where `start` begins a subtree at least that wide."""
    parts = [node((b - a).bit_length() - 1, a // (b - a)) for a, b in blocks(start, end)]
    root = parts.pop()
    while parts:
        root = node_hash(parts.pop(), root)
    return root


def tree_node(leaves: Sequence[bytes]) -> Node:
    """A `node` function over leaf hashes held in memory."""

    def node(level: int, index: int) -> bytes:
        return perfect_root(leaves[index << level : (index + 1) << level])

    return node


def nodes_of(proof: Callable[[Node], object]) -> frozenset[tuple[int, int]]:
    """Which nodes (level, index) a proof will read: so that they can be fetched together, beforehand."""
    asked: set[tuple[int, int]] = set()

    def note(level: int, index: int) -> bytes:
        asked.add((level, index))
        return EMPTY_ROOT

    proof(note)
    return frozenset(asked)


def inclusion_proof(index: int, size: int, node: Node) -> tuple[bytes, ...]:
    """The audit path of the leaf at `index` in the tree of `size` leaves, RFC 6962 section 2.1.1 (FND-09).

    Raises ValueError when there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    start, end = 0, size
    path: list[bytes] = []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(range_hash(middle, end, node))
            end = middle
        else:
            path.append(range_hash(start, middle, node))
            start = middle
    return tuple(reversed(path))


def consistency_proof(first: int, second: int, node: Node) -> tuple[bytes, ...]:
    """The proof that a tree of `second` leaves begins with that of `first`, RFC 6962 section 2.1.2 (FND-09).

    Raises ValueError unless 0 <= first <= second. Empty when the older tree is empty or the two are one.
    """
    if not 0 <= first <= second:
        raise ValueError(f"a tree of {second} cannot extend one of {first}")
    if first in (0, second):
        return ()
    start, end = 0, second
    path: list[bytes] = []
    while end != first:
        middle = start + _split(end - start)
        if first <= middle:
            path.append(range_hash(middle, end, node))
            end = middle
        else:
            path.append(range_hash(start, middle, node))
            start = middle
    # A verifier knows the older root; its last subtree is needed only when that is not all of it.
    own = (range_hash(start, end, node),) if start else ()
    return (*own, *reversed(path))


def _split(width: int) -> int:
    """The largest power of two below `width`, where RFC 6962 divides a tree."""
    return 1 << ((width - 1).bit_length() - 1)


def included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path` proves the leaf hash at `index` under `root`, RFC 9162 section 2.1.3.2 (FND-09)."""
    if not 0 <= index < size or not _hashes(leaf, *path):
        return False
    fn, sn, found = index, size - 1, leaf
    for each in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            found = node_hash(each, found)
            fn, sn = _to_right_child(fn, sn)
        else:
            found = node_hash(found, each)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and found == root


def consistent(first: int, second: int, first_root: bytes, second_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether `path` proves that the newer tree begins with the older, RFC 9162 section 2.1.4.2 (FND-09)."""
    if not 0 <= first <= second or not _hashes(*path):
        return False
    if first == second:
        return not path and first_root == second_root
    if first == 0:
        return not path and first_root == EMPTY_ROOT
    if not path:
        return False
    return _consistent(first, second, path, first_root) == (first_root, second_root)


def _consistent(
    first: int, second: int, path: Sequence[bytes], first_root: bytes
) -> tuple[bytes, bytes] | None:
    """Both roots as the path tells them, or nothing when its length cannot be right."""
    steps = [first_root, *path] if first.bit_count() == 1 else list(path)
    shift = _trailing_ones(first - 1)
    fn, sn = (first - 1) >> shift, (second - 1) >> shift
    older = newer = steps[0]
    for each in steps[1:]:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            older, newer = node_hash(each, older), node_hash(each, newer)
            fn, sn = _to_right_child(fn, sn)
        else:
            newer = node_hash(newer, each)
        fn, sn = fn >> 1, sn >> 1
    return (older, newer) if sn == 0 else None


def _hashes(*values: bytes) -> bool:
    """Whether each has a hash's length: any other would be read as part of its neighbour, and a rewritten past would
    be consistent."""
    return all(len(value) == HASH_BYTES for value in values)


def _to_right_child(fn: int, sn: int) -> tuple[int, int]:
    """Climb, as RFC 9162 says, from a lone last node to the first right child, or to the leftmost."""
    while fn and not fn & 1:
        fn, sn = fn >> 1, sn >> 1
    return fn, sn


def _trailing_ones(number: int) -> int:
    return (~number & (number + 1)).bit_length() - 1
