"""What a stored answer says word for word, and where a faulty policy is at fault: both are read years later."""

import pytest

from service.fund.policy.document.categories import Category, CategoryRule
from service.fund.policy.document.faults import Fault, faults
from service.fund.policy.document.policy import Policy
from service.fund.policy.document.sections import Automatic, Band, SelfIssue, Target
from service.fund.policy.rules import (
    ATTESTATIONS,
    Finding,
    Line,
    LineAnswer,
    Question,
    Spent,
    evaluate,
)
from tests.service.fund.conftest import a_policy

FOOD = CategoryRule(category="food", cap_cents=9)
PEOPLE = Finding(
    "approvers",
    "needs_people",
    None,
    {
        "asked_cents": 4_000,
        "before_cents": 27_000,
        "total_cents": 31_000,
        "approvers": 2,
        "one_person_up_to_cents": 30_000,
    },
)


def ask(
    policy: Policy, *lines: Line, spent: Spent, self_issue: bool = False, out_of_hours: bool = False
) -> tuple[tuple[LineAnswer, ...], tuple[Finding, ...]]:
    answer = evaluate(policy, Question(ATTESTATIONS, lines, spent, self_issue, out_of_hours))
    return answer.lines, answer.findings


def card(name: str, cents: int) -> Line:
    return Line(name, "calling_card", cents)


def covered(name: str, category: Category) -> Finding:
    return Finding("covered", "met", name, {"category": category})


def cap(name: str, amount: int, most: int, rule: str = "line_cap") -> Finding:
    return Finding(
        rule, "met" if amount <= most else "needs_waiver", name, {"amount_cents": amount, "cap_cents": most}
    )


def automatic(name: str, outcome: str, total: int, ceiling: int, left: int) -> Finding:
    facts: dict[str, int | str] = {"total_cents": total, "ceiling_cents": ceiling, "left_cents": left}
    return Finding("automatic", outcome, name, facts)  # type: ignore[arg-type]


def test_every_number_of_an_ordinary_answer() -> None:
    """ELG-08, FND-10: what a rule approved is taken off what is left; what a person decides is not."""
    spent = Spent(
        case_cents=27_000, automatic_by_category={"calling_card": 500}, automatic_pivot_cents=47_000
    )
    lines, findings = ask(
        a_policy(), card("a", 1_000), card("b", 1_000), card("c", 500), Line("d", "food", 1_500), spent=spent
    )
    assert lines == (
        LineAnswer("a", "by_rule"),
        LineAnswer("b", "people", 2),
        LineAnswer("c", "by_rule"),
        LineAnswer("d", "people", 2),
    )
    assert findings == (
        Finding("attested", "met"),
        PEOPLE,
        covered("a", "calling_card"),
        cap("a", 1_000, 5_000),
        automatic("a", "by_rule", 1_500, 2_000, 2_000),
        covered("b", "calling_card"),
        cap("b", 1_000, 5_000),
        automatic("b", "needs_people", 2_500, 2_000, 2_000),
        covered("c", "calling_card"),
        cap("c", 500, 5_000),
        automatic("c", "by_rule", 2_000, 2_000, 1_500),
        covered("d", "food"),
        cap("d", 1_500, 200_000),
        automatic("d", "needs_people", 1_500, 0, 1_500),
    )


def test_what_is_left_over_all_cases_ends_approval_by_rule() -> None:
    """FND-10: the whole sum of one request counts, to the cent."""
    policy = a_policy(automatic=Automatic(per_pivot_cents=1_500, per_organisation_cents=1_800))
    lines, findings = ask(policy, card("a", 1_000), card("b", 501), card("c", 500), spent=Spent())
    assert [line.route for line in lines] == ["by_rule", "people", "by_rule"]
    assert [finding.facts["left_cents"] for finding in findings if finding.rule == "automatic"] == [
        500,
        500,
        0,
    ]


def test_every_number_of_the_emergency_door() -> None:
    """FND-10: each ceiling, what went before, and what would still be possible, never below nothing."""
    spent = Spent(
        emergency_case_cents=9_000, emergency_pivot_cents=30_001, emergency_organisation_cents=60_000
    )
    _, findings = ask(a_policy(), Line("a", "food", 6_000), spent=spent, self_issue=True)

    def ceiling(rule: str, outcome: str, before: int, most: int, possible: int) -> Finding:
        facts: dict[str, int | str] = {
            "asked_cents": 6_000,
            "before_cents": before,
            "total_cents": before + 6_000,
            "ceiling_cents": most,
            "possible_cents": possible,
        }
        return Finding(rule, outcome, None, facts)  # type: ignore[arg-type]

    assert findings[2:6] == (
        Finding("out_of_hours", "not_met"),
        ceiling("self_issue_case", "met", 9_000, 15_000, 6_000),
        ceiling("self_issue_pivot", "not_met", 30_001, 30_000, 0),
        ceiling("self_issue_organisation", "not_met", 60_000, 60_000, 0),
    )


def test_the_door_is_open_out_of_hours_and_names_the_line() -> None:
    """FND-10: what a rule approves needs no emergency."""
    lines, findings = ask(
        a_policy(),
        Line("a", "food", 6_000),
        card("b", 100),
        spent=Spent(),
        self_issue=True,
        out_of_hours=True,
    )
    assert lines == (LineAnswer("a", "self_issued"), LineAnswer("b", "by_rule"))
    assert Finding("out_of_hours", "met") in findings
    assert Finding("self_issued", "self_issued", "a") in findings


