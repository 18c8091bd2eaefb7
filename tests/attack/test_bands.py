"""Decisions that wait side by side must not each forget the other's money (FND-10)."""

from datetime import date
from uuid import UUID

import pytest

from service.fund.decisions.wanted import ApprovedLine
from service.fund.policy.document.sections import Band
from service.fund.requests.lines import NewLine
from service.partners.actor import Role
from tests.service.fund.conftest import Fund, a_policy, fund, got, with_policy

__all__ = ["fund"]


@pytest.fixture
async def third(fund: Fund) -> UUID:
    """A third administrator, and a policy that asks for three people above a thousand dollars."""
    bands = (
        Band(approvers=1, up_to_cents=30_000),
        Band(approvers=2, up_to_cents=100_000),
        Band(approvers=3),
    )
    await with_policy(
        fund.store, fund.first, fund.second, a_policy(version=2, bands=bands, in_force_from=date(2026, 2, 1))
    )
    return await fund.network.member(fund.organisation, Role.FUND_ADMINISTRATOR)


async def test_two_decisions_that_waited_together_count_together(fund: Fund, third: UUID) -> None:
    """FND-10: 900 and 900 for one case are 1,800, whoever signed what first: the second needs a third person."""
    case = await fund.case()
    requests = [(await fund.ask(NewLine("food", 90_000), case=case)).id for _ in range(2)]
    firsts = [got(await fund.approve(fund.first, request)) for request in requests]
    assert [(each.outcome, each.signers_required) for each in firsts] == [("waits_for_another", 2)] * 2
    one = got(await fund.approve(fund.second, requests[0]))
    assert one.outcome == "approved"
    other = got(await fund.approve(fund.second, requests[1]))
    assert (other.outcome, other.signatures, other.signers_required) == ("waits_for_another", 2, 3)
    last = got(await fund.approve(third, requests[1]))
    assert (last.outcome, last.signatures, last.signers_required) == ("approved", 3, 3)


async def test_parts_of_one_line_count_together(fund: Fund) -> None:
    """FND-10: 300 and 100 of one line are 400: the second part needs two people, like the whole."""
    request = await fund.ask(NewLine("food", 40_000))
    line = (await fund.lines(request.id))[0]["id"]
    part = got(await fund.approve(fund.first, request.id, ApprovedLine(line, 30_000)))
    assert part.outcome == "approved"
    rest = got(await fund.approve(fund.first, request.id, ApprovedLine(line, 10_000)))
    assert (rest.outcome, rest.signers_required) == ("waits_for_another", 2)
