"""A question climbs through the night: who is asked, when, and what silence ends in. The clock is the test's."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from service.clock import SetClock
from service.messages.climbing import Asking, Unanswered, answered, climb, progress
from service.messages.climbing.clockwork import climbing
from service.messages.climbing.queries import waiting
from service.partners.actor import Role
from service.partners.rosters.commands import MakeRoster, PlanSlot, make_roster, plan_slot
from service.store.store import Store
from tests.network import Network

THREE_AM = datetime(2026, 11, 4, 8, tzinfo=UTC)
"""In Montréal."""


@dataclass(frozen=True)
class Night:
    """A house with two people on call, a pivot who asks, and a coordination that sleeps until it is asked."""

    house: UUID
    coordinator: UUID
    anne: UUID
    bea: UUID
    pivot: UUID
    coordination: UUID
    watch: UUID
    roster: UUID


@pytest.fixture
async def night(store: Store, network: Network, clock: SetClock) -> Night:
    house, asker, above = [await network.organisation(kind) for kind in ("shelter", "pivot", "coordination")]
    coordinator = await network.member(house, Role.SHELTER_COORDINATOR)
    anne, bea = [await network.member(house, Role.FRONT_DESK) for _ in range(2)]
    pivot = await network.member(asker, Role.PIVOT_WORKER)
    watch = await network.member(above, Role.REGIONAL_COORDINATOR)
    roster = await store.run(make_roster, coordinator, MakeRoster("shelter"))
    assert isinstance(roster, UUID)
    evening, morning = datetime(2026, 11, 3, 20), datetime(2026, 11, 4, 8)  # noqa: DTZ001  # local time
    for rank, who in ((1, anne), (2, bea)):
        made = await store.run(plan_slot, coordinator, PlanSlot(roster, who, rank, evening, morning))
        assert isinstance(made, UUID)
    clock.set(THREE_AM)
    return Night(house, coordinator, anne, bea, pivot, above, watch, roster)


@dataclass
class Tick:
    """The climbing tick, and what the room behind it was told."""

    store: Store
    workers: asyncpg.Pool
    told: list[Unanswered]

    async def __call__(self) -> int:
        async def room(_: Store, unanswered: Unanswered) -> None:
            self.told.append(unanswered)

        return await climbing({"count": room})(self.store, self.workers)


@pytest.fixture
def tick(store: Store, worker_pool: asyncpg.Pool) -> Tick:
    return Tick(store, worker_pool, [])


async def ask(store: Store, night: Night, subject: UUID, *, minutes: int = 20, **more: Any) -> None:
    """The pivot asks the house, whose coordination is Québec's."""
    until = store.clock.now() + timedelta(minutes=minutes)
    async with store.working(night.pivot) as uow:
        await climb(uow, Asking("count", subject, night.house, "shelter", until, region="CA-QC", **more))


async def seen(store: Store, member: UUID, subject: UUID) -> tuple[list[str], str | None, str | None] | None:
    """Which rungs were asked, which is next, and the outcome, as this member sees it."""
    async with store.reading(member) as session:
        found = (await progress(session, "count", [subject])).get(subject)
    return None if found is None else ([rung.rung for rung in found.asked], found.next, found.outcome)


async def test_at_three_it_reaches_the_first_and_ends_in_a_code(
    store: Store, night: Night, tick: Tick, clock: SetClock, superuser: asyncpg.Connection
) -> None:
    """OPS-04, ACC-03, OPS-03, SAF-09: first, second, duty, region, five minutes each, then `no_answer`; the asker sees
    each step as a duty, the coordination from the moment it is asked, and the outbox has one text for each."""
    subject = uuid4()
    await ask(store, night, subject)
    assert await seen(store, night.pivot, subject) == ([], None, None)
    steps = ["first", "second", "duty", "region"]
    for number, step in enumerate(steps):
        assert await tick() == 1
        assert await tick() == 0
        above = steps[number + 1] if number < 3 else None
        assert await seen(store, night.pivot, subject) == (steps[: number + 1], above, None)
        assert (await seen(store, night.watch, subject) is None) is (step != "region")
        clock.advance(timedelta(minutes=4, seconds=59))
        assert await tick() == 0
        clock.advance(timedelta(seconds=1))
    asked_by = await superuser.fetchval("SELECT asked_by FROM askings")
    assert await seen(store, night.pivot, subject) == (steps, None, "no_answer")
    assert tick.told == []
    assert await tick() == 1
    assert tick.told == [Unanswered(subject, night.house, asked_by)]
    assert await seen(store, night.pivot, subject) == (steps, None, "no_answer")
    rungs = await superuser.fetch(
        "SELECT member_id, organisation_id, asked_at FROM asking_rungs ORDER BY number"
    )
    assert [row["member_id"] for row in rungs] == [night.anne, night.bea, None, None]
    assert [row["organisation_id"] for row in rungs] == [*[night.house] * 3, night.coordination]
    assert [row["asked_at"] - THREE_AM for row in rungs] == [timedelta(minutes=5 * n) for n in range(4)]
    assert await superuser.fetchval("SELECT count(*) FROM outbox WHERE kind = 'messages.ask_by_text'") == 4


