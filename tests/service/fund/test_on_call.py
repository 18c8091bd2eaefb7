"""Whoever is on call at the fund is asked for a decision; ten minutes later the next, and ten more the whole duty."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from service.clock import SetClock
from service.fund.requests.lines import NewLine
from service.fund.requests.withdraw import WithdrawRequest, withdraw_request
from service.messages.climbing import progress
from service.messages.climbing.clockwork import climbing
from service.partners.rosters.commands import MakeRoster, PlanSlot, make_roster, plan_slot
from tests.service.fund.conftest import Fund, got

CARD, CLOTHING = NewLine("calling_card", 1_000), NewLine("clothing", 2_500)


async def asked(fund: Fund, by: UUID, request: UUID) -> tuple[list[str], str | None, Any]:
    async with fund.store.reading(by) as session:
        found = (await progress(session, "decision", [request])).get(request)
    return ([rung.rung for rung in found.asked], found.next, found.outcome) if found else ([], None, None)


async def test_an_undecided_request_climbs_at_ten_and_at_twenty(
    fund: Fund, worker_pool: asyncpg.Pool, clock: SetClock
) -> None:
    """FND-01: a critical request without a decision goes on at T+10 and T+20 minutes, its asker sees each; a decision
    or a withdrawal ends it, and what a rule approves asks nobody."""
    store, tick = fund.store, climbing({})
    roster = got(await store.run(make_roster, fund.first, MakeRoster("fund")))
    noon, night = datetime(2026, 11, 3, 12), datetime(2026, 11, 3, 22)  # noqa: DTZ001  # local time
    for rank, who in ((1, fund.second), (2, fund.first)):
        got(await store.run(plan_slot, fund.first, PlanSlot(roster, who, rank, noon, night)))
    by_rule = await fund.ask(CARD)
    critical = await fund.ask(CARD, CLOTHING, urgency="critical")
    withdrawn = await fund.ask(CLOTHING, urgency="critical")
    assert await tick(store, worker_pool) == 2
    steps = ["first", "second", "duty"]
    for number in range(3):
        after = steps[number + 1] if number < 2 else None
        assert await asked(fund, fund.pivot, critical.id) == (steps[: number + 1], after, None)
        clock.advance(timedelta(minutes=9, seconds=59))
        assert await tick(store, worker_pool) == 0
        if number < 2:
            clock.advance(timedelta(seconds=1))
            assert await tick(store, worker_pool) == 2 - number
        if number == 0:
            got(await store.run(withdraw_request, fund.pivot, WithdrawRequest(withdrawn.id)))
    assert await asked(fund, fund.pivot, withdrawn.id) == (["first", "second"], None, "decided")
    got(await fund.approve(fund.first, critical.id))
    assert await asked(fund, fund.second, critical.id) == (steps, None, "decided")
    assert await asked(fund, fund.pivot, by_rule.id) == ([], None, None)
