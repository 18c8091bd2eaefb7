"""Every sentence stands in both languages, says the same facts, and keeps the tone."""

import gc
import re
from importlib import import_module

import pytest

from api.pages.words import WORDS
from service.refusals import REASONS, Reason, Said
from tests.quality.source import PROJECT, modules, name_of

for _path in modules("service", "api"):
    if _path.name == "refusals.py" or "/v1/" in name_of(_path):
        import_module(name_of(_path).removesuffix(".py").replace("/", "."))

FACT = re.compile(r"\{(\w+)")
WRONG_TONE = re.compile(
    r"!|\bvictime|\bvictim\b|\bsurvivor|survivant|\bsorry\b|\bplease\b|s'il vous plaît|désolé|\boops\b", re.I
)


OURS = [reason for reason in REASONS.values() if not reason.code.startswith("test_")]
"""The product's own: other tests make reasons of their own to test with."""


def sentences() -> list[tuple[str, Said]]:
    reasons = [(f"{r.code}.{part}", getattr(r, part)) for r in OURS for part in ("title", "advice")]
    return [*reasons, *WORDS.items()]


def facts(sentence: str, language: str) -> set[str]:
    """The facts of a sentence; one that is itself words has a name that ends in its language."""
    return {name.removesuffix(f"_{language}") for name in FACT.findall(sentence)}


@pytest.mark.parametrize(("where", "said"), sentences(), ids=[where for where, _ in sentences()])
def test_both_languages_say_the_same_facts(where: str, said: Said) -> None:
    """LNG-01: nothing is missing in either language."""
    assert said.fr.strip()
    assert said.en.strip()
    assert facts(said.fr, "fr") == facts(said.en, "en")


@pytest.mark.parametrize(("where", "said"), sentences(), ids=[where for where, _ in sentences()])
def test_the_tone_is_calm(where: str, said: Said) -> None:
    """ELG-02, RIG-03: "person", not "victim"; no exclamation, no apology, no hurry."""
    assert not WRONG_TONE.search(said.fr)
    assert not WRONG_TONE.search(said.en)


SPACED_AS_IN_FRANCE = re.compile(r"\s[;!?]|[^\W\d]: ")


SPACED_IN_BOTH = re.compile(r"""\}\}\s:\s?\{\{|["']\s:\s["']""")


def test_no_page_spaces_a_colon_by_itself() -> None:
    """LNG-01: English has no space before it, French has one: a page takes `colon`."""
    pages = sorted((PROJECT / "api" / "pages" / "templates").rglob("*.html"))
    assert len(pages) > 100
    assert [page.name for page in pages if SPACED_IN_BOTH.search(page.read_text(encoding="utf-8"))] == []


def test_french_is_spaced_as_in_quebec() -> None:
    """LNG-01: no space before a semicolon or a question mark, one before a colon; a text message saves its signs."""
    said = [each.fr for each in gc.get_objects() if isinstance(each, Said)]
    assert len(said) > 800
    spoken = [each for each in said if not each.startswith("Relais:")]
    assert [each for each in spoken if SPACED_AS_IN_FRANCE.search(each)] == []


def test_a_supplier_is_no_beneficiary() -> None:
    """ELG-02: in French a `bénéficiaire` is whoever is helped; whom a fund pays is a `fournisseur`."""
    said = [each.fr for each in gc.get_objects() if isinstance(each, Said)]
    assert [each for each in said if "bénéficiaire" in each.lower()] == []


@pytest.mark.parametrize("reason", OURS, ids=lambda reason: reason.code)
def test_a_refusal_says_what_to_do(reason: Reason) -> None:
    """RIG-01: a refusal names a way on."""
    assert reason.advice.fr
    assert reason.advice.en
    assert 400 <= reason.status < 600
