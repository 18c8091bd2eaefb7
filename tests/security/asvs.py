"""The requirements of OWASP ASVS 5.0.0, by number and level, and the rows of our table.

The numbers and levels are those of the OWASP Application Security Verification Standard 5.0.0 (May 2025), © The OWASP
Foundation, licensed under Creative Commons Attribution-ShareAlike 4.0 International
(https://creativecommons.org/licenses/by-sa/4.0/); of its text nothing is copied, and the subjects in our table are
words of ours.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from tests.quality.source import PROJECT

PAGES: Final = sorted((PROJECT / "docs" / "security").glob("asvs-*.md"))

LEVELS: Final = {
    "1": ("22", "1111122223", "112222222223", "222", "123"),
    "2": ("122", "112", "12223", "23"),
    "3": ("3", "113", "12223", "11222233", "11122333", "3", "22333"),
    "4": ("12233", "23333", "22", "1222"),
    "5": ("2", "112333", "113", "222"),
    "6": ("122", "111111112222", "11223333", "112233", "22222333", "2223", "33", "2222"),
    "7": ("222", "1111", "22", "11222", "223", "22"),
    "8": ("1233", "1123", "133", "23"),
    "9": ("111", "1222"),
    "10": ("22", "223", "22223", "1111122222233333", "22222", "22", "222"),
    "11": ("2233", "22233", "11233", "1222", "23", "23", "33"),
    "12": ("12233", "11", "22223"),
    "13": ("2333", "222223", "2233", "1222233"),
    "14": ("22", "12223333", "122"),
    "15": ("12233", "12233", "1222222", "3333"),
    "16": ("2", "22222", "2222", "222", "2223"),
    "17": ("23", "22223333", "22"),
}
"""By chapter, a string for each section, and in it a digit for each requirement: the lowest level that asks for it."""

NAMED_OF_LEVEL_3: Final = frozenset({"2.3.5", "7.5.3", "15.4.2"})
"""What Relais holds itself to beyond level 2: two people, a fresh proof, no check apart from its act."""

State = Literal["met", "not applicable", "open"]


def levels() -> dict[str, int]:
    """The level of each requirement, by its number."""
    return {
        f"{chapter}.{section}.{number}": int(level)
        for chapter, sections in LEVELS.items()
        for section, digits in enumerate(sections, start=1)
        for number, level in enumerate(digits, start=1)
    }


@dataclass(frozen=True)
class Row:
    """One row of the table."""

    number: str
    level: int
    subject: str
    state: str
    said: str
    """By what it is met, why it does not apply, or what is missing."""


_ROW = re.compile(r"^\| v5\.0\.0-([0-9.]+) \| ([123]) \| ([^|]+) \| ([^|]+) \| (.*) \|$", re.MULTILINE)


def rows(pages: tuple[Path, ...] | None = None) -> list[Row]:
    """The rows of every page of the table."""
    texts = [page.read_text(encoding="utf-8") for page in pages or PAGES]
    return [
        Row(number, int(level), subject.strip(), state.strip(), said.strip())
        for text in texts
        for number, level, subject, state, said in _ROW.findall(text)
    ]
