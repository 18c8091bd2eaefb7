"""What one approver signs for over a rolling day: a limit with its snapshots, held by PostgreSQL (FND-10)."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from service.fund.decisions.approve import Signed
from service.fund.limits import ABOVE_YOUR_DAY, day_of
from service.fund.policy.document.sections import Limits
from service.fund.requests.lines import NewLine
from service.partners.actor import Role
from service.partners.proposals import rules
from service.partners.proposals.commands import Sign, propose, sign
from service.refusals import Refused
from tests.service.fund.conftest import Fund, a_policy, got, with_policy
from tests.service.fund.decisions.test_ceilings_sql import DECIDE_LINE, line_of
from tests.service.fund.ledger.test_sql import DECIDE, SIGN, acting


@pytest.fixture
async def limited(fund: Fund) -> Fund:
    """A fund whose policy lets one approver sign for 500 dollars in 24 hours."""
    policy = a_policy(version=2, limits=Limits(approver_cents=50_000))
    await with_policy(fund.store, fund.first, fund.second, policy)
    return fund


async def test_a_cent_over_the_day_is_another_approvers(limited: Fund, clock: Any) -> None:
    """FND-10: 300 and 200 are 500; a cent more asks a colleague; each signature keeps what was true; a day later, to
    the microsecond, there is room again; a limit of one's own, agreed to by two others, goes before the policy's."""
    fund = limited
    for cents in (30_000, 19_999):
        got(await fund.approve(fund.first, (await fund.ask(NewLine("food", cents))).id))
        clock.advance(timedelta(hours=1))
    two = await fund.ask(NewLine("food", 2))
    refused = await fund.approve(fund.first, two.id)
    assert isinstance(refused, Refused)
    assert refused.reason == ABOVE_YOUR_DAY
    facts = [refused.facts[name] for name in ("before_cents", "asked_cents", "limit_cents", "possible_cents")]
    assert facts == [49_999, 2, 50_000, 1]
    assert got(await fund.approve(fund.second, two.id)).outcome == "approved"
    one = await fund.ask(NewLine("food", 1))
    got(await fund.approve(fund.first, one.id))
    async with fund.store.reading(fund.first) as session:
        day = got(await day_of(session))
    assert (day.limit_cents, day.signed_cents, day.left_cents) == (50_000, 50_000, 0)
    assert [
        (each.before_cents, each.cents, each.after_cents, each.limit_cents) for each in day.signatures
    ] == [
        (49_999, 1, 50_000, 50_000),
        (30_000, 19_999, 49_999, 50_000),
        (0, 30_000, 30_000, 50_000),
    ]
    again = await fund.ask(NewLine("food", 30_000))
    clock.advance(timedelta(hours=22) - timedelta(microseconds=1))
    assert isinstance(await fund.approve(fund.first, again.id), Refused)
    clock.advance(timedelta(microseconds=1))
    assert isinstance(await fund.approve(fund.first, again.id), Signed)
    await _own_limit(fund, fund.first, 60_000)
    got(await fund.approve(fund.first, (await fund.ask(NewLine("food", 10_000))).id))


async def _own_limit(fund: Fund, member: UUID, cents: int) -> None:
    others = [await fund.network.member(fund.organisation, Role.FUND_ADMINISTRATOR) for _ in range(2)]
    made = got(await fund.store.run(propose, others[0], rules.approver_limit(member, None, cents)))
    got(await fund.store.run(sign, others[1], Sign(made.id)))


async def test_two_signatures_at_once_do_not_pass_it_together(limited: Fund) -> None:
    """FND-10: six requests of 100 at the same moment by one approver with 500: five go, whichever; and the snapshots
    are a row of sums without a gap."""
    fund = limited
    requests = [await fund.ask(NewLine("food", 10_000)) for _ in range(6)]
    answers = await asyncio.gather(*(fund.approve(fund.first, each.id) for each in requests))
    assert sum(isinstance(answer, Signed) for answer in answers) == 5
    assert [answer.reason for answer in answers if isinstance(answer, Refused)] == [ABOVE_YOUR_DAY]
    rows = await fund.network.superuser.fetch("SELECT before_cents, after_cents FROM approvals ORDER BY 1")
    assert [tuple(row) for row in rows] == [(n * 10_000, (n + 1) * 10_000) for n in range(5)]


async def test_the_limit_in_sql(limited: Fund) -> None:
    """FND-10: whatever the code above believes; and nothing is added to what somebody has signed."""
    fund = limited
    over, under = await line_of(fund, 50_001), await line_of(fund, 20_000)
    async with acting(fund) as app:
        decision: UUID = await app.fetchval(DECIDE, over[0], "people", 2, 50_001)
        await app.execute(DECIDE_LINE, decision, over[1], 50_001)
        with pytest.raises(asyncpg.CheckViolationError) as caught:
            await app.execute(SIGN, decision, fund.first, "approver")
        assert caught.value.constraint_name == "approvals_within_day"
    async with acting(fund) as app:
        decision = await app.fetchval(DECIDE, under[0], "people", 1, 1)
        await app.execute(SIGN, decision, fund.first, "approver")
        with pytest.raises(asyncpg.CheckViolationError) as caught:
            await app.execute(DECIDE_LINE, decision, under[1], 20_000)
        assert caught.value.constraint_name == "decision_lines_before_signatures"


async def test_an_approver_who_left_in_the_middle(fund: Fund) -> None:
    """FND-10: one of two signed and lost the role before the second: that signature releases nothing, two others
    sign; in SQL too."""
    request = await fund.ask(NewLine("food", 40_000))
    half = got(await fund.approve(fund.first, request.id))
    await fund.network.superuser.execute(
        "UPDATE members SET roles = '{front_desk}' WHERE id = $1", fund.first
    )
    anew = got(await fund.approve(fund.second, request.id))
    assert (anew.outcome, anew.signatures, anew.decision_id == half.decision_id) == (
        "waits_for_another",
        1,
        False,
    )
    async with acting(fund, fund.second) as app:
        await app.execute(SIGN, half.decision_id, fund.second, "approver")
        assert await app.fetchval("SELECT relais.signers_serve($1)", half.decision_id) is False
    third = await fund.network.member(fund.organisation, Role.FUND_ADMINISTRATOR)
    assert got(await fund.approve(third, request.id)).outcome == "approved"
    promised = "SELECT sum(amount_cents) FROM transfers WHERE kind = 'earmark'"
    assert await fund.network.superuser.fetchval(promised) == 40_000
