"""Into an empty database only, of this schema or an older one; and shut until everything is as recorded."""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from api.parts import up_to_date
from service.backups import encryption, loading, programs, roles
from service.backups.manifest import DUMP, BackupError, Content, Manifest, Stand, content_of
from service.backups.restoring import open_if_well
from service.backups.shut import IS_SHUT, SHUT, UNFINISHED
from service.checks import Checked
from service.settings import SettingsError
from service.store.embedded import Server
from tests.conftest import NOON
from tests.service.backups.test_said import GAP, WRONG, findings

FORMER, SEALER = "former_owner", "relais_sealer"
SMALL = f"""
CREATE ROLE {FORMER} NOLOGIN; CREATE ROLE {SEALER} NOLOGIN; GRANT {SEALER} TO {FORMER};
GRANT CREATE ON SCHEMA public TO {FORMER}, {SEALER};
SET ROLE {FORMER};
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
CREATE TABLE things (id integer); CREATE VIEW seen AS SELECT * FROM things;
CREATE FUNCTION opened() RETURNS integer LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
REVOKE EXECUTE ON FUNCTION opened() FROM PUBLIC;
ALTER FUNCTION opened() OWNER TO {SEALER};
RESET ROLE;
GRANT EXECUTE ON FUNCTION opened() TO {FORMER};
"""
LEAVE = f"DROP OWNED BY {FORMER}, {SEALER}; DROP ROLE {FORMER}, {SEALER}"
LOOK = """
SELECT c.relname::text AS name, c.relowner::regrole::text AS owner FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace
UNION ALL SELECT p.proname::text, p.proowner::regrole::text || ' ' || p.proacl::text FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace ORDER BY 1
"""


@dataclass(frozen=True)
class Empty:
    """A database of its own on this worker's server."""

    url: str
    connection: asyncpg.Connection


async def _made(server: Server, name: str) -> str:
    admin = await asyncpg.connect(server.url("postgres"))
    try:
        await admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    finally:
        await admin.close()
    return server.url(name)


@pytest.fixture
async def empty(server: Server, worker_id: str) -> AsyncIterator[Empty]:
    url = await _made(server, f"restored_{worker_id}")
    connection = await asyncpg.connect(url)
    yield Empty(url, connection)
    await connection.close()


async def test_what_was_the_former_owner_s_is_ours(
    server: Server, worker_id: str, empty: Empty, tmp_path: Path
) -> None:
    """A copy from a server whose owner has another name: nothing that opens what others may not belongs to anybody
    else than before, what was the owner's is the present one's, and the role that was made for it is gone."""
    source = await _made(server, f"copied_{worker_id}")
    theirs = await asyncpg.connect(source)
    await theirs.execute(SMALL)
    await programs.run(
        programs.programs_for(theirs.get_server_version().major), "pg_dump", source, "-Fc", "-f",
        str(tmp_path / "database.dump"),
    )  # fmt: skip
    await theirs.execute(LEAVE)
    await theirs.close()

    here = empty.connection
    assert await roles.make_missing(here, (SEALER,), FORMER)
    assert await roles.make_missing(here, (SEALER,), FORMER), "killed here, the next restore adopts as well"
    made = await here.fetchval("SELECT count(*) FROM pg_roles WHERE rolname IN ($1, $2)", FORMER, SEALER)
    assert made == 2
    major = here.get_server_version().major
    await loading.fill(programs.programs_for(major), empty.url, tmp_path / "database.dump", ())
    await roles.adopt(here, FORMER)
    me = await here.fetchval("SELECT current_user::text")
    assert [tuple(row) for row in await here.fetch(LOOK)] == [
        ("opened", f"{SEALER} {{{SEALER}=X/{SEALER},{me}=X/{SEALER}}}"), ("seen", me), ("things", me),
    ]  # fmt: skip
    assert not await here.fetchval("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)", FORMER)
    assert not await roles.make_missing(here, (SEALER,), me)
    await here.execute(f"ALTER ROLE {SEALER} BYPASSRLS")
    with pytest.raises(BackupError, match="may see everything"):
        await roles.make_missing(here, (SEALER,), me)
    await here.execute(f"DROP OWNED BY {SEALER}; DROP ROLE {SEALER}")


