"""What a short text may not say, in French and in English (IMM-05, CPL-01)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.cases.screening.rules import Finding, screen


@pytest.mark.parametrize(
    "text",
    [
        "homme sans papiers",
        "Sans-papiers",
        "sans\u2011papiers",
        "SANS PAPIER",
        "elle est sans statut",
        "situation irrégulière",
        "situation irre\u0301gulie\u0300re",
        "demandeuse d’asile",
        "réfugiée",
        "expulsée l'an dernier",
        "passeport confisqué",
        "son permis de travail",
        "résident permanent",
        "citoyenneté",
        "nationalité",
        "ASFC",
        "migrants",
        "visa expired",
        "her visa was refused",
        "Visa",
        "visas",
        "undocumented man",
        "no papers",
        "out of status",
        "refugee claimant",
        "asylum-seeker",
        "work permit",
        "deported",
        "passport photo",
        "overstayed",
        "CBSA",
        "prepaid Visa card, and her visa expired",
        "carte Visa; visa expiré",
    ],
)
def test_status_words(text: str) -> None:
    """IMM-05: refused in both languages, whatever the case, accents, hyphens or apostrophes."""
    assert {finding.kind for finding in screen(text)} == {"status"}


@pytest.mark.parametrize(
    "text",
    [
        "UCI 1234-5678",
        "12345678",
        "12-3456-7890",
        "IUC 12 3456 7890",
        "123 456 789",
        "123-456-789",
        "514-555-0199",
        "(514) 555-0199",
        "+1 514 555 0199",
        "4111 1111 1111 1111",
        "AB123456",
        "V 123456789",
        "TREM 1234 5678",
    ],
)
def test_identity_numbers(text: str) -> None:
    """IMM-05, CNF-02: client, insurance, telephone, card and document numbers."""
    assert {finding.kind for finding in screen(text)} == {"number"}


@pytest.mark.parametrize(
    "text",
    [
        "elle a porté plainte",
        "retirer sa plainte",
        "déclaration à la police",
        "va témoigner",
        "police report",
        "she filed a complaint",
        "testify in June",
        "cooperating with police",
        "dossier de police",
    ],
)
def test_complaints_and_testimony(text: str) -> None:
    """CPL-01: there is nowhere to write it."""
    assert {finding.kind for finding in screen(text)} == {"complaint"}


@pytest.mark.parametrize(
    "text",
    [
        "carte Visa prépayée",
        "carte cadeau Visa 50 $",
        "Visa prepaid card",
        "prepaid Visa",
        "Visa débit",
        "carte d'appel 20 $",
        "2 nuits du 2026-11-22 au 2026-11-24",
        "5 chambres x 3 x 110 = 1650",
        "bottes taille 10, manteau d'hiver",
        "billet Toronto–Montréal 14 h 45",
        "chambre 1203",
        "R-9KD2, dossier K7Q-42M",
        "interprète hongrois, 2 h",
        "permis de conduire",
        "reportage",
        "provisage",
        "improvisas",
        "première ligne\ndeuxième ligne",
        "medication bridge, 30 tablets of 500 mg",
        "",
    ],
)
def test_ordinary_needs_pass(text: str) -> None:
    """IMM-05: a prepaid bank card of that brand, dates, sums, codes and clothes are no secrets."""
    assert screen(text) == ()


@pytest.mark.parametrize(
    "sign", ["\u0000", "\u0007", "\u001b", "\u007f", "\u200b", "\u202e", "\ufeff", "\ue000"]
)
def test_control_characters(sign: str) -> None:
    """IMM-05: what cannot be seen cannot be read by a human; it is named by its number."""
    assert screen(f"sou{sign}pe") == (Finding("control", f"U+{ord(sign):04X}"),)


def test_findings_quote_the_text_in_its_order() -> None:
    """IMM-05: the worker sees which words; the longest stretch wins."""
    found = screen("Réfugiée, UCI 1234-5678, demande d’asile")
    assert [finding.words for finding in found] == ["Réfugiée", "UCI 1234-5678", "demande d’asile"]


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    """IMM-05: no text breaks the reader, and what it quotes is in the text."""
    import unicodedata

    for finding in screen(text):
        assert finding.kind == "control" or finding.words in unicodedata.normalize("NFC", text)
