"""Small cells: a count below five is not shown, and no sum or difference of what is shown tells it (DAT-05).

Two decisions, one after the other, over the regions of a country:

1. *Regions*: which totals are shown. A small one takes others with it, and together they form one area whose sum may be
   known (`of_regions`).
2. *Values* of a dimension (gender, category …) over those areas: an area with a small cell shows none of its cells, or,
   when it is alone, those outside a group that hides the small ones; the country then shows what the hidden areas'
   sums allow (`of_values`).

What is known afterwards of the hidden cells is their sums by row and by column. Such sums leave a cell anything between
`max(0, row + column - all)` and `min(row, column)`, and both decisions hold that range wide: **every small cell could
be one, two, three or four, as far as anybody can tell.** The proof by integer programming over drawn tables is a test.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

LEAST: Final = 5
"""The smallest count that is shown; zero is shown too: it is nobody."""

SMALL: Final = "<5"
WITHHELD: Final = "withheld"

Table = Mapping[str, Mapping[str, int]]
"""Counts by region and value. Every region and every value of the code book is there, with zero if need be."""


@dataclass(frozen=True)
class Cell:
    """A count, or why it is not shown: `<5` because it is small, `withheld` because it would give a small one away."""

    count: int | None
    shown: str

    @property
    def hidden(self) -> bool:
        """Whether the count is kept back, and with it every amount beside it."""
        return self.count is None


HIDDEN: Final = Cell(None, WITHHELD)


def cell(count: int) -> Cell:
    """One count on its own (DAT-05)."""
    return Cell(None, SMALL) if is_small(count) else Cell(count, str(count))


def is_small(count: int) -> bool:
    """One to four."""
    return 0 < count < LEAST


def group_hides(small: int, large: int, together: int) -> bool:
    """Whether hidden counts, so many small and so many large, keep each other when their sum is known (DAT-05).

    Each small one must be able to be any of one to four, the other small ones too, and the large ones five at least.
    """
    least = (small - 1) + LEAST * large
    if together - (LEAST - 1) < least:
        return False
    return large > 0 or together - 1 <= (LEAST - 1) * (small - 1)


def hiding_group(counts: Mapping[str, int]) -> frozenset[str] | None:
    """Which counts of a known sum are hidden: the small ones, and the smallest others that it takes (DAT-05).

    Empty when none is small; None when no group hides them: then nothing but the sum is shown.
    """
    small = [name for name, count in counts.items() if is_small(count)]
    if not small:
        return frozenset()
    others = sorted((count, name) for name, count in counts.items() if count >= LEAST)
    for taken in range(len(others) + 1):
        group = (*small, *(name for _, name in others[:taken]))
        if group_hides(len(small), taken, sum(counts[name] for name in group)):
            return frozenset(group)
    return None


@dataclass(frozen=True)
class Regions:
    """What is shown of the regions' totals, and the areas that values are decided by."""

    country: Cell
    cells: Mapping[str, Cell]
    areas: Sequence[tuple[str, ...]]
    """Regions whose sum is known: one by one where they are shown; all hidden ones together. Those at zero are left
    out. Empty when the country itself is too small for anything."""


def of_regions(totals: Mapping[str, int]) -> Regions:
    """Decide which regions are shown, the country first (DAT-05)."""
    country = cell(sum(totals.values()))
    if country.hidden:
        return Regions(country, _few(totals), ())
    hidden = hiding_group(totals)
    if hidden is None:
        return Regions(country, dict.fromkeys(totals, HIDDEN), (tuple(totals),))
    shown = [(name,) for name, count in totals.items() if count and name not in hidden]
    areas = [*shown, tuple(sorted(hidden))] if hidden else shown
    return Regions(country, _labelled(totals, hidden), areas)


def _few(totals: Mapping[str, int]) -> dict[str, Cell]:
    """A country with fewer than five: one region may say so; of several, none, or their number would tell."""
    if sum(1 for count in totals.values() if count) > 1:
        return dict.fromkeys(totals, HIDDEN)
    return {name: cell(count) for name, count in totals.items()}


