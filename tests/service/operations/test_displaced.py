"""A fact takes an operation's bed: it comes back, or the coordination takes another; police read no more of it."""

from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from service.beds.clockwork import bring_back
from service.beds.displaced.commands import TakeInstead, Taken, take_instead
from service.beds.displaced.queries import PlaceInstead, places_instead
from service.beds.shelters.closures import CloseBeds, Closed, ReopenBed, close_beds, reopen_bed
from service.clock import SetClock
from service.operations.arrivals.commands import RecordArrival, record_arrival
from service.operations.holds.steps import (
    AboutOperation,
    AnswerAsPivot,
    NamePivot,
    answer_as_pivot,
    cancel,
    name_pivot,
)
from service.refusals import Refused
from service.store.store import Store
from tests.service.operations.acts import held, hold, men
from tests.service.operations.stage import Shelter, Stage


@pytest.fixture
def now(stage: Stage, clock: SetClock) -> datetime:
    return clock.now()


async def closed(stage: Stage, store: Store, house: Shelter, now: datetime) -> Closed:
    """Every bed of the house, for three days."""
    rows = await stage.superuser.fetch("SELECT id FROM beds WHERE shelter_key = $1", house.key)
    wish = CloseBeds(house.id, tuple(row["id"] for row in rows), now, now + timedelta(days=3))
    answer = await store.run(close_beds, house.coordinator, wish)
    assert isinstance(answer, Closed), answer
    return answer


async def reopened(store: Store, house: Shelter, closure: UUID) -> None:
    answer = await store.run(reopen_bed, house.coordinator, ReopenBed(house.id, closure))
    assert not isinstance(answer, Refused)


async def house_of(stage: Stage) -> Shelter:
    (key,) = [
        row["shelter_key"]
        for row in await stage.superuser.fetch("SELECT shelter_key FROM claims WHERE place_id IS NOT NULL")
    ]
    return next(house for house in stage.shelters.values() if house.key == key)


async def open_one(stage: Stage) -> UUID:
    found: UUID = await stage.superuser.fetchval("SELECT id FROM escalations WHERE settled_at IS NULL")
    return found


async def listed(store: Store, by: UUID, escalation: UUID) -> list[PlaceInstead] | None:
    async with store.reading(by) as session:
        return await places_instead(session, escalation)


async def lose(stage: Stage, store: Store, now: datetime) -> Shelter:
    """One man is held; then his house closes."""
    await held(store, stage.investigator, hold(now, men(1)))
    house = await house_of(stage)
    assert (await closed(stage, store, house, now)).displaced == 1
    return house


async def test_the_coordination_takes_a_place_that_an_agreement_gives(
    stage: Stage, store: Store, *, now: datetime, worker_pool: asyncpg.Pool
) -> None:
    """OPS-02, OPS-12, BED-16: listed with what is free elsewhere, taken by one tap, once; police are not told where."""
    house = await lose(stage, store, now)
    one = await open_one(stage)
    for police in (stage.investigator, stage.other_investigator, stage.pivot):
        assert await listed(store, police, one) is None
    places = await listed(store, stage.coordinator, one) or []
    agreed = [place for place in places if place.way == "agreement"]
    assert agreed
    assert {place.taken_by_you for place in places if place.way != "agreement"} <= {False}
    assert house.id not in {place.shelter_id for place in places}
    taken = await store.run(take_instead, stage.coordinator, TakeInstead(one, agreed[0].pool_id))
    assert isinstance(taken, Taken)
    rows = await stage.superuser.fetch(
        """
        SELECT c.id, s.id AS shelter, r.agreement_id FROM claims c JOIN shelters s ON s.key = c.shelter_key
            JOIN reservations r ON r.place_id = c.place_id AND r.shelter_key = c.shelter_key
        WHERE c.state = 'live' AND c.place_id IS NOT NULL
        """
    )
    assert [(row["id"], row["shelter"]) for row in rows] == [(taken.claim_id, agreed[0].shelter_id)]
    assert rows[0]["agreement_id"] in stage.agreements.values()
    again = await store.run(take_instead, stage.coordinator, TakeInstead(one, agreed[0].pool_id))
    assert isinstance(again, Refused)
    assert await bring_back(store, worker_pool) == 0
    assert len(await stage.held()) == 1


async def test_a_place_comes_back_by_itself_and_not_after_a_cancel(
    stage: Stage, store: Store, *, now: datetime, worker_pool: asyncpg.Pool
) -> None:
    """OPS-18, BED-16: while it is needed, and never when the operation is cancelled."""
    found = await held(store, stage.investigator, hold(now, men(1)))
    house = await house_of(stage)
    shut = await closed(stage, store, house, now)
    assert await bring_back(store, worker_pool) == 0
    await reopened(store, house, shut.closures[-1])
    assert await bring_back(store, worker_pool) == 1
    assert sum((await stage.held()).values()) == 1
    for closure in shut.closures[:-1]:
        await reopened(store, house, closure)
    assert (await closed(stage, store, house, now)).displaced == 1
    await store.run(cancel, stage.investigator, AboutOperation(found.id))
    assert await bring_back(store, worker_pool) == 1
    assert await stage.held() == {}
    rows = await stage.superuser.fetch("SELECT outcome FROM escalations ORDER BY settled_at, outcome DESC")
    assert sorted(row["outcome"] for row in rows) == ["by_itself", "over"]


async def test_an_arrival_displaces_what_was_promised_to_others(
    stage: Stage, store: Store, now: datetime
) -> None:
    """BED-16, OPS-14: recorded by the pivot, carried out as the house: the other's place is in someone's hands."""
    found = await held(store, stage.investigator, hold(now, men(1)))
    house = await house_of(stage)
    await store.run(name_pivot, stage.investigator, NamePivot(found.id, stage.clinic))
    await store.run(answer_as_pivot, stage.pivot, AnswerAsPivot(found.id, accept=True))
    place, mine = await stage.superuser.fetchrow(
        "SELECT place_id, bed_key FROM claims WHERE place_id IS NOT NULL"
    )
    other = """
        INSERT INTO claims (bed_key, pool_key, shelter_key, organisation_id, kind, starts_at, ends_at, lapses_at,
            holder_organisation_id, made_at)
        SELECT b.key, b.pool_key, b.shelter_key, b.organisation_id, 'hold', $1::timestamptz, $1::timestamptz
            + interval '30 minutes', $1::timestamptz + interval '30 minutes', $2, $1
        FROM beds b WHERE b.key = $3
        """
    await stage.superuser.execute(other, now, stage.clinic, mine)
    await stage.superuser.execute(
        "UPDATE beds SET active = false WHERE shelter_key = $1 AND key <> $2", house.key, mine
    )
    arrived = await store.run(record_arrival, stage.pivot, RecordArrival(place))
    assert not isinstance(arrived, Refused)
    states = await stage.superuser.fetch("SELECT kind, state, starts_at FROM claims ORDER BY kind")
    assert [tuple(row) for row in states] == [("hold", "displaced", now), ("stay", "live", now)]
    names = {row["name"] for row in await stage.superuser.fetch("SELECT name FROM events")}
    assert {"beds.promise_displaced", "operations.arrival_recorded"} <= names
    assert await stage.superuser.fetchval("SELECT cause FROM escalations") == "arrival"
