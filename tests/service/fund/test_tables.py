"""The code's view of the tables of cases and of the fund, against the schema that the migrations made."""

from typing import Any

import pytest
from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import dialect

from service.cases import tables as cases
from service.fund import tables as fund

TABLES = [table for module in (cases, fund) for table in vars(module).values() if isinstance(table, Table)]
FORBIDDEN = {"name", "birth_date", "phone", "photo", "story", "status", "nationality", "complaint", "iban"}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
async def test_every_column_is_as_the_code_sees_it(superuser: Any, table: Table) -> None:
    """Name, type and whether it may be empty, column by column, in the order of the table."""
    postgres = dialect()  # type: ignore[no-untyped-call]
    found = await superuser.fetch(
        """
        SELECT a.attname, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull FROM pg_attribute a
        WHERE a.attrelid = $1::text::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
        """,
        table.name,
    )
    seen = [
        (column.name, column.type.compile(postgres).lower(), not column.nullable) for column in table.columns
    ]
    assert [tuple(row) for row in found] == seen


@pytest.mark.parametrize(
    "table", [t for t in TABLES if t.name not in {"payees", "envelopes"}], ids=lambda t: t.name
)
def test_no_column_for_what_relais_does_not_keep(table: Table) -> None:
    """CNF-02, CNF-08, IMM-02, CPL-01, FND-08."""
    assert {column.name for column in table.columns}.isdisjoint(FORBIDDEN)
