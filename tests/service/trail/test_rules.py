"""The Merkle tree against RFC 6962 written down naively, and against published vectors."""

from __future__ import annotations

from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.trail.rules import (
    EMPTY_ROOT,
    Frontier,
    Subtree,
    blocks,
    completed,
    consistency_proof,
    consistent,
    included,
    inclusion_proof,
    leaf_hash,
    node_hash,
    nodes_of,
    perfect_root,
    root_of,
    tree_node,
)

MOST = 200
LEAVES = [leaf_hash(f"record {n}".encode()) for n in range(MOST)]
NODE = tree_node(LEAVES)


# RFC 6962, section 2.1, word for word: over the records themselves and without any cleverness.
def mth(records: list[bytes]) -> bytes:
    if not records:
        return sha256().digest()
    if len(records) == 1:
        return sha256(b"\x00" + records[0]).digest()
    k = split(len(records))
    return sha256(b"\x01" + mth(records[:k]) + mth(records[k:])).digest()


def naive_path(m: int, records: list[bytes]) -> list[bytes]:
    if len(records) == 1:
        return []
    k = split(len(records))
    if m < k:
        return [*naive_path(m, records[:k]), mth(records[k:])]
    return [*naive_path(m - k, records[k:]), mth(records[:k])]


def naive_subproof(m: int, records: list[bytes], *, whole: bool) -> list[bytes]:
    if m == len(records):
        return [] if whole else [mth(records)]
    k = split(len(records))
    if m <= k:
        return [*naive_subproof(m, records[:k], whole=whole), mth(records[k:])]
    return [*naive_subproof(m - k, records[k:], whole=False), mth(records[:k])]


def split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


RECORDS = [f"record {n}".encode() for n in range(MOST)]
ROOTS = [mth(RECORDS[:n]) for n in range(MOST + 1)]

# The tree of Certificate Transparency's reference implementations: records, and the root at each size.
PUBLISHED_RECORDS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
PUBLISHED_LEAVES = [leaf_hash(each) for each in PUBLISHED_RECORDS]
PUBLISHED_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PUBLISHED_PATHS = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
PUBLISHED_PROOFS = {
    (1, 1): [],
    (1, 8): PUBLISHED_PATHS[0, 8],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


def test_published_hashes_of_a_leaf_and_of_a_node() -> None:
    """FND-09: leaves and nodes are hashed apart, as RFC 6962 publishes."""
    assert leaf_hash(b"L123456").hex() == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    assert (
        node_hash(b"N123", b"N456").hex()
        == "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"
    )


@pytest.mark.parametrize("size", range(9))
def test_published_roots(size: int) -> None:
    """FND-09: the roots of the reference tree, at each size."""
    assert root_of(PUBLISHED_LEAVES[:size]).hex() == PUBLISHED_ROOTS[size]


@pytest.mark.parametrize(("index", "size"), PUBLISHED_PATHS)
def test_published_inclusion_proofs(index: int, size: int) -> None:
    """FND-09: the inclusion proofs of the reference tree."""
    path = inclusion_proof(index, size, tree_node(PUBLISHED_LEAVES))
    assert [each.hex() for each in path] == PUBLISHED_PATHS[index, size]


@pytest.mark.parametrize(("first", "second"), PUBLISHED_PROOFS)
def test_published_consistency_proofs(first: int, second: int) -> None:
    """FND-09: the consistency proofs of the reference tree."""
    proof = consistency_proof(first, second, tree_node(PUBLISHED_LEAVES))
    assert [each.hex() for each in proof] == PUBLISHED_PROOFS[first, second]


def test_the_root_at_every_size_is_that_of_the_rfc() -> None:
    """FND-09: root, appending one by one and appending in bulk all give MTH of RFC 6962."""
    frontier = Frontier()
    for size in range(MOST + 1):
        assert frontier.root == ROOTS[size]
        assert frontier.size == size
        assert Frontier().extend(LEAVES[:size]) == frontier
        if size < MOST:
            frontier = frontier.append(LEAVES[size])


def test_every_inclusion_path_is_that_of_the_rfc() -> None:
    """FND-09: PATH of RFC 6962 for every leaf of every size, and each proves exactly its own place."""
    for size in range(1, 70):
        for index in range(size):
            path = inclusion_proof(index, size, NODE)
            assert list(path) == naive_path(index, RECORDS[:size])
            assert included(LEAVES[index], index, size, path, ROOTS[size])


def test_every_consistency_proof_is_that_of_the_rfc() -> None:
    """FND-09: PROOF of RFC 6962 for every pair of sizes, and each proves its pair."""
    for second in range(1, 70):
        for first in range(1, second + 1):
            proof = consistency_proof(first, second, NODE)
            assert list(proof) == naive_subproof(first, RECORDS[:second], whole=True)
            assert consistent(first, second, ROOTS[first], ROOTS[second], proof)


@given(st.integers(1, MOST), st.data())
def test_proofs_hold_at_any_size(size: int, data: st.DataObject) -> None:
    """FND-09: the same at sizes beyond the exhaustive ones."""
    index = data.draw(st.integers(0, size - 1))
    first = data.draw(st.integers(0, size))
    path = inclusion_proof(index, size, NODE)
    assert list(path) == naive_path(index, RECORDS[:size])
    assert included(LEAVES[index], index, size, path, ROOTS[size])
    assert consistent(first, size, ROOTS[first], ROOTS[size], consistency_proof(first, size, NODE))


@given(st.integers(2, MOST), st.data())
def test_a_proof_of_one_leaf_proves_no_other(size: int, data: st.DataObject) -> None:
    """FND-09: another leaf, place, size, root or path is refused."""
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1).filter(lambda n: n != index))
    leaf, path, root = LEAVES[index], inclusion_proof(index, size, NODE), ROOTS[size]
    assert not included(LEAVES[other], index, size, path, root)
    assert not included(leaf, other, size, path, root)
    assert not included(leaf, index, size, path, ROOTS[size - 1])
    assert not included(leaf, index, size, path[:-1], root)
    assert not included(leaf, index, size, (*path, root), root)
    assert not included(leaf, index, index, path, root)
    assert not included(leaf, -1, size, path, root)
    which = data.draw(st.integers(0, len(path) - 1))
    assert not included(leaf, index, size, (*path[:which], flipped(path[which]), *path[which + 1 :]), root)


