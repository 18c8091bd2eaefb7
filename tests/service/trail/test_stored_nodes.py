"""The subtrees that proofs are read from: each that was altered is named, and no other, nor what is sound."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from itertools import pairwise
from uuid import UUID

import asyncpg

from api.cli.trail import _line
from service.keys.local import LocalKeyring
from service.store.store import Store
from service.trail.notes import Checkpoint, sign_checkpoint
from service.trail.rules import Frontier, completed, leaf_hash
from service.trail.sequencer import Sequencer
from service.trail.verifying.judge import Leaves, TreeJudge, Trouble, Wrong
from service.trail.verifying.verify import verify
from tests.service.trail.conftest import KEY, make, settled

Nodes = dict[tuple[int, int], bytes]

ALTERED = Wrong("trail_nodes", "8/0", Trouble.ALTERED, ("hash",))
ONE_BIT = "UPDATE trail_nodes SET hash = set_bit(hash, 100, 1 - get_bit(hash, 100))"


def log_of(size: int) -> list[bytes]:
    return [leaf_hash(b"record %d" % n) for n in range(size)]


def nodes_over(leaves: list[bytes]) -> Nodes:
    return {(node.height, node.index): node.hash for node in completed(Frontier(), leaves)}


def judged(signed: list[bytes], stored: Nodes, *, kept: list[bytes], found: list[bytes]) -> list[Wrong]:
    """A log in portions, signed over these leaves in the midst of a tile and at its end."""
    judge, size = TreeJudge(KEY.public), len(signed)
    for start, end in pairwise((0, 300, size - 500, size - 100, size)):
        ids = list(range(start, end))
        judge.expect({at: hash_ for at, hash_ in stored.items() if start < (at[1] + 1) << at[0] <= end})
        judge.take(Leaves(ids, ids, kept[start:end], list[bytes | None](found[start:end])))
        if end in (300, size):
            root = Frontier().extend(signed[:end]).root
            judge.judge(end, root, sign_checkpoint(Checkpoint(KEY.name, end, root), KEY))
    judge.end()
    return judge.wrong


def test_a_subtree_is_held_against_the_tree_that_was_signed() -> None:
    """FND-09: beside an altered event or leaf whichever of the two trees is right; a forger who fits the subtrees to
    his leaf has altered those too."""
    leaves = log_of(900)
    forged = [*leaves[:300], leaf_hash(b"forged"), *leaves[301:]]
    nodes, fitted = nodes_over(leaves), nodes_over(forged)
    event = Wrong("events", "300", Trouble.ALTERED, ("record",))
    leaf = Wrong("trail_leaves", "300", Trouble.ALTERED, ("leaf",))
    node = Wrong("trail_nodes", "8/1", Trouble.ALTERED, ("hash",))
    assert judged(leaves, nodes, kept=leaves, found=leaves) == []
    assert judged(leaves, fitted, kept=leaves, found=leaves) == [node]
    assert judged(leaves, nodes, kept=leaves, found=forged) == [event]
    assert judged(leaves, nodes, kept=forged, found=leaves) == [leaf]
    assert judged(leaves, fitted, kept=leaves, found=forged) == [event, node]
    assert judged(leaves, fitted, kept=forged, found=leaves) == [leaf, node]
    # Nothing that was signed says what is right: the root is at fault, and no subtree is accused beside it.
    assert [each.trouble for each in judged(leaves, nodes, kept=forged, found=forged)] == [Trouble.WRONG_ROOT]


def test_a_subtree_of_subtrees_is_named_too() -> None:
    """FND-09: over 65,536 leaves, with the subtrees below it sound; and one below, with that above it sound."""
    leaves = log_of(66_000)
    spoilt = nodes_over(leaves) | {(16, 0): bytes(32), (8, 200): bytes(32)}
    named = [Wrong("trail_nodes", name, Trouble.ALTERED, ("hash",)) for name in ("8/200", "16/0")]
    assert judged(leaves, spoilt, kept=leaves, found=leaves) == named


async def test_an_altered_subtree_is_named_exactly(
    *, sealing: Store, administrator: UUID, superuser: asyncpg.Connection, sequencer: Sequencer,
    by_hand: Callable[..., Awaitable[str]], owner: asyncpg.Connection, keyring: LocalKeyring,
) -> None:  # fmt: skip
    """FND-09: one bit of a stored subtree, which would have us serve proofs that fail; one that is gone; and one over
    leaves that are not there, which would keep the log from going on."""

    async def wrong() -> tuple[Wrong, ...]:
        return (await verify(owner, keyring, KEY.public)).wrong

    await make(sealing, administrator, *range(1, 258))
    await settled(superuser)
    assert await sequencer.tick() == 257
    assert await wrong() == ()
    await by_hand(ONE_BIT)
    assert await wrong() == (ALTERED,)
    assert [_line(ALTERED, language) for language in ("fr", "en")] == [
        "  trail_nodes 8/0: modifié (hash)", "  trail_nodes 8/0: altered (hash)"
    ]  # fmt: skip
    await by_hand(
        "INSERT INTO trail_nodes VALUES (8, 1, sha256('')), (16, 0, sha256('')), (64, 0, sha256(''))"
    )
    beyond = [Wrong("trail_nodes", name, Trouble.NOT_IN_LOG) for name in ("8/1", "16/0", "64/0")]
    assert await wrong() == (*beyond, ALTERED)
    await by_hand("DELETE FROM trail_nodes")
    assert await wrong() == (Wrong("trail_nodes", "8/0", Trouble.MISSING),)
