"""Restores that go wrong: killed anywhere, of a copy that was altered, of a schema of before (FND-09, CNF-11).

The drill of every run is `tests/drills/test_lost_machine.py`; these take longer.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from api.checks import all_checks
from service.backups.encryption import new_identity
from service.backups.manifest import BackupError
from service.backups.recording import Restored, record_restored
from service.backups.restoring import Findings, Restoring, Sources
from service.backups.shut import IS_SHUT
from service.backups.taking import Taken, Targets, take
from service.clock import SetClock, SystemClock
from service.keys.local import LocalKeyring
from service.partners.actor import job_of
from service.settings import Settings
from service.store.embedded import EmbeddedPostgres, Server
from service.store.migrate import migrate
from service.store.revisions import BEFORE_IT, newest_revision
from service.store.store import Store
from service.trail.notes import Checkpoint, log_key, sign_checkpoint
from service.trail.recorder import SealingRecorder
from service.trail.sequencer import Sequencer
from tests.conftest import NOON
from tests.drills.killed import PATIENCE, RELAIS
from tests.network import Network
from tests.service.backups.conftest import key_folder

__all__ = ["key_folder"]
pytestmark = pytest.mark.soak

PHRASE = "correct horse battery staple"
RESTORED = Restored(UUID(int=1), NOON, 0, 0, "", 0, 0)
EVENTS = 40
STAGES = {
    "shut, and nothing in it": IS_SHUT,
    "loading": "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'pg_restore')",
    "loaded": "SELECT to_regclass('public.events') IS NOT NULL",
}
"""What the target shows when the restore is killed: as soon as it is seen."""


@dataclass
class Elsewhere:
    """Another machine, whose server has an empty database."""

    server: Server
    folder: Path

    @property
    def url(self) -> str:
        return self.server.url("restored")

    async def emptied(self) -> None:
        admin = await asyncpg.connect(self.server.url("postgres"))
        await admin.execute("DROP DATABASE IF EXISTS restored WITH (FORCE)")
        await admin.execute("CREATE DATABASE restored")
        await admin.close()

    async def restore(self, taken: Taken, *checkpoints: Path, identity: Path | None = None) -> Findings:
        sources = Sources(taken.data, taken.keys, PHRASE, (), checkpoints, identity)
        return await Restoring(
            self.url, Settings(data=self.folder), sources, SystemClock(), all_checks()
        ).run()

    async def value(self, question: str) -> object:
        connection = await asyncpg.connect(self.url)
        try:
            return await connection.fetchval(question)
        finally:
            await connection.close()


@pytest.fixture
async def elsewhere(tmp_path: Path) -> AsyncIterator[Elsewhere]:
    with EmbeddedPostgres(tmp_path / "server", durable=False) as server:
        found = Elsewhere(server, tmp_path / "elsewhere")
        await found.emptied()
        yield found


@pytest.fixture
async def log(
    pool: asyncpg.Pool, worker_pool: asyncpg.Pool, network: Network, clock: SetClock, keyring: LocalKeyring
) -> Sequencer:
    """Some events, placed and signed."""
    store = Store(pool, clock, SealingRecorder(keyring), keyring)
    home = await network.organisation("network")
    for _ in range(EVENTS):
        await store.run(record_restored, job_of(home), RESTORED)
    sequencer = Sequencer(worker_pool, log_key(keyring.roots.checkpoint_seed), clock, every=timedelta(0))
    await sequencer.tick()
    return sequencer


@pytest.fixture
def to(tmp_path: Path) -> Targets:
    return Targets(tmp_path / "disk" / "data", tmp_path / "safe" / "keys", PHRASE, 2**14)


@dataclass(frozen=True)
class Source:
    """The machine that is copied."""

    url: str
    keyring: LocalKeyring
    key_folder: Path
    to: Targets

    async def taken(self) -> Taken:
        return await take(self.url, self.keyring, self.key_folder, self.to, NOON)


@pytest.fixture
def source(superuser_url: str, keyring: LocalKeyring, key_folder: Path, to: Targets) -> Source:
    return Source(superuser_url, keyring, key_folder, to)


@pytest.fixture
async def taken(log: Sequencer, source: Source) -> Taken:
    return await source.taken()


@pytest.fixture
def recipient(tmp_path: Path) -> str:
    """Whose identity lies in the file `identity`."""
    text, recipient = new_identity(NOON)
    (tmp_path / "identity").write_text(text)
    return recipient


@pytest.fixture
async def encrypted(log: Sequencer, source: Source, recipient: str) -> Taken:
    """As copies are taken; `taken` stands in clear, as copies of before do."""
    return await replace(source, to=replace(source.to, recipients=(recipient,))).taken()


async def _killed_at(elsewhere: Elsewhere, taken: Taken, tmp_path: Path, stage: str) -> None:
    """The real command, ended without a word as soon as the target shows that it is there."""
    (tmp_path / "phrase").write_text(PHRASE)
    environ = {name: value for name, value in os.environ.items() if not name.startswith("RELAIS_")}
    environ |= {"DATABASE_URL": elsewhere.url, "RELAIS_DATA": str(elsewhere.folder)}
    process = await asyncio.create_subprocess_exec(
        RELAIS, "restore", str(taken.data), "--keys-from", str(taken.keys), "--passphrase-file", tmp_path / "phrase",
        "--identity-file", tmp_path / "identity",
        env=environ, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    watching = await asyncpg.connect(elsewhere.url)
    try:
        async with asyncio.timeout(PATIENCE):
            while not await watching.fetchval(STAGES[stage]):
                assert process.returncode is None, f"never seen: {stage}"
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        await watching.close()


@pytest.mark.parametrize("stage", STAGES)
async def test_a_restore_that_was_killed_is_taken_up(
    elsewhere: Elsewhere, encrypted: Taken, tmp_path: Path, stage: str
) -> None:
    """Wherever it ends, the database is shut; the next one clears it away and comes to its end."""
    await _killed_at(elsewhere, encrypted, tmp_path, stage)
    assert await elsewhere.value(IS_SHUT)
    async with asyncio.timeout(PATIENCE):
        while await elsewhere.value(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend')"
        ):
            continue
    found = await elsewhere.restore(encrypted, identity=tmp_path / "identity")
    assert found.ok, (found.verified.wrong, found.checks)
    assert not await elsewhere.value(IS_SHUT)
    assert await elsewhere.value("SELECT count(*) FROM events") == EVENTS + 1


async def test_what_is_not_as_recorded_stays_shut(
    elsewhere: Elsewhere, superuser: asyncpg.Connection, log: Sequencer, source: Source
) -> None:
    """Somebody altered the record before the copy was taken: the copy says so, names the row, and stays shut."""
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute("UPDATE events SET role = 'somebody' WHERE id = (SELECT max(id) FROM events)")
    await superuser.execute("RESET session_replication_role")
    found = await elsewhere.restore(await source.taken())
    assert not found.ok
    assert [(wrong.table, wrong.columns) for wrong in found.verified.wrong] == [("events", ("role",))]
    assert await elsewhere.value(IS_SHUT)


async def test_a_checkpoint_that_contradicts_keeps_it_shut(
    elsewhere: Elsewhere, taken: Taken, keyring: LocalKeyring, tmp_path: Path
) -> None:
    """A checkpoint that this log has signed over other leaves: the copy is of another history."""
    key = log_key(keyring.roots.checkpoint_seed)
    note = tmp_path / "note"
    note.write_text(sign_checkpoint(Checkpoint(key.name, EVENTS, b"\x01" * 32), key))
    with pytest.raises(BackupError, match="stays shut"):
        await elsewhere.restore(taken, note)
    assert await elsewhere.value(IS_SHUT)


async def test_a_copy_of_the_schema_before_is_brought_to_this_one(
    elsewhere: Elsewhere, server: Server, source: Source
) -> None:
    """An older copy is migrated before anything else is done with it."""
    admin = await asyncpg.connect(server.url("postgres"))
    await admin.execute("DROP DATABASE IF EXISTS before WITH (FORCE)")
    await admin.execute("CREATE DATABASE before")
    await admin.close()
    await migrate(server.url("before"), to=BEFORE_IT)
    older = await replace(source, url=server.url("before")).taken()
    assert older.manifest.stand.revision == BEFORE_IT
    found = await elsewhere.restore(older)
    assert found.ok, (found.verified.wrong, found.checks)
    assert await elsewhere.value("SELECT version_num FROM relais.alembic_version") == newest_revision()
