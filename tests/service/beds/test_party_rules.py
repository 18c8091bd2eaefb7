"""A party is counts, and its masks are what a bed must contain."""

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.beds.party.rules import Party, People, fault_of, summary
from service.beds.words import AGE_BANDS, GENDERS, bits, words
from tests.service.beds.bands import accepted_bands

WOMAN = Party((People("woman", "21-24"),))


def test_one_person_takes_one_bed() -> None:
    """BED-04: a band, never a birth date."""
    assert (WOMAN.beds, WOMAN.sleeps, WOMAN.genders, WOMAN.age_bands) == (1, 1, 1, 8)
    assert not WOMAN.one_unit
    assert not WOMAN.men
    assert not WOMAN.minors


def test_a_family_takes_one_unit() -> None:
    """BED-06: one adult and two children are never split."""
    family = Party((People("woman", "25+"),), children=2)
    assert (family.beds, family.sleeps, family.size, family.adults) == (1, 3, 3, 1)
    assert family.one_unit
    assert family.minors
    assert Party((People("woman", "25+"),), children=1).minors


def test_two_friends_take_two_beds_and_a_couple_one_unit() -> None:
    """BED-07: a couple is one unit; others only when they ask to be together."""
    friends = Party((People("woman", "25+", 2),))
    assert (friends.beds, friends.sleeps) == (2, 1)
    assert Party((People("woman", "25+", 2),), together=True).beds == 1
    couple = Party((People("woman", "25+"), People("man", "25+")), couple=True)
    assert (couple.beds, couple.sleeps, couple.genders, couple.men) == (1, 2, 3, True)
    assert Party((People("trans_man", "25+"),)).men


@pytest.mark.parametrize(
    ("party", "fault"),
    [
        (Party(()), "nobody"),
        (Party((People("woman", "25+", 0),)), "nobody"),
        (Party((People("woman", "25+"),), children=-1), "nobody"),
        (Party((People("woman", "25+", 20),)), None),
        (Party((People("woman", "25+", 20),), children=1), "too_many"),
        (Party((People("woman", "16-17"),), children=1), "children_without_adult"),
        (Party((People("woman", "16-17"), People("woman", "25+")), children=1), None),
        (Party((People("woman", "<16"),)), None),
        (Party((People("woman", "25+"),), couple=True), "couple_of_two"),
        (Party((People("woman", "25+", 2),), couple=True), None),
    ],
)
def test_what_cannot_be_searched_for(party: Party, fault: str | None) -> None:
    """MIN-06: the accompanying adult is part of the party, never added by the tool."""
    assert fault_of(party) == fault


@pytest.mark.parametrize(
    ("low", "high", "bands"),
    [
        (None, None, ("18-20", "21-24", "25+")),
        (16, 20, ("16-17", "18-20")),
        (17, None, ("18-20", "21-24", "25+")),
        (16, None, ("16-17", "18-20", "21-24", "25+")),
        (0, 17, ("<16", "16-17")),
        (18, 22, ("18-20",)),
        (25, 25, ("25+",)),
        (26, None, ()),
        (0, None, ("<16", "16-17", "18-20", "21-24", "25+")),
    ],
)
def test_bands_that_a_bed_takes(low: int | None, high: int | None, bands: tuple[str, ...]) -> None:
    """BED-04: a 17-year-old matches beds with min_age <= 16, not 18+; an age not stated takes adults only (ADM-10)."""
    assert accepted_bands(low, high) == bands


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    low=st.none() | st.integers(0, 60),
    high=st.none() | st.integers(0, 120),
    accepts=st.sets(st.sampled_from(GENDERS)),
)
async def test_the_database_gives_the_same_masks(
    low: int | None, high: int | None, accepts: set[str], superuser: asyncpg.Connection
) -> None:
    """ADM-07, BED-04: masks in SQL are those of the rules."""
    row = await superuser.fetchrow(
        "SELECT relais.age_bands($1, $2), relais.genders($3)", low, high, list(accepts)
    )
    assert row is not None
    assert tuple(row) == (bits(accepted_bands(low, high), tuple(AGE_BANDS)), bits(accepts, GENDERS))


def test_words_and_bits_are_each_other() -> None:
    assert words(bits(["man", "non_binary"], GENDERS), GENDERS) == ("man", "non_binary")
    with pytest.raises(ValueError, match="not in tuple"):
        bits(["border"], GENDERS)


def test_what_a_front_desk_sees_of_a_party() -> None:
    """SAF-08: counts, bands and languages; no origin, no form."""
    assert summary(Party((People("woman", "21-24"),), children=1), ("fr",)) == {
        "people": [{"gender": "woman", "age_band": "21-24", "count": 1}],
        "children": 1,
        "one_unit": True,
        "languages": ["fr"],
    }
