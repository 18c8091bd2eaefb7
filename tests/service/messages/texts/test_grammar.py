"""What a text says: little, in both languages, whatever the case and the accents; everything else is not understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.messages.texts.grammar import UNCLEAR, Said, understood


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3", Said("count", free=3)),
        (" 0 ", Said("count", free=0)),
        ("12.", Said("count", free=12)),
        ("idem", Said("same")),
        ("Même", Said("same")),
        ("pareil!", Said("same")),
        ("INCHANGÉ", Said("same")),
        ("same", Said("same")),
        ("oui 7f3k", Said("yes", code="7F3K")),
        ("YES, 7F3K.", Said("yes", code="7F3K")),
        ("non 7f3k", Said("no", code="7F3K")),
        ("Non 7F3K a", Said("no", code="7F3K", reason="no_bed")),
        ("NO B 7F3K", Said("no", code="7F3K", reason="language")),
        ("no 7F3K: c", Said("no", code="7F3K", reason="several_at_once")),
        ("no 7F3K d", Said("no", code="7F3K", reason="other")),
        ("ARRÊT", Said("stop")),
        ("Stop", Said("stop")),
        ("début", Said("start")),
        ("START", Said("start")),
    ],
)
def test_what_is_understood(text: str, said: Said) -> None:
    """BED-15, OPS-03, ADM-04: a bare number is a count; a no has one letter; codes are four signs."""
    assert understood(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3 lits",
        "12345",
        "oui",
        "non",
        "oui 7F3",
        "oui 7F3K a",
        "oui 7F3K 8G4M",
        "non 7F3K a b",
        "non 7F3K z",
        "7F3K",
        "oui je viens avec 7F3K",
        "trois",
        "3" + " " * 160,
        "stop it",
        "-3 5",
    ],
)
def test_the_rest_is_not(text: str) -> None:
    """BED-15, CNF-02: nobody's sentence is read, and none becomes a count or an answer."""
    assert understood(text) == UNCLEAR


@given(st.text(max_size=200))
def test_any_text_at_all_is_harmless(text: str) -> None:
    """BED-15: whatever comes, it is one of seven things, and a count is a number of at most four digits."""
    found = understood(text)
    assert found.kind in {"count", "same", "yes", "no", "stop", "start", "unclear"}
    assert found.free is None or 0 <= found.free <= 9999
