"""No difference of two figures about lines tells of one to four of them (DAT-05)."""

from collections import Counter
from importlib import import_module
from itertools import permutations, product
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from service.reports.annual.lines import (
    MEASURES,
    Lines,
    Outcome,
    Outcomes,
    Shown,
    Tally,
    hidden_together,
    measures_shown,
    outcomes_of,
    shown_of,
)
from service.reports.annual.rules import PublishedCell, gathered, to_publish
from service.reports.rules import is_small

pywraplp: Any = import_module("ortools.linear_solver.pywraplp")

REGIONS = ("CA-BC", "CA-ON", "CA-QC", "CA-YT")
CATEGORIES = ("clothing", "food", "hotel_nights")
ALL = frozenset(MEASURES)
PAID = ("asked", "decided", "in_time", "promised", "paid")
DECLINED = ("asked", "decided", "in_time")


def some(region: str, category: str, count: int, *measures: str, before: tuple[str, ...] = ()) -> Lines:
    """Lines of one outcome, at ten dollars each."""
    now = frozenset(measures)
    cents = dict.fromkeys(now, count * 1_000)
    return Lines(region, category, "urgent", now, now | frozenset(before), count, cents)


def published(*lines: Lines) -> dict[tuple[str, str | None, str], PublishedCell]:
    cells = to_publish(gathered(REGIONS, (), lines))
    return {(each.dimension, each.region, each.value): each for each in cells}


def test_the_one_declined_line() -> None:
    """DAT-05: twelve lines asked, eleven promised and paid: asked less promised was the one that was declined. What was
    asked is withheld, amounts too; what was paid stays, equal to the ledger (DAT-02)."""
    cells = published(some("CA-ON", "food", 11, *PAID), some("CA-ON", "food", 1, *DECLINED))
    for region, value in product((None, "CA-ON"), ("food", "total")):
        assert (cells["asked", region, value].count, cells["asked", region, value].cents) == (None, None)
        assert (cells["paid", region, value].count, cells["paid", region, value].cents) == (11, 11_000)
        assert cells["promised", region, value].cents == 11_000
    assert cells["decision.urgency", "CA-ON", "urgent"].count is None
    assert cells["decision.in_time", None, "total"].count is None


def test_the_one_declined_line_of_a_region() -> None:
    """DAT-05: where the country's declined are many, asked stays, and the region with few is told with another."""
    cells = published(
        *(some(region, "food", 30, *PAID) for region in ("CA-BC", "CA-ON", "CA-QC")),
        some("CA-ON", "food", 1, *DECLINED),
        some("CA-QC", "food", 9, *DECLINED),
    )
    assert [cells["asked", region, "total"].count for region in (None, *REGIONS)] == [100, 30, None, None, 0]
    assert [cells["paid", region, "food"].count for region in (None, *REGIONS)] == [90, 30, None, None, 0]


def test_the_one_declined_line_of_a_category() -> None:
    """DAT-05: food of Ontario less what was promised of it: Ontario tells its totals, the country its categories."""
    cells = published(
        *(some(region, category, 20, *PAID) for region in ("CA-ON", "CA-QC") for category in CATEGORIES),
        *(
            some(region, category, 8, *DECLINED)
            for region in ("CA-ON", "CA-QC")
            for category in ("clothing",)
        ),
        some("CA-ON", "food", 1, *DECLINED),
        some("CA-QC", "food", 7, *DECLINED),
    )
    assert [cells["asked", "CA-ON", value].count for value in ("food", "clothing", "total")] == [
        None,
        None,
        69,
    ]
    assert [cells["asked", None, value].count for value in ("food", "clothing", "total")] == [48, 56, 144]


def test_two_reports_are_not_subtracted() -> None:
    """DAT-05: ten lines that waited at the end of a year, nine of them paid in the next: the two years' asked less
    their paid would be the tenth. What was asked in both years is not told beside what was paid."""
    now = some("CA-ON", "food", 20, *PAID)
    later = some("CA-ON", "food", 9, "paid", "promised", before=("asked",))
    never = Lines("CA-ON", "food", "urgent", frozenset(), frozenset({"asked"}), 1)
    assert {"asked", "paid"} <= measures_shown([now, later])
    assert measures_shown([now, later, never]) >= {"paid", "promised"}
    assert "asked" not in measures_shown([now, later, never])


def test_alone_nothing_hides() -> None:
    """DAT-05: a part that tells takes the smallest others with it; a part of nobody stays."""
    one: Outcome = ("now", frozenset({"asked"}))
    assert hidden_together({"a": {one: 9}, "b": {one: 2}, "c": {one: 6}, "d": {}}) == {"b", "c"}
    assert hidden_together({"a": {one: 9}, "b": {one: 2}, "c": {one: 2}}) == {"a", "b", "c"}
    assert hidden_together({"a": {one: 9}, "b": {}}) == frozenset()
    assert hidden_together({"a": {one: 9}, "b": {one: 7}, "c": {}}, must={"a"}) == {"a", "b"}


