"""What one fund could learn of another's money through the explanations of a decision (FND-07)."""

from datetime import UTC, datetime, timedelta

from service.clock import SetClock
from service.fund.decisions.self_issue import SelfIssue, self_issue
from service.fund.envelopes.commands import CreateEnvelope, create_envelope
from service.fund.policy.rules import ATTESTATIONS
from service.fund.requests.lines import NewLine
from service.fund.requests.queries import request_of
from service.fund.requests.submit import SubmitRequest, submit_request
from service.partners.actor import Role
from tests.service.fund.conftest import Fund, a_policy, fund, got, with_policy

__all__ = ["fund"]

NIGHT = datetime(2026, 11, 4, 3, 40, tzinfo=UTC)
"""22:40 on 3 November in Toronto."""


async def test_no_amount_of_another_fund_is_in_an_explanation(fund: Fund, clock: SetClock) -> None:
    """FND-07, POL-03: the emergency ceilings count every fund; the sum that they count from is the pivot's to read."""
    clock.set(NIGHT)
    organisation = await fund.network.organisation("fund")
    first, second = [await fund.network.member(organisation, Role.FUND_ADMINISTRATOR) for _ in range(2)]
    await with_policy(fund.store, first, second, a_policy())
    purse = CreateEnvelope(
        "O1", "Other", "Other", NIGHT - timedelta(days=1), NIGHT + timedelta(days=9), 100_000
    )
    got(await fund.store.run(create_envelope, first, purse))
    case = await fund.case()
    here = await fund.ask(NewLine("food", 7_700), case=case)
    got(await fund.store.run(self_issue, fund.pivot, SelfIssue(here.id)))
    wish = SubmitRequest(case, organisation, (NewLine("travel_local", 1_000),), ATTESTATIONS)
    there = got(await fund.store.run(submit_request, fund.pivot, wish))
    got(await fund.store.run(self_issue, fund.pivot, SelfIssue(there.id)))
    seen = {}
    for name, member in (("pivot", fund.pivot), ("fund", first)):
        async with fund.store.reading(member) as session:
            view = await request_of(session, there.id, "en")
        assert view is not None
        seen[name] = [rule for decision in view.decisions for rule in decision.rules]
    assert any(rule.facts.get("before_cents") == 7_700 for rule in seen["pivot"])
    assert all("7700" not in str(rule) and "77" not in rule.sentence for rule in seen["fund"])
    assert "out_of_hours" in {rule.rule for rule in seen["fund"]}
