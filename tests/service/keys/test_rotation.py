"""A root key is replaced while commands run, and whatever was sealed still opens."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest

from service.clock import SetClock
from service.events import Event
from service.keys.local import LocalKeyring
from service.keys.roots import RootKeysError, RootsChangedError
from service.keys.rotation import RotationRunsError, rotate
from service.keys.secrets import Box, Holding, open_texts, seal_text
from service.keys.sources import FileRoots, KmsRoots, RootSource
from service.partners.actor import Actor, Role, only
from service.refusals import Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.store import Store, open_pool
from service.trail.notes import log_key
from service.trail.recorder import SealingRecorder
from service.trail.sequencer import Sequencer
from service.trail.verifying.verify import verify
from tests.network import Network
from tests.service.keys.kms import MemoryKms

BOX = Box("care", "test.where")


async def no_pause() -> None:
    """Every keyring here looks before each transaction."""


@pytest.fixture(params=["file", "kms"])
async def source(request: pytest.FixtureRequest, tmp_path: Path, superuser: asyncpg.Connection) -> RootSource:
    """Both adapters rotate alike."""
    return FileRoots(tmp_path) if request.param == "file" else KmsRoots(tmp_path, MemoryKms())


async def keyring_of(source: RootSource) -> LocalKeyring:
    """Another process: it looks at the source before each of its transactions."""
    return LocalKeyring(await source.open(), source=source, every=0)


async def under(superuser: asyncpg.Connection, root: str = "care") -> dict[str, int]:
    rows = await superuser.fetch(
        "SELECT root_key_id, count(*) AS n FROM vault.data_keys WHERE root = $1 GROUP BY 1", root
    )
    return {row["root_key_id"]: row["n"] for row in rows}


async def sealed_texts(
    superuser: asyncpg.Connection, keyring: LocalKeyring, count: int
) -> dict[UUID, bytes | None]:
    holder = Holding(superuser, keyring)
    rows = [uuid4() for _ in range(count)]
    return {row: await seal_text(holder, BOX, subject=uuid4(), row=row, text=f"at {row}") for row in rows}


async def test_everything_opens_after_a_rotation(
    source: RootSource, superuser: asyncpg.Connection, worker_pool: asyncpg.Pool
) -> None:
    """CNF-11: wrapped anew in batches, retired, dropped; the texts themselves are not touched."""
    sealed = await sealed_texts(superuser, await keyring_of(source), 7)
    await (await keyring_of(source)).data_key(superuser, "financial", uuid4())
    done = await rotate(worker_pool, source, "care", pause=no_pause, batch=3)
    assert (done.root_key_id, done.rewrapped, done.retired) == ("care-2", 7, ("care-1",))
    assert await under(superuser) == {"care-2": 7}
    assert await under(superuser, "financial") == {"financial-1": 1}
    assert (await source.open()).ids("care") == ("care-2",)
    reader = Holding(superuser, await keyring_of(source))
    assert await open_texts(reader, BOX, sealed) == {row: f"at {row}" for row in sealed}
    retired = await superuser.fetch("SELECT root_key_id FROM vault.retired_roots")
    assert [row["root_key_id"] for row in retired] == ["care-1"]


async def test_the_next_rotation_is_a_new_one(
    source: RootSource, superuser: asyncpg.Connection, worker_pool: asyncpg.Pool
) -> None:
    """CNF-11: asked again after the end, another generation takes its place."""
    await sealed_texts(superuser, await keyring_of(source), 2)
    first = await rotate(worker_pool, source, "care", pause=no_pause)
    second = await rotate(worker_pool, source, "care", pause=no_pause)
    assert (first.root_key_id, second.root_key_id, second.rewrapped) == ("care-2", "care-3", 2)


class Interrupted(Exception):
    """The process ends here."""


class NeverDrops:
    """The source of a process that ends before it can forget the old generation."""

    def __init__(self, source: RootSource) -> None:
        self._source = source
        self.open, self.stamp, self.add, self.use = source.open, source.stamp, source.add, source.use

    async def drop(self, _: str) -> None:
        raise Interrupted


@pytest.mark.parametrize("at", ["before use", "before rewrapping", "before dropping"])
async def test_interrupted_anywhere_it_goes_on(
    source: RootSource, superuser: asyncpg.Connection, worker_pool: asyncpg.Pool, at: str
) -> None:
    """CNF-11: whatever was done is kept, what was sealed opens meanwhile, and the same rotation ends it."""
    sealed = await sealed_texts(superuser, await keyring_of(source), 5)
    pauses = 0

    async def pause() -> None:
        nonlocal pauses
        pauses += 1
        if (at, pauses) in {("before use", 1), ("before rewrapping", 2)}:
            raise Interrupted

    with pytest.raises(Interrupted):
        await rotate(worker_pool, NeverDrops(source), "care", pause=pause, batch=2)
    in_use = {"before use": "care-1", "before rewrapping": "care-2", "before dropping": "care-2"}[at]
    assert (await source.open()).newest("care") == in_use
    expected = {row: f"at {row}" for row in sealed}
    assert await open_texts(Holding(superuser, await keyring_of(source)), BOX, sealed) == expected
    done = await rotate(worker_pool, source, "care", pause=no_pause, batch=2)
    assert (done.root_key_id, done.retired) == ("care-2", ("care-1",))
    assert await under(superuser) == {"care-2": 5}
    assert await open_texts(Holding(superuser, await keyring_of(source)), BOX, sealed) == expected


async def test_one_at_a_time(
    source: RootSource, superuser: asyncpg.Connection, worker_pool: asyncpg.Pool
) -> None:
    """CNF-11: a second operator is told; the other root may be rotated meanwhile."""
    reached, go_on = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        reached.set()
        await go_on.wait()

    first = asyncio.create_task(rotate(worker_pool, source, "care", pause=wait))
    await reached.wait()
    with pytest.raises(RotationRunsError):
        await rotate(worker_pool, source, "care", pause=no_pause)
    assert (await rotate(worker_pool, source, "financial", pause=no_pause)).root_key_id == "financial-2"
    go_on.set()
    assert (await first).root_key_id == "care-2"


async def test_nothing_new_under_a_retired_root(
    source: RootSource, superuser: asyncpg.Connection, worker_pool: asyncpg.Pool
) -> None:
    """CNF-11: a process that has missed the rotation is refused by PostgreSQL, looks again, and goes on."""
    stale = LocalKeyring(await source.open(), source=source, every=3600)
    await rotate(worker_pool, source, "care", pause=no_pause)
    with pytest.raises(RootsChangedError, match="retired"):
        await stale.data_key(superuser, "care", uuid4())
    await stale.refresh()
    await stale.data_key(superuser, "care", uuid4())
    assert await under(superuser) == {"care-2": 1}


async def past_triggers(superuser: asyncpg.Connection, statement: str) -> None:
    await superuser.execute(
        f"SET session_replication_role = replica; {statement}; RESET session_replication_role"
    )


async def test_a_key_altered_by_hand_stops_it_in_the_middle(
    source: RootSource, superuser: asyncpg.Connection, worker_pool: asyncpg.Pool
) -> None:
    """CNF-11: it is named, what is done stays done, and its old root key is kept; once mended, the rotation ends."""
    sealed = await sealed_texts(superuser, await keyring_of(source), 5)
    key_id = await superuser.fetchval("SELECT id FROM vault.data_keys ORDER BY id DESC LIMIT 1")
    alter = f"UPDATE vault.data_keys SET wrapped = wrapped || 'x' WHERE id = '{key_id}'"
    mend = f"UPDATE vault.data_keys SET wrapped = substring(wrapped FOR 60) WHERE id = '{key_id}'"
    await past_triggers(superuser, alter)
    with pytest.raises(RootKeysError, match=str(key_id)):
        await rotate(worker_pool, source, "care", pause=no_pause, batch=2)
    assert (await source.open()).ids("care") == ("care-1", "care-2")
    assert await under(superuser) == {"care-1": 1, "care-2": 4}
    await past_triggers(superuser, mend)
    done = await rotate(worker_pool, source, "care", pause=no_pause, batch=2)
    assert (done.rewrapped, done.retired) == (1, ("care-1",))
    reader = Holding(superuser, await keyring_of(source))
    assert await open_texts(reader, BOX, sealed) == {row: f"at {row}" for row in sealed}


async def test_destroyed_keys_stay_destroyed(
    source: RootSource, superuser: asyncpg.Connection, worker_pool: asyncpg.Pool
) -> None:
    """CNF-11: an erasure is not undone by a rotation, nor does it keep one from ending."""
    sealed = await sealed_texts(superuser, await keyring_of(source), 1)
    await superuser.execute("UPDATE vault.data_keys SET wrapped = NULL, destroyed_at = now()")
    done = await rotate(worker_pool, source, "care", pause=no_pause)
    assert (done.rewrapped, done.retired) == (0, ("care-1",))
    assert await under(superuser) == {"care-1": 1}
    reader = Holding(superuser, await keyring_of(source))
    assert await open_texts(reader, BOX, sealed) == dict.fromkeys(sealed)


@dataclass(frozen=True, kw_only=True)
class Noted(Event):
    name = "test.noted"


@command(event=Noted, allowed=only(Role.PIVOT_WORKER))
async def note(uow: UnitOfWork, _: Actor, wish: UUID) -> Done[UUID, Noted] | Refused:
    """Each has a subject of its own: a new data key for every event."""
    return Done(wish, Noted(subject=wish))


@pytest.fixture
async def owner(superuser_url: str, superuser: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    pool = await open_pool(superuser_url, role="none", size=1)
    async with pool.acquire() as connection:
        yield connection
    await pool.close()


async def test_commands_run_through_a_rotation_and_the_trail_verifies(
    *, source: RootSource, pool: asyncpg.Pool, worker_pool: asyncpg.Pool, clock: SetClock, network: Network,
    owner: asyncpg.Connection,
) -> None:  # fmt: skip
    """CNF-11, FND-09: commands of three processes, one of them slow to look, race three rotations; not one fails, and
    every record opens after."""
    member = await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)
    keyrings = [await keyring_of(source), await keyring_of(source)]
    looks = count()
    slow = LocalKeyring(await source.open(), source=source, every=40, elapsed=lambda: float(next(looks)))
    keyrings.append(slow)
    stores = [Store(pool, clock, SealingRecorder(keyring), keyring) for keyring in keyrings]
    over = asyncio.Event()

    async def work(store: Store) -> int:
        done = 0
        while not over.is_set() or done < 20:
            assert isinstance(await store.run(note, member, uuid4()), UUID)
            done += 1
        return done

    async def turn() -> None:
        for _ in range(3):
            await rotate(worker_pool, source, "care", pause=no_pause, batch=5)
        over.set()

    *done, _ = await asyncio.gather(*(work(store) for store in stores for _ in range(2)), turn())
    assert (await source.open()).ids("care") == ("care-4",)
    assert set(await under(owner)) == {"care-4"}
    roots = await source.open()
    key = log_key(roots.checkpoint_seed)
    await Sequencer(worker_pool, key, clock).tick()
    verified = await verify(owner, LocalKeyring(roots), key.public)
    assert verified.wrong == ()
    assert verified.seen.opened == sum(number for number in done if isinstance(number, int))
