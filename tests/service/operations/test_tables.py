"""The code's view of the room's tables against the schema that the migrations made."""

from typing import Any

from sqlalchemy.dialects.postgresql import dialect

from service.operations import tables
from service.store.metadata import metadata

NAMES = [
    "bed_agreements",
    "operations",
    "operation_members",
    "places",
    "feasibility_questions",
    "overrides",
    "operation_requests",
    "request_places",
    "reservations",
    "held_nights",
    "arrival_points",
]
FORBIDDEN = {
    "target",
    "address",
    "suspect",
    "suspects",
    "name",
    "file",
    "file_number",
    "case_number",
    "complaint",
}


async def test_every_column_is_as_the_code_sees_it(superuser: Any) -> None:
    """Name, type and whether it may be empty, column by column, in the order of the table."""
    postgres = dialect()  # type: ignore[no-untyped-call]
    for name in NAMES:
        found = await superuser.fetch(
            """
            SELECT a.attname, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull FROM pg_attribute a
            WHERE a.attrelid = $1::text::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
            """,
            name,
        )
        seen = [
            (column.name, column.type.compile(postgres).lower(), not column.nullable)
            for column in metadata.tables[name].columns
        ]
        assert [tuple(row) for row in found] == seen, name
    assert tables.operations is metadata.tables["operations"]


def test_no_table_has_a_column_for_what_an_operation_must_not_say() -> None:
    """OPS-11, CPL-01: no target, no place of a raid, no suspect, no name, no file number, no complaint."""
    columns = {column.name for name in NAMES for column in metadata.tables[name].columns}
    assert columns.isdisjoint(FORBIDDEN)
