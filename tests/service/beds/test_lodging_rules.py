"""Pure rules of hotel rooms: whom a room is for, and when nights need a reason."""

import pytest

from service.beds.board.rules import PlaceOffered, Question, suits
from service.beds.lodging.rules import Guest, needs_reason, party_of, told
from service.beds.party.rules import Party, People
from service.beds.words import AGE_BANDS, bits
from tests.service.beds.bands import accepted_bands

WOMAN, CHILD, YOUTH = Guest("woman", "25+"), Guest("woman", "<16"), Guest("woman", "16-17")


def test_the_case_says_who_comes() -> None:
    """CNF-08, BED-06, BED-09: one room for all; children come along with an adult, and count beside a minor."""
    assert party_of([WOMAN]) == Party((People("woman", "25+"),))
    family = party_of([WOMAN, CHILD, CHILD])
    assert family == Party((People("woman", "25+"),), children=2, together=True)
    mother = party_of([YOUTH, CHILD])
    assert mother == Party((People("woman", "16-17"), People("woman", "<16")), together=True)
    assert party_of([Guest("not_determined", "25+")]) is None
    assert party_of([WOMAN, Guest("woman", "not_determined")]) is None


def test_what_the_case_does_not_say_can_be_told_and_what_it_says_stays() -> None:
    """CNF-03, CNF-08."""
    assert told(Guest("not_determined", "25+"), "man", "18-20") == Guest("man", "25+")
    assert told(Guest("woman", "not_determined"), "man", "18-20") == Guest("woman", "18-20")
    assert told(Guest("not_determined", "25+"), None, None) == Guest("not_determined", "25+")


@pytest.mark.parametrize(
    ("before", "nights", "ceiling", "asked"),
    [(0, 3, 3, False), (0, 4, 3, True), (2, 1, 3, False), (2, 2, 3, True), (0, 60, None, False)],
)
def test_nights_add_up(before: int, nights: int, ceiling: int | None, asked: bool) -> None:
    """BED-09: three bookings of a night are three nights."""
    assert needs_reason(before, nights, ceiling) is asked


def test_a_house_for_sixteen_and_over_takes_a_youth() -> None:
    """MIN-07, BED-04: services for 16 and over exist; a bed that states no age takes adults only."""
    asks = Question(Party((People("woman", "16-17"),)))
    found = []
    for least in (16, None):
        ages = bits(accepted_bands(least, None), tuple(AGE_BANDS))
        found.append(suits(PlaceOffered(1, 1, ages, 1, False, False, 0, 1), asks))
    assert found == [True, False]
