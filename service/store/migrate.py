"""Brings a database to the schema of this code. Needs a login that owns the schema and may create roles."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

OLDEST_SERVER = 150000
ADVISORY_LOCK = 0x52454C41
"""Two processes that start together migrate one after the other."""


class ServerTooOld(Exception):
    """The server is older than PostgreSQL 15."""


async def migrate(url: str, *, to: str = "head") -> None:
    """Apply what is missing, in one transaction per migration; nothing happens when nothing is missing.

    `url` as asyncpg reads it. Raises `ServerTooOld`.
    """
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
    connection.commit()
    try:
        command.upgrade(configuration(connection), to)
        # Whoever serves looks at the revision first; the table is its owner's.
        connection.execute(text("GRANT SELECT ON relais.alembic_version TO relais_app"))
        connection.commit()
    finally:
        connection.rollback()
        connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": ADVISORY_LOCK})


def configuration(connection: Connection) -> Config:
    """Alembic's configuration for a connection already open."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).resolve().parents[2] / "migrations"))
    config.attributes["connection"] = connection
    return config
