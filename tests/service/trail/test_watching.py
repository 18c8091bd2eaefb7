"""The log is recomputed by itself every hour, and says what it found to whoever audits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import asyncpg
import pytest

from service.clock import SetClock
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, Refused
from service.store.store import Store
from service.trail.sequencer import Sequencer
from service.trail.standing import Standing, trail_standing
from service.trail.verifying.watching import EVERY, Watcher
from tests.conftest import NOON
from tests.network import Network
from tests.service.trail.conftest import KEY, settled
from tests.service.trail.test_sequencer import append

CHECKED = "SELECT events, wrong FROM trail_checks ORDER BY id"


@pytest.fixture
def watcher(worker_pool: asyncpg.Pool, clock: SetClock) -> Watcher:
    return Watcher(worker_pool, KEY.public, clock)


async def checked(connection: asyncpg.Connection) -> list[tuple[int, int]]:
    return [tuple(row) for row in await connection.fetch(CHECKED)]


async def test_the_whole_log_is_looked_at_every_hour(
    watcher: Watcher, sequencer: Sequencer, superuser: asyncpg.Connection, clock: SetClock
) -> None:
    """FND-09: not before the first event, then once an hour, and all of it each time."""
    assert await watcher.tick() == 0
    await append(superuser, "a", "b", "c")
    await settled(superuser)
    await sequencer.tick()
    assert [await watcher.tick(), await watcher.tick()] == [3, 0]
    clock.set(NOON + EVERY)
    await append(superuser, "d")
    await settled(superuser)
    await sequencer.tick()
    assert await watcher.tick() == 4
    assert await checked(superuser) == [(3, 0), (4, 0)]


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE events SET record = 'x' WHERE record = 'b'",
        "DELETE FROM events WHERE record = 'b'",
        "UPDATE trail_leaves SET leaf = sha256('x') WHERE index = 1",
        "DELETE FROM trail_leaves WHERE index = 1",
        "UPDATE trail_checkpoints SET root = sha256('x')",
        "UPDATE trail_checkpoints SET note = 'x'",
        "INSERT INTO trail_nodes VALUES (8, 0, sha256('x'))",
        "UPDATE trail_state SET hashes[1] = sha256('x')",
        "DELETE FROM trail_leaves WHERE index = 2",
    ],
)
async def test_whatever_was_altered_is_found(
    watcher: Watcher,
    sequencer: Sequencer,
    superuser: asyncpg.Connection,
    by_hand: Callable[..., Awaitable[str]],
    harm: str,
) -> None:
    """FND-09: an event, a leaf, a subtree, a root, a signature, or what the sequencer goes by."""
    await append(superuser, "a", "b", "c")
    await settled(superuser)
    await sequencer.tick()
    assert (await by_hand(harm)).endswith(" 1")
    await watcher.tick()
    [(events, wrong)] = await checked(superuser)
    assert events == (2 if "index = 2" in harm else 3)
    assert wrong > 0


async def test_an_auditor_is_told_and_nobody_else(
    watcher: Watcher,
    sequencer: Sequencer,
    store: Store,
    network: Network,
) -> None:
    """POL-03: how much happens is an auditor's to know."""
    auditor = await network.member(await network.organisation("audit"), Role.AUDITOR)
    other = await network.member(await network.organisation("network"), Role.NETWORK_ADMINISTRATOR)
    await append(network.superuser, "a", "b")
    await settled(network.superuser)
    await sequencer.tick()
    assert isinstance(network.clock, SetClock)
    network.clock.set(NOON + timedelta(minutes=1))
    await watcher.tick()
    async with store.reading(auditor) as session:
        assert await trail_standing(session) == Standing(2, 2, NOON, 2, NOON + timedelta(minutes=1), 0)
    async with store.reading(other) as session:
        assert await trail_standing(session) == Refused(NOT_ALLOWED)
        assert await session.connection.fetch("SELECT * FROM relais.trail_standing()") == []
        assert await session.connection.fetch("SELECT * FROM relais.worth_a_look()") == []
