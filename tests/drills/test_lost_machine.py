"""Drill X7: the machine burns while everybody works; from two copies Relais comes back elsewhere (FND-09, CNF-11).

Real processes take the backup and restore it; people work over HTTP meanwhile; the new server's transactions begin at
nothing, as a new server's do.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import msgspec
import pytest

from api.parts import Relais
from service.backups import loading, manifest, sealed_keys
from service.backups.encryption import new_identity
from service.backups.manifest import BackupError
from service.backups.recording import Restored, record_restored
from service.backups.restoring import Restoring, Sources
from service.backups.taking import require_roots
from service.clock import SetClock, SystemClock
from service.keys import root_file
from service.keys.erasures import Register
from service.keys.keyring import Closed
from service.keys.local import LocalKeyring
from service.keys.root_file import Stored
from service.keys.roots import RootKeys
from service.keys.rotation import rotate
from service.keys.sealing import DataKey
from service.keys.sources import FileRoots
from service.partners.actor import job_of
from service.settings import Settings
from service.store.embedded import EmbeddedPostgres
from service.store.store import Store, open_pool
from service.trail.notes import log_key
from service.trail.recorder import SealingRecorder
from service.trail.sequencer import Sequencer
from service.trail.verifying.verify import verify
from tests.api.v1.conftest import new_case
from tests.api.world import World, build
from tests.conftest import NOON, client_of
from tests.drills.killed import PATIENCE, RELAIS
from tests.network import Network
from tests.proving import ProvingStore

PASSPHRASE = "correct horse battery staple"
HANDS = 4
MANY = 12
"""So many cases at least are opened before the copy is taken."""
MOST = 80
"""And so many in all until it is."""


@dataclass
class Machine:
    """An installation as its operator knows it: a folder of its own, and a server by its URL or of its own."""

    folder: Path
    url: str | None = None
    recipient: str = ""

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    async def backed_up(self, tmp_path: Path) -> Any:
        """Take a backup to two places by the real command, for an identity kept elsewhere; what it prints."""
        (tmp_path / "phrase").write_text(f"{PASSPHRASE}\n")
        text, self.recipient = new_identity(NOON)
        (tmp_path / "identity").write_text(text)
        to = ("--keys-to", tmp_path / "safe" / "keys", "--passphrase-file", tmp_path / "phrase")
        code, taken, said = await self.relais("backup", tmp_path / "disk" / "data", *to)
        assert code == 0, said
        return taken

    async def relais(self, *arguments: str | Path) -> tuple[int, Any, str]:
        """Run the real command; its exit code, what it prints as JSON, and what it complains of."""
        environ = {name: value for name, value in os.environ.items() if not name.startswith("RELAIS_")}
        environ |= {"RELAIS_DATA": str(self.folder), "RELAIS_BACKUP_RECIPIENTS": self.recipient}
        environ |= {name: os.environ[name] for name in ("RELAIS_PG_BIN",) if name in os.environ}
        if self.url is not None:
            environ |= {"DATABASE_URL": self.url}
        process = await asyncio.create_subprocess_exec(
            RELAIS, *arguments, "--json", env=environ, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )  # fmt: skip
        out, err = await process.communicate()
        printed = msgspec.json.decode(out) if out.startswith(b"{") else None
        return process.returncode or 0, printed, err.decode()


@dataclass
class Shift:
    """People who open cases, as many as there is leave for; each case is written down once it was acknowledged."""

    world: World
    opened: list[UUID] = field(default_factory=list)
    leave: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    heard: asyncio.Queue[UUID] = field(default_factory=asyncio.Queue)

    async def work(self) -> None:
        while await self.leave.acquire():
            body = new_case(self.world.backup, region="CA-QC")
            answer = await self.world.post(self.world.stage.pivot, "/cases", body)
            self.opened.append(UUID(answer["id"]))
            self.heard.put_nowait(self.opened[-1])

    def may_open(self, count: int) -> None:
        for _ in range(count):
            self.leave.release()

    async def have_opened(self, count: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while len(self.opened) < count:
                await self.heard.get()

    @asynccontextmanager
    async def busy(self) -> AsyncIterator[None]:
        hands = [asyncio.create_task(self.work()) for _ in range(HANDS)]
        try:
            yield
        finally:
            for hand in hands:
                hand.cancel()
            await asyncio.gather(*hands, return_exceptions=True)


NEWEST = """
    SELECT e.name FROM trail_leaves l JOIN events e ON e.id = l.event_id ORDER BY l.index DESC LIMIT 2
