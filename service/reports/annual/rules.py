"""What is published of a period's facts: every cell with what is withheld decided over the whole country (DAT-05)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from service.reports.annual.lines import MONEY, Lines, Shown, measures_shown, outcomes_of, shown_of
from service.reports.codebook.rules import CODE_BOOK
from service.reports.rules import HIDDEN, Cell, Regions, Table, of_regions, of_values

TOTAL: Final = "total"
"""The value of a cell that counts all of a dimension."""
ARRIVALS: Final = ("bed", "gender", "age_band", "form")
"""Dimensions of the same people: their totals are one (DAT-05)."""
NO_PEOPLE: Final = frozenset({"nights"})
"""Nights that operations held are beds, not people: shown as they are (OPS-13)."""


@dataclass(frozen=True)
class Fact:
    """A count before anything is withheld. Region None: of the country, for medians alone; of lines, medians alone."""

    dimension: str
    region: str | None
    value: str
    count: int
    cents: int | None = None
    minutes: float | None = None


@dataclass(frozen=True)
class PublishedCell:
    """A cell as published: region None is the country; cents and minutes only where the count is shown (DAT-05)."""

    dimension: str
    region: str | None
    value: str
    shown: str
    count: int | None
    cents: int | None = None
    minutes: int | None = None


@dataclass(frozen=True)
class Facts:
    """A period's facts, and every region there is."""

    regions: Sequence[str]
    known: Mapping[tuple[str, str | None, str], Fact]
    lines: Sequence[Lines] = ()

    def table(self, dimension: str) -> dict[str, dict[str, int]]:
        """Counts by region and by every code of the code book: a code that nobody had is zero, never missing."""
        codes = CODE_BOOK[dimension].codes
        return {
            region: {code: self.count(dimension, region, code) for code in codes} for region in self.regions
        }

    def count(self, dimension: str, region: str, value: str) -> int:
        found = self.known.get((dimension, region, value))
        return found.count if found else 0

    def minutes(self, dimension: str, region: str | None, value: str) -> int | None:
        """A median in whole minutes."""
        found = self.known.get((dimension, region, "median" if value == TOTAL else value))
        return None if found is None or found.minutes is None else round(found.minutes)


def gathered(regions: Iterable[str], facts: Iterable[Fact], lines: Iterable[Lines] = ()) -> Facts:
    """Facts by dimension, region and value; lines of requests by the measures in which they stand."""
    known = {(fact.dimension, fact.region, fact.value): fact for fact in facts}
    return Facts(tuple(regions), known, tuple(lines))


def to_publish(facts: Facts) -> list[PublishedCell]:
    """Every cell of a period's report, small ones and what would tell them withheld (DAT-02, DAT-05)."""
    cells: list[PublishedCell] = []
    for name, dimension in CODE_BOOK.items():
        if name in NO_PEOPLE:
            cells += _as_they_are(facts, name)
        elif name in _OF_LINES:
            continue  # decided below, all together
        elif dimension.adds_up:
            table = facts.table(name)
            cells += _of_dimension(facts, name, table, of_regions(_totals(table)))
        else:
            cells += _of_several(facts, name)
    return [*cells, *_of_lines(facts)]


def _totals(table: Table) -> dict[str, int]:
    return {region: sum(row.values()) for region, row in table.items()}


def _as_they_are(facts: Facts, name: str) -> Iterator[PublishedCell]:
    table = facts.table(name)
    for value in CODE_BOOK[name].codes:
        together = sum(row[value] for row in table.values())
        yield PublishedCell(name, None, value, str(together), together)
        for region, row in table.items():
            yield PublishedCell(name, region, value, str(row[value]), row[value])


def _of_dimension(facts: Facts, name: str, table: Table, regions: Regions) -> Iterator[PublishedCell]:
    """The totals of a dimension, and its values unless it has only one, which is its total."""
    yield _cell(facts, name, None, TOTAL, regions.country)
    for region, shown in regions.cells.items():
        yield _cell(facts, name, region, TOTAL, shown)
    if len(CODE_BOOK[name].codes) > 1:
        values = of_values(table, regions)
        yield from (_cell(facts, name, None, value, shown) for value, shown in values.country.items())
        for region, row in values.regions.items():
            yield from (_cell(facts, name, region, value, shown) for value, shown in row.items())


