"""The calendar of a region at work: who may issue alone, until when a request is decided, and every category's way."""

from datetime import UTC, datetime, timedelta

from service.cases.commands import Dependant, Party
from service.clock import SetClock
from service.fund.decisions.self_issue import SelfIssue, self_issue
from service.fund.payouts.commands import ConfirmPayout, confirm_payout
from service.fund.policy.document.categories import CATEGORIES, CategoryRule
from service.fund.policy.document.sections import Target
from service.fund.requests.lines import NewLine
from service.fund.requests.queries import request_of
from service.refusals import Refused
from tests.service.fund.conftest import Fund, a_policy, got, with_policy

REMEMBRANCE = datetime(2026, 11, 11, 20, tzinfo=UTC)
"""A Wednesday at noon in Vancouver, where it is a holiday, and at three in Toronto, where it is none."""


async def test_a_holiday_is_out_of_hours_where_it_is_one(fund: Fund, clock: SetClock) -> None:
    """FND-10, ELG-10: the emergency door opens in British Columbia, and not in Ontario at the same instant."""
    clock.set(REMEMBRANCE)
    west = await fund.ask(NewLine("food", 5_000), case=await fund.case(region="CA-BC"))
    east = await fund.ask(NewLine("food", 5_000))
    shut = await fund.store.run(self_issue, fund.pivot, SelfIssue(east.id))
    assert isinstance(shut, Refused)
    assert shut.reason.code == "during_office_hours"
    assert got(await fund.store.run(self_issue, fund.pivot, SelfIssue(west.id))).cents == 5_000


async def test_a_standard_request_is_due_after_a_working_day_there(fund: Fund, clock: SetClock) -> None:
    """FND-01: the day after tomorrow in British Columbia, tomorrow in Ontario; an urgent one within two hours."""
    targets = (Target("urgent", 120), Target("standard", working_days=1))
    policy = a_policy(version=2, targets=targets, in_force_from=a_policy().in_force_from.replace(month=2))
    await with_policy(fund.store, fund.first, fund.second, policy)
    clock.set(REMEMBRANCE - timedelta(days=1))
    west = await fund.ask(NewLine("food", 5_000), case=await fund.case(region="CA-BC"), urgency="standard")
    east = await fund.ask(NewLine("food", 5_000), urgency="standard")
    soon = await fund.ask(NewLine("food", 5_000))
    assert west.decide_by == REMEMBRANCE + timedelta(days=1)
    assert east.decide_by == REMEMBRANCE
    assert soon.decide_by == clock.now() + timedelta(hours=2)


async def test_dependants_of_the_case_raise_the_caps(fund: Fund) -> None:
    """ELG-07: a mother and two children: three times the food without a waiver, and the question says for how many."""
    food = CategoryRule(category="food", cap_cents=5_000, further_person_cents=5_000)
    card = CategoryRule(category="calling_card", cap_cents=5_000, automatic_up_to_cents=2_000)
    policy = a_policy(
        version=2, categories=(food, card), in_force_from=a_policy().in_force_from.replace(month=2)
    )
    await with_policy(fund.store, fund.first, fund.second, policy)
    children = (Dependant("<16"), Dependant("<16", "man"))
    family = await fund.case(party=Party("woman", children))
    for cents, waivers in ((15_000, 0), (15_001, 1)):
        asked = await fund.ask(NewLine("food", cents), NewLine("calling_card", 500), case=family)
        async with fund.store.reading(fund.first) as session:
            seen = await request_of(session, asked.id, "fr")
        assert seen is not None
        caps = [rule for rule in seen.rules if rule.rule == "line_cap"]
        assert (seen.people, caps[0].facts["people"], caps[0].facts["cap_cents"]) == (3, 3, 15_000)
        assert sum(rule.outcome == "needs_waiver" for rule in caps) == waivers
    got(await fund.approve(fund.first, asked.id, reason="Trois personnes."))
    counted = "SELECT kind, CAST(question ->> 'people' AS integer) AS people FROM decisions"
    rows = await fund.network.superuser.fetch(counted)
    assert {(row["kind"], row["people"]) for row in rows} == {("by_rule", 3), ("people", 3)}


async def test_each_category_is_asked_for_approved_and_paid(fund: Fund) -> None:
    """FND-02, FND-15: all fourteen, in one request."""
    lines = [
        NewLine(name, 500, payment="cash_by_worker", description="kit" if name == "other_immediate" else None)
        for name in CATEGORIES
    ]
    asked = await fund.ask(*lines)
    got(await fund.approve(fund.first, asked.id))
    for payout in await fund.network.superuser.fetch("SELECT id FROM payout_intents"):
        got(await fund.store.run(confirm_payout, fund.first, ConfirmPayout(payout["id"], "recu", 500)))
    found = {row["category"]: (row["state"], row["paid_cents"]) for row in await fund.lines(asked.id)}
    assert found == dict.fromkeys(CATEGORIES, ("paid", 500))
