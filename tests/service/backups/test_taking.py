"""Taking a copy: whole or not at all, and nothing loaded later that was not written here (CNF-11)."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import asyncpg
import msgspec
import pytest

from service.backups import manifest, programs, sealed_keys
from service.backups.encryption import new_identity
from service.backups.manifest import BackupError
from service.backups.programs import without_password
from service.backups.taking import Taken, Targets, require_roots, take
from service.keys.local import LocalKeyring
from service.keys.roots import fresh
from service.store.embedded import find_binaries
from tests.conftest import NOON

PHRASE = "correct horse battery staple"


@pytest.fixture
def to(tmp_path: Path) -> Targets:
    """Two places, and little patience."""
    return Targets(tmp_path / "disk" / "data", tmp_path / "safe" / "keys", PHRASE, 2**14, "10ms")


@pytest.fixture
async def taken(
    superuser_url: str, superuser: asyncpg.Connection, keyring: LocalKeyring, key_folder: Path, to: Targets
) -> Taken:
    return await take(superuser_url, keyring, key_folder, to, NOON)


def _altered_dump(folder: Path) -> None:
    with (folder / manifest.DUMP).open("r+b") as file:
        file.seek(5000)
        file.write(b"\x00\x01\x02")


def _altered_manifest(folder: Path) -> None:
    found = msgspec.json.decode((folder / manifest.FILE_NAME).read_bytes())
    found["stand"]["next_transaction"] = 3
    (folder / manifest.FILE_NAME).write_bytes(msgspec.json.encode(found))


def _another_dump(folder: Path) -> None:
    """The checksums are those of the new dump: only the seal says that it is not ours."""
    (folder / manifest.DUMP).write_bytes(b"SELECT evil()")
    found = msgspec.json.decode((folder / manifest.FILE_NAME).read_bytes())
    found["files"] = {manifest.DUMP: msgspec.to_builtins(manifest.content_of(folder / manifest.DUMP))}
    (folder / manifest.FILE_NAME).write_bytes(msgspec.json.encode(found))


def _without_dump(folder: Path) -> None:
    (folder / manifest.DUMP).unlink()


ALTERATIONS = (_altered_dump, _altered_manifest, _another_dump, _without_dump)


async def test_a_copy_says_what_it_is(taken: Taken, keyring: LocalKeyring) -> None:
    """Sealed by these keys and no others; whatever is altered in it afterwards is refused (ASVS 5.0.0-v11.3.4)."""
    made = manifest.read(taken.data)
    assert made == taken.manifest
    assert made.stand.root_keys == ()
    manifest.verify(taken.data, made, keyring)
    with pytest.raises(BackupError, match="these keys"):
        manifest.verify(taken.data, made, LocalKeyring(fresh()))
    assert {path.stat().st_mode & 0o077 for path in (taken.data, *taken.data.iterdir(), taken.keys)} == {0}
    assert taken.data.name.rpartition("-")[2] == taken.keys.stem.rpartition("-")[2]
    kept = {path: path.read_bytes() for path in taken.data.iterdir()}
    for alter in ALTERATIONS:
        alter(taken.data)
        with pytest.raises(BackupError):
            manifest.verify(taken.data, manifest.read(taken.data), keyring)
        for path, content in kept.items():
            path.write_bytes(content)


async def test_what_fails_leaves_nothing(
    superuser_url: str, superuser: asyncpg.Connection, keyring: LocalKeyring, key_folder: Path, to: Targets
) -> None:
    """A table that somebody holds: pg_dump gives up, and there is neither a copy of the data nor one of the keys."""
    async with superuser.transaction():
        await superuser.execute("LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE")
        for recipients in ((), (new_identity(NOON)[1],)):
            with pytest.raises(BackupError, match="pg_dump did not finish"):
                await take(superuser_url, keyring, key_folder, replace(to, recipients=recipients), NOON)
    assert [path for path in (*to.data.iterdir(), *to.keys.parent.rglob("*")) if path.is_file()] == []
    assert list(to.data.iterdir()) == []


def test_keys_of_another_moment_are_refused(
    key_folder: Path, make_stand: Callable[..., manifest.Stand]
) -> None:
    """CNF-11, decision 0012: a generation that wraps something in the copy must be among the keys."""
    files = sealed_keys.read_folder(key_folder)
    require_roots(files, make_stand("care-1", "financial-1"))
    with pytest.raises(BackupError, match="lack care-2"):
        require_roots(files, make_stand("care-1", "care-2"))
    with pytest.raises(BackupError, match="no root keys"):
        require_roots({}, make_stand())


@pytest.fixture
def make_stand() -> Callable[..., manifest.Stand]:
    def make(*root_keys: str) -> manifest.Stand:
        return manifest.Stand("0040_restoring", 18, "owner", (), 3, 0, 0, 0, root_keys)

    return make


def test_no_list_of_processes_shows_a_password() -> None:
    """ASVS 5.0.0-v13.3.1."""
    url = "postgresql://us%40er:p%2Fw%3A1@db.example:5433/relais?sslmode=require"
    assert without_password(url) == (
        "postgresql://us%40er@db.example:5433/relais?sslmode=require",
        "p/w:1",
    )
    assert without_password("postgresql://a@/relais?host=%2Ftmp") == (
        "postgresql://a@/relais?host=%2Ftmp",
        None,
    )


def test_programs_are_as_new_as_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """An older pg_dump cannot read a newer server, and one of 17 or later restores nothing into one before it: that is
    said, not tried."""
    mine = find_binaries()
    monkeypatch.setenv("RELAIS_PG_BIN", str(mine.folder))
    assert programs.programs_for(mine.major) == mine
    for server in (mine.major + 1, *((16,) if mine.major >= programs.WITH_TRANSACTION_TIMEOUT else ())):
        with pytest.raises(BackupError, match=f"for PostgreSQL {server} .* RELAIS_PG_BIN"):
            programs.programs_for(server)
