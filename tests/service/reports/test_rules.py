"""Small cells stay hidden, whatever is subtracted from what (DAT-05)."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from service.reports.rules import (
    HIDDEN,
    Cell,
    Table,
    cell,
    group_hides,
    hiding_group,
    of_regions,
    of_values,
)
from tests.service.reports.guessing import Publication, given_away


@pytest.mark.parametrize(("count", "shown"), [(0, "0"), (1, "<5"), (4, "<5"), (5, "5"), (11, "11")])
def test_one_count(count: int, shown: str) -> None:
    """DAT-05: nobody is nobody; one to four are not shown."""
    assert cell(count) == Cell(count if shown != "<5" else None, shown)


@pytest.mark.parametrize(
    ("small", "large", "together", "hides"),
    [
        (1, 1, 8, False),  # 3 and 5: the large one is five at least, so the small one is three at most
        (1, 1, 9, True),
        (2, 0, 5, True),  # 1 + 4 or 4 + 1 or 2 + 3
        (2, 0, 8, False),  # 4 + 4 and nothing else
        (2, 0, 4, False),
        (3, 0, 6, True),
        (3, 0, 10, False),
        (2, 1, 9, False),
        (2, 1, 10, True),
    ],
)
def test_a_group_hides(small: int, large: int, together: int, hides: bool) -> None:
    """DAT-05: each small one could be one to four, whatever the sum says."""
    assert group_hides(small, large, together) is hides


def test_a_small_cell_takes_the_next_with_it() -> None:
    """DAT-05: nine men and two women of eleven: neither is shown, or the women would be eleven less nine."""
    assert hiding_group({"man": 9, "woman": 2, "not_determined": 0}) == frozenset({"man", "woman"})
    assert hiding_group({"a": 30, "b": 6, "c": 3}) == frozenset({"b", "c"})
    assert hiding_group({"a": 30, "b": 4, "c": 4}) == frozenset({"a", "b", "c"})
    assert hiding_group({"a": 4, "b": 4}) is None
    assert hiding_group({"a": 5, "b": 0}) == frozenset()


def shown(cells: Mapping[str, Cell]) -> dict[str, str]:
    return {name: each.shown for name, each in cells.items()}


def published(*tables: Table) -> Publication:
    regions = of_regions({region: sum(row.values()) for region, row in tables[0].items()})
    return Publication(tables, regions, [of_values(table, regions) for table in tables])


def test_a_region_with_three_cases() -> None:
    """DAT-05: the region says `<5` and nothing else; the country without it cannot be told, for another is withheld."""
    table = {"YT": {"man": 1, "woman": 2}, "ON": {"man": 20, "woman": 9}, "QC": {"man": 30, "woman": 10}}
    report = published(table)
    assert shown(report.regions.cells) == {"YT": "<5", "ON": "withheld", "QC": "40"}
    assert report.regions.country.count == 72
    assert shown(report.values[0].country) == {"man": "51", "woman": "21"}
    assert report.values[0].regions["YT"] == {"man": HIDDEN, "woman": HIDDEN}
    assert shown(report.values[0].regions["QC"]) == {"man": "30", "woman": "10"}
    assert given_away(report) == []


def test_a_country_with_three_cases() -> None:
    """DAT-05: no cell at all, nor how many regions there are when there are several."""
    one = published({"YT": {"man": 3, "woman": 0}, "ON": {"man": 0, "woman": 0}})
    assert (one.regions.country.shown, shown(one.regions.cells)) == ("<5", {"YT": "<5", "ON": "0"})
    assert one.values[0].country == {"man": HIDDEN, "woman": HIDDEN}
    several = published({"YT": {"man": 1}, "ON": {"man": 2}})
    assert shown(several.regions.cells) == {"YT": "withheld", "ON": "withheld"}


def test_the_eleven_of_one_region() -> None:
    """DAT-02, DAT-05: scenario A: women `<5`, men withheld, eleven in all; the country tells no more."""
    nobody = {"man": 0, "woman": 0}
    report = published({"ON": {"man": 9, "woman": 2}, "QC": nobody})
    assert shown(report.values[0].regions["ON"]) == {"man": "withheld", "woman": "<5"}
    assert shown(report.values[0].country) == {"man": "withheld", "woman": "<5"}
    assert shown(report.values[0].regions["QC"]) == {"man": "0", "woman": "0"}
    assert report.regions.cells["ON"].count == 11


def test_nobody_at_all() -> None:
    """DAT-05."""
    report = published({"ON": {"man": 0}, "QC": {"man": 0}})
    assert (report.regions.country.shown, shown(report.values[0].country)) == ("0", {"man": "0"})


def test_two_regions_that_hide_each_other_leave_the_country_whole() -> None:
    """DAT-05: the most is shown where the most is asked: of the country."""
    report = published(
        {"ON": {"man": 20, "woman": 3}, "QC": {"man": 20, "woman": 4}, "BC": {"man": 9, "woman": 9}}
    )
    assert shown(report.values[0].country) == {"man": "49", "woman": "16"}
    assert report.values[0].regions["ON"] == {"man": HIDDEN, "woman": HIDDEN}
    assert shown(report.values[0].regions["BC"]) == {"man": "9", "woman": "9"}


COUNTS = st.one_of(st.just(0), st.integers(1, 4), st.integers(5, 9), st.integers(5, 60))


@st.composite
def publications(draw: Any) -> Publication:
    """A population of one to four regions by two dimensions, drawn so that small cells are common."""
    regions = [f"R{number}" for number in range(draw(st.integers(1, 4)))]
    first: dict[str, dict[str, int]] = {r: {v: draw(COUNTS) for v in "abc"} for r in regions}
    second = {}
    for region in regions:
        total = sum(first[region].values())
        part = draw(st.integers(0, min(total, 5)) | st.integers(0, total))
        second[region] = {"x": part, "y": total - part}
    return published(first, second)


@settings(max_examples=60, deadline=None)
@given(publications())
@example(published({"a": {"x": 3, "y": 0}, "b": {"x": 4, "y": 26}}))
@example(published({"a": {"x": 4, "y": 4}, "b": {"x": 20, "y": 9}}))
@example(published({"a": {"x": 4, "y": 4}, "b": {"x": 4, "y": 4}}))
def test_no_combination_tells_a_small_count(publication: Publication) -> None:
    """DAT-05: over regions and country, cells and totals, two dimensions at once: every small figure could still be
    anything from one to four, by integer programming over all that is shown."""
    assert given_away(publication) == []
