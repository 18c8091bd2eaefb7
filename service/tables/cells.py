"""Cells into values: texts, numbers, dates, words of a list. The rest is rejected with a reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final, TypeVar

from service.tables.bad_rows import BadRow, Reason
from service.tables.rows import Row

LARGEST: Final = 10_000
"""Of beds, rooms or people in one row: four times the largest real project, so that a slip of the keyboard shows."""

LONGEST_QUOTED: Final = 60

_WHOLE: Final = re.compile(r"([+-]?)([0-9]{1,12})(?:\.0*)?")
_DAY: Final = re.compile(r"((?:20)?[0-9]{2})-([0-9]{2})-([0-9]{2})(?:[T ][0-9:.]+Z?)?")
_UNSAFE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

Known = TypeVar("Known")


class RejectedError(Exception):
    """A cell or row that cannot go in; becomes a BadRow of its line."""

    def __init__(self, reason: Reason, **facts: str | int) -> None:
        super().__init__(reason)
        self.reason: Reason = reason
        self.facts = facts

    def at(self, line: int) -> BadRow:
        """The bad row that a report lists, at this line of the file."""
        return BadRow(line, self.reason, tuple(self.facts.items()))


def text(row: Row, column: str) -> str:
    """A cell, white space collapsed; may be empty. Rejects what is not UTF-8, and control characters."""
    cell = row.cells[column.casefold()]
    if _UNSAFE.search(cell):
        raise RejectedError("encoding")
    return " ".join(cell.split())


def optional(row: Row, column: str) -> str:
    """A cell of a column that some editions lack; empty where it is not there."""
    return text(row, column) if column.casefold() in row.cells else ""


def required(row: Row, column: str) -> str:
    """A cell that must say something."""
    found = text(row, column)
    if not found:
        raise RejectedError("missing", column=column)
    return found


def whole(row: Row, column: str) -> int:
    """A number of beds, rooms or people: 48, or 48.0 as some years write it; never 48.5, -1 or absurd."""
    number = _number(column, required(row, column))
    if number > LARGEST:
        raise RejectedError("too_large", column=column, value=number, limit=LARGEST)
    return number


def whole_or_zero(row: Row, column: str) -> int:
    """The same, where the source leaves a cell empty for none."""
    return whole(row, column) if text(row, column) else 0


def identifier(row: Row, column: str) -> str:
    """A source's own number for a thing, as digits (editions with decimals write 16892.0)."""
    return str(_number(column, required(row, column)))


def _number(column: str, cell: str) -> int:
    match = _WHOLE.fullmatch(cell)
    if match is None:
        raise RejectedError("not_whole", column=column, value=_quoted(cell))
    number = int(match[2])
    if match[1] == "-" and number:
        raise RejectedError("negative", column=column, value=-number)
    return number


def day(row: Row, column: str) -> date:
    """A date of this century: 2024-03-31, 2020-01-01T00:00:00 or, in one edition, 21-01-01."""
    cell = required(row, column)
    match = _DAY.fullmatch(cell)
    try:
        if match is not None:
            return date(2000 + int(match[1]) % 100, int(match[2]), int(match[3]))
    except ValueError:
        pass
    raise RejectedError("not_a_date", column=column, value=_quoted(cell))


def one_of(row: Row, column: str, known: Mapping[str, Known], reason: Reason = "unknown_value") -> Known:
    """What a cell's word means, whatever its case; an unknown word is named, never guessed."""
    cell = required(row, column)
    for word, meaning in known.items():
        if word.casefold() == cell.casefold():
            return meaning
    raise RejectedError(reason, column=column, value=_quoted(cell))


def _quoted(cell: str) -> str:
    return cell if len(cell) <= LONGEST_QUOTED else cell[: LONGEST_QUOTED - 1] + "…"
