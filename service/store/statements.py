"""Statements are SQL with names where asyncpg takes numbers, and become so once, when the module that holds them is
read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_NAME = re.compile(r"(?<![:\w]):(\w+)")
"""`:name`; neither a cast (`::uuid`) nor a time of day (`12:30`)."""


@dataclass(frozen=True)
class Statement:
    """SQL with numbered parameters, and the names that fill them in order."""

    text: str
    names: tuple[str, ...]

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        """The values in the order of the parameters.

        Raises `KeyError` for a parameter without a value, `TypeError` for a value without a parameter.
        """
        unknown = values.keys() - set(self.names)
        if unknown:
            raise TypeError(f"the statement has no parameter {sorted(unknown)}")
        return [values[name] for name in self.names]


def sql(query: str) -> Statement:
    """SQL as written, with `:name` parameters; a name that comes twice is one parameter."""
    numbers: dict[str, int] = {}
    text = _NAME.sub(lambda found: f"${numbers.setdefault(found[1], len(numbers) + 1)}", query)
    return Statement(text, tuple(numbers))
