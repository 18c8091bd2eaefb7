"""A statement adds up, and a private donor is told no month of fewer than five lines (FND-06, FND-07)."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.reports.statements.rules import (
    DonorStatement,
    Entry,
    Figures,
    Stretch,
    donor_statement,
    figures_of,
    months_between,
    statement,
)

JAN, FEB, MAR, APR = (date(2026, month, 1) for month in (1, 2, 3, 4))
NEXT_YEAR = date(2027, 1, 1)


def lines(*numbers: int) -> frozenset[UUID]:
    return frozenset(UUID(int=number) for number in numbers)


YEAR = [
    Entry(JAN, "contribution", "", "", 500_000, 500_000),
    Entry(JAN, "earmark", "", "food", 40_000, 0),
    Entry(FEB, "payment", "", "food", 25_000, -25_000, lines(1, 2, 3)),
    Entry(FEB, "overrun", "", "food", 1_200, 0, lines(3)),
    Entry(FEB, "void", "", "food", 5_000, 0),
    Entry(MAR, "cover", "", "", 1_200, -1_200),
    Entry(MAR, "return", "", "food", 2_000, 2_000, lines(1)),
    Entry(MAR, "carry_out", "", "", 100_000, -100_000),
    Entry(APR, "correction", "payment", "food", 3_000, 3_000, lines(2)),
]


def test_a_statement_adds_up() -> None:
    """FND-07, FND-09: opening, what moved and closing, to the cent; promises stand beside, overruns too."""
    found = statement(YEAR, FEB, APR)
    assert (found.opening, found.closing) == (500_000, 500_000 - 25_000 - 1_200 + 2_000 - 100_000)
    assert [each.closing for each in found.months] == [475_000, 375_800]
    assert found.total == Figures(
        carried=-100_000, promised=-5_000, paid=25_000, returned=2_000, overrun=1_200, covered=1_200
    )
    assert found.categories["food"].paid == 25_000
    assert (found.promised_open, found.overrun_open) == (40_000 - 5_000 - 25_000, 0)
    assert statement(YEAR, FEB, MAR).overrun_open == 1_200


def test_a_correction_counts_as_the_envelope_felt_it() -> None:
    """FND-09: a payment corrected by 30 dollars gives them back; one that went through the overrun account does not."""
    assert figures_of(YEAR[-1:]) == Figures(corrected=3_000)
    elsewhere = replace(YEAR[-1], about="overrun", effect=0)
    assert (figures_of([elsewhere]).change, statement([*YEAR, elsewhere], JAN, NEXT_YEAR).overrun_open) == (
        0,
        -3_000,
    )


def test_a_kind_that_nobody_knows_is_not_lost() -> None:
    """FND-09: a new kind of transfer stops the statement rather than leave it short."""
    with pytest.raises(KeyError):
        figures_of([Entry(JAN, "gift", "", "", 1, 1)])


def test_a_donor_waits_for_the_fifth_line() -> None:
    """FND-06: three lines in February, one in March, a fifth in April: one stretch; what came back is taken off."""
    told = donor_statement([*YEAR, Entry(APR, "payment", "", "food", 900, -900, lines(4, 5))], JAN, NEXT_YEAR)
    assert told.spent[0] == Stretch(FEB, date(2026, 5, 1), 25_000 + 1_200 - 2_000 - 3_000 + 900)
    assert (told.received[JAN], told.received[MAR], list(told.waiting)) == (500_000, -100_000, [])
    early = donor_statement(YEAR, JAN, APR)
    assert (list(early.spent), list(early.waiting)) == ([], [FEB, MAR])


SPENDING = st.lists(
    st.builds(
        lambda month, kind, cents, of: Entry(date(2026, month, 1), kind, "", "food", cents, 0, lines(*of)),
        st.integers(1, 12),
        st.sampled_from(["payment", "overrun", "return"]),
        st.integers(1, 10_000),
        st.sets(st.integers(1, 12), min_size=1, max_size=6),
    ),
    max_size=12,
)


def of(entries: list[Entry], month: int) -> DonorStatement:
    return donor_statement(entries, JAN, date(2026, month, 1))


@given(SPENDING)
def test_no_two_statements_tell_a_small_stretch(entries: list[Entry]) -> None:
    """FND-06, DAT-05: statements to any two months share their stretches, and each stands on five lines or none."""
    whole = of(entries, 12)
    for month in range(2, 13):
        part = of(entries, month)
        assert list(part.spent) == list(whole.spent)[: len(part.spent)]
    for stretch in whole.spent:
        behind: set[UUID] = set()
        for each in entries:
            if stretch.since <= each.month < stretch.until:
                behind |= each.lines
        assert not behind or len(behind) >= 5


def test_months() -> None:
    """FND-07: half-open, over the end of a year."""
    assert list(months_between(date(2026, 11, 1), date(2027, 2, 1))) == [
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
    ]


def test_an_envelope_of_several_years() -> None:
    """DAT-09: each year opens with what the one before closed with; what is carried over is neither lost nor twice."""
    years = [statement(YEAR, date(2026 + n, 1, 1), date(2027 + n, 1, 1)) for n in range(3)]
    assert [each.opening for each in years[1:]] == [each.closing for each in years[:-1]]
    assert years[2].closing == statement(YEAR, JAN, date(2029, 1, 1)).closing
    next_envelope = [Entry(date(2027, 1, 1), "carry_in", "", "", 100_000, 100_000)]
    assert statement(next_envelope, date(2027, 1, 1), date(2028, 1, 1)).total == Figures(carried=100_000)
