"""What a request was looked at for, row by row: ✓ holds, ◐ asks for people, ▲ asks for a reason, – nothing (A2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.pages.formats import FIXED
from api.pages.fund.common import Telling
from service.fund.decisions.already import Elsewhere
from service.fund.requests.queries import RequestView
from service.fund.requests.told import RuleView
from service.fund.said import CATEGORIES

SHAPES = {
    "met": "full",
    "by_rule": "full",
    "needs_people": "half",
    "needs_waiver": "late",
    "not_met": "cross",
}
CAPS = ("line_cap", "unit_cap")
ALONE = ("attested", "approvers", "covered", "automatic")
"""Rules that have a row of their own, or none: what is covered is what was let in."""


@dataclass(frozen=True)
class Check:
    """A row: its shape, its words, and what to do where anything is."""

    shape: str
    words: str
    next: str = ""


def checks(tell: Telling, view: RequestView, window: int) -> list[Check]:
    """The rows of a request that is open; `window` is the days in which another payment is told (FND-07)."""
    rules = view.rules
    return [
        *(_row(each, plain=True) for each in rules if each.rule == "attested"),
        *_caps(tell, view, [each for each in rules if each.rule in CAPS]),
        *(_row(each) for each in rules if each.rule not in (*CAPS, *ALONE)),
        *(_row(each, plain=True) for each in rules if each.rule == "approvers"),
        *_elsewhere(tell, view.already_funded, window),
        *([Check("late", view.policy_change.sentence)] if view.policy_change else []),
    ]


def _row(rule: RuleView, *, plain: bool = False) -> Check:
    shape = SHAPES.get(rule.outcome, "none")
    return Check(
        shape,
        rule.sentence if plain else f"{rule.asked}{FIXED}: {rule.sentence}",
        rule.next if shape in ("late", "cross") else "",
    )


def _caps(tell: Telling, view: RequestView, rules: Sequence[RuleView]) -> list[Check]:
    """Every cap that is passed, by name; else one row for all of them, and that nothing is waived."""
    passed = [_row(each) for each in rules if each.outcome == "needs_waiver"]
    if passed:
        return passed
    return [
        Check("full", tell.say("fund.check.caps", version=view.policy_version)),
        Check("none", tell.say("fund.check.no_waiver")),
    ]


def _elsewhere(tell: Telling, found: Sequence[Elsewhere], window: int) -> list[Check]:
    if not found:
        return [Check("none", tell.say("fund.check.elsewhere.none", days=window))]
    return [
        Check(
            "late",
            tell.say(
                f"fund.check.elsewhere.{'own' if each.same_fund else 'other'}",
                category=CATEGORIES[each.category].in_(tell.language),
                days=each.within_days,
                band=each.band,
            ),
        )
        for each in found
    ]
