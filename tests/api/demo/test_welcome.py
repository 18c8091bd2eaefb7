"""What the terminal says once the demo is ready."""

from datetime import timedelta
from pathlib import Path

from api.demo.partners import PEOPLE
from api.demo.welcome import ROLES, clock_ahead, welcome
from api.pages.words import WORDS
from service.partners.actor import Role


def test_everybody_is_named_once_with_a_link() -> None:
    text = welcome("http://127.0.0.1:8000")
    for person in PEOPLE:
        line = f"http://127.0.0.1:8000{person.link}"
        assert [found for found in text.splitlines() if found.endswith(line)], person.email
        assert person.who_fr in text
        assert person.who_en in text
    assert text.count("@relais.example") == len(PEOPLE)


def test_both_languages_and_the_way_out() -> None:
    """LNG-01: plain, short, and how to close it."""
    lines = welcome("http://here").splitlines()
    assert lines[1:3] == ["Relais est ouvert : http://here", "Relais is open: http://here"]
    assert lines[-1] == "Ctrl-C : fermer · close"
    assert set(ROLES) == set(Role)
    assert len(ROLES) == len(Role)
    for role in Role:
        assert f"{WORDS[f'role.{role}'].fr} · {WORDS[f'role.{role}'].en}" in lines, (
            "as the page /demo calls them"
        )
    assert "coordination de maison d'hébergement · shelter coordinator" in lines
    assert "intervenant pivot · pivot worker" in lines
    assert max(map(len, lines)) < 170


def test_a_clock_that_stands_ahead_is_said_with_the_way_back() -> None:
    """LNG-01: a scenario moved it; nothing is said of a clock that is on time."""
    data = Path("/here/.relais")
    assert clock_ahead(timedelta(seconds=59), data, embedded=True) == []
    notes = clock_ahead(timedelta(days=183, hours=2, minutes=5), data, embedded=True)
    assert notes[1:] == [
        "L'horloge de cette démo avance de 183 j 2 h. Pour revenir à l'heure et repartir à neuf : "
        "Ctrl-C, supprimez /here/.relais, relancez.",
        "This demo's clock is 183 d 2 h ahead. To be on time and begin anew: "
        "Ctrl-C, delete /here/.relais, start it again.",
    ]
    lines = welcome("http://here", notes).splitlines()
    assert lines[-4:] == [*notes[1:], "", "Ctrl-C : fermer · close"]
    (_, fr, en) = clock_ahead(timedelta(hours=5, minutes=7), data, embedded=False)
    assert "avance de 5 h 07. " in fr
    assert "Ctrl-C, empty its database, delete /here/.relais, start" in en