async def test_an_answer_ends_it_and_only_for_those_concerned(
    store: Store, night: Night, tick: Tick, network: Network, clock: SetClock
) -> None:
    """OPS-04: after the answer nobody is asked; a stranger's answer is none; asked again it begins anew."""
    subject = uuid4()
    stranger = await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)
    await ask(store, night, subject)
    await tick()
    async with store.working(stranger) as uow:
        assert await answered(uow, "count", subject) is False
        assert await progress(uow, "count", [subject]) == {}
    async with store.reading(night.bea) as session:
        (item,) = await waiting(session)
    assert (item.subject, item.until) == (subject, THREE_AM + timedelta(minutes=20))
    async with store.working(night.bea) as uow:
        assert await answered(uow, "count", subject, "counted") is True
        assert await answered(uow, "count", subject) is False
    clock.advance(timedelta(hours=1))
    assert await tick() == 0
    assert await seen(store, night.pivot, subject) == (["first"], None, "counted")
    await ask(store, night, subject)
    await tick()
    assert await seen(store, night.pivot, subject) == (["first"], "second", None)
    assert tick.told == []


async def test_asked_twice_it_climbs_once_and_its_end_can_move(
    store: Store, night: Night, tick: Tick, clock: SetClock, superuser: asyncpg.Connection
) -> None:
    """OPS-04: the same open question is one row; a later end keeps the last rung longer, an earlier one ends it."""
    subject = uuid4()
    await asyncio.gather(*(ask(store, night, subject, each=timedelta(minutes=1)) for _ in range(4)))
    assert await superuser.fetchval("SELECT count(*) FROM askings") == 1
    for _ in range(4):
        assert await tick() == 1
        clock.advance(timedelta(minutes=1))
    await ask(store, night, subject, minutes=60)
    clock.advance(timedelta(minutes=50))
    assert await tick() == 0
    await ask(store, night, subject, minutes=0)
    assert await tick() == 1
    assert [unanswered.subject for unanswered in tick.told] == [subject]


async def test_two_replicas_ask_once_and_a_late_one_asks_nobody(
    store: Store, night: Night, tick: Tick, clock: SetClock, superuser: asyncpg.Connection
) -> None:
    """OPS-04, ACC-03: a late job is late, never wrong: past the end nobody is woken, and the outcome is the same."""
    subject, late = uuid4(), uuid4()
    await ask(store, night, subject)
    await asyncio.gather(*(tick() for _ in range(4)))
    assert await superuser.fetchval("SELECT count(*) FROM asking_rungs") == 1
    await ask(store, night, late, minutes=10)
    clock.advance(timedelta(hours=3))
    await tick()
    assert await seen(store, night.pivot, late) == ([], None, "no_answer")
    assert {unanswered.subject for unanswered in tick.told} == {subject, late}


async def test_who_has_left_is_not_asked_and_police_read_nothing(
    store: Store, night: Night, tick: Tick, network: Network, superuser: asyncpg.Connection
) -> None:
    """OPS-04, PIV-02, OPS-11: the team goes on when one leaves; no investigator reads an asking, whoever asked."""
    await superuser.execute("UPDATE members SET ends_on = $2 WHERE id = $1", night.anne, THREE_AM.date())
    subject = uuid4()
    await ask(store, night, subject)
    await tick()
    assert await seen(store, night.pivot, subject) == (["second"], "duty", None)
    police = await network.organisation("police")
    investigator = await network.member(police, Role.INVESTIGATOR)
    await superuser.execute("UPDATE askings SET asked_by = $1", police)
    assert await seen(store, investigator, subject) is None