def _of_several(facts: Facts, name: str) -> Iterator[PublishedCell]:
    """A dimension of which somebody may have several values: each is had or not had, of the same people (EXP-03)."""
    everybody = _totals(facts.table("gender"))
    regions = of_regions(everybody)
    for value in CODE_BOOK[name].codes:
        had = {region: facts.count(name, region, value) for region in facts.regions}
        table = {region: {value: had[region], "": everybody[region] - had[region]} for region in had}
        shown = of_values(table, regions)
        yield _cell(facts, name, None, value, shown.country[value])
        for region, row in shown.regions.items():
            yield _cell(facts, name, region, value, row[value])


@dataclass(frozen=True)
class _Figure:
    """A figure about lines: those of a measure, or of it and not of another, of one value or (None) of all."""

    dimension: str
    code: str
    value: str | None
    measure: str
    less: str = ""

    def counts(self, line: Lines) -> bool:
        """Whether a line of the right place and value is one of them."""
        return self.measure in line.now and self.less not in line.now


_TIMES: Final = ("decision.urgency", "decision.in_time", "payment.urgency")
_OF_LINES: Final = (*MONEY, *_TIMES)
_BY_CATEGORY: Final = tuple(
    _Figure(measure, TOTAL if value is None else value, value, measure)
    for measure in MONEY
    for value in (None, *CODE_BOOK[measure].codes)
)
_BY_URGENCY: Final = (
    _Figure("decision.in_time", TOTAL, None, "asked"),
    _Figure("decision.in_time", "undecided", None, "asked", "decided"),
    *(
        figure
        for urgency in CODE_BOOK["payment.urgency"].codes
        for figure in (
            _Figure("decision.urgency", urgency, urgency, "decided"),
            _Figure("decision.in_time", f"{urgency}_in_time", urgency, "in_time"),
            _Figure("decision.in_time", f"{urgency}_late", urgency, "decided", "in_time"),
            _Figure("payment.urgency", urgency, urgency, "paid"),
        )
    ),
    _Figure("payment.urgency", TOTAL, None, "paid"),
)


def _of_lines(facts: Facts) -> Iterator[PublishedCell]:
    """Every figure about lines of requests, decided over all of their measures together (DAT-05)."""
    measures = measures_shown(facts.lines)
    for by, figures in (("category", _BY_CATEGORY), ("urgency", _BY_URGENCY)):
        shown = _shown_by(facts, by, measures)
        for figure in figures:
            known = {figure.measure, figure.less} - {""} <= measures
            # The time to decide is of the decided lines: it goes with their number.
            timed = figure.dimension != "asked" or "decided" in measures
            for region in (None, *facts.regions):
                if known and _is_shown(shown, region, figure.value):
                    yield _line_cell(facts, attrgetter(by), figure, region, timed)
                else:
                    yield PublishedCell(figure.dimension, region, figure.code, HIDDEN.shown, None)


def _shown_by(facts: Facts, by: str, measures: frozenset[str]) -> Shown:
    codes = CODE_BOOK["asked" if by == "category" else "payment.urgency"].codes
    of_place: dict[tuple[str, str], list[Lines]] = {}
    for each in facts.lines:
        of_place.setdefault((each.region, getattr(each, by)), []).append(each)
    return shown_of(
        {
            region: {code: outcomes_of(of_place.get((region, code), ()), measures) for code in codes}
            for region in facts.regions
        }
    )


def _is_shown(shown: Shown, region: str | None, value: str | None) -> bool:
    if region is None:
        return value is None or value in shown.country
    return region in shown.regions if value is None else value in shown.cells[region]


def _line_cell(
    facts: Facts, value_of: Callable[[Lines], str], figure: _Figure, region: str | None, timed: bool
) -> PublishedCell:
    """A figure with its amount and its median."""
    lines = [
        each
        for each in facts.lines
        if region in (None, each.region) and figure.value in (None, value_of(each)) and figure.counts(each)
    ]
    count = sum(each.count for each in lines)
    cents = sum(each.cents.get(figure.measure, 0) for each in lines)
    return PublishedCell(
        figure.dimension,
        region,
        figure.code,
        str(count),
        count,
        cents if figure.dimension in MONEY else None,
        facts.minutes(figure.dimension, region, figure.code) if timed else None,
    )


def _cell(facts: Facts, name: str, region: str | None, value: str, shown: Cell) -> PublishedCell:
    """A count with its median; where the count is withheld, so is that (DAT-05)."""
    if shown.hidden:
        return PublishedCell(name, region, value, shown.shown, None)
    minutes = facts.minutes(name, region, value)
    return PublishedCell(name, region, value, shown.shown, shown.count, None, minutes)