@given(st.integers(2, MOST), st.data())
def test_a_rewritten_past_is_not_consistent(second: int, data: st.DataObject) -> None:
    """FND-09: a tree that does not begin with the older one has no proof that says it does."""
    first = data.draw(st.integers(1, second - 1))
    proof = consistency_proof(first, second, NODE)
    older, newer = ROOTS[first], ROOTS[second]
    assert not consistent(first, second, flipped(older), newer, proof)
    assert not consistent(first, second, older, flipped(newer), proof)
    assert not consistent(first, second, older, newer, proof[:-1])
    assert not consistent(first, second, older, newer, (*proof, newer))
    assert not consistent(first, second, older, newer, ())
    assert not consistent(second, first, newer, older, proof)
    which = data.draw(st.integers(0, len(proof) - 1))
    spoiled = (*proof[:which], flipped(proof[which]), *proof[which + 1 :])
    assert not consistent(first, second, older, newer, spoiled)


def flipped(hash_: bytes) -> bytes:
    return bytes([hash_[0] ^ 1]) + hash_[1:]


def test_consistency_at_the_edges() -> None:
    """FND-09: every tree extends the empty one and itself, with an empty proof only."""
    assert consistent(0, 5, EMPTY_ROOT, ROOTS[5], ())
    assert not consistent(0, 5, ROOTS[1], ROOTS[5], ())
    assert not consistent(0, 5, EMPTY_ROOT, ROOTS[5], (ROOTS[1],))
    assert consistent(5, 5, ROOTS[5], ROOTS[5], ())
    assert not consistent(5, 5, ROOTS[5], ROOTS[6], ())
    assert not consistent(5, 5, ROOTS[5], ROOTS[5], (ROOTS[1],))
    assert not consistent(-1, 5, EMPTY_ROOT, ROOTS[5], ())
    assert consistency_proof(0, 5, NODE) == ()
    assert consistency_proof(5, 5, NODE) == ()


@given(st.integers(1, MOST), st.data())
def test_the_nodes_of_a_proof_are_known_beforehand(size: int, data: st.DataObject) -> None:
    """FND-09: with exactly these nodes at hand, the proof is the same."""
    index = data.draw(st.integers(0, size - 1))
    asked = nodes_of(lambda node: inclusion_proof(index, size, node))
    at_hand = {key: NODE(*key) for key in asked}
    proof = inclusion_proof(index, size, lambda level, at: at_hand[level, at])
    assert proof == inclusion_proof(index, size, NODE)
    assert all((at + 1) << level <= size for level, at in asked)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5)])
