"""What a spreadsheet would run: one rule for every table that leaves Relais (CWE-1236; ASVS 5.0.0-v1.2.10)."""

from typing import Final

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""The beginnings that spreadsheets take for a formula, the wide signs of East Asian keyboards among them."""


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe goes before such a beginning, spaces or not."""
    return f"'{text}" if text.startswith(FORMULA) or text.lstrip().startswith(FORMULA) else text
