"""Tables as an accountant's program reads them (RFC 4180), and no cell that a spreadsheet would run as a formula
(CWE-1236; ASVS 5.0.0-v1.2.10)."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

Value = str | int | Decimal | None

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""The beginnings that spreadsheets take for a formula, the wide signs of East Asian keyboards among them."""


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe goes before such a beginning, spaces or not."""
    return f"'{text}" if text.startswith(FORMULA) or text.lstrip().startswith(FORMULA) else text


def written(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    """A table with its header, lines ended by CRLF (RFC 4180); nothing for None, numbers as they are."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow([_harmless(name) for name in header])
    lines.writerows([_harmless(value) for value in row] for row in rows)
    return text.getvalue()


def _harmless(value: Value) -> Value:
    """A text that would be a formula stands behind an apostrophe; a number is a number, below zero too."""
    return harmless(value) if isinstance(value, str) else value


def in_dollars(cents: int | None) -> Decimal | None:
    """Cents as an amount with two decimals: exact, and the same in both languages, as programs read it."""
    return None if cents is None else Decimal(cents).scaleb(-2)
