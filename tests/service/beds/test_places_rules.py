"""Which beds can take a party, and which of them are taken first."""

from dataclasses import replace
from typing import Any

import pytest

from service.beds.board.rules import (
    FITS,
    HOTEL,
    Answers,
    PlaceOffered,
    Question,
    Verdict,
    choose,
    judge,
    mixes_ages,
    suits,
)
from service.beds.party.rules import Party, People
from service.beds.shelters.rules import Criteria

PLAIN = PlaceOffered(
    pool_key=1, genders=1, age_bands=28, sleeps=1, family_unit=False, set_aside=False, offers=0, free=2
)
WOMAN = Question(Party((People("woman", "21-24"),)))
FAMILY = Question(Party((People("woman", "25+"),), children=2))
FRIENDS = Question(Party((People("woman", "25+", 3),)))
TRAFFICKING = replace(WOMAN, purpose="trafficking")


@pytest.mark.parametrize(
    ("change", "question", "expected"),
    [
        ({}, WOMAN, True),
        ({"genders": 2}, WOMAN, False),
        ({"genders": 3}, WOMAN, True),
        ({"genders": 1}, Question(Party((People("woman", "25+"), People("man", "25+")))), False),
        ({"genders": 3}, Question(Party((People("woman", "25+"), People("man", "25+")))), True),
        ({"age_bands": 16}, WOMAN, False),
        ({"age_bands": 16}, Question(Party((People("woman", "21-24"), People("woman", "25+")))), False),
        ({"sleeps": 3}, WOMAN, True),
        ({"sleeps": 3, "family_unit": True}, FAMILY, True),
        ({"sleeps": 2, "family_unit": True}, FAMILY, False),
        ({"sleeps": 4, "family_unit": False}, FAMILY, False),
        ({"family_unit": True}, WOMAN, True),
        ({"set_aside": True}, WOMAN, False),
        ({"set_aside": True}, TRAFFICKING, True),
        ({"set_aside": False}, TRAFFICKING, True),
        ({"offers": 8}, replace(WOMAN, wants=frozenset({"pets"})), True),
        ({"offers": 16}, replace(WOMAN, wants=frozenset({"pets"})), False),
        ({"offers": 8}, replace(WOMAN, wants=frozenset({"pets", "wheelchair"})), False),
        ({"free": 0}, WOMAN, True),
    ],
)
def test_which_beds_suit(change: dict[str, Any], question: Question, expected: bool) -> None:
    """BED-02, BED-04, BED-06, ADM-07, ADM-10: gender, age, unit, set-aside, offers; free or not is another question."""
    assert suits(replace(PLAIN, **change), question) is expected


YOUTH = Party((People("woman", "16-17"),))


@pytest.mark.parametrize(
    ("change", "party", "expected"),
    [
        ({"age_bands": 30}, YOUTH, True),
        ({"age_bands": 6}, YOUTH, False),
        ({"age_bands": 30, "private": True}, YOUTH, False),
        ({"age_bands": 30, "family_unit": True}, YOUTH, False),
        ({"age_bands": 30, "sleeps": 2}, YOUTH, False),
        ({"age_bands": 31}, Party((People("man", "<16", 2),)), True),
        ({"age_bands": 30}, Party((People("woman", "16-17"), People("woman", "25+"))), False),
        ({"age_bands": 30}, Party((People("woman", "18-20"),)), False),
    ],
)
def test_where_a_minor_would_share_with_strangers(
    change: dict[str, Any], party: Party, expected: bool
) -> None:
    """MIN-03: a shared bed that also takes people of 21 and over, for minors without an adult of their own."""
    assert mixes_ages(replace(PLAIN, **change), party) is expected


def test_a_minor_is_put_apart_first() -> None:
    """MIN-03, BED-02: before set-aside beds and small units, a bed that is not among adults."""
    among = replace(PLAIN, pool_key=1, age_bands=30, set_aside=True)
    apart = replace(PLAIN, pool_key=2, age_bands=30, private=True, sleeps=2)
    question = Question(YOUTH, purpose="trafficking")
    assert choose([among, apart], question) == {2: 1}
    assert choose([among], question) == {1: 1}


def places(*changes: dict[str, Any]) -> list[PlaceOffered]:
    return [replace(PLAIN, pool_key=number, **change) for number, change in enumerate(changes, start=1)]


@pytest.mark.parametrize(
    ("offered", "question", "taken"),
    [
        (places({}, {}), WOMAN, {1: 1}),
        (places({"free": 0}, {}), WOMAN, {2: 1}),
        (places({"genders": 2}, {}), WOMAN, {2: 1}),
        (places({"sleeps": 2}, {}), WOMAN, {2: 1}),
        (places({}, {"set_aside": True}), TRAFFICKING, {2: 1}),
        (places({}, {"set_aside": True}), WOMAN, {1: 1}),
        (places({}, {"set_aside": True, "sleeps": 4}), TRAFFICKING, {2: 1}),
        (places({}, {}), FRIENDS, {1: 2, 2: 1}),
        (places({"free": 5}, {}), FRIENDS, {1: 3}),
        (places({"free": 1}, {"free": 1}), FRIENDS, {}),
        (places({"sleeps": 4, "family_unit": True}, {"sleeps": 3, "family_unit": True}), FAMILY, {2: 1}),
        (places({"genders": 2, "free": 9}), WOMAN, {}),
        ([], WOMAN, {}),
    ],
)
def test_which_beds_are_taken(offered: list[PlaceOffered], question: Question, taken: dict[int, int]) -> None:
    """BED-02, BED-06: all or none; set-aside first where allowed, then the smallest unit."""
    assert choose(offered, question) == taken
    assert choose(list(reversed(offered)), question) == taken


def test_masks_of_answers() -> None:
    """ADM-01: the bits that the database is asked with."""
    answers = Answers(frozenset({"sobriety", "couple"}), frozenset({"claimant", "programme"}))
    assert (answers.met_mask, answers.unmet_mask) == (1 + 64, 4 + 128)


def test_a_hotel_names_what_it_bends_on() -> None:
    """BED-09, ADM-01: a criterion is named wherever it stands."""
    answers = Answers(frozenset(), frozenset({"couple"}))
    named = judge(Criteria(flexible=frozenset({"couple"})), answers, hotel=True)
    assert (named.tier, [item.criterion for item in named.named]) == (HOTEL, ["couple"])
    assert judge(Criteria(), answers) == Verdict(FITS)
