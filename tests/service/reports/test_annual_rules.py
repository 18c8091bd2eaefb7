"""What a period's facts become when they are published (DAT-02, DAT-05)."""

from collections.abc import Iterable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from service.reports.annual.lines import Lines
from service.reports.annual.rules import Fact, PublishedCell, gathered, to_publish
from service.reports.codebook.rules import CODE_BOOK

REGIONS = ("CA-ON", "CA-QC", "CA-YT")
Key = tuple[str, str | None, str]


def published(*facts: Fact, lines: Iterable[Lines] = ()) -> dict[Key, PublishedCell]:
    cells = to_publish(gathered(REGIONS, facts, lines))
    return {(each.dimension, each.region, each.value): each for each in cells}


def some(region: str, category: str, count: int, *measures: str, urgency: str = "urgent") -> Lines:
    """Lines of one outcome, at ten dollars each."""
    now = frozenset(measures)
    return Lines(region, category, urgency, now, now, count, dict.fromkeys(now, count * 1_000))


def test_every_code_is_there_and_not_determined_too() -> None:
    """DAT-03: a report of nobody has every code at zero, in every region and in the country."""
    cells = published()
    for name, dimension in CODE_BOOK.items():
        for code in dimension.codes if name != "bed" else ("total",):
            for region in (None, *REGIONS):
                assert cells[name, region, code].count == 0
    assert cells["gender", None, "not_determined"].shown == "0"


def test_amounts_and_medians_go_with_their_count() -> None:
    """DAT-05: four lines of 40 dollars in all: neither the four, nor the amount, nor the median is shown; the country's
    total is the ledger's."""
    cells = published(
        Fact("paid", None, "food", 11, None, 12.0),
        Fact("paid", "CA-ON", "food", 5, None, 12.0),
        lines=[
            some("CA-ON", "food", 4, "paid"),
            some("CA-ON", "clothing", 9, "paid"),
            some("CA-QC", "food", 7, "paid"),
            some("CA-QC", "clothing", 5, "paid"),
        ],
    )
    food = cells["paid", "CA-ON", "food"]
    assert (food.shown, food.count, food.cents, food.minutes) == ("withheld", None, None, None)
    assert cells["paid", "CA-QC", "food"].cents is None
    assert (cells["paid", "CA-ON", "total"].count, cells["paid", "CA-ON", "total"].cents) == (13, 13_000)
    assert (cells["paid", None, "total"].count, cells["paid", None, "total"].cents) == (25, 25_000)
    assert (cells["paid", None, "food"].count, cells["paid", None, "food"].minutes) == (11, 12)


def test_a_median_of_five_is_shown() -> None:
    """DAT-02: the country's own median, beside those of its regions."""
    cells = published(
        Fact("payment.urgency", "CA-ON", "urgent", 5, None, 30.4),
        Fact("payment.urgency", "CA-QC", "urgent", 6, None, 90.0),
        Fact("payment.urgency", None, "urgent", 11, None, 44.6),
        lines=[some("CA-ON", "food", 5, "paid"), some("CA-QC", "food", 6, "paid")],
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


def test_in_time_is_not_shown_where_a_few_were_late() -> None:
    """DAT-05: 12 in time and 3 after: fifteen decided less twelve would tell the three; the fifteen are shown."""
    cells = published(
        lines=[
            some("CA-ON", "food", 12, "asked", "decided", "in_time"),
            some("CA-ON", "food", 3, "asked", "decided"),
        ]
    )
    assert cells["decision.urgency", "CA-ON", "urgent"].count == 15
    assert cells["decision.in_time", None, "urgent_in_time"].count is None
    assert cells["decision.in_time", "CA-ON", "urgent_late"].count is None
    assert cells["decision.in_time", "CA-ON", "undecided"].count == 0


def test_lines_that_wait_are_not_the_difference() -> None:
    """DAT-05: twelve lines asked, ten decided: the two that wait are no difference, for the ten are withheld."""
    cells = published(
        Fact("asked", None, "food", 12, None, 7.0),
        Fact("decision.urgency", "CA-ON", "urgent", 10, None, 7.0),
        lines=[some("CA-ON", "food", 10, "asked", "decided", "in_time"), some("CA-ON", "food", 2, "asked")],
    )
    assert (cells["asked", "CA-ON", "food"].count, cells["asked", None, "food"].minutes) == (12, None)
    for name in ("undecided", "urgent_in_time", "urgent_late"):
        assert cells["decision.in_time", "CA-ON", name].count is None
    assert cells["decision.urgency", "CA-ON", "urgent"].shown == "withheld"


def test_a_line_of_each_half_is_counted_once_in_its_half() -> None:
    """DAT-02: eight in time, six late, five not decided: each is its own figure, and together they are those asked."""
    cells = published(
        lines=[
            some("CA-ON", "food", 8, "asked", "decided", "in_time"),
            some("CA-ON", "food", 6, "asked", "decided"),
            some("CA-ON", "food", 5, "asked"),
        ]
    )
    codes = ("urgent_in_time", "urgent_late", "undecided", "total", "standard_late")
    assert [cells["decision.in_time", "CA-ON", code].count for code in codes] == [8, 6, 5, 19, 0]
    assert cells["decision.urgency", None, "urgent"].count == 14


def test_nights_are_beds() -> None:
    """OPS-13, DAT-02: nine nights held and one of them unused are shown as they are."""
    cells = published(Fact("nights", "CA-ON", "used", 8), Fact("nights", "CA-ON", "unused", 1))
    assert (cells["nights", "CA-ON", "used"].count, cells["nights", None, "unused"].count) == (8, 1)


@st.composite
def some_facts(draw: Any) -> tuple[list[Fact], list[Lines]]:
    counts = st.integers(0, 12)
    codes = st.lists(st.sampled_from(sorted(CODE_BOOK["paid"].codes)), unique=True, max_size=3)
    reasons = st.lists(st.sampled_from(sorted(CODE_BOOK["unmet"].codes)), unique=True, max_size=3)
    facts = [Fact("unmet", region, code, draw(counts)) for region in REGIONS for code in draw(reasons)]
    lines = [
        some(region, code, draw(st.integers(1, 12)), *measures)
        for measures in (("asked", "paid"), ("paid", "returned"))
        for region in REGIONS
        for code in draw(codes)
    ]
    return facts, lines


@settings(max_examples=40, deadline=None)
@given(some_facts())
def test_nothing_small_and_no_amount_alone(drawn: tuple[list[Fact], list[Lines]]) -> None:
    """DAT-05: whatever the facts, no cell has one to four, and none has an amount without its count."""
    for cell in to_publish(gathered(REGIONS, *drawn)):
        assert cell.count is None or cell.count == 0 or cell.count >= 5
        assert cell.count is not None or (cell.cents, cell.minutes) == (None, None)