def test_no_proof_of_a_leaf_that_is_not_there(index: int, size: int) -> None:
    """FND-09: asking for a leaf outside the tree is an error, not a proof."""
    with pytest.raises(ValueError, match=f"no leaf {index} in a tree of {size}"):
        inclusion_proof(index, size, NODE)


@pytest.mark.parametrize(("first", "second"), [(6, 5), (-1, 5)])
def test_no_consistency_backwards(first: int, second: int) -> None:
    """FND-09: a log never shrinks."""
    with pytest.raises(ValueError, match=f"a tree of {second} cannot extend one of {first}"):
        consistency_proof(first, second, NODE)


@given(st.lists(st.integers(0, 70), max_size=6))
def test_extending_in_any_portions_is_appending(portions: list[int]) -> None:
    """FND-09: a sequencer may take events in groups of any size."""
    frontier, taken = Frontier(), 0
    for portion in portions:
        frontier = frontier.extend((LEAVES * 3)[taken : taken + portion])
        taken += portion
    assert frontier == Frontier().extend((LEAVES * 3)[:taken])


def test_a_frontier_comes_back_from_its_parts() -> None:
    """FND-09: size and hashes are all there is to store, one hash per bit of the size."""
    frontier = Frontier().extend(LEAVES)
    assert len(frontier.hashes) == 3  # 200 = 128 + 64 + 8
    again = Frontier(200, tuple(bytes(each) for each in frontier.hashes))
    assert again.append(LEAVES[0]) == frontier.append(LEAVES[0])


@pytest.mark.parametrize(
    ("size", "hashes"), [(1, ()), (3, (bytes(32),)), (0, (bytes(32),)), (-1, (bytes(32),)), (1, (bytes(31),))]
)
def test_a_frontier_that_cannot_be_is_refused(size: int, hashes: tuple[bytes, ...]) -> None:
    """FND-09: a damaged row is noticed when it is read, not when a root is wrong."""
    with pytest.raises(ValueError, match=r"subtrees|a hash is 32 bytes"):
        Frontier(size, hashes)


@pytest.mark.parametrize("count", [0, 3, 6])
def test_only_a_power_of_two_is_a_complete_subtree(count: int) -> None:
    """FND-09: a tile that is not complete has no root of its own."""
    with pytest.raises(ValueError, match=f"{count} is no power of two"):
        perfect_root(LEAVES[:count])


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_blocks_are_complete_subtrees_in_order(start: int, width: int) -> None:
    """FND-09: each block is aligned on its own width, and together they are the range."""
    found = list(blocks(start, start + width))
    assert [a for a, _ in found] + [start + width] == [start] + [b for _, b in found]
    assert all((b - a).bit_count() == 1 and a % (b - a) == 0 for a, b in found)
    assert all(b == c for (_, b), (c, _) in pairwise(found))


@pytest.mark.parametrize(
    "portions",
    [[66000], [255, 1, 256, 65023, 1], [1, 254, 258, 65000, 400, 70000], [65535, 1], [131072], [10]],
)
def test_tiles_are_filled_whatever_the_portions(portions: list[int]) -> None:
    """FND-09: every complete subtree of 256 and of 65536 leaves is told once, with its own root."""
    leaves = (LEAVES * (sum(portions) // MOST + 1))[: sum(portions)]
    told: list[Subtree] = []
    frontier = Frontier()
    for portion in portions:
        fresh = leaves[frontier.size : frontier.size + portion]
        filled = completed(frontier, fresh)
        frontier, grown = frontier.grow(fresh)
        assert set(grown) == set(filled)
        told += filled
    expected = [
        Subtree(height, index, perfect_root(leaves[index << height : (index + 1) << height]))
        for height in (8, 16)
        for index in range(len(leaves) >> height)
    ]
    assert sorted(told, key=lambda each: (each.height, each.index)) == expected


def test_a_hash_of_another_length_proves_nothing() -> None:
    """FND-09: between hashes that are longer and shorter a rewritten past would be consistent, and RFC 9162's steps
    alone do not see it."""
    first, second, third, other, fourth = (leaf_hash(bytes([n])) for n in range(5))
    whole = node_hash(first, second) + third
    older, newer = node_hash(node_hash(first, second), third), node_hash(whole, node_hash(other, fourth))
    assert not consistent(3, 4, older, newer, (b"", other + fourth, whole))
    assert not included(other, 2, 4, (fourth, whole), newer)
    assert not included(third[:20], 2, 4, (third[20:] + fourth, node_hash(first, second)), newer)
