"""Taking a backup while everything goes on: one snapshot of the database, and the keys that open it (CNF-11)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import asyncpg
import msgspec

from service.backups import encryption, manifest, places, sealed_keys
from service.backups.manifest import BackupError, Manifest, Stand
from service.backups.programs import LOCK_WAIT, programs_for, run
from service.keys import root_file
from service.keys.sources import KMS_FILE_NAME
from service.store.statements import sql

if TYPE_CHECKING:
    from service.keys.keyring import Keyring

STANDS = sql(
    """
    SELECT (SELECT version_num FROM relais.alembic_version) AS revision,
        current_setting('server_version_num')::integer / 10000 AS server,
        (SELECT tableowner::text FROM pg_tables WHERE schemaname = 'public' AND tablename = 'events') AS owner,
        ARRAY (SELECT DISTINCT r.rolname::text FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid
            WHERE d.refclassid = 'pg_authid'::regclass
                AND d.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
            ORDER BY 1) AS roles,
        pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next_transaction,
        (SELECT count(*) FROM events) AS events, (SELECT count(*) FROM trail_leaves) AS leaves,
        (SELECT count(*) FROM transfers) AS transfers,
        ARRAY (SELECT DISTINCT root_key_id FROM vault.data_keys WHERE wrapped IS NOT NULL ORDER BY 1) AS root_keys
    """
)
SNAPSHOT = "SELECT pg_export_snapshot()"
ISOLATION = "repeatable_read"


@dataclass(frozen=True)
class Targets:
    """Where the two halves go, what seals the keys', and who may open the data's."""

    data: Path
    keys: Path
    passphrase: str = field(repr=False)
    cost: int = sealed_keys.COST
    """What guessing the passphrase costs: scrypt's N."""
    lock_wait: str = LOCK_WAIT
    recipients: tuple[str, ...] = ()
    """age recipients; without any the data stand in clear."""


@dataclass(frozen=True)
class Taken:
    """Where the two halves of a backup are, and what the database held."""

    data: Path
    keys: Path
    manifest: Manifest


async def take(owner_url: str, keyring: Keyring, key_folder: Path, to: Targets, now: datetime) -> Taken:
    """Copy the database as it stands in one snapshot, and the folder of keys, each whole or not at all.

    Everything acknowledged before this is called is in it. Raises `BackupError`, and then leaves nothing.
    """
    places.apart(to.data, to.keys)
    encryption.recipients_of(to.recipients)
    backup = uuid4()
    data = to.data / places.name_of(places.DATA, now, backup)
    keys = to.keys / f"{places.name_of(places.KEYS, now, backup)}.sealed"
    async with _snapshot(owner_url) as (snapshot, stand):
        # Read after the snapshot: a generation is in the file before anything is wrapped under it.
        files = sealed_keys.read_folder(key_folder)
        require_roots(files, stand)
        sealed = await asyncio.to_thread(
            sealed_keys.seal, files, str(backup), now, to.passphrase, cost=to.cost
        )
        with places.whole_folder(data) as draft:
            bare = Manifest(
                manifest.FORMAT, str(backup), now, stand, {}, encrypted_to=to.recipients or msgspec.UNSET
            )
            dump = draft / bare.dump
            await _dump(owner_url, snapshot, stand, dump, to)
            contents = {bare.dump: await asyncio.to_thread(manifest.content_of, dump)}
            made = manifest.sealed(msgspec.structs.replace(bare, files=contents), keyring)
            text = msgspec.json.format(msgspec.json.encode(made)) + b"\n"
            places.write_whole(draft / manifest.FILE_NAME, text)
            places.write_whole(keys, sealed)  # first: there is never a copy of the data without its keys
    return Taken(data, keys, made)


async def _dump(owner_url: str, snapshot: str, stand: Stand, file: Path, to: Targets) -> None:
    programs = programs_for(stand.server)
    options = ("-Fc", f"--lock-wait-timeout={to.lock_wait}", f"--snapshot={snapshot}")
    if not to.recipients:
        await run(programs, "pg_dump", owner_url, *options, "-f", str(file))
        return

    async def fill(pipe: int) -> None:
        await run(programs, "pg_dump", owner_url, *options, stdout=pipe)

    await encryption.encrypt(file, encryption.recipients_of(to.recipients), fill)


def require_roots(files: dict[str, bytes], stand: Stand) -> None:
    """Raises `BackupError` unless these keys have each generation that wraps something in the database."""
    text = files.get(KMS_FILE_NAME) or files.get(root_file.FILE_NAME)
    if text is None:
        raise BackupError("There are no root keys in the folder of keys.")
    try:
        have = msgspec.json.decode(text, type=root_file.Stored).blobs()
    except (msgspec.MsgspecError, ValueError):
        raise BackupError("The root keys are malformed.") from None
    if missing := [name for name in stand.root_keys if name not in have]:
        raise BackupError(
            f"These keys lack {', '.join(missing)}, which this copy of the data is wrapped under: a root key was "
            "replaced between the two. Take the keys of the same moment."
        )


@asynccontextmanager
async def _snapshot(owner_url: str) -> AsyncIterator[tuple[str, Stand]]:
    """One moment of the database, for as long as this is open; it holds no lock that anybody else wants."""
    connection = await asyncpg.connect(
        owner_url, server_settings={"idle_in_transaction_session_timeout": "0", "statement_timeout": "0"}
    )
    try:
        async with connection.transaction(isolation=ISOLATION, readonly=True):
            try:
                row = await connection.fetchrow(STANDS.text)
            except asyncpg.InsufficientPrivilegeError:
                raise BackupError(
                    "The login that owns the schema copies it: set RELAIS_MIGRATIONS_URL."
                ) from None
            except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
                raise BackupError("There is no Relais in this database to copy.") from None
            yield await connection.fetchval(SNAPSHOT), msgspec.convert(dict(row), Stand)
    finally:
        await connection.close()
