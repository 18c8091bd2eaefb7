"""The rows that events vouch for, compared with the rows as they stand (FND-09)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from service.store.session import plain
from service.store.statements import sql
from service.trail.recorder import SealedRow
from service.trail.verifying.judge import Trouble, Wrong

if TYPE_CHECKING:
    import asyncpg

Key = tuple[Any, ...]

# A table is found by its own `id` where it has one, otherwise by its primary key.
KEYS = sql(
    """
    SELECT CAST(to_regclass(:table) AS text) AS name, a.attname AS column,
           format_type(a.atttypid, a.atttypmod) AS type
    FROM pg_attribute a
    LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY(i.indkey)
    WHERE a.attrelid = to_regclass(:table) AND a.attnum > 0 AND NOT a.attisdropped
      AND (a.attname = 'id' OR i.indrelid IS NOT NULL)
    ORDER BY a.attnum
    """
)


class VouchedRows:
    """Compares rows; the last event that vouches for a row counts, so a later one can clear a suspect.

    Only suspects are remembered, so memory does not grow with the log.
    """

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self._tables: dict[str, _Table | None] = {}
        self._suspects: dict[tuple[str, Key], Wrong] = {}

    @property
    def wrong(self) -> list[Wrong]:
        """The rows that differ from the last event that vouches for them."""
        return list(self._suspects.values())

    async def compare(self, rows: Iterable[SealedRow]) -> None:
        """Hold these rows, in the order in which they were sealed, against the tables."""
        last: dict[str, dict[Key, SealedRow]] = defaultdict(dict)
        for row in rows:
            table = await self._table(row.table)
            last[row.table][table.key(row) if table else (str(row.id),)] = row
        for name, sealed in last.items():
            await self._compare(name, sealed)

    async def _compare(self, name: str, sealed: Mapping[Key, SealedRow]) -> None:
        table = self._tables[name]
        standing = await table.rows(self._connection, list(sealed)) if table else {}
        for key, row in sealed.items():
            self._suspects.pop((name, key), None)
            if wrong := _difference(row, standing.get(key)):
                self._suspects[name, key] = wrong

    async def standing(self, row: SealedRow) -> tuple[Key, dict[str, Any] | None]:
        """By what a row is found, and how it stands now; nothing when it is gone."""
        table = await self._table(row.table)
        if table is None:
            return (str(row.id),), None
        key = table.key(row)
        return key, (await table.rows(self._connection, [key])).get(key)

    async def _table(self, name: str) -> _Table | None:
        if name not in self._tables:
            columns = await self._connection.fetch(KEYS.text, *KEYS.arguments({"table": name}))
            self._tables[name] = _Table.of(columns)
        return self._tables[name]


class _Table:
    """How to find the rows of one table."""

    def __init__(self, name: str, columns: Sequence[str], types: Sequence[str]) -> None:
        self._columns = columns
        quoted = [f'"{column}"' for column in columns]
        arrays = ", ".join(f"CAST(${n} AS {type_}[])" for n, type_ in enumerate(types, 1))
        # The names are the catalogue's own answers, quoted by it or by us.
        self._select = (
            f"SELECT t.* FROM {name} t JOIN unnest({arrays}) AS k ({', '.join(quoted)}) "  # noqa: S608
            f"USING ({', '.join(quoted)})"
        )

    @staticmethod
    def of(columns: Sequence[Mapping[str, Any]]) -> _Table | None:
        """The table that the catalogue describes, or nothing when it is not there."""
        if not columns:
            return None
        chosen = [each for each in columns if each["column"] == "id"] or list(columns)
        return _Table(
            chosen[0]["name"], [each["column"] for each in chosen], [each["type"] for each in chosen]
        )

    def key(self, row: SealedRow) -> Key:
        """What this row is found by, as JSON has it."""
        if tuple(self._columns) == ("id",):
            return (str(row.id),)
        return tuple(row.row.get(column) for column in self._columns)

    async def rows(self, connection: asyncpg.Connection, keys: Sequence[Key]) -> dict[Key, dict[str, Any]]:
        """The rows that stand, by key."""
        arrays = [list(column) for column in zip(*keys, strict=True)]
        found = [plain(row) for row in await connection.fetch(self._select, *arrays)]
        return {tuple(row[column] for column in self._columns): row for row in found}


def _difference(sealed: SealedRow, standing: Mapping[str, Any] | None) -> Wrong | None:
    if standing is None:
        return Wrong(sealed.table, str(sealed.id), Trouble.MISSING)
    altered = tuple(
        column
        for column, value in sorted(sealed.row.items())
        if column not in standing or standing[column] != value
    )
    return Wrong(sealed.table, str(sealed.id), Trouble.ALTERED, altered) if altered else None
