"""What is met, unmet and unasked, and what a shelter makes of it."""

from datetime import date
from typing import Any, get_args, get_type_hints

import asyncpg
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.beds.board.rules import (
    FITS,
    FLEXIBLE,
    HOTEL,
    TO_NEGOTIATE,
    Answers,
    Named,
    Question,
    Verdict,
    answers_of,
    judge,
    met_by,
    speaks,
)
from service.beds.party.rules import Party, People
from service.beds.shelters.profile import ShelterProfile, read, stored
from service.beds.shelters.rules import Criteria, criteria_of, offers_of, review_is_due
from service.beds.words import CRITERIA, OFFERS, Criterion, bits

WOMAN = Party((People("woman", "21-24"),))
MAN = Party((People("man", "25+"),))
S1 = ShelterProfile(
    sobriety="required",
    conjugal_violence="required",
    referral_mode="self_call_only",
    emergency_worker_exception=True,
    accepts_couples="yes",
)
S2 = ShelterProfile(conjugal_violence="flexible", substance_policy="no_use_on_site")
S3 = ShelterProfile(claimant_only="strict")
S4 = ShelterProfile(claimant_only="flexible")
S9 = ShelterProfile(programme_structured="yes")
S12 = ShelterProfile(substance_policy="harm_reduction")


def verdict(profile: ShelterProfile, question: Question, **more: Any) -> Verdict:
    return judge(criteria_of(profile), answers_of(question), **more)


def required(*names: Criterion) -> tuple[Named, ...]:
    return tuple(Named(name, "required", "unasked") for name in names)


def flexible(name: Criterion) -> tuple[Named, ...]:
    return (Named(name, "flexible", "unmet"),)


@pytest.mark.parametrize(
    ("weight", "answer", "expected"),
    [
        ("required", "met", Verdict(FITS)),
        ("required", "unmet", Verdict(None)),
        ("required", "unasked", Verdict(TO_NEGOTIATE, required("sobriety"))),
        ("flexible", "met", Verdict(FITS)),
        ("flexible", "unmet", Verdict(FLEXIBLE, flexible("sobriety"))),
        ("flexible", "unasked", Verdict(FITS)),
        ("not_required", "met", Verdict(FITS)),
        ("not_required", "unmet", Verdict(FITS)),
        ("not_required", "unasked", Verdict(FITS)),
    ],
)
def test_three_values_by_three_answers(weight: Any, answer: str, expected: Verdict) -> None:
    """ADM-01: required and unmet hides, required and unasked is to negotiate, flexible and unmet ranks lower."""
    question = Question(
        WOMAN,
        met=frozenset({"sobriety"} if answer == "met" else ()),
        unmet=frozenset({"sobriety"} if answer == "unmet" else ()),
    )
    assert verdict(ShelterProfile(sobriety=weight), question) == expected


def test_conjugal_violence_unasked_counts_as_unmet() -> None:
    """ADM-03 and design.md section 13: S1 is hidden, S2 ranks lower and names it."""
    assert verdict(S1, Question(WOMAN)) == Verdict(None)
    assert verdict(S2, Question(WOMAN)) == Verdict(FLEXIBLE, flexible("conjugal_violence"))


@pytest.mark.parametrize("fact", ["partner", "shared_home"])
def test_a_ticked_fact_makes_it_met(fact: Any) -> None:
    """ADM-03: S1 then appears to negotiate: sobriety and the person's own call remain."""
    question = Question(WOMAN, facts=frozenset({fact}))
    assert verdict(S1, question) == Verdict(TO_NEGOTIATE, required("sobriety", "self_call"))
    assert met_by(question) == {"conjugal_violence": fact}
    assert met_by(Question(WOMAN)) == {}


def test_substance_use_hides_a_sober_house_and_lowers_a_flexible_one() -> None:
    """ADM-02: use is part of the question."""
    uses = Question(WOMAN, unmet=frozenset({"sobriety"}), facts=frozenset({"partner"}))
    assert verdict(S1, uses) == Verdict(None)
    assert verdict(S12, uses) == Verdict(FITS)


