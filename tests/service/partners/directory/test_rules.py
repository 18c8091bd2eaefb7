"""What a pledge must say, by which words it is found, and how a file of pledges is read and written."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.partners.directory.files import HEADER, read, written
from service.partners.directory.refusals import FAULTS
from service.partners.directory.rules import (
    CONDITIONS,
    NEEDS,
    SAID,
    Condition,
    Fault,
    Need,
    Terms,
    fault,
    needs_of,
    review_is_due,
)
from service.tables.bad_rows import UnreadableFileError
from service.tables.writing import harmless

TODAY = date(2026, 11, 3)
REGIONS = ("CA-ON", "CA-QC", "CA-BC")
TERMS = Terms("interpreter", True, ("CA-QC",), TODAY, date(2027, 3, 31))


@pytest.mark.parametrize(
    ("word", "needs"),
    [
        ("interpreter", ["interpreter"]),
        ("INTERPRÈTE", ["interpreter"]),
        ("traduction", ["interpreter"]),
        ("avocat", ["immigration_lawyer", "criminal_lawyer"]),
        ("immigration", ["immigration_lawyer"]),
        ("pairs", ["peer_support"]),
        ("peer support", ["peer_support"]),
        ("soins d’enfants", []),
        ("garde d’enf", ["child_care"]),
        ("école", ["schooling"]),
        ("", []),
        ("zzz", []),
    ],
)
def test_a_need_is_found_by_its_words(word: str, needs: list[Need]) -> None:
    """AGR-03: in French and English, without accents; what no need is called finds none."""
    assert list(needs_of(word)) == needs


def test_every_need_has_its_words_and_finds_itself() -> None:
    """AGR-03, PIV-11: peer support is one of them, and no need is without words."""
    assert set(SAID) == set(NEEDS)
    assert "peer_support" in NEEDS
    for need in NEEDS:
        assert need in needs_of(SAID[need].fr)
        assert need in needs_of(SAID[need].en)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, None),
        ({"until": TODAY}, None),
        ({"until": TODAY - timedelta(days=1)}, "ends_before_it_starts"),
        ({"starts_on": TODAY - timedelta(days=9), "until": TODAY - timedelta(days=1)}, "over_already"),
        ({"until": TODAY + timedelta(days=1100)}, None),
        ({"until": TODAY + timedelta(days=1101)}, "too_long"),
        ({"fee_cents": 2_500}, "free_and_paid"),
        ({"free": False, "fee_cents": 2_500}, None),
        ({"conditions": ("men_only", "women_only")}, "contradiction"),
        ({"conditions": ("adults_only", "minors_only")}, "contradiction"),
        ({"conditions": ("adults_only", "women_only", "no_written_agreement")}, None),
    ],
)
def test_what_a_pledge_cannot_say(changed: dict[str, Any], expected: Fault | None) -> None:
    """AGR-03, AGR-05: valid until a day that is to come, free or for a price, conditions that can hold together."""
    kept = {name: getattr(TERMS, name) for name in Terms.__dataclass_fields__}
    assert fault(Terms(**kept | changed), TODAY) == expected
    assert expected is None or expected in FAULTS


def test_a_pledge_is_looked_at_again_after_a_year() -> None:
    """AGR-03, ADM-14: flagged on the day after, and not before."""
    assert [review_is_due(TODAY - timedelta(days=days), TODAY) for days in (365, 366)] == [False, True]


ANY = st.builds(
    Terms,
    need=st.sampled_from(NEEDS),
    free=st.just(False),
    regions=st.lists(st.sampled_from(REGIONS), min_size=1, unique=True).map(tuple),
    starts_on=st.dates(TODAY, date(2027, 1, 1)),
    until=st.dates(date(2027, 1, 2), date(2028, 1, 1)),
    fee_cents=st.none() | st.integers(1, 10_000_000),
    languages=st.lists(st.sampled_from(["fr", "en", "hu", "zh-Hant", "iku"]), unique=True).map(tuple),
    conditions=st.lists(st.sampled_from(CONDITIONS[4:]), unique=True).map(tuple),
    on_call=st.booleans(),
)


@settings(max_examples=60, deadline=None, database=None, derandomize=True)
@given(st.lists(ANY, max_size=6))
def test_a_file_reads_back_as_it_was_written(pledges: list[Terms]) -> None:
    """AGR-06: what goes out comes in again, the same; each need and region once."""
    once = {(terms.need, terms.in_order().regions): terms.in_order() for terms in pledges}
    good, bad = read(written(once.values()), REGIONS, lambda terms: fault(terms, TODAY))
    assert ({*map(str, good)}, bad) == ({*map(str, once.values())}, [])


ROW = "interpreter,yes,,CA-QC,fr hu,adults_only,no,2026-11-03,2027-03-31"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (ROW.replace("interpreter", "=interpreter"), "unknown_value"),
        (ROW.replace("interpreter", ""), "missing"),
        (ROW.replace("CA-QC", "CA-XX"), "unknown_region"),
        (ROW.replace("CA-QC", ""), "missing"),
        (ROW.replace("fr hu", "fr no-visa-here"), "unknown_value"),
        (ROW.replace("adults_only", "nice_people"), "unknown_value"),
        (ROW.replace("yes,,", "no,25.00,"), "not_whole"),
        (ROW.replace("yes,,", "no,99999999999,"), "too_large"),
        (ROW.replace("yes,,", "yes,2500,"), "unknown_value"),
        (ROW.replace("2027-03-31", "2027-02-30"), "not_a_date"),
        (ROW.replace("2027-03-31", "2026-11-02"), "unknown_value"),
        (ROW.replace("yes", "perhaps"), "unknown_value"),
        (ROW + ",more", "wrong_width"),
        (ROW.replace("interpreter", '"interpreter'), "unreadable_row"),
    ],
)
def test_a_bad_row_is_named_by_line_and_the_others_go_in(row: str, reason: str) -> None:
    """AGR-06: line and reason; the rows around it are read."""
    lines = [",".join(HEADER), ROW, row, ROW.replace("interpreter", "food"), ROW]
    good, bad = read("\n".join(lines), REGIONS, lambda terms: fault(terms, TODAY))
    assert {terms.need for terms in good} == {"interpreter", "food"}
    assert [(one.line, one.reason) for one in bad] == [(3, reason), (5, "repeated")]


def test_a_file_of_another_kind_is_no_directory() -> None:
    """AGR-06: the columns expected are named."""
    with pytest.raises(UnreadableFileError) as stopped:
        read("a,b\n1,2\n", REGIONS, lambda _: None)
    assert "need, free" in stopped.value.text("en")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\r=x"])
def test_no_cell_is_a_formula(cell: str) -> None:
    """AGR-06: on the way out a spreadsheet is given words."""
    assert (harmless(cell), harmless("fr en")) == (f"'{cell}", "fr en")


def test_conditions_are_codes() -> None:
    """AGR-05, CNF-05: told in advance, from a closed list: there is no field for a name or a remark."""
    kept: tuple[Condition, ...] = CONDITIONS
    assert all(code.replace("_", "").isalpha() for code in kept)
    assert {name for name in Terms.__dataclass_fields__ if "name" in name or "contact" in name} == set()
