"""Pictures drawn on the server: geometry in numbers, colour by class, words from whoever draws (screens, section 4)."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 320
ROW = 34
"""Units from one bar to the next: a line of words, then the bar."""
TEXT = 12
LONGEST = 250
"""The longest bar; its number stands behind it, within the picture."""
HEIGHT = 126
TOP, BOTTOM = 24, 100


@dataclass(frozen=True)
class Bar:
    """One bar: what it is of, how long it is, and its number as text; without a length, the number alone."""

    label: str
    shown: str
    y: int
    width: int


@dataclass(frozen=True)
class Bars:
    """Bars under each other, the longest first."""

    height: int
    bars: Sequence[Bar]


def bars(rows: Sequence[tuple[str, int | None, str]]) -> Bars:
    """Bars of (label, value, number as shown), sorted; what is withheld is text without a bar (DAT-05)."""
    ordered = sorted(rows, key=lambda row: (row[1] is None, -(row[1] or 0), row[0]))
    most = max((value for _, value, _ in rows if value is not None), default=0)
    drawn = [
        Bar(label, shown, number * ROW, _length(value, most))
        for number, (label, value, shown) in enumerate(ordered)
    ]
    return Bars(len(drawn) * ROW, drawn)


def _length(value: int | None, most: int) -> int:
    """In proportion, and never too short to see unless it is nothing."""
    if value is None or value <= 0 or most <= 0:
        return 0
    return max(round(LONGEST * value / most), 2)


@dataclass(frozen=True)
class Steps:
    """A line that goes down, or up, in steps: one step for each month."""

    path: str
    first: str
    last: str
    zero: int


def steps(values: Sequence[tuple[str, int]]) -> Steps | None:
    """A line through (label, value), each held for one step; None without at least one."""
    if not values:
        return None
    amounts = [value for _, value in values]
    low, high = min(0, *amounts), max(1, *amounts)
    wide = WIDTH / len(values)
    path = f"M0 {_place(amounts[0], low, high)}"
    for number, value in enumerate(amounts):
        path += f"V{_place(value, low, high)}H{round((number + 1) * wide)}"
    return Steps(path, values[0][0], values[-1][0], _place(0, low, high))


def _place(value: int, low: int, high: int) -> int:
    return round(BOTTOM - (BOTTOM - TOP) * (value - low) / (high - low))
