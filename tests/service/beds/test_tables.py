"""The room's tables as the code sees them are those of the migrations."""

import asyncpg
import pytest
from sqlalchemy import Table
from sqlalchemy.dialects import postgresql

from service.beds import tables

TABLES = [table for table in vars(tables).values() if isinstance(table, Table)]
WORDS = {"timestamp with time zone": "TIMESTAMP WITH TIME ZONE", "ARRAY": "TEXT[]"}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
async def test_columns_are_those_of_the_database(table: Table, superuser: asyncpg.Connection) -> None:
    """Every column: its name, its type, and whether it may be empty."""
    rows = await superuser.fetch(
        "SELECT column_name, data_type, is_nullable FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = $1",
        table.name,
    )
    found = {
        r["column_name"]: (WORDS.get(r["data_type"], r["data_type"].upper()), r["is_nullable"] == "YES")
        for r in rows
    }
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    assert found == {c.name: (c.type.compile(dialect), bool(c.nullable)) for c in table.columns}


def test_every_table_of_the_room_is_there() -> None:
    assert len(TABLES) == 10
