"""The policy as a pure function: who decides, why, and the same again years later."""

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.fund.policy.document.categories import CATEGORIES, Category, CategoryRule
from service.fund.policy.document.faults import Fault, faults
from service.fund.policy.document.policy import Policy
from service.fund.policy.document.sections import Automatic, Band, SelfIssue
from service.fund.policy.rules import (
    ATTESTATIONS,
    Answer,
    Line,
    Question,
    Spent,
    evaluate,
    read,
    replays,
    write,
)
from service.fund.policy.sentences import SENTENCES, sentence
from service.refusals import LANGUAGES
from tests.service.fund.conftest import a_policy

POLICY = a_policy()
NOTHING = Spent()


def asked(
    *lines: Line, spent: Spent = NOTHING, self_issue: bool = False, out_of_hours: bool = True
) -> Answer:
    """The policy's answer to attested lines."""
    return evaluate(POLICY, Question(ATTESTATIONS, lines, spent, self_issue, out_of_hours))


def line(
    category: Category = "food", cents: int = 1_000, name: str = "a", units: int = 1, reason: bool = False
) -> Line:
    return Line(name, category, cents, units, reason)


@pytest.mark.parametrize(
    ("before", "cents", "people"), [(0, 30_000, 1), (0, 30_001, 2), (29_999, 1, 1), (29_999, 2, 2)]
)
def test_bands_are_per_case_over_a_rolling_day(before: int, cents: int, people: int) -> None:
    """FND-10: up to 300 one person, above it two; what went before counts."""
    answer = asked(line(cents=cents), spent=Spent(case_cents=before))
    assert (answer.route_of("a").route, answer.route_of("a").approvers) == ("people", people)


def test_lines_of_one_request_add_up() -> None:
    """FND-10: splitting does not help."""
    answer = asked(line(cents=15_000), line(cents=15_001, name="b"))
    assert {each.approvers for each in answer.lines} == {2}


@pytest.mark.parametrize(
    ("before", "cents", "route"),
    [(0, 2_000, "by_rule"), (0, 2_001, "people"), (1_000, 1_000, "by_rule"), (1_000, 1_001, "people")],
)
def test_cards_by_rule(before: int, cents: int, route: str) -> None:
    """FND-03: 20 a day per case, and no more."""
    answer = asked(line("calling_card", cents), spent=Spent(automatic_by_category={"calling_card": before}))
    assert answer.route_of("a").route == route


def test_two_cards_in_one_request_add_up() -> None:
    """FND-10: the second card of 15 waits for a person."""
    answer = asked(line("calling_card", 1_500), line("calling_card", 1_500, "b"))
    assert [each.route for each in answer.lines] == ["by_rule", "people"]


@pytest.mark.parametrize(
    ("pivot", "organisation", "route"), [(49_000, 0, "by_rule"), (49_001, 0, "people"), (0, 99_001, "people")]
)
def test_rules_have_a_ceiling_over_all_cases(pivot: int, organisation: int, route: str) -> None:
    """FND-10: inventing cases does not help."""
    spent = Spent(automatic_pivot_cents=pivot, automatic_organisation_cents=organisation)
    assert asked(line("calling_card", 1_000), spent=spent).route_of("a").route == route


@pytest.mark.parametrize("missing", ATTESTATIONS)
def test_each_attestation_is_needed(missing: str) -> None:
    """ELG-01: three points, and nothing else."""
    answer = evaluate(POLICY, Question(tuple(p for p in ATTESTATIONS if p != missing), (line(),)))
    assert (answer.route_of("a").route, answer.refusals()[0].facts) == ("refused", {"missing": missing})


@pytest.mark.parametrize(
    ("units", "reason", "route"), [(3, False, "people"), (4, False, "refused"), (4, True, "people")]
)
def test_more_nights_need_a_reason(units: int, reason: bool, route: str) -> None:
    """FND-02: three hotel nights without extra reason."""
    assert (
        asked(line("hotel_nights", 11_000 * units, units=units, reason=reason)).route_of("a").route == route
    )


def test_above_a_cap_a_person_may_approve_with_a_reason() -> None:
    """RIG-01: caps are overridable; the rule is named."""
    answer = asked(
        line("hotel_nights", 46_000, units=3), line(cents=200_001, name="b"), line(cents=200_000, name="c")
    )
    assert [each.waivers for each in answer.lines] == [("unit_cap",), ("line_cap",), ()]


def test_a_category_that_is_not_covered() -> None:
    """FND-16: shown as "refer"; the other lines go on."""
    policy = a_policy(categories=(CategoryRule(category="food", cap_cents=5_000),))
    answer = evaluate(policy, Question(ATTESTATIONS, (line("clothing"), line(name="b"))))
    assert [each.route for each in answer.lines] == ["refused", "people"]


def test_every_category_is_covered_by_the_test_rules() -> None:
    """FND-02: each category can be asked."""
    for category in CATEGORIES:
        assert asked(line(category, 500)).route_of("a").route in {"people", "by_rule"}


@pytest.mark.parametrize(
    ("spent", "cents", "rule"),
    [
        (Spent(emergency_case_cents=9_000), 6_000, None),
        (Spent(emergency_case_cents=9_000), 6_001, "self_issue_case"),
        (Spent(emergency_pivot_cents=29_000), 1_001, "self_issue_pivot"),
        (Spent(emergency_organisation_cents=59_000), 1_001, "self_issue_organisation"),
    ],
)
def test_the_emergency_door(spent: Spent, cents: int, rule: str | None) -> None:
    """FND-10: ceilings per case, pivot and organisation."""
    answer = asked(line(cents=cents), spent=spent, self_issue=True)
    assert [finding.rule for finding in answer.refusals()] == ([rule] if rule else [])
    assert answer.route_of("a").route == ("refused" if rule else "self_issued")