def test_status_is_asked_of_the_house() -> None:
    """BED-05: "does not ask status" excludes strict; unasked is to negotiate; flexible and unasked fits."""
    not_claimant = Question(WOMAN, unmet=frozenset({"claimant"}))
    assert verdict(S3, not_claimant) == Verdict(None)
    assert verdict(S3, Question(WOMAN)) == Verdict(TO_NEGOTIATE, required("claimant"))
    assert verdict(S4, Question(MAN)) == Verdict(FITS)
    assert verdict(S4, not_claimant) == Verdict(FLEXIBLE, flexible("claimant"))
    assert "no_status_asked" in offers_of(S4)
    assert "no_status_asked" not in offers_of(S3)
    assert "no_status_asked" not in offers_of(ShelterProfile(status_required="any_legal"))


def test_services_tied_to_papers_are_asked_about() -> None:
    """ADM-09: required and unasked is to negotiate; said to be unmet, it hides; the default asks for nothing."""
    tied = ShelterProfile(status_required="any_legal")
    assert criteria_of(tied) == Criteria(frozenset({"legal_status"}), frozenset({"couple"}))
    assert criteria_of(ShelterProfile()) == Criteria(frozenset(), frozenset({"couple"}))
    assert verdict(tied, Question(WOMAN)) == Verdict(TO_NEGOTIATE, required("legal_status"))
    assert verdict(tied, Question(WOMAN, unmet=frozenset({"legal_status"}))) == Verdict(None)


def test_trafficking_counts_only_where_it_is_asked() -> None:
    """ADM-04: a house that fears for its safety hides from trafficking searches alone."""
    no = ShelterProfile(accepts_trafficking="no")
    case_by_case = ShelterProfile(accepts_trafficking="case_by_case")
    assert verdict(no, Question(WOMAN)) == Verdict(FITS)
    assert verdict(no, Question(WOMAN, purpose="trafficking")) == Verdict(None)
    assert verdict(case_by_case, Question(WOMAN, purpose="trafficking")) == Verdict(
        FLEXIBLE, flexible("trafficking")
    )
    assert verdict(case_by_case, Question(WOMAN)) == Verdict(FITS)


def test_couples() -> None:
    """BED-07: what is not stated about couples is never a yes."""
    couple = Question(Party((People("woman", "25+"), People("man", "25+")), couple=True))
    assert verdict(ShelterProfile(accepts_couples="no"), couple) == Verdict(None)
    assert verdict(ShelterProfile(), couple) == Verdict(FLEXIBLE, flexible("couple"))
    assert verdict(ShelterProfile(accepts_couples="yes"), couple) == Verdict(FITS)
    assert verdict(ShelterProfile(accepts_couples="no"), Question(WOMAN)) == Verdict(FITS)


def test_a_structured_programme_is_a_choice() -> None:
    """BED-12: named unless the person chose it."""
    assert verdict(S9, Question(WOMAN)) == Verdict(FLEXIBLE, flexible("programme"))
    assert verdict(S9, Question(WOMAN, met=frozenset({"programme"}))) == Verdict(FITS)


def test_language_and_hotels_come_later() -> None:
    """ADM-08, BED-09: a language not spoken ranks lower and is named; hotels come after all houses."""
    assert verdict(S12, Question(WOMAN), speaks=False) == Verdict(
        FLEXIBLE, (Named("language", "flexible", "unmet"),)
    )
    assert verdict(S12, Question(WOMAN), hotel=True) == Verdict(HOTEL)
    assert verdict(S3, Question(WOMAN, unmet=frozenset({"claimant"})), hotel=True) == Verdict(None)
    assert speaks(("fr", "en"), ("en",))
    assert speaks(("fr",), ())
    assert not speaks(("fr",), ("hu",))