def _labelled(counts: Mapping[str, int], hidden: frozenset[str]) -> dict[str, Cell]:
    """Counts as shown; a hidden one says whether it is small."""
    return {
        name: HIDDEN if name in hidden and not is_small(count) else cell(count)
        for name, count in counts.items()
    }


@dataclass(frozen=True)
class Values:
    """What is shown of a dimension: of the country by value, and of each region by value."""

    country: Mapping[str, Cell]
    regions: Mapping[str, Mapping[str, Cell]]


def of_values(table: Table, regions: Regions) -> Values:
    """Decide which cells of a dimension are shown, the country's before those of any region (DAT-05)."""
    if not regions.areas:
        return _nothing(table, regions)
    unsafe = [area for area in regions.areas if not _can_show(table, area)]
    hidden, group = _hidden_areas(table, regions, unsafe)
    kept = hidden if group is not None else unsafe
    # Without a group no sum of the hidden areas may be known, so the country's are not: the other areas can stay.
    return Values(
        _country(table, group),
        {name: _region(table[name], *_standing(regions, name, kept), group) for name in table},
    )


def _nothing(table: Table, regions: Regions) -> Values:
    """Nobody at all is shown as such; of fewer than five, nothing is."""
    values = list(next(iter(table.values()), {}))
    shown = cell(0) if regions.country.count == 0 else HIDDEN
    return Values(dict.fromkeys(values, shown), {name: dict.fromkeys(values, shown) for name in table})


def _can_show(table: Table, area: Sequence[str]) -> bool:
    """Whether an area's sums by value tell nothing small, of it or of a region within it."""
    return not any(is_small(count) for count in _sums(table, area).values()) and _wide_enough(table, area)


def _hidden_areas(
    table: Table, regions: Regions, unsafe: Sequence[tuple[str, ...]]
) -> tuple[list[tuple[str, ...]], frozenset[str] | None]:
    """The areas that are hidden together, and the group that hides what is small in their sums; None without any."""
    hidden = list(unsafe)
    others = sorted(set(regions.areas) - set(unsafe), key=lambda area: (_total(table, area), area))
    while hidden:
        rows = [name for area in hidden for name in area]
        group = hiding_group(_sums(table, rows))
        if group is not None and _wide_enough(table, rows):
            return hidden, group
        if not others:
            return hidden, None
        hidden.append(others.pop(0))
    return [], frozenset()


def _wide_enough(table: Table, rows: Sequence[str]) -> bool:
    """Whether rows hidden together leave each small cell down to one, when their sums are known both ways."""
    sums, everybody = _sums(table, rows), _total(table, rows)
    return len(rows) < 2 or all(
        sum(table[name].values()) + sums[value] <= everybody + 1
        for name in rows
        for value, count in table[name].items()
        if is_small(count)
    )


def _country(table: Table, group: frozenset[str] | None) -> dict[str, Cell]:
    sums = _sums(table, table)
    return dict.fromkeys(sums, HIDDEN) if group is None else _labelled(sums, group)


def _standing(regions: Regions, name: str, hidden: Sequence[tuple[str, ...]]) -> tuple[bool, bool]:
    """Whether a region's cells are hidden, and whether it is the only one whose cells are."""
    joined = any(name in area and len(area) > 1 for area in regions.areas)
    return joined or any(name in area for area in hidden), list(hidden) == [(name,)]


def _region(
    counts: Mapping[str, int], hidden: bool, alone: bool, group: frozenset[str] | None
) -> dict[str, Cell]:
    if hidden and not (alone and group is not None):
        return dict.fromkeys(counts, HIDDEN)
    return _labelled(counts, (group or frozenset()) if alone else frozenset())


def _sums(table: Table, rows: Iterable[str]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for name in rows:
        for value, count in table[name].items():
            sums[value] = sums.get(value, 0) + count
    return sums


def _total(table: Table, rows: Iterable[str]) -> int:
    return sum(sum(table[name].values()) for name in rows)
