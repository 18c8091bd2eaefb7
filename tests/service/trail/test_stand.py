"""Nothing is signed over a tree that the stored leaves contradict, and whoever looks is told so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from hashlib import sha256

import asyncpg
import pytest

from service.clock import SetClock
from service.keys.local import LocalKeyring
from service.trail.rules import Frontier, tree_node
from service.trail.sequencer import Sequencer
from service.trail.stand import LogContradictedError, peaks
from service.trail.verifying.judge import Trouble, Wrong
from service.trail.verifying.mending import CannotMendError, Mended, mend
from service.trail.verifying.verify import verify
from service.trail.verifying.watching import Watcher
from tests.service.trail.conftest import KEY, settled
from tests.service.trail.test_sequencer import append, log, sizes

ByHand = Callable[..., Awaitable[str]]
CHECKED = "SELECT events, wrong FROM trail_checks ORDER BY id"
FORGED = "UPDATE trail_state SET hashes = array_fill(sha256('x'), ARRAY[cardinality(hashes)])"


@pytest.mark.parametrize("size", [0, 1, 255, 256, 511, 700])
def test_the_peaks_of_the_stored_tree_are_the_frontier(size: int) -> None:
    """FND-09: what is read back of a tree of any size is what must be kept of it to append to it."""
    leaves = [sha256(b"%d" % n).digest() for n in range(size)]
    assert peaks(size, tree_node(leaves)) == Frontier().extend(leaves).hashes


async def test_a_forged_state_is_never_signed_and_everybody_who_looks_is_told(
    *, sequencer: Sequencer, superuser: asyncpg.Connection, worker_pool: asyncpg.Pool, clock: SetClock,
    by_hand: ByHand, owner: asyncpg.Connection, keyring: LocalKeyring,
) -> None:  # fmt: skip
    """FND-09: no wrong root leaves; the hourly look does not wait for its hour; put right, the log goes on whole."""
    watcher = Watcher(worker_pool, KEY.public, clock)

    async def named() -> list[Wrong]:
        found = await verify(owner, keyring, KEY.public)
        return [wrong for wrong in found.wrong if wrong.table.startswith("trail_")]

    await append(superuser, *"abc")
    await settled(superuser)
    assert [await sequencer.tick(), await watcher.tick(), await watcher.tick()] == [3, 3, 0]
    right = await superuser.fetchval("SELECT hashes FROM trail_state")
    await by_hand(FORGED)
    await append(superuser, "d")
    await settled(superuser)
    clock.advance(timedelta(minutes=2))
    with pytest.raises(LogContradictedError, match="hashes"):
        await sequencer.tick()
    assert (await sizes(superuser), len(await log(superuser))) == ([3], 3)
    assert await named() == [Wrong("trail_state", "1", Trouble.ALTERED, ("hashes",))]
    assert [await watcher.tick(), await watcher.tick(), watcher.wrong] == [3, 0, 1]
    assert [tuple(row) for row in await superuser.fetch(CHECKED)] == [(3, 0), (3, 1)]
    await by_hand("UPDATE trail_state SET hashes = $1", right)
    assert [await sequencer.tick(), await named(), await sizes(superuser)] == [1, [], [3, 4]]
    clock.advance(timedelta(hours=1))
    assert [await watcher.tick(), watcher.wrong] == [4, 0]


REWRITTEN = r"""
    UPDATE events SET record = 'x' WHERE record = 'b';
    UPDATE trail_leaves SET leaf = sha256('\x00'::bytea || record) FROM events WHERE id = event_id AND record = 'x'
