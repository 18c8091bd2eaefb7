"""Every sentence of the corpus is read as it must be: the right kind and words, and no honest need refused."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from service.cases.screening import allowed, numbers, people, views
from service.cases.screening.complaints import COMPLAINT
from service.cases.screening.refusals import SAYS_TOO_MUCH, says_too_much
from service.cases.screening.rules import screen
from service.cases.screening.status import STATUS
from tests.service.cases.corpus import LANGUAGES, passing, stopped
from tests.service.cases.steps import parser


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_must_be_stopped(language: str) -> None:
    """IMM-05, CPL-01, CPL-06, CNF-02: each is found, as what it is, in the very words that were typed."""
    sentences = stopped(language)
    assert len(sentences) > 230
    wrong = []
    for sentence in sentences:
        found = tuple((each.kind, each.words) for each in screen(sentence.text))
        if found != sentence.found:
            wrong.append((sentence.text, found))
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_must_pass(language: str) -> None:
    """IMM-05: a bank card of that brand, a bus, a room, a complaint of noise are no secrets."""
    sentences = passing(language)
    assert len(sentences) > 200
    assert [(text, screen(text)) for text in sentences if screen(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_hides_nothing_in_a_longer_one(language: str) -> None:
    """IMM-05: what must be stopped is stopped among honest needs too, before and after."""
    honest = passing(language)
    for at, sentence in enumerate(stopped(language)):
        around = honest[at % len(honest)], honest[(7 * at) % len(honest)]
        if "visa" in (around[0] + around[1]).lower():
            around = "manteau", "bottes"
        assert screen(f"{around[0]}; {sentence.text}; {around[1]}"), sentence.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_says_what_to_write(language: str) -> None:
    """IMM-05: the words found, and words in their place, in both languages."""
    for sentence in stopped(language):
        refused = says_too_much(screen(sentence.text))
        assert all(refused.facts[name] for name in ("words", "instead_fr", "instead_en"))


def test_the_sentence_of_the_screens() -> None:
    """IMM-05: said as it is drawn."""
    facts = says_too_much(screen("carte d'appel; visa expiré")).facts
    assert SAYS_TOO_MUCH.title.in_("fr", facts) == (
        "Relais ne garde pas ceci : « visa expiré ». Essayez : « documents »."
    )
    facts = says_too_much(screen("calling card; visa expired")).facts
    assert SAYS_TOO_MUCH.title.in_("en", facts) == (
        'Relais does not keep this: "visa expired". Try: "documents".'
    )


@pytest.mark.parametrize("text", ["Dr Nguyen, dentiste", "Mme Zoé Fleurs", "Maison M. Tremblay"])
def test_a_shop_may_be_called_after_somebody(text: str) -> None:
    """CNF-02: a supplier's name has its own door; what a case needs has none for a person's."""
    assert screen(text, "name") == ()


def test_a_shop_has_no_status_and_no_number() -> None:
    """IMM-05: what is said of a name goes no further than a title."""
    assert [found.kind for found in screen("Mme Zoé, visa expiré, 514 555 0199", "name")] == [
        "status",
        "number",
    ]


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every regular expression of the screening, by where it stands."""
    for group in (
        *STATUS,
        *COMPLAINT,
        people.NAMES,
        people.BIRTHS,
        *people.CONTACTS,
        people.TITLES,
        people.CALLED,
    ):
        yield group.kind, group.pattern
    for module in (allowed, numbers, people, views):
        for name, value in vars(module).items():
            for pattern in value if isinstance(value, tuple) else (value,):
                if isinstance(pattern, re.Pattern):
                    yield f"{module.__name__}.{name}", pattern


def repeats(tree: Any) -> Iterator[int]:
    """Every repetition of a parsed pattern: how often at most."""
    for operation, argument in tree:
        match str(operation):
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                yield int(argument[1])
                yield from repeats(argument[2])
            case "SUBPATTERN":
                yield from repeats(argument[-1])
            case "BRANCH":
                for branch in argument[1]:
                    yield from repeats(branch)
            case "ASSERT" | "ASSERT_NOT":
                yield from repeats(argument[1])
            case "ATOMIC_GROUP":
                yield from repeats(argument)


ALONE = {"service.cases.screening.views._MIXED", "service.cases.screening.views._GAP"}
"""One class of signs and nothing after it: it never looks back."""


def test_every_pattern_reads_in_proportion_to_the_text() -> None:
    """IMM-05: no repetition without an end, so that one start costs at most so much, whatever follows."""
    seen = 0
    for name, pattern in patterns():
        seen += 1
        tree = parser.parse(pattern.pattern, pattern.flags)
        for most in repeats(tree):
            assert most <= 64 or name in ALONE, (name, most)
    assert seen > 25