COUNTS = st.sampled_from((0, 0, 1, 2, 4, 5, 6, 9, 23))
OUTCOMES = (PAID, DECLINED, ("asked",), ("paid", "promised"), ("asked", "decided", "promised"))


@st.composite
def lines(draw: Any) -> list[Lines]:
    """Lines of two to four regions, of up to three outcomes, drawn so that small numbers are common."""
    outcomes = draw(st.lists(st.sampled_from(OUTCOMES), unique=True, min_size=1, max_size=3))
    regions = REGIONS[: draw(st.integers(1, 4))]
    return [
        some(region, category, count, *outcome)
        for region, category, outcome in product(regions, CATEGORIES, outcomes)
        if (count := draw(COUNTS))
    ]


class Guess:
    """All that is shown of one outcome, as equations over the cells as they are."""

    def __init__(self, tally: Tally, shown: Shown, outcome: Outcome) -> None:
        self.model: Any = pywraplp.Solver.CreateSolver("SCIP")
        self.sums: dict[str, tuple[Any, int]] = {}
        cells = {(r, v): self.model.IntVar(0, 1_000, "") for r in tally for v in CATEGORIES}
        real = {(r, v): tally[r][v].get(outcome, 0) for r, v in cells}
        places: dict[str, tuple[list[tuple[str, str]], bool]] = {
            "country": (list(cells), True),
            **{r: ([(r, v) for v in CATEGORIES], r in shown.regions) for r in tally},
            **{v: ([(r, v) for r in tally], v in shown.country) for v in CATEGORIES},
            **{f"{r} {v}": ([(r, v)], v in shown.cells[r]) for r, v in cells},
        }
        for name, (within, is_shown) in places.items():
            guessed, count = sum(cells[each] for each in within), sum(real[each] for each in within)
            self.sums[name] = guessed, count
            if is_shown:
                self.model.Add(guessed == count)

    def given_away(self) -> list[str]:
        """The places with a small number that could not be one, or not be four."""
        return [
            name
            for name, (guessed, count) in self.sums.items()
            if is_small(count) and not (self._could_be(guessed, 1) and self._could_be(guessed, 4))
        ]

    def _could_be(self, guessed: Any, value: int) -> bool:
        asked = self.model.Add(guessed == value)
        found: int = self.model.Solve()
        asked.SetBounds(-self.model.infinity(), self.model.infinity())
        asked.Clear()
        return found in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE)


def tally_of(drawn: list[Lines], measures: frozenset[str]) -> dict[str, dict[str, Outcomes]]:
    return {
        region: {
            category: outcomes_of(
                [x for x in drawn if (x.region, x.category) == (region, category)], measures
            )
            for category in CATEGORIES
        }
        for region in REGIONS
    }


@settings(max_examples=80, deadline=None)
@given(lines())
@example([some("CA-ON", "food", 4, "asked"), some("CA-ON", "clothing", 4, "asked")])
@example([some(r, c, 4, "asked") for r in REGIONS for c in CATEGORIES])
@example(
    [some("CA-ON", c, 20, "asked") for c in CATEGORIES] + [some("CA-QC", c, 3, "asked") for c in CATEGORIES]
)
def test_no_difference_of_measures_tells(drawn: list[Lines]) -> None:
    """DAT-05: even somebody who were told every outcome of every shown place, which is more than its measures, finds
    no small one: by integer programming, each could still be one, and four."""
    measures = measures_shown(drawn)
    tally = tally_of(drawn, measures)
    shown = shown_of(tally)
    for outcome in outcomes_of(drawn, measures):
        if outcome[0] == "now":
            assert Guess(tally, shown, outcome).given_away() == []


@settings(max_examples=60, deadline=None)
@given(lines())
def test_any_two_figures_of_a_place(drawn: list[Lines]) -> None:
    """DAT-05, DAT-02: of any two measures that a place shows, the lines in one and not in the other are none, or five
    at least; and the country's amounts are the sums of all lines, to the cent."""
    cells = published(*drawn)
    names = ("asked", "promised", "paid")
    for region, value in product((None, *REGIONS), ("total", *CATEGORIES)):
        within = [x for x in drawn if region in (None, x.region) and value in ("total", x.category)]
        shown = [name for name in names if cells[name, region, value].count is not None]
        for one, other in permutations(shown, 2):
            assert not is_small(sum(x.count for x in within if one in x.now and other not in x.now))
        for name in shown:
            assert cells[name, region, value].cents == sum(x.cents.get(name, 0) for x in within)
    if sum(x.count for x in drawn if "promised" in x.now) >= 5:
        assert cells["promised", None, "total"].count is not None


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_gives_way(measure: str) -> None:
    """DAT-05: one to four lines of a measure withhold it, whatever it is; five show it."""
    for count in (1, 4, 5):
        assert (measure in measures_shown([some("CA-ON", "food", count, measure)])) is (count == 5)
    assert Counter(outcomes_of([some("CA-ON", "food", 5, measure)], ALL)).total() == 10
