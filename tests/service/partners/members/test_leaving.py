"""Leaving in one tap: gone at once, by one person; what it answered for goes on in named hands (PIV-01, PIV-03)."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from service.partners.actor import Role, Seat
from service.partners.members.commands import (
    EndAccess,
    EndRunOut,
    LeaveOrganisation,
    TakeOverCase,
    WhatStaysAlive,
    end_access,
    end_run_out,
    leave_organisation,
    take_over_case,
)
from service.partners.members.jobs import hand_over_run_out
from service.partners.members.queries import alerts, orphan_cases
from service.partners.proposals import rules
from service.partners.proposals.commands import Sign, propose, sign
from service.partners.proposals.rules import Access
from service.refusals import Refused
from service.store.store import NotAMember, Store
from tests.service.fund.conftest import Fund, fund
from tests.service.operations.acts import held, hold, men
from tests.service.operations.conftest import stage
from tests.service.operations.stage import Stage
from tests.service.partners.town import Town, got, why

__all__ = ["fund", "stage"]


async def alert_of(store: Any, member: UUID) -> dict[str, int]:
    """What waits for this member's care, by kind."""
    async with store.reading(member) as session:
        found = got(await alerts(session))
    return {each.kind: each.count for each in found if each.kind.startswith("cases")}


async def test_an_ended_access_opens_nothing_any_more(town: Town) -> None:
    """POL-04: at once, in every session, whatever the token still says."""
    seat = await town.session(town.keepers[0])
    async with town.store.reading(seat):
        pass
    got(await town.run(end_access, seat, EndAccess(town.keepers[0])))
    for by in (seat, town.keepers[0]):
        with pytest.raises(NotAMember):
            async with town.store.reading(by):
                pass
    row = await town.owner.fetchrow("SELECT ended_at, ended_why FROM sessions")
    assert (row["ended_at"], row["ended_why"]) == (town.clock.now(), "access_ended")
    assert (
        await town.owner.fetchval(
            "SELECT relais.member_by_email(email) FROM members WHERE id = $1", seat.member_id
        )
        is None
    )


async def test_on_the_first_day_too(town: Town) -> None:
    """Whoever began today can leave today; and one who has not begun never will."""
    for offset in (0, 5):
        member = await town.network.member(town.shelter, Role.FRONT_DESK)
        begins = town.today + timedelta(days=offset)
        await town.owner.execute("UPDATE members SET starts_on = $2 WHERE id = $1", member, begins)
        got(await town.run(end_access, town.keepers[0], EndAccess(member)))
        town.clock.advance(timedelta(days=offset))
        with pytest.raises(NotAMember):
            async with town.store.reading(member):
                pass
        town.clock.advance(-timedelta(days=offset))


async def test_who_may_end_an_access(town: Town) -> None:
    """One person is enough: the member, a colleague who could give that role, an administrator of the network."""
    for by in (town.strangers[0], town.payers[0], town.desk, town.auditor):
        assert why(await town.run(end_access, by, EndAccess(town.keepers[1]))) == "not_found"
    assert isinstance(await town.run(end_access, town.desk, EndAccess(town.desk)), WhatStaysAlive)
    assert isinstance(await town.run(end_access, town.keepers[0], EndAccess(town.keepers[1])), WhatStaysAlive)
    assert await town.run(end_access, town.admins[0], EndAccess(town.keepers[2])) == WhatStaysAlive()
    assert why(await town.run(end_access, town.admins[0], EndAccess(town.keepers[2]))) == "not_found"


async def test_an_ended_access_is_not_lengthened(town: Town) -> None:
    """It is over: a proposal about it finds nothing, an open one is no longer what it was, and so says PostgreSQL."""
    wish = rules.access(town.desk, Access((Role.FRONT_DESK,), town.today + timedelta(days=300)))
    made = await town.proposed(town.keepers[0], wish)
    got(await town.run(end_access, town.keepers[1], EndAccess(town.desk)))
    assert why(await town.run(sign, town.keepers[1], Sign(made.id))) == "proposal_outdated"
    with pytest.raises(asyncpg.CheckViolationError):
        await town.owner.execute("UPDATE members SET ends_on = ends_on + 1 WHERE id = $1", town.desk)


async def test_what_one_proposed_goes_with_one(town: Town) -> None:
    """Their open proposals are withdrawn; those in force stay in force."""
    await town.settled(town.payers[0], town.payers[1], rules.rail("manual_cash", active=False))
    made = await town.proposed(town.payers[0], rules.rail("stripe_connect", active=False))
    got(await town.run(end_access, town.payers[1], EndAccess(town.payers[0])))
    assert why(await town.run(sign, town.payers[1], Sign(made.id))) == "proposal_decided"
    assert await town.owner.fetchval("SELECT count(*) FROM fund_rails WHERE NOT active") == 1