def test_the_absolute_ceiling_is_in_the_code() -> None:
    """FND-10, hard rule 5: a policy that says more is no policy, and would not be obeyed."""
    door = SelfIssue(
        per_case_cents=90_000, per_pivot_cents=90_000, per_organisation_cents=90_000, review_within_days=3
    )
    policy = a_policy(self_issue=door)
    assert faults(policy) == (Fault("emergency_above_absolute", "self_issue"),)
    question = Question(ATTESTATIONS, (line(cents=50_001),), self_issue=True, out_of_hours=True)
    assert evaluate(policy, question).refusals()[0].facts["ceiling_cents"] == 50_000


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"categories": ()}, "no_category"),
        ({"categories": (CategoryRule(category="food", cap_cents=0),)}, "cap_out_of_range"),
        (
            {"categories": (CategoryRule(category="food", cap_cents=9, automatic_up_to_cents=10_001),)},
            "automatic_above_absolute",
        ),
        ({"categories": (CategoryRule(category="food", cap_cents=9),) * 2}, "category_twice"),
        ({"bands": ()}, "last_band_has_an_end"),
        ({"bands": (Band(1, 100),)}, "last_band_has_an_end"),
        ({"bands": (Band(1, 100), Band(1, 50), Band(2))}, "bands_do_not_rise"),
        ({"bands": (Band(2, 100), Band(1))}, "fewer_people_for_more"),
        ({"bands": (Band(0),)}, "fewer_people_for_more"),
        ({"self_issue": SelfIssue(100, 50, 200, 3)}, "ceilings_do_not_nest"),
        ({"self_issue": SelfIssue(50, 100, 200, 0)}, "no_review"),
        ({"automatic": Automatic(-1, 5)}, "too_small"),
        ({"version": 0}, "too_small"),
        ({"opens_hour": 9, "closes_hour": 8}, "too_small"),
    ],
)
def test_what_is_no_policy(changes: dict[str, object], code: str) -> None:
    """ELG-08: refused before anybody can sign it."""
    assert code in {fault.code for fault in faults(a_policy(**changes))}
    assert faults(POLICY) == ()


LINES = st.lists(
    st.builds(
        Line,
        st.uuids().map(str),
        st.sampled_from(CATEGORIES),
        st.integers(1, 300_000),
        st.integers(1, 9),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)
SPENT = st.builds(
    Spent,
    *(st.integers(0, 90_000) for _ in range(4)),
    st.dictionaries(st.sampled_from(CATEGORIES), st.integers(0, 3_000), max_size=2),
    st.integers(0, 60_000),
    st.integers(0, 120_000),
)
QUESTIONS = st.builds(
    Question,
    st.just(ATTESTATIONS) | st.just(ATTESTATIONS[:2]),
    LINES.map(tuple),
    SPENT,
    st.booleans(),
    st.booleans(),
)


@given(QUESTIONS)
def test_an_answer_replays_from_what_is_stored(question: Question) -> None:
    """ELG-08: through JSON and back, the same policy and question give the same answer; another policy need not."""
    answer = evaluate(POLICY, question)
    stored = msgspec.json.encode((question, answer))
    kept_question, kept_answer = msgspec.json.decode(stored, type=tuple[Question, Answer])
    assert replays(read(write(POLICY)), kept_question, kept_answer)


@given(QUESTIONS)
def test_rules_never_pass_their_ceilings(question: Question) -> None:
    """FND-10: whatever is asked, what goes through without a second person stays under every ceiling."""
    answer = evaluate(POLICY, question)
    cents = {each.id: each.amount_cents for each in question.lines}
    alone = sum(cents[each.line] for each in answer.lines if each.route in {"by_rule", "self_issued"})
    ruled = sum(cents[each.line] for each in answer.lines if each.route == "by_rule")
    assert ruled == 0 or question.spent.automatic_pivot_cents + ruled <= 50_000
    if question.self_issue:
        assert alone == 0 or question.spent.emergency_case_cents + alone <= 15_000


@given(QUESTIONS)
def test_every_finding_has_a_sentence_in_both_languages(question: Question) -> None:
    """LNG-01: no finding is left without words, and no number without its place."""
    for finding in evaluate(POLICY, question).findings:
        for language in LANGUAGES:
            said = sentence(finding, language)
            assert "{" not in said
            assert "…" not in said


def test_sentences_name_amounts_as_each_language_does() -> None:
    """LNG-01."""
    finding = asked(line(cents=37_050)).findings[1]
    assert sentence(finding, "fr").startswith(
        "370,50\u00a0$ pour ce dossier en 24 h : 2 personnes approuvent"
    )
    assert sentence(finding, "en").startswith("$370.50 for this case in 24 h: 2 people approve")
    assert all(said.fr and said.en for said in SENTENCES.values())


def test_a_policy_is_data() -> None:
    """ELG-08: a version with author and date, read back as written; an unknown field is no policy."""
    assert read(write(POLICY)) == POLICY
    assert (POLICY.author, POLICY.in_force_from) == ("Fonds de la coalition", date(2026, 1, 1))
    with pytest.raises(msgspec.ValidationError):
        read(write(POLICY)[:-1] + b',"status_check":true}')
    assert isinstance(read(write(POLICY)), Policy)
