"""What a period's facts become when they are published (DAT-02, DAT-05)."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from service.reports.annual.rules import Fact, PublishedCell, gathered, to_publish
from service.reports.codebook.rules import CODE_BOOK

REGIONS = ("CA-ON", "CA-QC", "CA-YT")
Key = tuple[str, str | None, str]


def published(*facts: Fact) -> dict[Key, PublishedCell]:
    return {(each.dimension, each.region, each.value): each for each in to_publish(gathered(REGIONS, facts))}


def test_every_code_is_there_and_not_determined_too() -> None:
    """DAT-03: a report of nobody has every code at zero, in every region and in the country."""
    cells = published()
    for name, dimension in CODE_BOOK.items():
        for code in dimension.codes if name != "bed" else ("total",):
            for region in (None, *REGIONS):
                assert cells[name, region, code].count == 0
    assert cells["gender", None, "not_determined"].shown == "0"


def test_amounts_and_medians_go_with_their_count() -> None:
    """DAT-05: four lines of 100 dollars in all: neither the four, nor the 100 dollars, nor their median is shown."""
    cells = published(
        Fact("paid", "CA-ON", "food", 4, 10_000),
        Fact("paid", "CA-ON", "clothing", 9, 5_000),
        Fact("paid", "CA-QC", "food", 7, 900),
        Fact("paid", None, "food", 11, 10_900, 12.0),
    )
    food = cells["paid", "CA-ON", "food"]
    assert (food.count, food.cents, food.minutes) == (None, None, None)
    assert cells["paid", "CA-ON", "clothing"].cents is None
    assert (cells["paid", None, "total"].count, cells["paid", None, "total"].cents) == (20, 15_900)
    assert (cells["paid", None, "food"].shown, cells["paid", "CA-QC", "food"].cents) == ("withheld", 900)
    assert cells["paid", None, "food"].minutes is None


def test_a_median_of_five_is_shown() -> None:
    """DAT-02: the country's own median, beside those of its regions."""
    cells = published(
        Fact("payment.urgency", "CA-ON", "urgent", 5, None, 30.4),
        Fact("payment.urgency", "CA-QC", "urgent", 6, None, 90.0),
        Fact("payment.urgency", None, "urgent", 11, None, 44.6),
    )
    found = [cells["payment.urgency", region, "urgent"].minutes for region in ("CA-ON", "CA-QC", None)]
    assert found == [30, 90, 45]


def test_somebody_with_two_forms_is_counted_in_each() -> None:
    """EXP-03, DAT-05: eleven people, all of labour, two of another form too: the two are hidden, the eleven shown."""
    cells = published(
        Fact("bed", "CA-ON", "found", 11),
        Fact("gender", "CA-ON", "man", 11),
        Fact("form", "CA-ON", "labour", 11),
        Fact("form", "CA-ON", "sexual", 2),
    )
    assert cells["form", "CA-ON", "labour"].count == 11
    assert cells["form", "CA-ON", "sexual"].shown == "<5"
    assert cells["form", None, "sexual"].count is None


def test_an_urgency_is_shown_with_both_its_halves() -> None:
    """DAT-05: 12 in time and 3 after: fifteen urgent lines would tell the three."""
    cells = published(
        Fact("decision.in_time", "CA-ON", "urgent_in_time", 12),
        Fact("decision.in_time", "CA-ON", "urgent_late", 3),
        Fact("decision.in_time", "CA-ON", "standard_in_time", 8),
        Fact("decision.in_time", "CA-ON", "critical_in_time", 20),
    )
    assert cells["decision.urgency", "CA-ON", "urgent"].count is None
    assert cells["decision.urgency", "CA-ON", "critical"].count == 20


def test_lines_that_wait_are_not_the_difference() -> None:
    """DAT-05: twelve lines asked, ten decided in time: the two that wait are a code of the same twelve, and hidden."""
    cells = published(
        Fact("asked", "CA-ON", "food", 12, 1_200),
        Fact("decision.in_time", "CA-ON", "urgent_in_time", 10),
        Fact("decision.in_time", "CA-ON", "undecided", 2),
    )
    assert cells["asked", "CA-ON", "food"].count == 12
    assert cells["decision.in_time", "CA-ON", "undecided"].shown == "<5"
    assert cells["decision.urgency", "CA-ON", "urgent"].count is None


def test_nights_are_beds() -> None:
    """OPS-13, DAT-02: nine nights held and one of them unused are shown as they are."""
    cells = published(Fact("nights", "CA-ON", "used", 8), Fact("nights", "CA-ON", "unused", 1))
    assert (cells["nights", "CA-ON", "used"].count, cells["nights", None, "unused"].count) == (8, 1)


@st.composite
def some_facts(draw: Any) -> list[Fact]:
    counts = st.integers(0, 12)
    return [
        Fact(name, region, code, draw(counts), draw(st.integers(0, 10**7)))
        for name in ("paid", "returned")
        for region in REGIONS
        for code in draw(st.lists(st.sampled_from(sorted(CODE_BOOK["paid"].codes)), unique=True, max_size=3))
    ]


@settings(max_examples=40, deadline=None)
@given(some_facts())
def test_nothing_small_and_no_amount_alone(facts: list[Fact]) -> None:
    """DAT-05: whatever the facts, no cell has one to four, and none has an amount without its count."""
    for cell in to_publish(gathered(REGIONS, facts)):
        assert cell.count is None or cell.count == 0 or cell.count >= 5
        assert cell.count is not None or (cell.cents, cell.minutes) == (None, None)
