"""Rosters: planned by the team, refused where two would stand, swapped by two taps, and empty when somebody leaves."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from service.clock import SetClock
from service.partners.actor import Role
from service.partners.rosters import refusals
from service.partners.rosters.commands import (
    EndWeek,
    MakeRoster,
    PlanSlot,
    Repeated,
    RepeatWeekly,
    end_week,
    make_roster,
    plan_slot,
    repeat_weekly,
)
from service.partners.rosters.jobs import write_weeks
from service.partners.rosters.queries import Roster, rosters
from service.partners.rosters.rules import Period, Week
from service.partners.rosters.slots import (
    AssignSlot,
    OfferSlot,
    OfSlot,
    assign_slot,
    cancel_slot,
    offer_slot,
    take_slot,
)
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.store import Store
from tests.network import Network


@dataclass(frozen=True)
class Team:
    """A house that plans its nights."""

    store: Store
    house: UUID
    planner: UUID
    anne: UUID
    bea: UUID
    roster: UUID

    async def plan(
        self, member: UUID, starts: str, ends: str, *, rank: int = 1, by: UUID | None = None
    ) -> Any:
        """A slot of November 2026: `"6 20:00"` is Friday evening, in Montréal."""
        wish = PlanSlot(self.roster, member, rank, november(starts), november(ends))
        return await self.store.run(plan_slot, by or self.planner, wish)

    async def seen(self, member: UUID | None = None) -> Roster:
        async with self.store.reading(member or self.planner) as session:
            (found,) = await rosters(session)
        return found


def november(text: str) -> datetime:
    return datetime.strptime(f"2026-11-{text}", "%Y-%m-%d %H:%M")  # noqa: DTZ007  # local time


def utc(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


@pytest.fixture
async def team(store: Store, network: Network) -> Team:
    house = await network.organisation("shelter")
    planner = await network.member(house, Role.SHELTER_COORDINATOR)
    anne, bea = [await network.member(house, Role.FRONT_DESK) for _ in range(2)]
    roster = await store.run(make_roster, planner, MakeRoster("shelter"))
    assert isinstance(roster, UUID)
    return Team(store, house, planner, anne, bea, roster)


def reason(outcome: Any) -> Any:
    assert isinstance(outcome, Refused), outcome
    return outcome.reason


async def test_two_of_one_order_never_stand_at_once(team: Team, network: Network) -> None:
    """OPS-04: PostgreSQL refuses the overlap, also of two planners in the same moment; the other order is free, and
    slots may meet. Only a colleague of the duty stands there, for a time that is possible."""
    at_once = await asyncio.gather(*(team.plan(team.anne, "6 20:00", "7 08:00") for _ in range(4)))
    assert [outcome.reason for outcome in at_once if isinstance(outcome, Refused)] == [
        refusals.SOMEBODY_IS_ON_CALL
    ] * 3
    assert reason(await team.plan(team.bea, "7 07:59", "7 12:00")) is refusals.SOMEBODY_IS_ON_CALL
    assert isinstance(await team.plan(team.bea, "7 08:00", "7 12:00"), UUID)
    assert isinstance(await team.plan(team.bea, "6 20:00", "7 08:00", rank=2), UUID)
    assert reason(await team.plan(team.bea, "8 12:00", "8 12:00")) is refusals.NO_SUCH_SLOT
    assert reason(await team.plan(team.bea, "8 12:00", "16 12:01")) is refusals.NO_SUCH_SLOT
    assert reason(await team.plan(team.bea, "1 12:00", "2 12:00")) is refusals.NO_SUCH_SLOT
    other = await network.organisation("shelter")
    stranger = await network.member(other, Role.SHELTER_COORDINATOR)
    assert reason(await team.plan(stranger, "9 12:00", "9 14:00")) is refusals.NOT_OF_THIS_DUTY
    assert reason(await team.plan(team.anne, "9 12:00", "9 14:00", by=stranger)) is NOT_FOUND
    assert reason(await team.plan(team.anne, "9 12:00", "9 14:00", by=team.anne)) is NOT_ALLOWED
    again = await team.store.run(make_roster, team.planner, MakeRoster("shelter"))
    assert reason(again) is refusals.ROSTER_EXISTS
    assert (
        reason(await team.store.run(make_roster, team.planner, MakeRoster("fund"))) is refusals.NOT_YOUR_DUTY
    )


async def test_gaps_are_shown_ahead(team: Team, clock: SetClock) -> None:
    """ACC-03, OPS-04: from Friday 20:00 to Saturday 08:00 nobody is on call, and the page says so; second is none."""
    await team.plan(team.anne, "3 00:00", "6 20:00")
    await team.plan(team.bea, "6 20:00", "7 08:00", rank=2)
    saturday = await team.plan(team.anne, "7 08:00", "15 08:00")
    await team.plan(team.bea, "15 08:00", "18 08:00")
    found = await team.seen(team.anne)
    assert found.gaps == [Period(utc(7, 1), utc(7, 13))]
    assert [(slot.rank, slot.mine, slot.now) for slot in found.slots] == [
        (1, True, True),
        (2, False, False),
        (1, True, False),
        (1, False, False),
    ]
    assert isinstance(await team.store.run(cancel_slot, team.planner, OfSlot(saturday)), UUID)
    assert (await team.seen()).gaps == [Period(utc(7, 1), utc(15, 13))]
    assert isinstance(await team.plan(team.bea, "7 08:00", "8 08:00"), UUID)


async def test_a_swap_is_two_taps_and_one_of_two_has_it(team: Team, network: Network) -> None:
    """OPS-04: whoever is on call offers, a colleague takes; of two at once one does, and until then it is theirs."""
    slot = await team.plan(team.anne, "6 20:00", "7 08:00")
    store, others = team.store, [await network.member(team.house, Role.FRONT_DESK) for _ in range(3)]
    assert reason(await store.run(take_slot, team.bea, OfSlot(slot))) is refusals.NOT_OFFERED
    assert reason(await store.run(offer_slot, team.bea, OfferSlot(slot))) is refusals.NOT_YOURS
    await store.run(offer_slot, team.anne, OfferSlot(slot))
    await store.run(offer_slot, team.anne, OfferSlot(slot, offered=False))
    assert reason(await store.run(take_slot, team.bea, OfSlot(slot))) is refusals.NOT_OFFERED
    await store.run(offer_slot, team.anne, OfferSlot(slot))
    (shown,) = (await team.seen(team.anne)).slots
    assert (shown.member_id, shown.offered, shown.mine) == (team.anne, True, True)
    outcomes = await asyncio.gather(*(store.run(take_slot, who, OfSlot(slot)) for who in others))
    won = [who for who, outcome in zip(others, outcomes, strict=True) if outcome == slot]
    assert len(won) == 1
    (shown,) = (await team.seen(team.anne)).slots
    assert (shown.member_id, shown.offered, shown.mine) == (won[0], False, False)


async def test_who_leaves_leaves_a_gap_that_is_told(
    team: Team, superuser: asyncpg.Connection, network: Network
) -> None:
    """PIV-02, PIV-03, OPS-04: from the day that an access ends its slots are empty, told, and a colleague's to take."""
    before = await team.plan(team.anne, "4 20:00", "5 08:00")
    after = await team.plan(team.anne, "6 20:00", "7 08:00")
    async with superuser.transaction():
        await superuser.execute("SELECT set_config('relais.now', '2026-11-03T17:00Z', true)")
        leaves = "UPDATE members SET ends_on = $2 WHERE id = $1"
        await superuser.execute(leaves, team.anne, date(2026, 11, 6))
    slots = {slot.id: slot.member_id for slot in (await team.seen()).slots}
    assert slots == {before: team.anne, after: None}
    told = await superuser.fetchval(
        "SELECT count(*) FROM tellings WHERE topic = 'rosters' AND organisations = $1 AND subject IS NULL",
        [team.house],
    )
    assert told == 1
    assert any(gap.starts_at <= utc(7, 1) and gap.ends_at >= utc(7, 13) for gap in (await team.seen()).gaps)
    assert await team.store.run(take_slot, team.bea, OfSlot(after)) == after
    given = await team.store.run(assign_slot, team.planner, AssignSlot(after, team.planner))
    assert given == after
    assert {slot.id: slot.member_id for slot in (await team.seen()).slots}[after] == team.planner


