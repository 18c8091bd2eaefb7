"""Two things at once: whichever comes first, nothing is promised twice and nobody loses what they have."""

import asyncio
from datetime import date, datetime
from typing import Any

import asyncpg
import pytest

from service.clock import SetClock
from service.operations.agreements.commands import (
    AboutAgreement,
    AnswerAgreement,
    answer_agreement,
    suspend_agreement,
)
from service.operations.agreements.reviews import ReviewAgreement, review_agreement
from service.operations.agreements.rules import Terms
from service.operations.arrivals.at_door import RefuseAtDoor, refuse_at_door
from service.operations.arrivals.commands import RecordArrival, record_arrival
from service.operations.holds.making import hold_places
from service.operations.holds.queries import pivot_arrivals
from service.operations.holds.steps import (
    AboutOperation,
    AnswerAsPivot,
    NamePivot,
    answer_as_pivot,
    cancel,
    name_pivot,
)
from service.operations.jobs import move_windows
from service.operations.windows.commands import Postpone, postpone
from service.refusals import Refused
from service.store.store import Store
from tests.service.operations.acts import HAMILTON, held, hold, men, window
from tests.service.operations.stage import Stage

TO_ONE = Terms(1, 0, 72, "automatic", date(2027, 11, 3))


@pytest.fixture
def now(stage: Stage, clock: SetClock) -> datetime:
    return clock.now()


async def at_hotel(stage: Stage) -> int:
    return (await stage.held()).get("S8", 0)


async def test_a_hold_and_a_smaller_agreement_at_once(stage: Stage, store: Store, now: datetime) -> None:
    """OPS-02, OPS-05: the tap is refused while more is held, or the hold gets one place: never two out of one."""
    agreement, hotel = stage.agreements["S8"], stage.shelters["S8"]
    await store.run(review_agreement, hotel.coordinator, ReviewAgreement(agreement, "changed", terms=TO_ONE))
    for round_ in range(3):
        wish = hold(now, men(4), areas=(HAMILTON,), ask=False)
        answered, made = await asyncio.gather(
            store.run(answer_agreement, stage.colleague, AnswerAgreement(agreement, accept=True)),
            store.run(hold_places, stage.investigator, wish),
        )
        assert not isinstance(made, Refused)
        places = await stage.superuser.fetchval("SELECT places FROM bed_agreements WHERE id = $1", agreement)
        refused = isinstance(answered, Refused)
        assert (places, await at_hotel(stage)) in ({(4, 4)} if refused else {(1, 0), (1, 1)}), round_
        if not refused:
            return
        await store.run(cancel, stage.investigator, AboutOperation(made.id))


async def test_a_hold_and_a_suspension_at_once(stage: Stage, store: Store, now: datetime) -> None:
    """OPS-02: the four were promised before the rest began, or none is."""
    agreement = AboutAgreement(stage.agreements["S8"])
    wish = hold(now, men(4), areas=(HAMILTON,), ask=False)
    rests, made = await asyncio.gather(
        store.run(suspend_agreement, stage.shelters["S8"].coordinator, agreement),
        store.run(hold_places, stage.investigator, wish),
    )
    assert rests is None
    assert not isinstance(made, Refused)
    assert await at_hotel(stage) in (0, 4)
    again: Any = await store.run(hold_places, stage.investigator, wish)
    assert await at_hotel(stage) in (0, 4), again


async def test_an_arrival_and_a_moved_window_at_once(
    stage: Stage, store: Store, now: datetime, worker_pool: asyncpg.Pool
) -> None:
    """OPS-15, OPS-18: whoever has come keeps the bed; whoever comes a moment too late is told so, and is asked for."""
    found = await held(store, stage.investigator, hold(now, men(4), areas=(HAMILTON,)))
    await store.run(name_pivot, stage.investigator, NamePivot(found.id, stage.clinic))
    await store.run(answer_as_pivot, stage.pivot, AnswerAsPivot(found.id, accept=True))
    async with store.reading(stage.pivot) as session:
        expected = await pivot_arrivals(session, found.id)
    assert expected is not None
    await store.run(postpone, stage.investigator, Postpone(found.id, (window(now, hours=30),)))
    *arrivals, moved = await asyncio.gather(
        *(store.run(record_arrival, stage.pivot, RecordArrival(one.place_id)) for one in expected),
        move_windows(store, worker_pool),
    )
    came = sum(not isinstance(one, Refused) for one in arrivals)
    kinds = await stage.superuser.fetch("SELECT kind FROM claims WHERE state = 'live'")
    asked = await stage.superuser.fetchval("SELECT coalesce(sum(places), 0) FROM operation_requests")
    assert (moved, [row["kind"] for row in kinds], asked) == (1, ["stay"] * came, 4 - came)


async def test_arrived_and_refused_at_once(stage: Stage, store: Store, now: datetime) -> None:
    """BED-16, ADM-04: one of the two is the truth of that door."""
    found = await held(store, stage.investigator, hold(now, men(1), areas=(HAMILTON,)))
    await store.run(name_pivot, stage.investigator, NamePivot(found.id, stage.clinic))
    await store.run(answer_as_pivot, stage.pivot, AnswerAsPivot(found.id, accept=True))
    (place,) = [row["id"] for row in await stage.superuser.fetch("SELECT id FROM places")]
    arrived, shut = await asyncio.gather(
        store.run(record_arrival, stage.pivot, RecordArrival(place)),
        store.run(refuse_at_door, stage.shelters["S8"].desk, RefuseAtDoor(place, "other")),
    )
    assert isinstance(arrived, Refused) != isinstance(shut, Refused)
    assert await at_hotel(stage) == int(isinstance(shut, Refused))
