"""Brings a database to the schema of this code. Needs a login that owns the schema and may create roles.

It may be done while replicas serve: a migration waits for a table no longer than `LOCK_TIMEOUT`, and the code of before
goes on upon the new schema (`service.store.revisions`).
"""

import asyncio

import asyncpg
import structlog
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from service.store.revisions import BEFORE_IT, FIRST_BOUND, FOLDER, NOTE

log = structlog.get_logger("relais.migrate")

OLDEST_SERVER = 150000
ADVISORY_LOCK = 0x52454C41
"""Two processes that start together migrate one after the other."""
LOCK_TIMEOUT = "300ms"
"""Whoever wants a table that a migration waits for waits behind it. Well under PostgreSQL's `deadlock_timeout` of 1 s:
of two who wait for each other it is the migration that gives way, and never somebody's reading."""
PAUSE = 1.0
"""Seconds that the others are let through before the next attempt."""
ATTEMPTS = 100
"""Two minutes in all: longer than any statement of ours may take, shorter than a backup."""
LOST = {asyncpg.LockNotAvailableError.sqlstate, asyncpg.DeadlockDetectedError.sqlstate}


class ServerTooOld(Exception):
    """The server is older than PostgreSQL 15."""


class TablesInUse(Exception):
    """Somebody kept a table for as long as a migration was ready to try: what was finished stays."""


async def migrate(url: str, *, to: str = "head", attempts: int = ATTEMPTS, pause: float = PAUSE) -> None:
    """Apply what is missing, in one transaction per migration; nothing happens when nothing is missing.

    `url` as asyncpg reads it, `pause` in seconds. Raises `ServerTooOld`, and `TablesInUse` after the last attempt.
    """
    for attempt in range(1, attempts + 1):
        try:
            return await _once(url, to)
        except (asyncpg.PostgresError, DBAPIError) as error:
            if getattr(getattr(error, "orig", error), "sqlstate", None) not in LOST:
                raise
            log.warning("a table is in use", attempt=attempt, of=attempts)
        await asyncio.sleep(pause)
    raise TablesInUse(
        "Somebody holds a table that a migration needs, a backup perhaps. What was finished stays: run it again."
    )


async def _once(url: str, to: str) -> None:
    engine = create_async_engine("postgresql+asyncpg://", poolclass=NullPool, connect_args={"dsn": url})
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_upgrade, to)
            await connection.commit()
    finally:
        await engine.dispose()


def _upgrade(connection: Connection, to: str) -> None:
    version = int(connection.scalar(text("SHOW server_version_num")) or 0)
    if version < OLDEST_SERVER:
        raise ServerTooOld("Relais needs PostgreSQL 15 or later.")
    connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": ADVISORY_LOCK})
    connection.execute(text("CREATE SCHEMA IF NOT EXISTS relais"))
    # Not before the lock: the other one may take long.
    connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
    connection.commit()
    try:
        config = configuration(connection)
        command.upgrade(config, to)
        _note_reach(connection, ScriptDirectory.from_config(config))
        connection.commit()
    finally:
        connection.rollback()
        connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": ADVISORY_LOCK})


def configuration(connection: Connection) -> Config:
    """Alembic's configuration for a connection already open."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def _note_reach(connection: Connection, script: ScriptDirectory) -> None:
    """Write on the schema which code it still works with, by what its migrations declare."""
    at = MigrationContext.configure(
        connection, opts={"version_table_schema": "relais"}
    ).get_current_revision()
    if at is None:
        return
    applied = [one for one in script.iterate_revisions(at, "base") if one.revision >= FIRST_BOUND]
    oldest = max([BEFORE_IT, *(getattr(one.module, "oldest_code", "") for one in applied)])
    if at < BEFORE_IT:
        oldest = at
    connection.execute(text(f"COMMENT ON TABLE relais.alembic_version IS '{NOTE.format(oldest)}'"))
    # Whoever serves looks at the revision first; the table is its owner's.
    connection.execute(text("GRANT SELECT ON relais.alembic_version TO relais_app"))
