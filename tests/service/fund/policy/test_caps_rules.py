"""Amounts at, one cent over and one cent under every cap and band, for one person and for a family."""

import pytest

from service.fund.policy.document.categories import CATEGORIES, Category, CategoryRule
from service.fund.policy.document.sections import Band, Refer
from service.fund.policy.rules import ATTESTATIONS, Answer, Line, Question, Spent, evaluate
from tests.service.fund.conftest import a_policy

RULES = tuple(
    CategoryRule(
        category=name,
        cap_cents=50_000 + 1_000 * n,
        unit_cap_cents=9_000 + 10 * n,
        further_person_cents=7_000 + n,
        further_person_unit_cents=300 + n,
    )
    for n, name in enumerate(CATEGORIES)
)
BANDS = (Band(1, 20_000), Band(2, 90_000), Band(3, 4_000_000), Band(4))
POLICY = a_policy(categories=RULES, bands=BANDS)
PEOPLE = (1, 2, 5)


def asked(line: Line, people: int = 1, before: int = 0) -> Answer:
    return evaluate(POLICY, Question(ATTESTATIONS, (line,), Spent(case_cents=before), people=people))


@pytest.mark.parametrize("people", PEOPLE)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.category)
def test_the_cap_of_a_line_to_the_cent(rule: CategoryRule, people: int) -> None:
    """FND-02, ELG-07, RIG-01: at the cap and under it no waiver, a cent over it one; each further person counts."""
    cap = rule.cap_cents + (people - 1) * rule.further_person_cents
    units = 100
    for cents, waivers in ((cap - 1, ()), (cap, ()), (cap + 1, ("line_cap",))):
        answer = asked(Line("a", rule.category, cents, units), people)
        assert answer.route_of("a").waivers == waivers
        finding = next(each for each in answer.findings if each.rule == "line_cap")
        told = {"people": people} if people > 1 else {}
        assert finding.facts == {"amount_cents": cents, "cap_cents": cap, **told}


@pytest.mark.parametrize("people", PEOPLE)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.category)
def test_the_cap_of_a_night_to_the_cent(rule: CategoryRule, people: int) -> None:
    """FND-02, ELG-07, RIG-01: of three nights, rounded up; the family's room may cost more than one person's."""
    cap = (rule.unit_cap_cents or 0) + (people - 1) * rule.further_person_unit_cents
    for cents, waivers in ((3 * cap - 1, ()), (3 * cap, ()), (3 * cap + 1, ("unit_cap",))):
        answer = asked(Line("a", rule.category, cents, 3), people)
        assert answer.route_of("a").waivers == waivers
        finding = next(each for each in answer.findings if each.rule == "unit_cap")
        assert finding.facts["cap_cents"] == cap


@pytest.mark.parametrize("before", [0, 19_999])
@pytest.mark.parametrize(("band", "approvers"), [(20_000, 1), (90_000, 2), (4_000_000, 3)])
def test_the_edge_of_each_band_to_the_cent(band: int, approvers: int, before: int) -> None:
    """FND-10: at the edge and under it so many people, a cent over it one more, with what went before."""
    for total, people in ((band - 1, approvers), (band, approvers), (band + 1, approvers + 1)):
        if total > before:
            answer = asked(Line("a", "food", total - before, 1_000), before=before)
            assert answer.route_of("a").approvers == people


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_category_is_asked_for_and_answered(category: Category) -> None:
    """FND-02, FND-15: each of the list is covered by a policy that names it, and refused by one that does not."""
    line = Line("a", category, 100)
    assert asked(line).route_of("a").route == "people"
    without = a_policy(categories=tuple(rule for rule in RULES if rule.category != category))
    assert evaluate(without, Question(ATTESTATIONS, (line,))).route_of("a").route == "refused"


def test_a_category_that_is_not_covered_says_where_to_go() -> None:
    """FND-16: when the policy knows; else the fund says no more than before."""
    few = a_policy(categories=(RULES[0],), refer=(Refer("food", "La banque alimentaire.", "The food bank."),))
    answer = evaluate(few, Question(ATTESTATIONS, (Line("a", "food", 1), Line("b", "clothing", 1))))
    told = [finding.facts for finding in answer.refusals()]
    assert told == [
        {"category": "food", "where_fr": "La banque alimentaire.", "where_en": "The food bank."},
        {"category": "clothing"},
    ]


def test_what_does_not_grow_with_a_family_says_nothing_of_it() -> None:
    """ELG-07, ELG-08: answers of before count nobody, and replay as they were."""
    flat = a_policy(categories=(CategoryRule(category="food", cap_cents=1_000),))
    of_five = evaluate(flat, Question(ATTESTATIONS, (Line("a", "food", 1_001),), people=5))
    of_one = evaluate(flat, Question(ATTESTATIONS, (Line("a", "food", 1_001),)))
    assert of_five == of_one
    assert of_one.route_of("a").waivers == ("line_cap",)
