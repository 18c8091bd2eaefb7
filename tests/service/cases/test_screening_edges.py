"""Where reading a short text is a matter of one sign."""

import pytest

from service.cases.screening.rules import Finding, screen


def test_a_card_of_that_brand_hides_nothing_else() -> None:
    """IMM-05: what is masked keeps its length, so that the findings after it quote the text."""
    assert screen("carte Visa prépayée, sans papiers") == (Finding("status", "sans papiers"),)
    assert [finding.words for finding in screen("carte Visa, visa expiré")] == ["Visa", "visa expiré"]


def test_a_date_hides_neither_a_number_before_nor_one_after() -> None:
    """IMM-05: and what is quoted is the number with its label."""
    assert screen("2026-11-22 UCI 12345678") == (Finding("number", "UCI 12345678"),)
    assert screen("12345678, 2026-11-22") == (Finding("number", "12345678"),)


@pytest.mark.parametrize("apostrophe", ["'", "’", "ʼ", "‘"])
def test_every_apostrophe(apostrophe: str) -> None:
    """IMM-05."""
    assert screen(f"demande d{apostrophe}asile") == (Finding("status", f"demande d{apostrophe}asile"),)


@pytest.mark.parametrize("dash", ["-", "‐", "‑", "‒", "–", "—", "−"])
def test_every_dash(dash: str) -> None:
    """IMM-05."""
    assert screen(f"sans{dash}papiers") == (Finding("status", f"sans{dash}papiers"),)


@pytest.mark.parametrize("letter", ["X", "é", "ß", "ﬁ", "½", "漢", "🙂"])
def test_a_letter_stays_one_letter(letter: str) -> None:
    """IMM-05: findings after it quote the text where it stands."""
    assert screen(f"{letter} {letter}, sans papiers") == (Finding("status", "sans papiers"),)


@pytest.mark.parametrize("sign", ["\t", "\r", "\u200f", "\ue000", "\ud800", "\u0378"])
def test_what_cannot_be_seen_is_named(sign: str) -> None:
    """IMM-05: control, format, private, half a pair, unassigned."""
    assert screen(f"a{sign}b") == (Finding("control", f"U+{ord(sign):04X}"),)


def test_line_breaks_are_ordinary() -> None:
    assert screen("a\nb") == ()


def test_signs_inside_words_are_told_beside_them() -> None:
    """IMM-05: a hidden sign does not end what was found around it, nor hide what follows."""
    found = screen("visa\u200b, sans papiers\u202e")
    assert [finding.words for finding in found] == ["visa", "U+200B", "sans papiers", "U+202E"]
    assert [finding.kind for finding in found] == ["status", "control", "status", "control"]


def test_each_stretch_once() -> None:
    """IMM-05: of two findings that begin together the longer one, and nothing from inside it."""
    assert screen("sans papiers, sans papiers") == (Finding("status", "sans papiers"),) * 2
    assert screen("514-555-0199") == (Finding("number", "514-555-0199"),)
    assert screen("4111 1111 1111 1111") == (Finding("number", "4111 1111 1111 1111"),)
