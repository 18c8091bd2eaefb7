"""When an address is shown, and which words would give one away."""

from datetime import UTC, datetime, timedelta

import pytest

from service.beds.addresses.rules import gives_away, still_shown

NOW = datetime(2026, 11, 3, 17, tzinfo=UTC)
ADDRESS = "4127, rue des Érables, Montréal"


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, True), (119, True), (120, False), (86400, False), (-1, False)]
)
def test_one_reveal_lasts_two_minutes(seconds: int, shown: bool) -> None:
    """SAF-01: long enough for a reply that was lost, too short to come back to."""
    assert still_shown(NOW, NOW + timedelta(seconds=seconds)) is shown


@pytest.mark.parametrize(
    ("words", "address", "told"),
    [
        ("Side door of the library, ask for the evening team", "12 Elm Street, Hamilton", False),
        ("Come to 12 Elm Street", "12 Elm Street, Hamilton", True),
        ("come to 12  ELM-street.", "12 Elm Street, Hamilton", True),
        ("Devant le 4127 rue des erables", "4127 rue des Érables, Montréal", True),
        ("Devant le 4127, rue des Érables", ADDRESS, True),
        ("Rue des Érables, derrière l'église", "4127 rue des Érables, Montréal", False),
        ("Bibliothèque, Montréal", "4127 rue des Érables, Montréal", False),
        ("Porte H2K 4M5", None, True),
        ("Porte h2k4m5", None, True),
        ("Bus 24, at the 3rd stop", None, False),
        ("Bus 12", "12, A", False),
    ],
)
def test_words_that_give_an_address_away(words: str, address: str | None, told: bool) -> None:
    """SAF-13: an arrival point is never the house's address, however it is typed."""
    assert gives_away(words, address) is told
