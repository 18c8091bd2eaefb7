"""A sheet of codes as it is pasted or saved by a spreadsheet: good lines come in, bad ones are named (FND-03).

A reason names what is wrong with a line and never repeats what stands in it: a code is money.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from service.cases.screening.rules import screen
from service.refusals import Said

CODE: Final = re.compile(r"[!-~]([ -~]{2,62})[!-~]")
"""What a code looks like: 4 to 64 signs that a telephone shows, none of them a space at either end."""
HEADS: Final = frozenset({"code", "codes"})
MOST_LINES: Final = 5_000

Why = Literal["no_code", "too_many_columns", "no_date", "run_out", "twice"]
WHY: Final[Mapping[Why, Said]] = {
    "no_code": Said("aucun code qui se lise", "no code that can be read"),
    "too_many_columns": Said("plus de deux colonnes", "more than two columns"),
    "no_date": Said(
        "la date de fin n'est pas de la forme 2027-01-31", "the last day is not of the form 2027-01-31"
    ),
    "run_out": Said("la date de fin est passée", "the last day has passed"),
    "twice": Said("le même code plus haut dans la liste", "the same code further up the list"),
}


@dataclass(frozen=True)
class Card:
    """One code of a sheet, and its last day."""

    code: str
    expires_on: date | None


@dataclass(frozen=True)
class BadLine:
    """A line that does not come in, counted from 1, and why."""

    line: int
    why: Why


def read_sheet(text: str, today: date, expires_on: date | None = None) -> tuple[list[Card], list[BadLine]]:
    """Read `code` or `code,last day` line by line (FND-03); `expires_on` is for lines without a day of their own.

    Commas, semicolons and tabs part columns; a first line `code` is a head; empty lines say nothing.
    """
    good: dict[str, Card] = {}
    bad: list[BadLine] = []
    for number, cells in _lines(text):
        found = _card(cells, today, expires_on)
        if isinstance(found, Card) and found.code in good:
            found = "twice"
        if isinstance(found, Card):
            good[found.code] = found
        else:
            bad.append(BadLine(number, found))
    return list(good.values()), bad


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines()[:MOST_LINES], 1):
        sign = next((each for each in "\t;," if each in line), ",")
        cells = [cell.strip() for cell in next(csv.reader([line], delimiter=sign), [])]
        while cells and not cells[-1]:
            cells.pop()
        if cells and not (number == 1 and cells[0].lower() in HEADS):
            yield number, cells


def _card(cells: list[str], today: date, expires_on: date | None) -> Card | Why:
    if not CODE.fullmatch(cells[0]) or screen(cells[0], "identifier"):
        return "no_code"  # words about somebody are no code either (IMM-05)
    if len(cells) > 2:
        return "too_many_columns"
    try:
        last = date.fromisoformat(cells[1]) if len(cells) == 2 else expires_on
    except ValueError:
        return "no_date"
    return "run_out" if last is not None and last <= today else Card(cells[0], last)
