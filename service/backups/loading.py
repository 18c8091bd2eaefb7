"""Loads a copy into an empty database, which stays shut until all that comes before opening has been done."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg

from service.backups import encryption, roles, transactions
from service.backups.manifest import BackupError, Content, Manifest
from service.backups.programs import programs_for, run
from service.backups.shut import IS_SHUT, SHUT
from service.store.migrate import migrate
from service.store.revisions import newest_revision
from service.store.statements import sql

if TYPE_CHECKING:
    from pyrage import x25519

    from service.store.embedded import Binaries

ADVISORY_LOCK = 0x52455354
# Whatever is not PostgreSQL's own, nor an extension's.
HOLDS = sql(
    """
    SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' AND NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
    """
)
CLEAR = """
DROP SCHEMA IF EXISTS relais CASCADE; DROP SCHEMA IF EXISTS vault CASCADE;
DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION pg_database_owner;
"""
STANDS = sql(
    "SELECT (SELECT count(*) FROM events) AS events, (SELECT count(*) FROM trail_leaves) AS leaves, "
    "(SELECT count(*) FROM transfers) AS transfers"
)


@asynccontextmanager
async def alone(owner_url: str) -> AsyncIterator[asyncpg.Connection]:
    """The owner's connection to the target. Raises `BackupError` where another restore into it runs."""
    connection = await asyncpg.connect(owner_url)
    try:
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", ADVISORY_LOCK):
            raise BackupError("Another restore into this database is running.")
        yield connection
    finally:
        await connection.close()


def refuse_newer(manifest: Manifest) -> None:
    """Raises `BackupError` for a copy of a schema that this code does not know."""
    if manifest.stand.revision > newest_revision():
        raise BackupError(
            f"The backup is of a newer Relais ({manifest.stand.revision}): install that one, and restore again."
        )


async def load(
    connection: asyncpg.Connection,
    owner_url: str,
    folder: Path,
    manifest: Manifest,
    identities: Sequence[x25519.Identity] = (),
) -> int:
    """Load the copy and bring it to this schema; how many transactions were counted up. The database stays shut.

    An encrypted copy is opened with `identities` on its way, and is nowhere on a disk in clear.

    Raises `BackupError`. Before anything is touched: for a database that holds something, a newer schema, a server
    that cannot take it. After that the database holds half a restore, and the next one clears it away.
    """
    stand = manifest.stand
    refuse_newer(manifest)
    server = connection.get_server_version().major
    if server < stand.server:
        raise BackupError(
            f"The backup is of PostgreSQL {stand.server}; this server is {server}: take a newer one."
        )
    programs = programs_for(server)
    await transactions.refuse_too_far(connection, stand.next_transaction)
    await shut_empty(connection)
    counted = await transactions.count_up(connection, stand.next_transaction)
    former = await roles.make_missing(connection, stand.roles, stand.owner)
    loaded = await fill(programs, owner_url, folder / manifest.dump, identities)
    _require_verified(loaded, folder, manifest)
    if former:
        await roles.adopt(connection, stand.owner)
    await _compare(connection, manifest)
    await migrate(owner_url)
    return counted


async def shut_empty(connection: asyncpg.Connection) -> None:
    """Shut a database that is empty, or that an unfinished restore has left behind."""
    await require_empty(connection)
    if await connection.fetchval(IS_SHUT):
        await connection.execute(CLEAR)
    else:
        await connection.execute(f"CREATE SCHEMA {SHUT}")


async def require_empty(connection: asyncpg.Connection) -> None:
    """Raises `BackupError` for a database that holds anything but half a restore."""
    if not await connection.fetchval(IS_SHUT) and await connection.fetchval(HOLDS.text):
        raise BackupError(
            "The database is not empty. Nothing was touched: a restore never overwrites. Name an empty one, or move "
            "what is there out of the way yourself."
        )


async def fill(
    programs: Binaries, owner_url: str, dump: Path, identities: Sequence[x25519.Identity]
) -> Content:
    """Fill the database in one transaction, through a pipe; what was read to do it. Raises `BackupError`."""

    async def drain(pipe: int) -> None:
        await run(programs, "pg_restore", owner_url, "--single-transaction", "--exit-on-error", stdin=pipe)

    return await encryption.pour(dump, identities, drain)


def _require_verified(loaded: Content, folder: Path, manifest: Manifest) -> None:
    """Raises `BackupError` where one copy was verified, and another one loaded: minutes lie between the two."""
    if loaded != manifest.files.get(manifest.dump):
        raise BackupError(
            f"{folder / manifest.dump} was changed while it was loaded. The database stays shut: copy the backup to a "
            "disk that nobody else writes to, and restore again."
        )


async def _compare(connection: asyncpg.Connection, manifest: Manifest) -> None:
    found = dict(await connection.fetchrow(STANDS.text))
    if wrong := {name: count for name, count in found.items() if count != getattr(manifest.stand, name)}:
        raise BackupError(f"The copy does not hold what it should: {wrong}.")


async def open_up(connection: asyncpg.Connection) -> None:
    """From here on whoever starts may serve from it."""
    await connection.execute(f"DROP SCHEMA {SHUT} CASCADE")