def test_low_security_only_by_name() -> None:
    """BED-03, BED-14: a man never falls back on a drop-in unawares; nobody does."""
    assert Question(MAN).lowest_security == 1
    assert Question(WOMAN).lowest_security == 1
    assert Question(MAN, security="low").lowest_security == 0
    assert Question(MAN, security="enhanced").lowest_security == 2


def test_only_a_stated_yes_is_offered() -> None:
    """ADM-10, BED-13: "not stated" and "case by case" are never treated as yes."""
    assert offers_of(ShelterProfile()) == {"no_status_asked"}
    assert "wheelchair" not in offers_of(ShelterProfile(wheelchair="case_by_case"))
    everything = ShelterProfile(
        wheelchair="yes", hearing_visual="yes", medical_needs="yes", pets="yes", curfew="no", mandatory_activities="no",
        individual_follow_up="yes", immigration_support="yes", interpreter_practice="yes", open_all_hours="yes",
        staff_trained="yes", cultural_support="yes", children_on_site="no", substance_policy="harm_reduction",
    )  # fmt: skip
    assert offers_of(everything) == set(OFFERS) - {"private_room"}
    assert Question(WOMAN, wants=frozenset({"pets", "no_curfew"})).wants_mask == 8 + 16


def test_yearly_review() -> None:
    """ADM-14: overdue after twelve months, and when never reviewed."""
    assert review_is_due(None, date(2026, 11, 3))
    assert not review_is_due(date(2025, 11, 3), date(2026, 11, 3))
    assert review_is_due(date(2025, 11, 2), date(2026, 11, 3))


choices = {
    name: st.sampled_from(get_args(hint))
    for name, hint in get_type_hints(ShelterProfile).items()
    if get_args(hint) and all(isinstance(value, str) for value in get_args(hint))
}
profiles = st.builds(ShelterProfile, **choices)
some_criteria = st.frozensets(st.sampled_from(CRITERIA))


def test_profiles_survive_storage() -> None:
    """ADM-01: what is not stated takes no room, and comes back as not stated."""
    assert stored(ShelterProfile()) == {}
    assert stored(S3) == {"claimant_only": "strict"}
    assert read(stored(S1)) == S1
    with pytest.raises(msgspec.ValidationError):
        read({"address": "12 rue X"})


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(profile=profiles)
async def test_the_database_reads_profiles_alike(
    profile: ShelterProfile, superuser: asyncpg.Connection
) -> None:
    """ADM-01: generated columns hold the bits of the rules."""
    kept = msgspec.json.encode(stored(profile)).decode()
    row = await superuser.fetchrow(
        "SELECT relais.required_criteria($1::jsonb), relais.flexible_criteria($1::jsonb), relais.offers($1::jsonb)",
        kept,
    )
    assert row is not None
    criteria = criteria_of(profile)
    assert tuple(row) == (
        bits(criteria.required, CRITERIA),
        bits(criteria.flexible, CRITERIA),
        bits(offers_of(profile), OFFERS),
    )


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    required=some_criteria,
    flexible=some_criteria,
    met=some_criteria,
    unmet=some_criteria,
    spoken=st.booleans(),
    hotel=st.booleans(),
)
async def test_the_database_judges_alike(
    *,
    required: frozenset[Criterion],
    flexible: frozenset[Criterion],
    met: frozenset[Criterion],
    unmet: frozenset[Criterion],
    spoken: bool,
    hotel: bool,
    superuser: asyncpg.Connection,
) -> None:
    """ADM-01: the tier that the board's index is read by is the tier of the rules."""
    answers = Answers(met, unmet - met)
    tier = judge(Criteria(required, flexible - required), answers, speaks=spoken, hotel=hotel).tier
    found = await superuser.fetchval(
        "SELECT relais.board_tier($1, $2, $3, $4, $5, $6, $7)",
        bits(required, CRITERIA),
        bits(flexible - required, CRITERIA),
        answers.met_mask,
        answers.unmet_mask,
        ["fr"],
        [] if spoken else ["hu"],
        hotel,
    )
    assert found == (-1 if tier is None else tier)
