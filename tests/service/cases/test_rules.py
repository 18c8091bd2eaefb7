"""Codes, markers, consents and companions, as pure functions."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.cases.rules import (
    AGE_BANDS,
    MANDATORY,
    SYMBOLS,
    AgeBand,
    Companion,
    Consent,
    Marker,
    code_from,
    companion_fault,
    consents_to,
    duty_panel,
    marker_at,
    marker_index,
    needs_duty_panel,
    pair_fault,
)
from service.cases.words import WORDS

NOW = datetime(2026, 11, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_code_is_read_off_its_bits() -> None:
    """CNF-02: the lowest digits first, in two groups of three."""
    assert code_from(0) == "222-222"
    assert code_from(1) == "322-222"
    assert code_from(len(SYMBOLS)) == "232-222"
    assert code_from(len(SYMBOLS) ** 6 - 1) == "ZZZ-ZZZ"
    assert code_from(5, (4,)) == "7222"
    assert code_from(2**60, (5,)) == code_from(2**60 + len(SYMBOLS) ** 5, (5,))


@given(st.integers(0, 2**64 - 1))
def test_codes_cannot_be_misread(bits: int) -> None:
    """CNF-02: no look-alikes, no vowels."""
    code = code_from(bits)
    assert len(code) == 7
    assert code[3] == "-"
    assert set(code) - {"-"} <= set(SYMBOLS)


def test_symbols() -> None:
    """CNF-02: 28 different symbols, none of them a vowel, zero, one, I, L or O."""
    assert len(set(SYMBOLS)) == 28
    assert not set(SYMBOLS) & set("01AEIOUL")


def test_markers_are_two_hundred_and_translate() -> None:
    """CNF-02: a neutral noun in both languages; the same index always names the same."""
    assert len(WORDS) == 200
    assert len({fr for fr, _ in WORDS}) == len({en for _, en in WORDS}) == 200
    assert marker_at(0) == marker_at(200) == Marker("érable", "maple")
    assert marker_at(1) == Marker("lac", "lake")
    assert (marker_index(199), marker_index(200)) == (199, 0)


@pytest.mark.parametrize(
    ("band", "minor"), list(zip(AGE_BANDS, (True, True, False, False, False, False), strict=True))
)
def test_who_opens_the_panel(band: AgeBand, minor: bool) -> None:
    """MIN-01: under 18, and nobody else."""
    assert needs_duty_panel([band]) is minor
    assert needs_duty_panel(["25+", band]) is minor


def test_the_panel_reminds_until_answered() -> None:
    """MIN-01."""
    assert duty_panel(["25+"], False) == "not_needed"
    assert duty_panel(["16-17"], False) == "to_fill"
    assert duty_panel(["16-17"], True) == "filled"


def test_six_fields() -> None:
    """SAF-11."""
    assert len(MANDATORY) == 6


def test_a_consent_holds_from_given_to_withdrawn() -> None:
    """CNF-01: half-open; a withdrawal acts at once."""
    consent = Consent("fund", NOW, NOW + HOUR)
    moments = [NOW - HOUR, NOW, NOW + HOUR - timedelta(seconds=1), NOW + HOUR]
    assert [consent.in_force(at) for at in moments] == [False, True, True, False]
    assert Consent("fund", NOW).in_force(NOW + 1000 * HOUR)


def test_consent_is_to_a_scope_and_an_organisation() -> None:
    """CNF-01: one scope says nothing of another, one shelter nothing of another."""
    s2, s6 = UUID(int=2), UUID(int=6)
    given = [Consent("bed", NOW), Consent("share_with_organisation", NOW, organisation_id=s2)]
    assert consents_to(given, "bed", NOW)
    assert not consents_to(given, "fund", NOW)
    assert consents_to(given, "share_with_organisation", NOW, s2)
    assert not consents_to(given, "share_with_organisation", NOW, s6)
    assert not consents_to(given, "share_with_organisation", NOW)


PIVOT = Companion(UUID(int=1), UUID(int=9), "pivot", frozenset({"pivot_worker"}), accredited=True)
BACKUP = replace(PIVOT, member_id=UUID(int=2))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, None),
        ({"sector": "police"}, "police_cannot_be_pivot"),
        ({"roles": frozenset({"pivot_worker", "investigator"})}, "police_cannot_be_pivot"),
        ({"roles": frozenset({"front_desk"})}, "not_a_pivot"),
        ({"accredited": False}, "not_accredited"),
        ({"sector": "shelter"}, None),
        ({"organisation_id": UUID(int=8)}, None),
    ],
)
def test_who_may_accompany(changes: dict[str, object], fault: str | None) -> None:
    """PIV-01, PIV-05, PIV-10: any sector but the police, with the role, accredited; as pivot or as backup."""
    changed = replace(BACKUP, **changes)  # type: ignore[arg-type]  # fields of the table above
    assert companion_fault(changed) == fault
    assert pair_fault(PIVOT, changed) == pair_fault(changed, PIVOT) == fault


def test_the_backup_is_somebody_else() -> None:
    """PIV-01."""
    assert pair_fault(PIVOT, PIVOT) == "backup_is_pivot"
