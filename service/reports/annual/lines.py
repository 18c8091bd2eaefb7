"""Which figures about lines of requests stand beside each other without telling of one to four lines (DAT-05).

Asked less promised is what was declined; promised less paid is what still waits. So measures are not withheld one by
one. A line's *outcome* is the set of measures in which it stands; every figure and every difference of figures is a sum
of outcomes. A place of the report shows all of its measures or none, and what is known of hidden places, as sums of
rows or of columns, is for every outcome nobody or five at least.

What is hidden here says `withheld` and no more: whether a hidden cell is small would narrow the others.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Final

from service.reports.rules import is_small

MONEY: Final = ("asked", "promised", "paid", "returned", "corrected")
MEASURES: Final = ("promised", "asked", "paid", "returned", "corrected", "decided", "in_time")
"""Every measure: a later one gives way where its difference from an earlier one is small. What a fund promised comes
first: it is the ledger's, and settled when the period ends, while a payment of its last days is of the next."""

Outcome = tuple[str, frozenset[str]]
"""Measures in which lines stand, of this period (`now`) or of all that was ever published (`ever`)."""
Outcomes = Mapping[Outcome, int]


@dataclass(frozen=True)
class Lines:
    """So many lines of one region, category and urgency that stand in the same measures, with their cents by measure.

    `ever`: the measures in which they stand in this period or in one published before, so that no difference of two
    reports tells what one of them withholds.
    """

    region: str
    category: str
    urgency: str
    now: frozenset[str]
    ever: frozenset[str]
    count: int
    cents: Mapping[str, int] = field(default_factory=dict)


Tally = Mapping[str, Mapping[str, Outcomes]]
"""Outcomes by region and value."""


def outcomes_of(lines: Iterable[Lines], measures: frozenset[str]) -> Outcomes:
    """How many lines there are of each outcome, as far as these measures tell them apart."""
    found: Counter[Outcome] = Counter()
    for each in lines:
        found["now", each.now & measures] += each.count
        found["ever", each.ever & measures] += each.count
    return {outcome: count for outcome, count in found.items() if outcome[1] and count}


def measures_shown(lines: Sequence[Lines]) -> frozenset[str]:
    """The measures that the whole country's figures can show beside each other (DAT-02, DAT-05)."""
    shown: frozenset[str] = frozenset()
    for measure in MEASURES:
        if _tells_nothing(outcomes_of(lines, shown | {measure})):
            shown |= {measure}
    return shown


def _tells_nothing(outcomes: Outcomes) -> bool:
    """Whether each outcome is nobody's or five lines' at least."""
    return not any(is_small(count) for count in outcomes.values())


def _plus(parts: Iterable[Outcomes]) -> Outcomes:
    return reduce(lambda one, other: Counter(one) + Counter(other), parts, Counter[Outcome]())


def _size(outcomes: Outcomes) -> int:
    return sum(outcomes.values())


def hidden_together(parts: Mapping[str, Outcomes], must: Iterable[str] = ()) -> frozenset[str]:
    """Which parts of a known sum are hidden: those that tell, and the smallest others until their sum does not.

    Two at least, so that each could be anything of their sum. Parts of nobody stay shown. When the sum of all tells
    nothing, the answer always hides; that is `measures_shown`'s promise.
    """
    hidden = {name for name, part in parts.items() if not _tells_nothing(part)} | set(must)
    others = {name for name, part in parts.items() if part and name not in hidden}
    while hidden and others:
        small = {
            outcome for outcome, count in _plus(parts[name] for name in hidden).items() if is_small(count)
        }
        if len(hidden) > 1 and not small:
            break
        # Another that has none of what is small would hide without helping.
        another = min(others, key=lambda name: (small.isdisjoint(parts[name]), _size(parts[name]), name))
        others.remove(another)
        hidden.add(another)
    return frozenset(hidden)


@dataclass(frozen=True)
class Shown:
    """What is shown of a dimension: its regions' totals, the country's values, and the regions' values."""

    regions: frozenset[str]
    country: frozenset[str]
    cells: Mapping[str, frozenset[str]]


def shown_of(tally: Tally) -> Shown:
    """Decide which places of a dimension show their measures, the country before its regions (DAT-05)."""
    values = list(next(iter(tally.values())))
    hidden = hidden_together({region: _plus(row.values()) for region, row in tally.items()})
    areas = [(region,) for region in tally if region not in hidden] + (
        [tuple(sorted(hidden))] if hidden else []
    )
    rows = {
        area: {value: _plus(tally[region][value] for region in area) for value in values} for area in areas
    }
    kept, group = _values(rows, values)
    shown = frozenset(values) - group
    # A country that is one area tells the same twice.
    alone = sum(1 for row in rows.values() if _size(_plus(row.values()))) == 1
    of_kept = shown if alone else frozenset()
    return Shown(
        frozenset(tally) - hidden,
        shown,
        {
            region: frozenset() if region in hidden else of_kept if (region,) in kept else frozenset(values)
            for region in tally
        },
    )


Rows = Mapping[tuple[str, ...], Mapping[str, Outcomes]]


def _values(rows: Rows, values: Sequence[str]) -> tuple[list[tuple[str, ...]], frozenset[str]]:
    """The areas whose values are hidden, and the values that the country hides."""
    hidden = [area for area, row in rows.items() if not all(map(_tells_nothing, row.values()))]
    sizes = {area: _size(_plus(row.values())) for area, row in rows.items()}
    others = sorted(
        (area for area in rows if sizes[area] and area not in hidden), key=lambda a: (sizes[a], a)
    )
    while hidden and (telling := _telling(rows, hidden, values)):
        if not others:
            columns = {value: _plus(row[value] for row in rows.values()) for value in values}
            return hidden, hidden_together(columns, telling)
        hidden.append(others.pop(0))
    return hidden, frozenset()


def _telling(rows: Rows, hidden: Sequence[tuple[str, ...]], values: Sequence[str]) -> set[str]:
    """The values whose sum over the hidden areas tells something small, of itself or of a cell in it."""
    everybody = _plus(part for area in hidden for part in rows[area].values())
    columns = {value: _plus(rows[area][value] for area in hidden) for value in values}
    sums = {area: _plus(rows[area].values()) for area in hidden}
    return {value for value, column in columns.items() if not _tells_nothing(column)} | {
        value
        for area in hidden
        for value in values
        for outcome, count in rows[area][value].items()
        # A cell is at least what its row and its column together have above everybody.
        if is_small(count) and sums[area][outcome] + columns[value][outcome] > everybody[outcome] + 1
    }
