"""Statements are compiled once, by SQLAlchemy, and run on asyncpg: raw speed without hand-numbered parameters."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.sql.elements import ClauseElement

_DIALECT = DefaultDialect(paramstyle="numeric_dollar")
"""All of PostgreSQL's that SQL as it is written needs; its own dialect would be imported with every driver's (P7)."""


@dataclass(frozen=True)
class Statement:
    """SQL with numbered parameters, and the names that fill them in order."""

    text: str
    names: tuple[str, ...]
    constants: Mapping[str, Any]

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        """The values in the order of the parameters.

        Raises `KeyError` for a parameter without a value, `TypeError` for a value without a parameter.
        """
        unknown = values.keys() - set(self.names)
        if unknown:
            raise TypeError(f"the statement has no parameter {sorted(unknown)}")
        return [values[name] if name in values else self.constants[name] for name in self.names]


def statement(element: ClauseElement) -> Statement:
    """A SQLAlchemy Core expression, ready to run; its `bindparam`s become the names."""
    compiled = element.compile(dialect=_DIALECT)
    given = {name: value for name, value in compiled.params.items() if value is not None}
    return Statement(str(compiled), tuple(getattr(compiled, "positiontup", None) or ()), given)


def sql(query: str) -> Statement:
    """SQL as written, with `:name` parameters. Cast with `CAST(:name AS uuid)`, never `:name::uuid`."""
    return statement(text(query))
