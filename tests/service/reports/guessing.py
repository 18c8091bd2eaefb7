"""What anybody can work out from what is published: every small cell is asked whether it could be one, and four.

The published figures are equations and bounds over the cells as they are; an integer program looks for whole numbers
that satisfy them all with the cell at the wanted value. A cell that cannot be both is given away (DAT-05).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from service.reports.rules import Cell, Regions, Table, Values, is_small

pywraplp: Any = import_module("ortools.linear_solver.pywraplp")
MOST = 10_000
Names = Mapping[str, Cell]
Number = Any
"""An expression of the solver's, which ships no types."""


@dataclass(frozen=True)
class Publication:
    """One population by several dimensions, as it is, and as it is shown."""

    tables: Sequence[Table]
    regions: Regions
    values: Sequence[Values]


class Guess:
    """A model of all that was published."""

    def __init__(self, publication: Publication) -> None:
        self.of = publication
        self.model: Any = pywraplp.Solver.CreateSolver("SCIP")
        self.cells = [
            {(r, v): self._number() for r, row in table.items() for v in row} for table in publication.tables
        ]
        self.totals = {region: self._number() for region in publication.tables[0]}
        self._sums_agree()
        self._published()

    def _number(self) -> Number:
        return self.model.IntVar(0, MOST, "")

    def _sums_agree(self) -> None:
        for table, cells in zip(self.of.tables, self.cells, strict=True):
            for region, row in table.items():
                self.model.Add(sum(cells[region, value] for value in row) == self.totals[region])

    def _published(self) -> None:
        self._row(self.of.regions.cells, self.totals)
        self._one(self.of.regions.country, sum(self.totals.values()), False)
        for table, shown, cells in zip(self.of.tables, self.of.values, self.cells, strict=True):
            self._row(shown.country, {v: sum(cells[r, v] for r in table) for v in shown.country})
            for region, row in shown.regions.items():
                self._row(row, {value: cells[region, value] for value in row})

    def _row(self, shown: Names, numbers: Mapping[str, Number]) -> None:
        """Where anything at all is shown of a row, what is withheld in it is known not to be small."""
        labelled = any(each.shown != "withheld" for each in shown.values())
        for name, each in shown.items():
            self._one(each, numbers[name], labelled)

    def _one(self, shown: Cell, number: Number, labelled: bool) -> None:
        if shown.count is not None:
            self.model.Add(number == shown.count)
        elif shown.shown == "<5":
            self.model.Add(number >= 1)
            self.model.Add(number <= 4)
        elif labelled:
            self.model.Add(number >= 5)

    def could_be(self, number: Number, value: int) -> bool:
        asked = self.model.Add(number == value)
        found = self.model.Solve() in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE)
        asked.SetBounds(0, self.model.infinity())
        asked.Clear()
        return found

    def small_ones(self) -> Iterator[tuple[str, Number]]:
        """Every small figure of every margin: cells, regions, the country by value."""
        totals = {region: sum(row.values()) for region, row in self.of.tables[0].items()}
        yield from ((r, self.totals[r]) for r, count in totals.items() if is_small(count))
        if is_small(sum(totals.values())):
            yield "country", sum(self.totals.values())
        for table, cells in zip(self.of.tables, self.cells, strict=True):
            for region, row in table.items():
                yield from (
                    (f"{region} {v}", cells[region, v]) for v, count in row.items() if is_small(count)
                )
            for value in next(iter(table.values())):
                if is_small(sum(row[value] for row in table.values())):
                    yield f"country {value}", sum(cells[r, value] for r in table)


def given_away(publication: Publication) -> list[str]:
    """The small figures that somebody could narrow to less than one to four."""
    guess = Guess(publication)
    return [
        name
        for name, number in guess.small_ones()
        if not (guess.could_be(number, 1) and guess.could_be(number, 4))
    ]
