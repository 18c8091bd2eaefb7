"""Every text in both languages, with the longest values: one segment, and no word that gives anything away."""

from datetime import UTC, datetime
from string import Formatter

import pytest

from service.messages.texts.words import LONGEST, NEUTRAL, TEXTS, clock_time, said
from service.refusals import LANGUAGES
from tests.service.messages.texts.gsm import one_segment, septets


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TEXTS)
def test_each_text_is_one_segment(name: str, language: str) -> None:
    """OPS-04, SAF-12: at its longest a text is one segment of the default alphabet, and has no link."""
    text = said(name, language, LONGEST)  # type: ignore[arg-type]
    assert septets(text) is not None, text
    assert one_segment(text), (len(text), text)
    assert "http" not in text
    assert "!" not in text


def test_both_languages_say_the_same_facts() -> None:
    """OPS-04: what one says in French it says in English; half a text never leaves."""
    for name, text in TEXTS.items():
        french, english = [
            {field for _, field, _, _ in Formatter().parse(each) if field} for each in (text.fr, text.en)
        ]
        assert french == english, name
        assert french <= LONGEST.keys()
    with pytest.raises(KeyError):
        said("count_noted", "fr", {"free": "3"})


def test_lengths_are_those_of_the_air() -> None:
    """OPS-04: French letters of the table count one, signs of the extension two, and others cannot be sent."""
    assert septets("Répondez à où, è, ù") == 19
    assert septets("[3]") == 5
    assert septets("€" * 80) == 160
    assert one_segment("a" * 160)
    assert not one_segment("a" * 161)
    assert not one_segment("€" * 80 + "a")
    for letter in "êâîôûçœÀ«»\N{NO-BREAK SPACE}’":
        assert septets(letter) is None


def test_exact_words() -> None:
    """OPS-04, BED-15: as the design has them."""
    facts = {"code": "7F3K", "until": "21 h 26"}
    assert said("request_to_read", "fr", facts) == (
        "Relais 7F3K: une demande attend votre lecture avant 21 h 26. Ouvrez l'application. Déjà lue? Répondez "
        "OUI 7F3K ou NON 7F3K."
    )
    assert said("count_asked", "en", {"at": "14:10"}) == (
        "Relais: your count is from 14:10. How many now? Reply with a number (e.g. 3) or SAME if nothing changed."
    )
    assert (NEUTRAL.fr, NEUTRAL.en) == (
        "Quelque chose attend votre lecture.",
        "Something awaits your reading.",
    )


def test_a_time_is_the_wall_clock_of_the_house() -> None:
    """OPS-04: 24 hours in both languages, on both sides of the autumn change, with plain spaces."""
    first, second = datetime(2026, 11, 1, 5, 5, tzinfo=UTC), datetime(2026, 11, 1, 6, 5, tzinfo=UTC)
    assert [clock_time(at, "America/Toronto", "fr") for at in (first, second)] == ["1 h 05", "1 h 05"]
    assert clock_time(datetime(2026, 11, 4, 3, 40, tzinfo=UTC), "America/Toronto", "en") == "22:40"
