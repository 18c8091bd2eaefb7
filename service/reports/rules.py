"""Small cells: a count below five is not shown, and cannot be found by taking the others from the total (DAT-05)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LEAST: Final = 5
"""The smallest count that is shown; zero is shown too: it is nobody."""

SMALL: Final = "<5"
WITHHELD: Final = "withheld"


@dataclass(frozen=True)
class Cell:
    """A count, or why it is not shown: `<5` because it is small, `withheld` because it would give a small one away."""

    count: int | None
    shown: str

    @property
    def hidden(self) -> bool:
        """Whether the count is kept back, and with it every amount beside it."""
        return self.count is None


@dataclass(frozen=True)
class Cells:
    """Counts that add up to a total; the total is withheld too when it alone would give a small count away."""

    cells: Mapping[str, Cell]
    total: Cell


def cell(count: int) -> Cell:
    """One count on its own (DAT-05)."""
    return Cell(None, SMALL) if 0 < count < LEAST else Cell(count, str(count))


def suppressed(counts: Mapping[str, int]) -> Cells:
    """Counts that add up, with small ones hidden, and as many more as it takes to hide them (DAT-05).

    What is hidden adds up to five at least and is two cells at least, so that no difference tells a small count; when
    that cannot be, the total is withheld.
    """
    hidden = {name for name, count in counts.items() if 0 < count < LEAST}
    for name in sorted(counts, key=lambda each: (counts[each], each)):
        if not hidden or _safe(hidden, counts):
            break
        if counts[name] >= LEAST:
            hidden.add(name)
    total = sum(counts.values())
    safe = not hidden or _safe(hidden, counts)
    return Cells(
        {name: _shown(count, name in hidden) for name, count in counts.items()},
        cell(total) if safe or 0 < total < LEAST else Cell(None, WITHHELD),
    )


def _safe(hidden: set[str], counts: Mapping[str, int]) -> bool:
    return len(hidden) >= 2 and sum(counts[name] for name in hidden) >= LEAST


def _shown(count: int, hidden: bool) -> Cell:
    if not hidden:
        return Cell(count, str(count))
    return Cell(None, SMALL if count < LEAST else WITHHELD)