async def test_the_last_who_can_sign_leaves_and_the_administrators_are_told(town: Town) -> None:
    """An organisation with one signer or none is an alert of its own people and of the network's."""
    for keeper in town.keepers[:2]:
        got(await town.run(end_access, keeper, EndAccess(keeper)))
    for reader in (town.admins[0], town.keepers[2]):
        async with town.store.reading(reader) as session:
            found = [(a.kind, a.organisation_id, a.count) for a in got(await alerts(session))]
        assert ("too_few_to_sign", town.shelter, 1) in found
    got(await town.run(end_access, town.keepers[2], EndAccess(town.keepers[2])))
    async with town.store.reading(town.admins[0]) as session:
        found = [(a.kind, a.organisation_id, a.count) for a in got(await alerts(session))]
    assert ("too_few_to_sign", town.shelter, 2) in found
    async with town.store.reading(town.strangers[0]) as session:
        assert town.shelter not in {a.organisation_id for a in got(await alerts(session))}


async def test_accesses_that_end_soon_are_told_a_month_before(town: Town) -> None:
    """POL-04: within 30 days, counted by organisation; 31 days ahead is not yet."""
    ends = [(town.keepers[0], 30), (town.keepers[1], 31), (town.desk, 1)]
    for member, days in ends:
        await town.owner.execute(
            "UPDATE members SET ends_on = $2 WHERE id = $1", member, town.today + timedelta(days=days)
        )
    async with town.store.reading(town.admins[0]) as session:
        found = {(a.kind, a.organisation_id): a.count for a in got(await alerts(session))}
    assert found["accesses_end_soon", town.shelter] == 2


async def test_a_case_goes_on_with_its_backup(fund: Fund) -> None:
    """PIV-01, PIV-03: the backup becomes the pivot, nobody who was not named reads it, and the gap is an alert."""
    case = await fund.case()
    colleague = await fund.network.member(fund.pivots, Role.PIVOT_WORKER)
    request = await fund.store.run(end_access, fund.pivot, EndAccess(fund.pivot))
    stays = got(request)
    assert (stays.cases_handed_over, stays.cases_without_backup, stays.cases_without_pivot) == (1, 1, 0)
    row = await fund.network.superuser.fetchrow("SELECT * FROM cases WHERE id = $1", case)
    assert (row["pivot_member_id"], row["backup_member_id"], row["version"]) == (fund.backup, None, 2)
    for member in (fund.backup, colleague):
        assert await alert_of(fund.store, member) == {"cases_without_backup": 1}
    async with fund.store.reading(colleague) as session:
        assert await session.connection.fetchval("SELECT count(*) FROM cases") == 0
    async with fund.store.reading(fund.backup) as session:
        assert await session.connection.fetchval("SELECT count(*) FROM cases") == 1


async def test_a_backup_leaves_a_place_to_fill(fund: Fund) -> None:
    """PIV-01: and only a hand-over leaves it empty: no statement of the application does."""
    case = await fund.case()
    got(await fund.store.run(end_access, fund.backup, EndAccess(fund.backup)))
    row = await fund.network.superuser.fetchrow("SELECT * FROM cases WHERE id = $1", case)
    assert (row["pivot_member_id"], row["backup_member_id"]) == (fund.pivot, None)
    async with fund.store.pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT relais.enter($1, $2)", fund.pivot, fund.store.clock.now())
        with pytest.raises(asyncpg.CheckViolationError) as caught:
            await connection.execute(
                """
                INSERT INTO cases (code, marker, organisation_id, pivot_member_id, region, age_band, party, languages,
                    opened_by, opened_at, last_activity_at)
                VALUES ('222-222', 0, relais.organisation(), relais.member(), 'CA-ON', '25+', '{}', '{}',
                    relais.member(), relais.now(), relais.now())
                """
            )
    assert caught.value.constraint_name == "cases_may_accompany"


async def test_a_case_that_nobody_accompanies_is_taken_over(fund: Fund) -> None:
    """PIV-01, PIV-02: its organisation is told, and a pivot worker there goes on with its whole history."""
    case = await fund.case()
    for member in (fund.backup, fund.pivot):
        got(await fund.store.run(end_access, member, EndAccess(member)))
    colleague, other = [await fund.network.member(fund.pivots, Role.PIVOT_WORKER) for _ in range(2)]
    stranger = await fund.network.member(await fund.network.organisation("pivot"), Role.PIVOT_WORKER)
    assert (await alert_of(fund.store, colleague))["cases_without_pivot"] == 1
    async with fund.store.reading(stranger) as session:
        assert got(await orphan_cases(session)) == []
    assert why(await fund.store.run(take_over_case, stranger, TakeOverCase(case))) == "not_found"
    assert why(await fund.store.run(take_over_case, fund.first, TakeOverCase(case))) == "not_allowed"
    answers = await asyncio.gather(
        *(fund.store.run(take_over_case, by, TakeOverCase(case)) for by in (colleague, other))
    )
    assert sorted(why(a) if isinstance(a, Refused) else "theirs" for a in answers) == ["not_found", "theirs"]
    assert await alert_of(fund.store, colleague) == {"cases_without_backup": 1}


async def test_nobody_takes_over_a_case_that_is_accompanied(fund: Fund) -> None:
    """CNF-04: while its pivot or its backup is there, a colleague finds nothing to take."""
    case = await fund.case()
    colleague = await fund.network.member(fund.pivots, Role.PIVOT_WORKER)
    assert why(await fund.store.run(take_over_case, colleague, TakeOverCase(case))) == "not_found"
    got(await fund.store.run(end_access, fund.pivot, EndAccess(fund.pivot)))
    assert why(await fund.store.run(take_over_case, colleague, TakeOverCase(case))) == "not_found"


