"""What is published of a period's facts: every cell with what is withheld decided over the whole country (DAT-05)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

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
    """A count before anything is withheld. Region None: of the country, for medians alone."""

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

    def table(self, dimension: str) -> dict[str, dict[str, int]]:
        """Counts by region and by every code of the code book: a code that nobody had is zero, never missing."""
        codes = CODE_BOOK[dimension].codes
        return {
            region: {code: self.count(dimension, region, code) for code in codes} for region in self.regions
        }

    def count(self, dimension: str, region: str, value: str) -> int:
        found = self.known.get((dimension, region, value))
        return found.count if found else 0

    def cents(self, dimension: str, region: str | None, value: str) -> int | None:
        """Cents of a cell or of a margin; None where the dimension is not about money."""
        found = [
            fact.cents
            for (name, where, code), fact in self.known.items()
            if name == dimension
            and fact.cents is not None
            and where is not None
            and region in (None, where)
            and value in (TOTAL, code)
        ]
        if not found and dimension not in MONEY:
            return None
        return sum(found)

    def minutes(self, dimension: str, region: str | None, value: str) -> int | None:
        """A median in whole minutes."""
        found = self.known.get((dimension, region, "median" if value == TOTAL else value))
        return None if found is None or found.minutes is None else round(found.minutes)


MONEY: Final = ("asked", "promised", "paid", "returned", "corrected")


def gathered(regions: Iterable[str], facts: Iterable[Fact]) -> Facts:
    """Facts by dimension, region and value."""
    return Facts(tuple(regions), {(fact.dimension, fact.region, fact.value): fact for fact in facts})


def to_publish(facts: Facts) -> list[PublishedCell]:
    """Every cell of a period's report, small ones and what would tell them withheld (DAT-02, DAT-05)."""
    cells: list[PublishedCell] = []
    for name, dimension in CODE_BOOK.items():
        if name in NO_PEOPLE:
            cells += _as_they_are(facts, name)
        elif name == "decision.urgency":
            continue  # summed below, from what is shown of its two halves
        elif dimension.adds_up:
            table = facts.table(name)
            cells += _of_dimension(facts, name, table, of_regions(_totals(table)))
        else:
            cells += _of_several(facts, name)
    return [*cells, *_by_urgency(facts, cells)]


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


def _by_urgency(facts: Facts, cells: Sequence[PublishedCell]) -> Iterator[PublishedCell]:
    """Decided lines by urgency: the sum of those in time and those after, where both are shown."""
    halves = {(c.region, c.value): c for c in cells if c.dimension == "decision.in_time"}
    for region in (None, *facts.regions):
        for urgency in CODE_BOOK["decision.urgency"].codes:
            parts = [halves[region, f"{urgency}_{when}"].count for when in ("in_time", "late")]
            known = [part for part in parts if part is not None]
            shown = Cell(sum(known), str(sum(known))) if len(known) == len(parts) else HIDDEN
            yield _cell(facts, "decision.urgency", region, urgency, shown)


def _cell(facts: Facts, name: str, region: str | None, value: str, shown: Cell) -> PublishedCell:
    """A count with its amount and its median; where the count is withheld, so are they (DAT-05)."""
    if shown.hidden:
        return PublishedCell(name, region, value, shown.shown, None)
    return PublishedCell(
        name,
        region,
        value,
        shown.shown,
        shown.count,
        facts.cents(name, region, value),
        facts.minutes(name, region, value),
    )