async def test_weeks_repeat_are_written_ahead_and_end(
    team: Team, clock: SetClock, worker_pool: asyncpg.Pool, superuser: asyncpg.Connection
) -> None:
    """OPS-04: five weeks ahead at once, further by a job, never over what a human planned by hand, until the last day;
    an exception stays one."""
    week = Week(5, time(20), time(8), 1, first_day=date(2026, 11, 1))
    made = await team.store.run(repeat_weekly, team.planner, RepeatWeekly(team.roster, team.anne, 1, week))
    assert isinstance(made, Repeated)
    assert made.slots == 5
    twice = await team.store.run(repeat_weekly, team.planner, RepeatWeekly(team.roster, team.bea, 1, week))
    assert reason(twice) is refusals.SOMEBODY_IS_ON_CALL
    first = (await team.seen()).slots[0]
    await team.store.run(assign_slot, team.planner, AssignSlot(first.id, team.bea))
    wish = PlanSlot(
        team.roster,
        team.bea,
        1,
        datetime(2026, 12, 11, 22),  # noqa: DTZ001
        datetime(2026, 12, 12, 2),  # noqa: DTZ001
    )
    assert isinstance(await team.store.run(plan_slot, team.planner, wish), UUID)
    assert await write_weeks(team.store, worker_pool) == 0
    clock.advance(timedelta(days=14))
    assert await write_weeks(team.store, worker_pool) == 1
    assert await write_weeks(team.store, worker_pool) == 0
    days = "SELECT array_agg(week_day ORDER BY week_day) FROM roster_slots WHERE week_id = $1 AND cancelled_at IS NULL"
    written = await superuser.fetchval(days, made.id)
    assert written == [date(2026, 11, 6) + timedelta(days=7 * n) for n in range(5)] + [date(2026, 12, 18)]
    assert (
        await superuser.fetchval("SELECT member_id FROM roster_slots WHERE id = $1", first.id)
    ) == team.bea
    assert await team.store.run(end_week, team.planner, EndWeek(made.id, date(2026, 11, 27))) == 2
    assert await superuser.fetchval(days, made.id) == written[:4]