async def test_a_role_taken_away_hands_over_too(fund: Fund) -> None:
    """PIV-01: who is no pivot worker any more accompanies no case."""
    case = await fund.case()
    third, fourth = [await fund.network.member(fund.pivots, Role.PIVOT_WORKER) for _ in range(2)]
    end = fund.store.clock.now().date() + timedelta(days=100)
    wish = rules.access(fund.pivot, Access((Role.FRONT_DESK,), end))
    made = got(await fund.store.run(propose, third, wish))
    got(await fund.store.run(sign, fourth, Sign(made.id)))
    row = await fund.network.superuser.fetchrow("SELECT * FROM cases WHERE id = $1", case)
    assert (row["pivot_member_id"], row["backup_member_id"]) == (fund.backup, None)


async def test_an_operation_goes_on_with_the_supervisor(stage: Stage, store: Any, clock: Any) -> None:
    """POL-04: the supervisor is named in the place of whoever left; the held beds stay held (PIV-03)."""
    await stage.superuser.execute(
        "UPDATE members SET supervisor_id = $1 WHERE id = $2", stage.colleague, stage.investigator
    )
    found = await held(store, stage.investigator, hold(clock.now(), men(3)))
    before = await stage.held()
    stays = got(await store.run(end_access, stage.investigator, EndAccess(stage.investigator)))
    assert (stays.operations_handed_over, stays.operations_with_nobody) == (1, 0)
    assert stays.holds == sum(before.values())
    assert stays.agreements == 3
    rows = await stage.superuser.fetch("SELECT member_id, part FROM operation_members")
    assert [(row["member_id"], row["part"]) for row in rows] == [(stage.colleague, "supervisor")]
    assert await stage.held() == before
    async with store.reading(stage.colleague) as session:
        assert await session.connection.fetchval("SELECT relais.names_me($1)", found.id) is True


async def test_whom_one_supervised_is_supervised_on(town: Town) -> None:
    """POL-04: by the supervisor of whoever left; the last one leaves them to be named anew."""
    first, second, third = town.officers
    await town.owner.execute("UPDATE members SET supervisor_id = $1 WHERE id = $2", second, third)
    got(await town.run(end_access, second, EndAccess(second)))
    assert await town.owner.fetchval("SELECT supervisor_id FROM members WHERE id = $1", third) == first
    got(await town.run(end_access, first, EndAccess(first)))
    assert await town.owner.fetchval("SELECT supervisor_id FROM members WHERE id = $1", third) is None


async def test_an_access_that_runs_out_hands_over_too(fund: Fund, worker_pool: asyncpg.Pool) -> None:
    """PIV-03: a date passes and nobody taps anything: the job does, once, and only what is due."""
    case = await fund.case()
    clock: Any = fund.store.clock
    await fund.network.superuser.execute(
        "UPDATE members SET ends_on = $2 WHERE id = $1", fund.pivot, clock.now().date() + timedelta(days=1)
    )
    assert await hand_over_run_out(fund.store, worker_pool) == 0
    clock.advance(timedelta(days=1))
    assert await hand_over_run_out(fund.store, worker_pool) == 1
    assert await hand_over_run_out(fund.store, worker_pool) == 0
    row = await fund.network.superuser.fetchrow("SELECT * FROM cases WHERE id = $1", case)
    assert (row["pivot_member_id"], row["backup_member_id"]) == (fund.backup, None)
    assert why(await fund.store.run(end_run_out, fund.backup, EndRunOut(fund.pivot))) == "not_allowed"


async def test_leaving_and_signing_at_once(town: Town) -> None:
    """Somebody signs while the proposer leaves: in force, or withdrawn; never both."""
    wish = rules.rail("stripe_connect", active=False)
    made = await town.proposed(town.payers[0], wish)
    await asyncio.gather(
        town.run(sign, town.payers[1], Sign(made.id)),
        town.run(end_access, Seat(town.payers[0]), EndAccess(town.payers[0])),
    )
    state = await town.owner.fetchval("SELECT state FROM proposals")
    off = await town.owner.fetchval("SELECT count(*) FROM fund_rails")
    assert (state, off) in {("in_force", 1), ("withdrawn", 0)}


async def test_a_phone_that_was_taken_closes_nobodys_door(town: Town, plain_store: Store) -> None:
    """POL-04, ASVS 7.5.3: a colleague's access ends with a fresh proof alone; one's own in one tap."""
    answer = await plain_store.run(end_access, town.keepers[0], EndAccess(town.keepers[1]))
    assert why(answer) == "step_up_needed"
    async with plain_store.reading(town.keepers[1]):
        pass
    assert isinstance(
        await plain_store.run(leave_organisation, town.keepers[0], LeaveOrganisation()), WhatStaysAlive
    )
    with pytest.raises(NotAMember):
        async with plain_store.reading(town.keepers[0]):
            pass
