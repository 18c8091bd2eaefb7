"""Pictures drawn on the server: geometry in numbers, colour by class, words from whoever draws (screens, section 4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

WIDTH = 320
ROW = 34
"""Units from one bar to the next: a line of words, then the bar."""
TEXT = 12
LONGEST = 250
"""The longest bar; its number stands behind it, within the picture."""
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


@dataclass(frozen=True)
class Night:
    """One column, from its foot up: (what, y, height) for taken, held, closed and empty; its table row beside it."""

    x: int
    label: str
    numbers: tuple[int, int, int, int]
    segments: tuple[tuple[str, int, int], ...]


KINDS_OF_NIGHT = ("taken", "held", "closed", "empty")
COLUMN, FOOT, TALLEST, APART = 17, 102, 96, 1
"""Units: a column's width, where it stands, how tall a full house is, and the paper between two segments."""


def nights(rows: Sequence[tuple[str, tuple[int, int, int, int]]]) -> list[Night]:
    """Columns of (day, (taken, held, closed, empty)), in beds: the tallest house of these nights fills the height."""
    most = max((sum(numbers) for _, numbers in rows), default=0) or 1
    wide = WIDTH / max(len(rows), 1)
    return [
        Night(round(at * wide + (wide - COLUMN) / 2), label, numbers, _stacked(numbers, most))
        for at, (label, numbers) in enumerate(rows)
    ]


def _stacked(numbers: tuple[int, int, int, int], most: int) -> tuple[tuple[str, int, int], ...]:
    found, below = [], 0
    for kind, number in zip(KINDS_OF_NIGHT, numbers, strict=True):
        foot = FOOT - round(TALLEST * below / most)
        top = FOOT - round(TALLEST * (below + number) / most)
        if number:
            found.append((kind, top, max(foot - top - APART, 1)))
        below += number
    return tuple(found)


@dataclass(frozen=True)
class Burn:
    """What is free over an envelope's days: a step line, the promised band above it, the even pace, and today."""

    free: str
    promised: str
    even: str
    today: int
    high: str
    first: str
    last: str


def burn(
    days: Sequence[tuple[int, int, int]], length: int, today: int, labels: tuple[str, str, str]
) -> Burn | None:
    """Picture 3, of (day, free, promised) from the envelope's first day 0 to `length`, both sums in cents.

    `labels`: the highest sum, the first and the last day, as shown. None before anything came in.
    """
    high = max((free + promised for _, free, promised in days), default=0)
    if high <= 0 or length <= 0:
        return None
    now = round(WIDTH * min(max(today, 0), length) / length)
    at = [(round(WIDTH * min(max(day, 0), length) / length), free, promised) for day, free, promised in days]
    lower, upper = ([(x, _place(max(0, low), 0, high)) for x, low in line] for line in _lines_of(at))
    band = f"M{upper[0][0]} {upper[0][1]}{_steps_to(upper, now)}V{lower[-1][1]}{_steps_back(lower)}Z"
    line = f"M{lower[0][0]} {lower[0][1]}{_steps_to(lower, now)}"
    even = f"M{lower[0][0]} {TOP}L{WIDTH} {BOTTOM}"
    return Burn(line, band, even, now, *labels)


def _lines_of(at: Sequence[tuple[int, int, int]]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    return [(x, free) for x, free, _ in at], [(x, free + promised) for x, free, promised in at]


def _steps_to(points: Sequence[tuple[int, int]], end: int) -> str:
    """From each point on until the next one, and the last one until the end."""
    return "".join(f"H{x}V{y}" for x, y in points[1:]) + f"H{end}"


def _steps_back(points: Sequence[tuple[int, int]]) -> str:
    """The same line from its end to its beginning."""
    return "".join(f"H{x}V{before[1]}" for before, (x, _) in reversed(list(pairwise(points)))) + (
        f"H{points[0][0]}"
    )


LANE = 46
"""Units for one urgency: a line of words, then its dots."""
TARGET_AT = 160
DOT = 9


@dataclass(frozen=True)
class Dots:
    """One urgency: its words, where its words and its dots stand, and each dot (x, y)."""

    label: str
    y: int
    dots: Sequence[tuple[int, int]]


def dots(lanes: Sequence[tuple[str, int, Sequence[int]]]) -> Sequence[Dots]:
    """Picture 4, of (label, target, minutes taken): a dot per request, its target always at the same place.

    Dots that would cover each other stand on each other; twice the target and later stand at the edge.
    """
    return [
        Dots(label, number * LANE, _piled(target, minutes, number * LANE))
        for number, (label, target, minutes) in enumerate(lanes)
    ]


def _piled(target: int, minutes: Sequence[int], top: int) -> list[tuple[int, int]]:
    heights: dict[int, int] = {}
    found = []
    for taken in sorted(minutes):
        column = round(min(taken / max(target, 1), 2) * TARGET_AT / DOT)
        level = heights[column] = heights.get(column, -1) + 1
        found.append((min(column * DOT, WIDTH - 2 * DOT) + 5, top + 38 - min(level, 2) * DOT))
    return found


STEP = 24
ACROSS = 11
"""Places in a line of the board."""


@dataclass(frozen=True)
class PlaceRow:
    """One letter's places: the shape of each, and where it stands."""

    label: str
    y: int
    dots: Sequence[tuple[str, int, int]]


@dataclass(frozen=True)
class Places:
    """A row per letter, one shape per place; never a row per house."""

    height: int
    rows: Sequence[PlaceRow]


def places_of_board(rows: Sequence[tuple[str, Sequence[str]]]) -> Places:
    """The board of (letter, shapes): what is held first, so that adding places moves none (OPS-05)."""
    order = {"full": 0, "half": 1, "none": 2}
    drawn, top = [], 0
    for label, shapes in rows:
        ordered = sorted(shapes, key=lambda shape: order[shape])
        dots = [
            (shape, 32 + at % ACROSS * STEP, top + at // ACROSS * STEP) for at, shape in enumerate(ordered)
        ]
        drawn.append(PlaceRow(label, top, dots))
        top += STEP * -(-max(len(ordered), 1) // ACROSS) + 4
    return Places(max(top, 1), drawn)