def test_a_line_that_is_not_covered_says_which() -> None:
    """FND-16: nothing else is looked at."""
    lines, findings = ask(a_policy(categories=(FOOD,)), Line("a", "clothing", 5), spent=Spent())
    assert lines == (LineAnswer("a", "refused"),)
    assert findings[2:] == (Finding("covered", "not_met", "a", {"category": "clothing"}),)


def test_nights_are_counted_and_rounded_up_to_the_cent() -> None:
    """FND-02, RIG-01, RIG-02: a waiver stops the search for another way."""
    nights = Line("a", "hotel_nights", 45_001, units=3)
    lines, findings = ask(a_policy(), nights, spent=Spent())
    assert lines == (LineAnswer("a", "people", 2, ("unit_cap",)),)
    assert findings[2:] == (
        covered("a", "hotel_nights"),
        cap("a", 45_001, 100_000),
        cap("a", 15_001, 15_000, "unit_cap"),
        Finding("units", "met", "a", {"units": 3, "without_reason": 3}),
    )


def test_everything_that_was_not_attested_is_named() -> None:
    """ELG-01: and every line is refused."""
    answer = evaluate(a_policy(), Question((), (Line("a", "food", 5),)))
    missing = "leaving_or_at_risk, need_is_immediate, nobody_else_pays_in_time"
    assert answer.findings[0] == Finding("attested", "not_met", None, {"missing": missing})
    assert answer.lines == (LineAnswer("a", "refused"),)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"categories": ()}, Fault("no_category", "categories")),
        ({"categories": (FOOD, FOOD)}, Fault("category_twice", "food")),
        ({"categories": (CategoryRule(category="food", cap_cents=0),)}, Fault("cap_out_of_range", "food")),
        (
            {"categories": (CategoryRule(category="food", cap_cents=100_000_001),)},
            Fault("cap_out_of_range", "food"),
        ),
        (
            {"categories": (CategoryRule(category="food", cap_cents=9, automatic_up_to_cents=10_001),)},
            Fault("automatic_above_absolute", "food"),
        ),
        (
            {"categories": (CategoryRule(category="food", cap_cents=9, automatic_up_to_cents=-1),)},
            Fault("automatic_above_absolute", "food"),
        ),
        ({"bands": ()}, Fault("last_band_has_an_end", "bands")),
        ({"bands": (Band(1, 0), Band(2))}, Fault("bands_do_not_rise", "bands")),
        ({"bands": (Band(1), Band(2))}, Fault("bands_do_not_rise", "bands")),
        ({"bands": (Band(1, 5), Band(2, 5), Band(3))}, Fault("bands_do_not_rise", "bands")),
        ({"bands": (Band(2, 5), Band(1))}, Fault("fewer_people_for_more", "bands")),
        ({"self_issue": SelfIssue(1, 50_001, 50_001, 1)}, Fault("emergency_above_absolute", "self_issue")),
        ({"self_issue": SelfIssue(-1, 0, 0, 1)}, Fault("ceilings_do_not_nest", "self_issue")),
        ({"self_issue": SelfIssue(0, 0, 0, 0)}, Fault("no_review", "self_issue")),
        ({"version": 0}, Fault("too_small", "version")),
        ({"duplicate_window_days": -1}, Fault("too_small", "duplicate_window_days")),
        ({"payer_differs_above_cents": -1}, Fault("too_small", "payer_differs_above_cents")),
        ({"new_payee_wait_hours": -1}, Fault("too_small", "new_payee_wait_hours")),
        ({"automatic": Automatic(-1, 0)}, Fault("too_small", "automatic.per_pivot_cents")),
        ({"automatic": Automatic(0, -1)}, Fault("too_small", "automatic.per_organisation_cents")),
        ({"opens_hour": -1}, Fault("too_small", "opens_hour")),
        ({"opens_hour": 9, "closes_hour": 8}, Fault("too_small", "closes_hour")),
        ({"targets": (Target("urgent", 0),)}, Fault("too_small", "targets.urgent")),
    ],
)
def test_a_fault_says_where(changes: dict[str, object], fault: Fault) -> None:
    """ELG-08: whoever writes a policy is told what to change, and nothing else."""
    assert faults(a_policy(**changes)) == (fault,)


def test_the_smallest_and_the_largest_policy_may_be_signed() -> None:
    """ELG-08, FND-10: every bound itself is inside."""
    smallest = a_policy(
        version=1,
        categories=(CategoryRule(category="food", cap_cents=1),),
        bands=(Band(1, 1), Band(1, 2), Band(1)),
        self_issue=SelfIssue(0, 0, 0, 1),
        automatic=Automatic(0, 0),
        targets=(Target("urgent", 1),),
        duplicate_window_days=0,
        payer_differs_above_cents=0,
        new_payee_wait_hours=0,
        opens_hour=0,
        closes_hour=0,
    )
    largest = a_policy(
        categories=(CategoryRule(category="food", cap_cents=LARGEST, automatic_up_to_cents=10_000),),
        self_issue=SelfIssue(50_000, 50_000, 90_000, 9),
    )
    assert (faults(smallest), faults(largest)) == ((), ())


LARGEST = 100_000_000
"""A million dollars: `service.fund.money` knows no larger amount."""