"""
OWNERS = """
    SELECT p.oid::regprocedure::text AS name, p.proowner::regrole::text AS owner, p.prosecdef, p.proacl::text AS rights
    FROM pg_proc p WHERE p.pronamespace = ANY ('{public,relais,vault}'::regnamespace[])
    UNION ALL SELECT c.oid::regclass::text, c.relowner::regrole::text, c.relrowsecurity, c.relacl::text
    FROM pg_class c WHERE c.relnamespace = ANY ('{public,relais,vault}'::regnamespace[]) AND c.relkind IN ('r', 'v')
    UNION ALL SELECT tablename || ' ' || policyname, roles::text, NULL, translate(qual, '() ', '')
    FROM pg_policies ORDER BY 1
"""
"""Whose every function, table and policy is: an owner that changed would see what nobody may."""
AGAIN = Restored(UUID(int=1), NOON, 0, 0, "", 0, 0)


async def nothing() -> None:
    """Nobody else uses these root keys."""


@pytest.fixture
async def client(
    relais: Relais, store: ProvingStore, keyring: LocalKeyring
) -> AsyncIterator[httpx.AsyncClient]:
    """The application with every event sealed."""
    store.recorder = SealingRecorder(keyring)
    async with client_of(replace(relais, store=store)) as client:
        yield client


@pytest.fixture
async def world(client: httpx.AsyncClient, as_: Any, clock: SetClock, network: Network) -> World:
    """Something of everything, made over HTTP."""
    return await build(client, as_, clock, network)


@pytest.fixture
def machine(tmp_path: Path, superuser_url: str, root_keys: RootKeys) -> Machine:
    """The machine that will burn, with its folder of keys."""
    found = Machine(tmp_path / "machine", superuser_url)
    blobs = {f"{root}-{n}": key for root, numbered in root_keys.keys.items() for n, key in numbered.items()}
    stored = Stored.of({**blobs, "checkpoints": root_keys.checkpoint_seed})
    root_file.create(found.keys / root_file.FILE_NAME, stored)
    return found


async def test_x7(
    world: World, machine: Machine, tmp_path: Path, keyring: LocalKeyring, worker_pool: asyncpg.Pool
) -> None:
    """X7: back up while writing, lose the machine, restore elsewhere. Everything acknowledged before the backup is
    there; what was erased since cannot be read; what is lost is said; the log goes on after itself. The keys of
    before a rotation open the data of before it (decision 0012)."""
    key = log_key(keyring.roots.checkpoint_seed)
    await Sequencer(worker_pool, key, world.clock).tick()
    shift = Shift(world)
    async with shift.busy():
        shift.may_open(MOST)
        await shift.have_opened(MANY)
        certain = tuple(shift.opened)
        taken = await machine.backed_up(tmp_path)
        shift.may_open(HANDS)
        await shift.have_opened(MOST + HANDS)
    await Sequencer(worker_pool, key, world.clock, every=timedelta(0)).tick()
    lost = await world.db.fetchrow("SELECT size, note FROM trail_checkpoints ORDER BY size DESC LIMIT 1")
    (tmp_path / "note").write_text(lost["note"])
    gone = certain[0]
    Register(machine.keys, keyring).register("case", gone, "request", world.clock.now())
    await rotate(worker_pool, FileRoots(machine.keys), "care", pause=nothing)
    made = manifest.read(Path(taken["data"]))
    with pytest.raises(BackupError, match="lack care-1"):
        require_roots(sealed_keys.read_folder(machine.keys), made.stand)

    elsewhere = Machine(tmp_path / "elsewhere")
    await shut_without_its_identity(Path(taken["data"]), Path(taken["keys"]), elsewhere.folder)
    code, found, said = await elsewhere.relais(
        "restore", taken["data"], "--keys-from", taken["keys"], "--passphrase-file", tmp_path / "phrase",
        "--identity-file", tmp_path / "identity", "--erasures", machine.keys / "erasures.log",
        "--checkpoint", tmp_path / "note",
    )  # fmt: skip
    assert (code, found and found["wrong"]) == (0, []), said
    assert (found["events"], found["leaves"]) == (made.stand.events, made.stand.leaves)
    assert found["missing"] == lost["size"] - made.stand.events > 0
    assert (found["register"], found["erased"]) == (1, 1)
    assert found["counted"] > 0
    with EmbeddedPostgres(elsewhere.folder) as server:
        await look_at(
            server.url("relais"), Lost(world, certain, tuple(shift.opened), gone), elsewhere, keyring
        )


async def shut_without_its_identity(data: Path, keys: Path, folder: Path) -> None:
    """The data half shows nothing of the database. Without its identity nothing is touched: the new machine has no
    folder yet, and its database is not even asked."""
    assert sorted(os.listdir(data)) == [manifest.ENCRYPTED_DUMP, manifest.FILE_NAME]
    dump = (data / manifest.ENCRYPTED_DUMP).read_bytes()
    assert dump.startswith(b"age-encryption.org/v1\n")
    assert b"PGDMP" not in dump
    (data.parent / "another").write_text(new_identity(NOON)[0])
    for identity, said in ((None, "--identity-file"), (data.parent / "another", "n'ouvre pas cette copie")):
        sources = Sources(data, keys, PASSPHRASE, identity=identity)
        with pytest.raises(BackupError) as refused:
            await Restoring("postgresql://nowhere", Settings(data=folder), sources, SystemClock(), ()).run()
        assert said in refused.value.in_("fr")
    assert folder.name not in os.listdir(folder.parent)


@dataclass(frozen=True)
class Lost:
    """What was on the machine that burnt: cases certainly in the copy, all of them, and the one erased since."""

    world: World
    certain: tuple[UUID, ...]
    opened: tuple[UUID, ...]
    gone: UUID


async def look_at(url: str, lost: Lost, elsewhere: Machine, keyring: LocalKeyring) -> None:
    """What is there, who owns it, what cannot be read, and that the log goes on after itself."""
    pool = await open_pool(url, role="none", size=2)
    try:
        async with pool.acquire() as owner:
            cases = {row["id"] for row in await owner.fetch("SELECT id FROM cases")}
            assert set(lost.certain) - cases == {lost.gone}, "acknowledged before the backup, and lost"
            assert len(cases & set(lost.opened)) < len(lost.opened), "nobody wrote while the copy was taken"
            await nothing_to_read_of(owner, lost.gone, lost.certain[1], keyring)
            assert await owner.fetchval("SELECT count(*) FROM sessions WHERE ended_at IS NULL") == 0
            assert [dict(r) for r in await owner.fetch(OWNERS)] == [
                dict(r) for r in await lost.world.db.fetch(OWNERS)
            ]
            with pytest.raises(BackupError, match="never overwrites"):
                await loading.require_empty(owner)
            await goes_on(url, owner, lost.world, keyring)
    finally:
        await pool.close()
    assert not (elsewhere.keys / "tokens.json").exists()


async def nothing_to_read_of(
    owner: asyncpg.Connection, gone: UUID, other: UUID, keyring: LocalKeyring
) -> None:
    """What was erased on the lost machine after the copy is erased in the copy too; another case opens."""
    keys = {
        subject: await owner.fetchval(
            "SELECT id FROM vault.data_keys WHERE root = 'care' AND subject = $1", subject
        )
        for subject in (gone, other)
    }
    opened = await keyring.opening(owner, list(keys.values()))
    assert opened[keys[gone]] is Closed.DESTROYED
    assert isinstance(opened[keys[other]], DataKey)


async def goes_on(url: str, owner: asyncpg.Connection, world: World, keyring: LocalKeyring) -> None:
    """What is written after the restore comes after all that was there, and everything still verifies."""
    pool, workers = await open_pool(url, size=1), await open_pool(url, role="relais_worker", size=1)
    key, clock = log_key(keyring.roots.checkpoint_seed), SystemClock()
    store = Store(pool, clock, SealingRecorder(keyring), keyring)
    await store.run(record_restored, job_of(world.stage.clinic), AGAIN)
    await Sequencer(workers, key, clock, every=timedelta(0)).tick()
    last = [row["name"] for row in await owner.fetch(NEWEST)]
    assert last == ["installation.restored"] * 2, "what is new does not come last"
    verified = await verify(owner, keyring, key.public)
    assert verified.wrong == ()
    assert verified.seen.erased > 0
    assert verified.seen.signed == verified.seen.leaves == await owner.fetchval("SELECT count(*) FROM events")
    await pool.close()
    await workers.close()
