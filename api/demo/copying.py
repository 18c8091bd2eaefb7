"""A copy of the whole database, made through SQL while the original serves on: for showing what altering one does."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg

from service.store.migrate import migrate

TABLES = """
    SELECT n.nspname AS schema, c.relname AS name,
        array_agg(a.attname ORDER BY a.attnum) FILTER (WHERE a.attgenerated = '') AS columns
    FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind = 'r' AND n.nspname IN ('public', 'vault')
    GROUP BY n.nspname, c.relname ORDER BY 1, 2
"""


@asynccontextmanager
async def copied(owner_url: str) -> AsyncIterator[str]:
    """The URL of a copy that is dropped at the end. `owner_url` signs in as a superuser: the copy's triggers rest."""
    name = f"relais_copy_{uuid4().hex[:12]}"
    original = await asyncpg.connect(owner_url)
    try:
        await original.execute(f'CREATE DATABASE "{name}"')
        try:
            url = _named(owner_url, name)
            await migrate(url)
            await _fill(original, url)
            yield url
        finally:
            await original.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        await original.close()


def _named(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


async def _fill(original: asyncpg.Connection, url: str) -> None:
    """Every row of every table, as of one moment."""
    copy = await asyncpg.connect(url)
    try:
        await copy.execute("SET session_replication_role = replica")
        async with original.transaction(isolation="repeatable_read", readonly=True):
            for table in await original.fetch(TABLES):
                await _fill_one(original, copy, table)
    finally:
        await copy.close()


async def _fill_one(original: asyncpg.Connection, copy: asyncpg.Connection, table: asyncpg.Record) -> None:
    rows = io.BytesIO()
    whole = {"schema_name": table["schema"], "columns": table["columns"]}
    await original.copy_from_table(table["name"], output=rows, format="binary", **whole)
    rows.seek(0)
    await copy.execute(f'DELETE FROM "{table["schema"]}"."{table["name"]}"')  # noqa: S608 - a name of the catalogue
    await copy.copy_to_table(table["name"], source=rows, format="binary", **whole)