async def test_it_is_shut_until_it_is_opened(empty: Empty) -> None:
    """While a restore is not finished nothing serves from the database, nor migrates it; the next clears it away."""
    here = empty.connection
    await loading.shut_empty(here)
    await here.execute("CREATE SCHEMA vault CREATE TABLE half (id integer)")
    with pytest.raises(SettingsError, match="shut") as shut:
        await up_to_date(empty.url)
    assert str(shut.value) == UNFINISHED
    async with loading.alone(empty.url) as again:
        with pytest.raises(BackupError, match="Another restore"):
            async with loading.alone(empty.url):
                pass
        await loading.shut_empty(again)
    assert await here.fetchval("SELECT to_regnamespace('vault') IS NULL")
    await loading.open_up(here)
    assert await here.fetchval(f"SELECT to_regnamespace('{SHUT}') IS NULL")


async def test_what_is_wrong_stays_shut(empty: Empty) -> None:
    """One row that is not as recorded, or one invariant that does not hold, and nobody serves from it (FND-09)."""
    here = empty.connection
    await loading.shut_empty(here)
    for wrong in (
        findings(GAP, WRONG),
        findings(GAP, checks=(Checked("money adds up", False, 3, ["account 4"]),)),
    ):
        await open_if_well(here, wrong)
        assert await here.fetchval(IS_SHUT)
    await open_if_well(here, findings(GAP))
    assert not await here.fetchval(IS_SHUT)


async def test_a_restore_never_overwrites(empty: Empty) -> None:
    """Whatever is in the target stays, and nothing is made beside it."""
    here = empty.connection
    await here.execute("CREATE TABLE precious (id integer); INSERT INTO precious VALUES (7)")
    with pytest.raises(BackupError, match="never overwrites"):
        await loading.shut_empty(here)
    assert await here.fetchval("SELECT id FROM precious") == 7
    assert await here.fetchval(f"SELECT to_regnamespace('{SHUT}') IS NULL")


async def test_a_copy_that_is_swapped_between_looking_and_loading(
    empty: Empty, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The dump runs as the schema's owner: what was loaded is what was verified, or the database stays shut, although
    what was verified lies there again."""
    dump = tmp_path / DUMP
    dump.write_bytes(b"as it was taken")
    major = empty.connection.get_server_version().major
    stand = Stand("0031_travelling", major, await empty.connection.fetchval(roles.ME), (), 3, 0, 0, 0, ())
    made = Manifest(1, "b1", NOON, stand, {DUMP: content_of(dump)})

    async def loads(pipe: int) -> None:
        assert await asyncio.to_thread(os.read, pipe, 99) == b"SELECT evil()"

    async def swapped(*_: object) -> Content:
        dump.write_bytes(b"SELECT evil()")
        loaded = await encryption.pour(dump, (), loads)
        dump.write_bytes(b"as it was taken")
        return loaded

    monkeypatch.setattr(loading, "fill", swapped)
    with pytest.raises(BackupError, match="changed while it was loaded"):
        await loading.load(empty.connection, empty.url, tmp_path, made)
    assert await empty.connection.fetchval(IS_SHUT)


@pytest.mark.parametrize(("revision", "known"), [("0031_travelling", True), ("9999_tomorrow", False)])
def test_a_newer_schema_is_refused(revision: str, known: bool) -> None:
    """An older copy is brought to this schema; what this code does not know is not touched."""
    stand = Stand(revision, 15, "owner", (), 3, 0, 0, 0, ())
    made = Manifest(1, "b1", NOON, stand, {})
    if known:
        loading.refuse_newer(made)
    else:
        with pytest.raises(BackupError, match="newer Relais"):
            loading.refuse_newer(made)