"""


async def test_a_second_history_is_never_signed(
    *,
    sequencer: Sequencer,
    superuser: asyncpg.Connection,
    worker_pool: asyncpg.Pool,
    clock: SetClock,
    by_hand: ByHand,
) -> None:
    """FND-09: an event, its leaf and the row rewritten to fit each other: what was signed before says otherwise, also
    where the newest note was spoilt; without a word of it left, nothing is signed either."""
    watcher = Watcher(worker_pool, KEY.public, clock)
    for name in ("abc", "d"):
        await append(superuser, *name)
        await settled(superuser)
        assert await sequencer.tick() == len(name)
        clock.advance(timedelta(minutes=2))
        await sequencer.tick()
    assert (await sizes(superuser), await watcher.tick()) == ([3, 4], 4)
    await by_hand(REWRITTEN)
    leaves = [row["leaf"] for row in await superuser.fetch("SELECT leaf FROM trail_leaves ORDER BY index")]
    await by_hand("UPDATE trail_state SET hashes = $1", list(Frontier().extend(leaves).hashes))
    await append(superuser, "e")
    await settled(superuser)
    clock.advance(timedelta(minutes=2))
    for spoilt in (0, 4, 3):
        await by_hand("UPDATE trail_checkpoints SET note = '' WHERE size = $1", spoilt)
        with pytest.raises(LogContradictedError, match="trail_checkpoints"):
            await sequencer.tick()
        assert (await sizes(superuser), len(await log(superuser))) == ([3, 4], 4)
    assert (await watcher.tick(), watcher.wrong > 0) == (4, True)


HARMS = {
    FORGED: ["trail_state 1 altered hashes"],
    "UPDATE trail_state SET size = 699, hashes = hashes[1:6] || hashes[1:1]": ["trail_state 1 altered size"],
    "UPDATE trail_state SET last_event_id = last_event_id + 1": ["trail_state 1 altered last_event_id"],
    "UPDATE trail_state SET last_xid = '900000000'": ["trail_state 1 altered last_xid"],
    "DELETE FROM trail_state": ["trail_state 1 altered size last_event_id"],
    "UPDATE trail_nodes SET hash = sha256('x') WHERE index = 1": ["trail_nodes 8/1 altered hash"],
    "DELETE FROM trail_nodes WHERE index = 0": ["trail_nodes 8/0 missing"],
    "UPDATE trail_leaves SET leaf = sha256('x') WHERE index = 699": ["trail_leaves 699 altered leaf"],
}
"""What a hand does to a log of 700 leaves, and what verification names; in the last of them the state bears witness."""


async def test_whatever_contradicts_the_log_stops_it_and_is_named(
    *, sequencer: Sequencer, superuser: asyncpg.Connection, by_hand: ByHand, owner: asyncpg.Connection,
    keyring: LocalKeyring, clock: SetClock, worker_pool: asyncpg.Pool,
) -> None:  # fmt: skip
    """FND-09: the row, one of the subtrees or leaves that it rests on: nothing is taken in; whole again, it goes on."""
    watcher = Watcher(worker_pool, KEY.public, clock)
    await append(superuser, *map(str, range(700)))
    await settled(superuser)
    assert await sequencer.tick() == 700
    await superuser.execute("CREATE TABLE kept_state AS TABLE trail_state")
    for table in ("trail_nodes", "trail_leaves"):
        await superuser.execute(f"CREATE TABLE kept_{table} AS TABLE {table}")
    try:
        for statement, named in HARMS.items():
            await by_hand(statement)
            with pytest.raises(LogContradictedError):
                await sequencer.tick()
            found = (await verify(owner, keyring, KEY.public)).wrong
            said = [" ".join((w.table, w.id, w.trouble, *w.columns)) for w in found if w.table != "events"]
            assert said == named, statement
            clock.advance(timedelta(hours=1))
            assert [await watcher.tick(), watcher.wrong] == [700, 1], statement
            if await mended(owner, [wrong for wrong in found if wrong.table != "events"], statement):
                continue
            for kept, table in (("kept_state", "trail_state"), *_kept("trail_nodes", "trail_leaves")):
                await by_hand(f"DELETE FROM {table}")
                await by_hand(f"INSERT INTO {table} SELECT * FROM {kept}")
            assert await sequencer.tick() == 0
    finally:
        await superuser.execute("DROP TABLE kept_state, kept_trail_nodes, kept_trail_leaves")


async def mended(owner: asyncpg.Connection, found: list[Wrong], harm: str) -> bool:
    """FND-09: what is derived is written anew, as it was; where something that was appended is altered, nothing is."""
    if harm.startswith(("UPDATE trail_nodes", "UPDATE trail_leaves")):
        with pytest.raises(CannotMendError):
            await mend(owner, found)
        return False
    assert await mend(owner, found) == Mended(700, "DELETE FROM trail_nodes" in harm)
    for kept, table in (("kept_state", "trail_state"), *_kept("trail_nodes", "trail_leaves")):
        both = f"(TABLE {kept} EXCEPT TABLE {table}) UNION ALL (TABLE {table} EXCEPT TABLE {kept})"
        assert await owner.fetch(both) == [], harm
    return True


def _kept(*tables: str) -> list[tuple[str, str]]:
    return [(f"kept_{table}", table) for table in tables]
