"""What the terminal says once the demo is ready."""

from api.demo.partners import PEOPLE
from api.demo.welcome import ROLES, welcome
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
    assert max(map(len, lines)) < 170
