"""Lines written by hand while everything was down, and in which order they count (BED-15)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal
from uuid import UUID

What = Literal["count", "unchanged", "arrival", "departure"]
ORDER: tuple[What, ...] = ("arrival", "departure", "count", "unchanged")
"""Of lines of the same minute: whoever counts has seen who came and who left."""


@dataclass(frozen=True)
class Line:
    """One line of the sheet: when it was written (UTC), and what; `free` of a count, `code` of an arrival, the bed of
    a departure."""

    at: datetime
    what: What
    free: int | None = None
    code: str | None = None
    bed_id: UUID | None = None


@dataclass(frozen=True)
class Numbered:
    """A line with its place on the sheet, from 1, and the key under which it has one effect."""

    number: int
    key: str
    line: Line


def in_order(shelter_id: UUID, lines: Iterable[Line]) -> Iterator[Numbered]:
    """The lines in the order of their times, each under a key of its own: the same sheet again is the same keys, so
    that nothing happens twice (BED-15, BED-16)."""
    seen: Counter[Line] = Counter()
    placed = sorted(enumerate(lines, 1), key=lambda item: (item[1].at, ORDER.index(item[1].what), item[0]))
    for number, line in placed:
        seen[line] += 1
        said = f"{shelter_id} {line.at.isoformat()} {line.what} {line.free} {line.code} {line.bed_id} {seen[line]}"
        yield Numbered(number, f"paper-{sha256(said.encode()).hexdigest()[:40]}", line)


def faulty_line(lines: Iterable[Line]) -> int | None:
    """The number of the first line that lacks what its kind says, or says more; `None` when all are whole."""
    wanted = {"count": "free", "unchanged": None, "arrival": "code", "departure": "bed_id"}
    for number, line in enumerate(lines, 1):
        said = {name for name in ("free", "code", "bed_id") if getattr(line, name) is not None}
        if said != ({wanted[line.what]} - {None}):
            return number
    return None
