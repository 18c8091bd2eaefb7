"""Each invariant of the log: sound at first, then broken by hand and named."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

import asyncpg
import pytest

from service.checks import run_check
from service.store.store import Store
from service.trail.checks import CHECKS
from service.trail.sequencer import Sequencer
from tests.conftest import NOON
from tests.service.trail.conftest import make, settled

ByHand = Callable[..., Awaitable[str]]


@pytest.fixture
async def first(
    sealing: Store, administrator: UUID, superuser: asyncpg.Connection, sequencer: Sequencer
) -> int:
    """The id of the first of 257 events, all in the log."""
    await make(sealing, administrator, *range(1, 258))
    await settled(superuser)
    assert await sequencer.tick() == 257
    found: int = await superuser.fetchval("SELECT min(id) FROM events")
    return found


async def wrong(superuser: asyncpg.Connection) -> dict[str, list[str]]:
    found = [await run_check(superuser, check, NOON) for check in CHECKS]
    return {check.name: check.wrong for check in found if not check.ok}


async def test_a_sound_log_passes(first: int, superuser: asyncpg.Connection) -> None:
    """FND-09: nothing is wrong, and everything was looked at."""
    assert await wrong(superuser) == {}
    looked = [(await run_check(superuser, check, NOON)).looked_at for check in CHECKS]
    assert looked == [257, 257, 257, 1, 1, 257]


async def test_an_empty_log_passes(superuser: asyncpg.Connection) -> None:
    """FND-09: before the first event nothing can be wrong."""
    assert await wrong(superuser) == {}


BROKEN = {
    "UPDATE trail_leaves SET leaf = sha256('x') WHERE index = 3": {0: ["leaf 3, event {3}"]},
    "UPDATE events SET record = record || 'x' WHERE id = {5}": {0: ["leaf 5, event {5}"]},
    "UPDATE events SET xid = '3' WHERE id = {9}": {1: ["leaf 9"]},
    "DELETE FROM trail_leaves WHERE index = 256": {2: ["event {256}"], 3: [
        "256 leaves, sequencer: 257", "256 leaves, checkpoints: 257"]},
    "DELETE FROM trail_leaves WHERE index = 100": {1: ["leaf 101"], 2: ["event {100}"], 3: [
        "256 leaves, sequencer: 257", "256 leaves, checkpoints: 257"]},
    "UPDATE trail_checkpoints SET size = 258": {3: ["257 leaves, checkpoints: 258"]},
    "UPDATE trail_state SET size = 256": {3: ["257 leaves, sequencer: 256"]},
    "DELETE FROM trail_nodes": {4: ["0 subtrees of height 8 over 257 leaves"]},
    "DELETE FROM vault.data_keys WHERE id = (SELECT encode(substring(record FROM 2 FOR 16), 'hex')::uuid"
    " FROM events WHERE id = {7})": {5: ["event {7}"]},
    "UPDATE events SET record = 'short' WHERE id = {2}": {0: ["leaf 2, event {2}"], 5: ["event {2}"]},
}  # fmt: skip


async def test_what_is_broken_by_hand_is_named(
    first: int, superuser: asyncpg.Connection, by_hand: ByHand
) -> None:
    """FND-09: each check sees what it is there for, and names it; whole again, nothing is wrong."""
    for statement, broken in BROKEN.items():
        breaking = superuser.transaction(isolation="repeatable_read")
        await breaking.start()
        try:
            await by_hand(numbered(statement, first))
            found = await wrong(superuser)
        finally:
            await breaking.rollback()
        said = {CHECKS[n].name: [numbered(each, first) for each in names] for n, names in broken.items()}
        assert found == said, statement
    assert await wrong(superuser) == {}


def numbered(text: str, first: int) -> str:
    """`{5}` is the id of the event at place 5."""
    return text.format(*range(first, first + 257))
