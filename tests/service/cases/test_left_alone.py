"""A case without a pivot or a backup is not left so: after four hours its organisation is told (PIV-01)."""

from datetime import timedelta
from typing import Any

import asyncpg

from service.cases.commands import ChangeCompanions, change_companions
from service.cases.jobs import watch_cases
from service.cases.watches.commands import WatchCase, watch_case
from service.fund.requests.lines import NewLine
from service.partners.actor import Role, job_of
from service.partners.members.commands import EndAccess, end_access
from service.partners.members.queries import alerts
from service.refusals import Refused
from tests.service.fund.conftest import Fund, fund, got

__all__ = ["fund"]


async def told(fund: Fund, member: Any) -> dict[str, int]:
    async with fund.store.reading(member) as session:
        return {each.kind: each.count for each in got(await alerts(session))}


async def test_four_hours_alone_is_told_and_ends_with_a_backup(fund: Fund, worker_pool: asyncpg.Pool) -> None:
    """PIV-01, PIV-02: begun at once, told once after four hours, over when somebody is there; whoever stays keeps the
    case, and its request lives (PIV-03)."""
    store, clock, network = fund.store, fund.store.clock, fund.network
    case = await fund.case()
    request = await fund.ask(NewLine("food", 4_000), case=case)
    keeper = await network.member(fund.pivots, Role.PIVOT_WORKER, Role.SHELTER_COORDINATOR)
    assert await watch_cases(store, worker_pool) == 0
    got(await store.run(end_access, fund.pivot, EndAccess(fund.pivot)))

    steps = []
    for wait in (timedelta(), timedelta(hours=3, minutes=59), timedelta(minutes=1), timedelta(hours=8)):
        clock.advance(wait)  # type: ignore[attr-defined]
        if wait == timedelta(
            hours=3, minutes=59
        ):  # past the job, too: the database looks at the hours itself
            early = await store.run(watch_case, job_of(fund.pivots), WatchCase(case))
            assert isinstance(early, Refused)
        steps.append(
            (await watch_cases(store, worker_pool), (await told(fund, keeper)).get("cases_left_alone"))
        )
    assert steps == [(1, None), (0, None), (1, 1), (0, 1)]
    asking = await network.superuser.fetchrow(
        "SELECT kind, duty, region FROM askings WHERE subject = $1", case
    )
    assert dict(asking) == {"kind": "no_pivot", "duty": "pivot", "region": "CA-ON"}

    got(await store.run(change_companions, fund.backup, ChangeCompanions(case, 2, fund.backup, keeper)))
    assert await watch_cases(store, worker_pool) == 1
    assert "cases_left_alone" not in await told(fund, keeper)
    assert (
        await network.superuser.fetchval("SELECT outcome FROM askings WHERE subject = $1", case)
        == "accompanied"
    )
    assert await network.superuser.fetchval("SELECT count(*) FROM case_watches") == 0
    assert (
        await network.superuser.fetchval("SELECT state FROM fund_requests WHERE id = $1", request.id)
        == request.state
    )
