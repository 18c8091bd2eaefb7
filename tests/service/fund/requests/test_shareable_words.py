"""Whatever the person may read says what was paid, and never what they are said to be (ELG-02)."""

import re
from datetime import date

import pytest

from service.fund.policy.document.categories import CATEGORIES
from service.fund.receipts.words import BESIDE_THE_PICTURE, SLIP, slip
from service.fund.repatriation.rules import WHAT, WHY
from service.refusals import LANGUAGES, Language

LABELS = re.compile(
    r"victim|survi[vw]|\btraite\b|traffi[ck]|exploit|prostitu|esclav|slave|bénéficiaire|beneficiar|client|\bcas\b"
    r"|\bcase\b|dossier|plainte|complaint|police|enquête|investigat|statut|status|illég|illegal|réfugi|refugee",
    re.IGNORECASE,
)


def texts(language: Language) -> list[str]:
    """Every word of a slip for every category, of the empty one, and of what is shown beside."""
    full = slip([(name, 12_345) for name in CATEGORIES], date(2026, 11, 3), language)
    empty = slip([], date(2026, 11, 3), language)
    return [
        *(said.in_(language) for said in (BESIDE_THE_PICTURE, *SLIP.values(), *WHAT.values(), *WHY.values())),
        *(text for one in (full, empty) for text in (one.title, one.for_whom, one.note, one.total)),
        *(line.what + line.amount for line in full.lines),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_stands_on_what_the_person_may_see(language: Language) -> None:
    """ELG-02: "person concerned", and no word for what happened to them, nor for a file or a service about them."""
    found = [text for text in texts(language) if LABELS.search(text)]
    assert found == []
    person = {"fr": "personne concernée", "en": "person concerned"}[language]
    assert person in SLIP["for"].in_(language)


def test_the_scan_finds_what_it_looks_for() -> None:
    """ELG-02: each label in either language is seen."""
    for label in (
        "victime",
        "Victim",
        "traite",
        "trafficking",
        "bénéficiaire",
        "the client",
        "dossier",
        "police",
    ):
        assert LABELS.search(f"pour {label} ici"), label


def test_a_slip_adds_up_in_each_language() -> None:
    """ELG-02, LNG-01: amounts as each language writes them."""
    paid = [("hotel_nights", 33_000), ("food", 4_050)]
    assert slip(paid, date(2026, 11, 3), "fr").total == "370,50\u00a0$"
    assert [line.what for line in slip(paid, date(2026, 11, 3), "en").lines] == ["hotel nights", "food"]
    assert slip([], date(2026, 11, 3), "en").note == "Nothing is paid yet."
