"""The sequencer: no event skipped, none twice, nobody waits for it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from service.clock import SetClock
from service.trail.notes import Checkpoint, open_checkpoint
from service.trail.rules import leaf_hash, root_of
from service.trail.sequencer import Sequencer
from tests.conftest import NOON
from tests.service.trail.conftest import KEY, settled

ORGANISATION = UUID("11111111-1111-4111-8111-111111111111")


async def append(connection: asyncpg.Connection, *records: str) -> list[int]:
    rows = await connection.fetch(
        """
        INSERT INTO events (organisation_id, role, name, at, record)
        SELECT $1, 'job', 'tested', $2, convert_to(record, 'UTF8')
        FROM unnest($3::text[]) WITH ORDINALITY AS r (record, n) ORDER BY n RETURNING id
        """,
        ORGANISATION,
        NOON,
        list(records),
    )
    return [row["id"] for row in rows]


async def log(connection: asyncpg.Connection) -> list[tuple[int, str]]:
    rows = await connection.fetch(
        """
        SELECT l.index, convert_from(e.record, 'UTF8') AS record, l.leaf
        FROM trail_leaves l JOIN events e ON e.id = l.event_id ORDER BY l.index
        """
    )
    assert all(leaf_hash(row["record"].encode()) == row["leaf"] for row in rows)
    return [(row["index"], row["record"]) for row in rows]


async def test_events_get_their_places_and_a_checkpoint(
    sequencer: Sequencer, superuser: asyncpg.Connection
) -> None:
    """FND-09: places from 0, and a note signed over the root of the stored bytes."""
    await append(superuser, "a", "b", "c")
    await settled(superuser)
    assert await sequencer.tick() == 3
    assert await log(superuser) == [(0, "a"), (1, "b"), (2, "c")]
    row = await superuser.fetchrow("SELECT * FROM trail_checkpoints")
    root = root_of([leaf_hash(each) for each in (b"a", b"b", b"c")])
    assert open_checkpoint(row["note"], KEY.public) == Checkpoint(KEY.name, 3, root)
    assert (row["size"], row["root"], row["at"]) == (3, root, NOON)


async def test_nothing_to_do_writes_nothing(sequencer: Sequencer, superuser: asyncpg.Connection) -> None:
    """FND-09: an empty log has no checkpoint, and an idle one no new one."""
    assert await sequencer.tick() == 0
    assert await superuser.fetchval("SELECT count(*) FROM trail_checkpoints") == 0
    await append(superuser, "a")
    await settled(superuser)
    assert [await sequencer.tick(), await sequencer.tick()] == [1, 0]
    assert await superuser.fetchval("SELECT count(*) FROM trail_checkpoints") == 1


async def test_a_slow_transaction_holds_back_what_came_after_and_is_not_skipped(
    sequencer: Sequencer, superuser: asyncpg.Connection, superuser_url: str
) -> None:
    """FND-09: an event with a smaller id that commits late still gets its place before the others."""
    slow = await asyncpg.connect(superuser_url)
    try:
        await settled(superuser)
        transaction = slow.transaction()
        await transaction.start()
        (slow_id,) = await append(slow, "slow")
        (quick_id,) = await append(superuser, "quick")
        assert slow_id < quick_id
        assert await sequencer.tick() == 0  # the appender did not wait; the log does
        await transaction.commit()
    finally:
        await slow.close()
    await settled(superuser)
    assert await sequencer.tick() == 2
    assert await log(superuser) == [(0, "slow"), (1, "quick")]


async def test_what_was_integrated_before_a_slow_transaction_stays_first(
    sequencer: Sequencer, superuser: asyncpg.Connection, superuser_url: str
) -> None:
    """FND-09: ids and transactions out of order: the transaction decides, within it the id."""
    slow = await asyncpg.connect(superuser_url)
    try:
        (first,) = await append(superuser, "first")
        await settled(superuser)
        assert await sequencer.tick() == 1
        transaction = slow.transaction()
        await transaction.start()
        await slow.fetchval("SELECT pg_current_xact_id()")
        (middle,) = await append(superuser, "younger transaction, smaller id")
        (late,) = await append(slow, "older transaction, larger id")
        assert first < middle < late
        assert await sequencer.tick() == 0
        await transaction.commit()
    finally:
        await slow.close()
    await settled(superuser)
    assert await sequencer.tick() == 2
    assert await log(superuser) == [
        (0, "first"),
        (1, "older transaction, larger id"),
        (2, "younger transaction, smaller id"),
    ]


async def test_a_transaction_that_is_undone_leaves_no_gap(
    sequencer: Sequencer, superuser: asyncpg.Connection
) -> None:
    """FND-09: an id that never was is no missing event."""
    transaction = superuser.transaction()
    await transaction.start()
    await append(superuser, "undone")
    await transaction.rollback()
    await append(superuser, "kept")
    await settled(superuser)
    assert await sequencer.tick() == 1
    assert await log(superuser) == [(0, "kept")]


async def test_a_transaction_larger_than_a_portion_is_continued(
    worker_pool: asyncpg.Pool, superuser: asyncpg.Connection, clock: SetClock
) -> None:
    """FND-09: portions may cut a transaction in two; every event comes once, in order."""
    names = [str(number) for number in range(700)]
    await append(superuser, *names)
    await settled(superuser)
    small = Sequencer(worker_pool, KEY, clock, most=300)
    assert [await small.integrate() for _ in range(2)] == [300, 300]
    assert await sizes(superuser) == []  # a backlog is signed once it is worked off
    assert [await small.integrate() for _ in range(2)] == [100, 0]
    assert await sizes(superuser) == [700]
    assert await log(superuser) == list(enumerate(names))
    leaves = [leaf_hash(name.encode()) for name in names]
    nodes = await superuser.fetch("SELECT height, index, hash FROM trail_nodes ORDER BY index")
    assert [tuple(row) for row in nodes] == [
        (8, 0, root_of(leaves[:256])),
        (8, 1, root_of(leaves[256:512])),
    ]
    state = await superuser.fetchrow("SELECT size, hashes FROM trail_state")
    assert state["size"] == 700
    assert len(state["hashes"]) == 6  # 700 = 512 + 128 + 32 + 16 + 8 + 4


async def test_while_one_integrates_the_other_passes_by(
    sequencer: Sequencer, superuser: asyncpg.Connection, worker_pool: asyncpg.Pool
) -> None:
    """FND-09: never two at once, and nobody queues."""
    await append(superuser, "a")
    await settled(superuser)
    async with worker_pool.acquire() as busy, busy.transaction():
        assert await busy.fetchval("SELECT pg_try_advisory_xact_lock($1)", 0x54524149)
        assert await sequencer.tick() == 0
    assert await sequencer.tick() == 1


async def test_many_sequencers_and_many_appenders_at_once(
    worker_pool: asyncpg.Pool, superuser: asyncpg.Connection, superuser_url: str, clock: SetClock
) -> None:
    """FND-09: every event exactly once, whoever integrated it, and one chain of checkpoints."""
    replicas = [Sequencer(worker_pool, KEY, clock, every=timedelta(0), most=7) for _ in range(3)]
    appenders = [asyncio.create_task(busy_appender(superuser_url, n)) for n in range(4)]
    while not all(each.done() for each in appenders):
        await asyncio.gather(*(each.integrate() for each in replicas))
    await asyncio.gather(*appenders)
    await settled(superuser)
    await replicas[0].tick()
    found = await log(superuser)
    assert [index for index, _ in found] == list(range(200))
    assert {record for _, record in found} == {f"{n}-{k}" for n in range(4) for k in range(50)}
    leaves = [leaf_hash(record.encode()) for _, record in found]
    for row in await superuser.fetch("SELECT size, root, note FROM trail_checkpoints"):
        assert open_checkpoint(row["note"], KEY.public).root == row["root"] == root_of(leaves[: row["size"]])


async def busy_appender(url: str, number: int) -> None:
    connection = await asyncpg.connect(url)
    try:
        for turn in range(25):
            async with connection.transaction():
                await append(connection, f"{number}-{2 * turn}")
                await asyncio.sleep(0)
                await append(connection, f"{number}-{2 * turn + 1}")
    finally:
        await connection.close()


async def test_checkpoints_are_spaced(
    sequencer: Sequencer, superuser: asyncpg.Connection, clock: SetClock
) -> None:
    """FND-09: leaves wait at most a minute for a signature, also when no further event comes."""
    for name in ("a", "b"):
        await append(superuser, name)
        await settled(superuser)
        assert await sequencer.tick() == 1
    assert await sizes(superuser) == [1]
    clock.advance(timedelta(seconds=59))
    await sequencer.tick()
    assert await sizes(superuser) == [1]
    clock.advance(timedelta(seconds=1))
    await sequencer.tick()
    assert await sizes(superuser) == [1, 2]


async def sizes(connection: asyncpg.Connection) -> list[int]:
    return [row["size"] for row in await connection.fetch("SELECT size FROM trail_checkpoints ORDER BY size")]


@pytest.mark.parametrize("table", ["trail_leaves", "trail_nodes", "trail_checkpoints"])
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = 9", "DELETE FROM {}", "TRUNCATE {}"])
async def test_the_log_is_append_only(
    sequencer: Sequencer, superuser: asyncpg.Connection, table: str, change: str
) -> None:
    """FND-09: even its owner is refused, as long as the triggers stand."""
    await append(superuser, *map(str, range(256)))
    await settled(superuser)
    await sequencer.tick()
    column = "size" if table == "trail_checkpoints" else "index"
    with pytest.raises(asyncpg.IntegrityConstraintViolationError, match=f"{table} is append-only"):
        await superuser.execute(change.format(table, column))


@pytest.mark.parametrize("table", ["trail_leaves", "trail_nodes", "trail_checkpoints", "trail_state"])
async def test_the_application_has_no_way_into_the_log(pool: asyncpg.Pool, table: str) -> None:
    """FND-09: volume is information too; only the sequencer reads and writes the log."""
    async with pool.acquire() as connection:
        for statement in (
            f"SELECT FROM {table}",
            f"DELETE FROM {table}",
            f"INSERT INTO {table} DEFAULT VALUES",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)


async def test_events_are_append_only(superuser: asyncpg.Connection) -> None:
    """FND-09: a stored record is never changed or removed."""
    await append(superuser, "a")
    for statement in ("UPDATE events SET name = 'b'", "DELETE FROM events", "TRUNCATE events CASCADE"):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="is append-only"):
            await superuser.execute(statement)


async def test_an_event_can_have_one_place_only(sequencer: Sequencer, superuser: asyncpg.Connection) -> None:
    """FND-09: the database itself refuses a second place, and a place for no event."""
    (event_id,) = await append(superuser, "a")
    await settled(superuser)
    await sequencer.tick()
    for wrong in (event_id, event_id + 1000):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await superuser.execute(
                "INSERT INTO trail_leaves (index, event_id, leaf) VALUES (1, $1, $2)", wrong, bytes(32)
            )
