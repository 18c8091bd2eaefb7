"""An operation's life: fewer people, another window under the pivot organisation, a shut door, the clocks."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from service.clock import SetClock
from service.operations.arrivals.at_door import RefuseAtDoor, refuse_at_door
from service.operations.arrivals.commands import (
    PublishArrivalPoint,
    RecordArrival,
    publish_arrival_point,
    record_arrival,
)
from service.operations.holds.lowering import Fewer, GivenUp
from service.operations.holds.making import ChangeNumber, Held, change_number
from service.operations.holds.queries import PivotArrival, pivot_arrivals, pivot_points
from service.operations.holds.releasing import ReleaseRunOut, release_run_out
from service.operations.holds.steps import (
    AboutOperation,
    AnswerAsPivot,
    HandOver,
    NamePivot,
    answer_as_pivot,
    ask_beyond,
    cancel,
    hand_over,
    launch,
    name_pivot,
)
from service.operations.jobs import ask_next_shelters, close_operations, move_windows
from service.operations.requests.commands import AnswerRequest, answer_request
from service.operations.requests.queries import expected_arrivals
from service.operations.sites.queries import Window
from service.operations.windows.commands import Postpone, SeeToMove, postpone, see_to_move
from service.partners.actor import Role
from service.partners.members.commands import EndAccess, end_access
from service.store.store import Store
from tests.network import Network
from tests.service.operations.acts import HAMILTON, held, hold, men, refused, requests_to, seen, window
from tests.service.operations.stage import Stage
from tests.service.partners.town import got


@pytest.fixture
def now(stage: Stage, clock: SetClock) -> datetime:
    return clock.now()


async def accepted_by_pivot(stage: Stage, store: Store, found: Held) -> None:
    await store.run(name_pivot, stage.investigator, NamePivot(found.id, stage.clinic))
    await store.run(answer_as_pivot, stage.pivot, AnswerAsPivot(found.id, accept=True))


async def for_pivot(stage: Stage, store: Store, found: Held) -> list[PivotArrival]:
    async with store.reading(stage.pivot) as session:
        arrivals = await pivot_arrivals(session, found.id)
    assert arrivals is not None
    return arrivals


def expected_place(states: list[str], arrivals: list[PivotArrival]) -> UUID:
    """A place that is still held."""
    assert "held" in states
    return next(arrival.place_id for arrival in arrivals if arrival.state == "held")


def hours(window: Window) -> tuple[datetime, datetime]:
    return window.opens, window.closes


async def test_lowering_gives_up_the_least_good_and_says_how_many(
    stage: Stage, store: Store, now: datetime
) -> None:
    """OPS-05: nine by agreement, one by favour, two without: two fewer cost nothing held; two more, and on purpose, the
    favour goes before an agreement. Once the pivot organisation has accepted, nothing held goes (OPS-14)."""
    found = await held(store, stage.investigator, hold(now, men(12)))
    (asked,) = await requests_to(store, stage.shelters["S8"].desk)
    await store.run(answer_request, stage.shelters["S8"].desk, AnswerRequest(asked.id, 1))
    version = (await seen(store, stage.investigator, found.id)).version
    by_hand = ChangeNumber(found.id, version, fewer=(Fewer(2, "man"),), ask=False)
    changed: Any = await store.run(change_number, stage.investigator, by_hand)
    assert (changed.given_up, changed.arranged.held) == (GivenUp(waiting=2), 10)
    fewer = ChangeNumber(found.id, changed.version, fewer=(Fewer(2),), ask=False)
    assert refused(await store.run(change_number, stage.investigator, fewer)) == "place_held"
    too_many = ChangeNumber(found.id, changed.version, fewer=(Fewer(11),), release_held=True)
    assert refused(await store.run(change_number, stage.investigator, too_many)) == "operation_numbers"
    on_purpose = ChangeNumber(found.id, changed.version, fewer=(Fewer(2),), release_held=True, ask=False)
    changed = await store.run(change_number, stage.investigator, on_purpose)
    assert (changed.given_up, changed.arranged.held) == (GivenUp(held=2), 8)
    favours = """
        SELECT count(*) FROM reservations r JOIN claims c ON c.place_id = r.place_id AND c.state = 'live'
        WHERE r.agreement_id IS NULL
        """
    assert await stage.superuser.fetchval(favours) == 0
    view = await seen(store, stage.investigator, found.id)
    assert (view.expected, view.held, view.waiting) == (8, 8, 0)
    await accepted_by_pivot(stage, store, found)
    view = await seen(store, stage.investigator, found.id)
    late = ChangeNumber(found.id, view.version, fewer=(Fewer(1),), release_held=True)
    assert refused(await store.run(change_number, stage.investigator, late)) == "pivot_has_taken_over"


async def test_a_window_moved_under_the_pivot_is_seen_to_by_a_job(
    stage: Stage, store: Store, *, now: datetime, clock: SetClock, worker_pool: asyncpg.Pool
) -> None:
    """OPS-18, OPS-14, OPS-15: police hear the same yes whoever has come. Whoever has keeps the place; for the three
    others the house is asked again, whatever its agreement would give; the pivot organisation alone sees it, and where
    to bring them (SAF-13); police end with one number."""
    found = await held(store, stage.investigator, hold(now, men(4), areas=(HAMILTON,)))
    await accepted_by_pivot(stage, store, found)
    first, *_ = await for_pivot(stage, store, found)
    await store.run(record_arrival, stage.pivot, RecordArrival(first.place_id))
    later = window(now, hours=30)
    done: Any = await store.run(postpone, stage.investigator, Postpone(found.id, (later,)))
    assert (done.by_pivot, done.arranged.held, done.moved.held, done.arranged.state) == (
        True,
        0,
        0,
        "planned",
    )
    by_hand = await store.run(see_to_move, stage.investigator, SeeToMove(found.id))
    assert refused(by_hand) == "not_found"
    assert await move_windows(store, worker_pool) == 1
    assert await move_windows(store, worker_pool) == 0
    assert await stage.held() == {"S8": 1}
    (asked,) = await requests_to(store, stage.shelters["S8"].desk)
    assert (asked.places, asked.window_starts_at) == (3, later.opens)
    await store.run(answer_request, stage.shelters["S8"].desk, AnswerRequest(asked.id))
    states = sorted(arrival.state for arrival in await for_pivot(stage, store, found))
    assert states == ["arrived", "held", "held", "held"]
    view = await seen(store, stage.investigator, found.id)
    assert (view.reference, view.moved, view.places, view.held, view.received) == (
        found.reference,
        True,
        [],
        0,
        None,
    )
    assert (
        refused(await store.run(ask_beyond, stage.investigator, AboutOperation(found.id))) == "operation_over"
    )
    door = PublishArrivalPoint(
        expected_place(states, await for_pivot(stage, store, found)), *hours(later), "the library"
    )
    await store.run(publish_arrival_point, stage.shelters["S8"].desk, door)
    clock.set(later.opens)
    async with store.reading(stage.pivot) as session:
        points = await pivot_points(session, found.id)
    assert [(point.words, point.places) for point in points or []] == [("the library", 4)]
    assert (await seen(store, stage.investigator, found.id)).arrival_points == []
    async with store.reading(stage.shelters["S8"].desk) as session:
        assert await pivot_points(session, found.id) is None
    await stage.superuser.execute("UPDATE shelters SET counted_at = $1", clock.now())
    for arrival in await for_pivot(stage, store, found):
        await store.run(record_arrival, stage.pivot, RecordArrival(arrival.place_id))
    await store.run(launch, stage.investigator, AboutOperation(found.id))
    assert await store.run(hand_over, stage.investigator, HandOver(found.id, 4)) is None
    assert (await seen(store, stage.investigator, found.id)).received == 4


async def test_half_have_come_and_one_touch_releases_the_rest(
    stage: Stage, store: Store, now: datetime
) -> None:
    """OPS-18, OPS-15: cancelled; the two who are there keep their beds, the two other beds are free for anybody."""
    found = await held(store, stage.investigator, hold(now, men(4), areas=(HAMILTON,)))
    await accepted_by_pivot(stage, store, found)
    for arrival in (await for_pivot(stage, store, found))[:2]:
        await store.run(record_arrival, stage.pivot, RecordArrival(arrival.place_id))
    assert await store.run(cancel, stage.investigator, AboutOperation(found.id)) is None
    kinds = await stage.superuser.fetch("SELECT kind FROM claims WHERE state = 'live'")
    assert [row["kind"] for row in kinds] == ["stay", "stay"]


async def test_refused_at_the_door_is_coded_and_the_next_house_is_found(
    stage: Stage, store: Store, *, now: datetime, clock: SetClock, worker_pool: asyncpg.Pool
) -> None:
    """ADM-04, OPS-03, FND-14: the bed is free again, the next house holds the place, the first one is not tried again;
    `status` exists as a count alone; nothing is written of the person."""
    found = await held(store, stage.investigator, hold(now, men(1), areas=(HAMILTON,)))
    hotel = stage.shelters["S8"]
    assert await stage.held() == {"S8": 1}
    async with store.reading(hotel.desk) as session:
        (expected,) = await expected_arrivals(session)
    shut = RefuseAtDoor(expected.place_id, "status")
    stranger = stage.shelters["S4"].desk
    for by in (stranger, stage.pivot):
        assert refused(await store.run(refuse_at_door, by, shut)) == "not_found"
    assert refused(await store.run(refuse_at_door, stage.investigator, shut)) == "not_allowed"
    assert refused(await store.run(refuse_at_door, hotel.desk, RefuseAtDoor(uuid4(), "age"))) == "not_found"
    assert await store.run(refuse_at_door, hotel.desk, shut) is None
    assert refused(await store.run(refuse_at_door, hotel.desk, shut)) == "not_found"
    assert (await seen(store, stage.investigator, found.id)).waiting == 1
    assert await ask_next_shelters(store, worker_pool) == 1
    assert await stage.held() == {"S7": 1}
    db = stage.superuser
    assert [tuple(r) for r in await db.fetch("SELECT code FROM door_refusals")] == [("criteria",)]
    assert [tuple(r) for r in await db.fetch("SELECT code, count FROM refusals_by_month")] == [("status", 1)]
    await accepted_by_pivot(stage, store, found)
    again = RefuseAtDoor(expected.place_id, "several_at_once")
    assert await store.run(refuse_at_door, stage.pivot, again) is None
    clock.advance(timedelta(minutes=1))
    await ask_next_shelters(store, worker_pool)
    assert await stage.held() == {}
    assert await requests_to(store, hotel.desk) == []


async def test_whoever_has_arrived_is_not_refused_any_more(stage: Stage, store: Store, now: datetime) -> None:
    """BED-16: an arrival is a fact; a stay ends by a departure."""
    found = await held(store, stage.investigator, hold(now, men(1), areas=(HAMILTON,)))
    await accepted_by_pivot(stage, store, found)
    (arrival,) = await for_pivot(stage, store, found)
    await store.run(record_arrival, stage.pivot, RecordArrival(arrival.place_id))
    shut = RefuseAtDoor(arrival.place_id, "age")
    assert refused(await store.run(refuse_at_door, stage.shelters["S8"].desk, shut)) == "not_found"
    assert await stage.held() == {"S8": 1}


async def test_the_coordination_releases_what_has_run_out(
    stage: Stage, store: Store, *, now: datetime, clock: SetClock, network: Network
) -> None:
    """OPS-12, OPS-13: without police; not while the window is open, not from another province, once; nights counted."""
    found = await held(store, stage.investigator, hold(now, men(2), areas=(HAMILTON,)))
    release = ReleaseRunOut(found.id)
    assert refused(await store.run(release_run_out, stage.coordinator, release)) == "operation_still_held"
    clock.advance(timedelta(hours=24))
    elsewhere = await network.organisation("coordination", regions=["CA-BC"])
    far = await network.member(elsewhere, Role.REGIONAL_COORDINATOR)
    assert refused(await store.run(release_run_out, far, release)) == "not_found"
    assert refused(await store.run(release_run_out, stage.investigator, release)) == "not_allowed"
    assert await store.run(release_run_out, stage.coordinator, release) is None
    assert refused(await store.run(release_run_out, stage.coordinator, release)) == "operation_over"
    assert await stage.held() == {}
    nights = await stage.superuser.fetch("SELECT held, used FROM held_nights")
    assert [tuple(row) for row in nights] == [(2, 0)]
    assert (await seen(store, stage.investigator, found.id)).state == "closed"


async def test_an_operation_left_to_nobody_is_the_coordinations(
    stage: Stage, store: Store, now: datetime
) -> None:
    """OPS-12, PIV-03: every investigator of the service has left: its beds are not held hostage."""
    found = await held(store, stage.investigator, hold(now, men(2), areas=(HAMILTON,)))
    await stage.superuser.execute(
        "UPDATE members SET ends_on = $1, left_at = $2 WHERE organisation_id = $3", now.date(), now, stage.p1
    )
    assert await store.run(release_run_out, stage.coordinator, ReleaseRunOut(found.id)) is None
    assert await stage.held() == {}
    state = await stage.superuser.fetchval("SELECT state FROM operations")
    assert state == "cancelled"


async def named(stage: Stage) -> set[UUID]:
    """Whom operations name."""
    return {
        row["member_id"] for row in await stage.superuser.fetch("SELECT member_id FROM operation_members")
    }


async def test_whoever_closes_an_access_does_not_inherit_by_it(
    stage: Stage, store: Store, now: datetime, network: Network
) -> None:
    """OPS-11, POL-04: a third investigator does; the recorded supervisor always does; and when there is nobody else,
    somebody is better than nobody."""
    third = await network.member(stage.p1, Role.INVESTIGATOR, language="en")
    await held(store, stage.investigator, hold(now, men(1)))
    got(await store.run(end_access, stage.colleague, EndAccess(stage.investigator)))
    assert await named(stage) == {third}
    got(await store.run(end_access, stage.colleague, EndAccess(third)))
    assert await named(stage) == {stage.colleague}


async def test_a_recorded_supervisor_inherits_whoever_closed_the_access(
    stage: Stage, store: Store, now: datetime, network: Network
) -> None:
    """POL-04: it is their duty, also when they closed it themselves."""
    await network.member(stage.p1, Role.INVESTIGATOR, language="en")
    await stage.superuser.execute(
        "UPDATE members SET supervisor_id = $1 WHERE id = $2", stage.colleague, stage.investigator
    )
    await held(store, stage.investigator, hold(now, men(1)))
    got(await store.run(end_access, stage.colleague, EndAccess(stage.investigator)))
    assert await named(stage) == {stage.colleague}


async def test_a_colleague_who_is_named_already_needs_no_heir(
    stage: Stage, store: Store, now: datetime, network: Network
) -> None:
    """OPS-11: two are named and one is ended by a third person: the other goes on, the third is not let in."""
    other = await network.member(stage.p1, Role.INVESTIGATOR, language="en")
    await stage.superuser.execute(
        "UPDATE members SET supervisor_id = $1 WHERE id = $2", stage.colleague, other
    )
    await held(store, stage.investigator, hold(now, men(1), colleagues=(other,)))
    got(await store.run(end_access, stage.colleague, EndAccess(stage.investigator)))
    assert await named(stage) == {other}


async def test_a_window_over_the_night_in_which_the_clocks_go_back(
    stage: Stage, store: Store, *, now: datetime, clock: SetClock, worker_pool: asyncpg.Pool
) -> None:
    """OPS-01, OPS-13: on 1 November 2026 in Toronto a night lasts 25 hours; it is one night, held whole, and the hold
    lapses when the window's six hours have passed, however often the clock has read half past one."""
    clock.set(datetime(2026, 10, 31, 14, tzinfo=UTC))
    await stage.superuser.execute("UPDATE shelters SET counted_at = $1", clock.now())
    opens = datetime(2026, 11, 1, 4, tzinfo=UTC)
    wish = hold(now, men(1), areas=(HAMILTON,), window=Window(opens, opens + timedelta(hours=6), 1))
    await held(store, stage.investigator, wish)
    claim = await stage.superuser.fetchrow("SELECT starts_at, ends_at, lapses_at FROM claims")
    assert tuple(claim) == (
        datetime(2026, 10, 31, 16, tzinfo=UTC),
        datetime(2026, 11, 1, 17, tzinfo=UTC),
        opens + timedelta(hours=6),
    )
    clock.set(opens + timedelta(hours=6))
    assert await close_operations(store, worker_pool) == 1
    assert tuple(await stage.superuser.fetchrow("SELECT held, used FROM held_nights")) == (1, 0)


async def test_a_window_that_starts_now(stage: Stage, store: Store, now: datetime) -> None:
    """OPS-04, OPS-02: S7 wants no notice and holds at once; the hotel wants two hours and has a quarter of one to say
    yes."""
    at_once = Window(now, now + timedelta(hours=6), 1)
    found = await held(store, stage.investigator, hold(now, men(4), areas=(HAMILTON,), window=at_once))
    assert (found.arranged.held, found.arranged.asked) == (3, 1)
    assert await stage.held() == {"S7": 3}
    (asked,) = await requests_to(store, stage.shelters["S8"].desk)
    assert asked.answer_by == now + timedelta(minutes=15)
