"""Arrivals, from the shelter and from the pivot; arrival points; what is counted and what is never said."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from service.beds.addresses.commands import WriteAddress, write_address
from service.beds.shelters.closures import CloseBeds, Closed, close_beds
from service.clock import SetClock
from service.operations.arrivals.commands import (
    PublishArrivalPoint,
    RecordArrival,
    publish_arrival_point,
    record_arrival,
)
from service.operations.holds.making import Held
from service.operations.holds.queries import PivotArrival, hand_overs, operation_counts, pivot_arrivals
from service.operations.holds.steps import (
    AboutOperation,
    AnswerAsPivot,
    HandOver,
    NamePivot,
    answer_as_pivot,
    cancel,
    hand_over,
    name_pivot,
)
from service.operations.requests.queries import Arrival, expected_arrivals
from service.partners.actor import Role
from service.store.store import Store
from tests.network import Network
from tests.service.operations.acts import TORONTO, held, hold, men, refused, seen
from tests.service.operations.stage import Stage


@pytest.fixture
def now(stage: Stage, clock: SetClock) -> datetime:
    return clock.now()


async def handed_over(stage: Stage, store: Store, now: datetime, *parties: Any) -> Held:
    """An operation whose pivot organisation has accepted."""
    found = await held(store, stage.investigator, hold(now, *parties))
    await store.run(name_pivot, stage.investigator, NamePivot(found.id, stage.clinic))
    await store.run(answer_as_pivot, stage.pivot, AnswerAsPivot(found.id, accept=True))
    return found


async def expected_by(store: Store, pivot: UUID, found: Held) -> list[PivotArrival]:
    async with store.reading(pivot) as session:
        arrivals = await pivot_arrivals(session, found.id)
    assert arrivals is not None
    return arrivals


async def expected_at(store: Store, member: UUID) -> list[Arrival]:
    async with store.reading(member) as session:
        return await expected_arrivals(session)


async def test_an_arrival_turns_the_promise_into_a_stay_in_the_same_bed(
    stage: Stage, store: Store, now: datetime, clock: SetClock
) -> None:
    """OPS-14: told by the pivot; the claim is then the pivot organisation's, so that a case can be linked."""
    found = await handed_over(stage, store, now, men(9))
    clock.advance(timedelta(hours=19))
    (place, *_) = await expected_by(store, stage.pivot, found)
    before = await stage.superuser.fetchrow(
        "SELECT bed_key, ends_at FROM claims WHERE id = $1", place.claim_id
    )
    arrived: Any = await store.run(record_arrival, stage.pivot, RecordArrival(place.place_id))
    assert (arrived.claim_id, arrived.already) == (place.claim_id, False)
    after = await stage.superuser.fetchrow(
        "SELECT bed_key, ends_at, kind, state, lapses_at, holder_organisation_id FROM claims WHERE id = $1",
        place.claim_id,
    )
    assert dict(after) == dict(before) | {
        "kind": "stay",
        "state": "live",
        "lapses_at": None,
        "holder_organisation_id": stage.clinic,
    }
    again: Any = await store.run(record_arrival, stage.pivot, RecordArrival(place.place_id))
    assert (again.claim_id, again.already) == (place.claim_id, True)


async def test_the_desk_tells_the_arrival_and_the_pivot_sees_it(
    stage: Stage, store: Store, now: datetime
) -> None:
    """OPS-14: the shelter records arrivals; twice at the same moment is once."""
    found = await handed_over(stage, store, now, men(9))
    desk = stage.shelters["S4"].desk
    expected = await expected_at(store, desk)
    assert [(e.state, e.gender) for e in expected] == [("held", "man")] * 2
    place = expected[0].place_id
    both: Any = await asyncio.gather(
        *(store.run(record_arrival, desk, RecordArrival(place)) for _ in range(2))
    )
    assert sorted(one.already for one in both) == [False, True]
    states = {a.place_id: a.state for a in await expected_by(store, stage.pivot, found)}
    assert states[place] == "arrived"
    assert list(states.values()).count("arrived") == 1
    assert sorted(e.state for e in await expected_at(store, desk)) == ["arrived", "held"]


OCCUPY = """
    INSERT INTO claims (bed_key, pool_key, shelter_key, organisation_id, kind, starts_at, ends_at, anonymous, made_at)
    SELECT bed_key, pool_key, shelter_key, organisation_id, 'stay', $1::timestamptz - interval '1 hour',
        $1::timestamptz + interval '1 hour', true, $1 FROM claims WHERE id = $2
    """


async def beds_of(stage: Stage) -> dict[UUID, tuple[int, datetime]]:
    rows = await stage.superuser.fetch("SELECT id, bed_key, starts_at FROM claims WHERE place_id IS NOT NULL")
    return {row["id"]: (row["bed_key"], row["starts_at"]) for row in rows}


async def test_early_is_a_fact_too(stage: Stage, store: Store, now: datetime) -> None:
    """OPS-14: somebody comes before the window and before the night of the reservation: the stay begins now."""
    found = await handed_over(stage, store, now, men(1))
    (place,) = await expected_by(store, stage.pivot, found)
    bed, starts_at = (await beds_of(stage))[place.claim_id or UUID(int=0)]
    assert starts_at == now + timedelta(hours=1)
    await store.run(record_arrival, stage.pivot, RecordArrival(place.place_id))
    assert (await beds_of(stage))[place.claim_id or UUID(int=0)] == (bed, now)


async def test_early_and_before_a_repair(stage: Stage, store: Store, now: datetime) -> None:
    """OPS-14, BED-16: every bed closes before the reservation begins: whoever comes now stays until then."""
    found = await handed_over(stage, store, now, men(1))
    (place,) = await expected_by(store, stage.pivot, found)
    claim = place.claim_id or UUID(int=0)
    house = next(each for each in stage.shelters.values() if each.id == place.shelter_id)
    rows = await stage.superuser.fetch("SELECT id FROM beds WHERE shelter_key = $1", house.key)
    repair = now + timedelta(minutes=30), now + timedelta(minutes=45)
    wish = CloseBeds(house.id, tuple(row["id"] for row in rows), *repair)
    assert isinstance(await store.run(close_beds, house.coordinator, wish), Closed)
    arrived = await store.run(record_arrival, stage.pivot, RecordArrival(place.place_id))
    assert hasattr(arrived, "claim_id"), arrived
    stay = await stage.superuser.fetchrow("SELECT kind, starts_at, ends_at FROM claims WHERE id = $1", claim)
    assert stay is not None
    assert tuple(stay) == ("stay", now, repair[0])


@pytest.mark.parametrize("hours", [0, 3])
async def test_nobody_is_put_into_a_bed_where_somebody_still_is(
    stage: Stage, store: Store, *, now: datetime, clock: SetClock, hours: int
) -> None:
    """BED-16: the stay that was to end at noon goes on, noted or not: the arrival takes an empty bed of the pool, and
    only when there is none its own bed from the time when the other was to leave."""
    found = await handed_over(stage, store, now, men(1))
    (place,) = await expected_by(store, stage.pivot, found)
    claim = place.claim_id or UUID(int=0)
    bed, _ = (await beds_of(stage))[claim]
    await stage.superuser.execute(OCCUPY, now, claim)
    clock.advance(timedelta(hours=hours))
    await store.run(record_arrival, stage.pivot, RecordArrival(place.place_id))
    other, _ = (await beds_of(stage))[claim]
    assert other != bed
    pool = "SELECT pool_key FROM beds WHERE key = $1"
    assert await stage.superuser.fetchval(pool, other) == await stage.superuser.fetchval(pool, bed)


@pytest.mark.parametrize("known", [False, True])
async def test_in_a_full_house_the_arrival_is_a_fact(
    stage: Stage, store: Store, *, now: datetime, known: bool
) -> None:
    """BED-15, BED-16: a count that came first had seen this person; a person whom the house knows keeps her bed, and
    the one who arrives sleeps on a cot."""
    found = await handed_over(stage, store, now, men(1))
    (place,) = await expected_by(store, stage.pivot, found)
    claim = place.claim_id or UUID(int=0)
    before = (await beds_of(stage))[claim]
    await stage.superuser.execute(OCCUPY, now, claim)
    await stage.superuser.execute("UPDATE claims SET anonymous = NOT $1 WHERE place_id IS NULL", known)
    await stage.superuser.execute("UPDATE beds SET active = false WHERE key <> $1", before[0])
    await store.run(record_arrival, stage.pivot, RecordArrival(place.place_id))
    bed, since = (await beds_of(stage))[claim]
    assert ((bed, since) == (before[0], now)) is not known
    on_cot = "SELECT overflow_until > $2 FROM beds WHERE key = $1"
    assert bool(await stage.superuser.fetchval(on_cot, bed, now)) is known
    before_her = "SELECT state FROM claims WHERE place_id IS NULL"
    assert await stage.superuser.fetchval(before_her) == ("live" if known else "ended")


async def test_nobody_arrives_before_a_pivot_accepted(stage: Stage, store: Store, now: datetime) -> None:
    """OPS-14: the desk and the police hear the same first step."""
    found = await held(store, stage.investigator, hold(now, men(2)))
    (expected, *_) = await expected_at(store, stage.shelters["S8"].desk)
    arrival = RecordArrival(expected.place_id)
    assert refused(await store.run(record_arrival, stage.shelters["S8"].desk, arrival)) == "pivot_first"
    assert refused(await store.run(record_arrival, stage.investigator, arrival)) == "pivot_first"
    await store.run(name_pivot, stage.investigator, NamePivot(found.id, stage.clinic))
    assert refused(await store.run(record_arrival, stage.pivot, arrival)) == "pivot_first"
    assert refused(await store.run(record_arrival, stage.investigator, arrival)) == "pivot_must_accept"
    await store.run(answer_as_pivot, stage.pivot, AnswerAsPivot(found.id, accept=True))
    assert refused(await store.run(record_arrival, stage.investigator, arrival)) == "not_allowed"
    assert await stage.superuser.fetchval("SELECT count(*) FROM claims WHERE kind = 'stay'") == 0


async def test_strangers_record_nothing(stage: Stage, store: Store, now: datetime, network: Network) -> None:
    """OPS-11: another shelter, another pivot organisation, another police service: the place does not exist."""
    await handed_over(stage, store, now, men(2))
    (expected, *_) = await expected_at(store, stage.shelters["S8"].desk)
    other = await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)
    arrival = RecordArrival(expected.place_id)
    for member in (stage.shelters["S4"].desk, other, stage.other_investigator):
        assert refused(await store.run(record_arrival, member, arrival)) == "not_found"
    assert refused(await store.run(record_arrival, stage.pivot, RecordArrival(uuid4()))) == "not_found"
    async with store.reading(other) as session:
        assert await hand_overs(session) == []


async def test_after_the_window_a_place_is_released(
    stage: Stage, store: Store, now: datetime, clock: SetClock
) -> None:
    """OPS-12, FND-14: whoever comes later is helped like anybody; nothing negative is recorded."""
    found = await handed_over(stage, store, now, men(2))
    (place, _) = await expected_by(store, stage.pivot, found)
    clock.advance(timedelta(hours=24))
    assert (
        refused(await store.run(record_arrival, stage.pivot, RecordArrival(place.place_id)))
        == "place_released"
    )
    assert await expected_by(store, stage.pivot, found) == []


async def test_whoever_has_arrived_keeps_the_place(stage: Stage, store: Store, now: datetime) -> None:
    """OPS-15: cancelling the operation does not end a stay."""
    found = await handed_over(stage, store, now, men(2))
    (place, _) = await expected_by(store, stage.pivot, found)
    await store.run(record_arrival, stage.pivot, RecordArrival(place.place_id))
    await store.run(cancel, stage.investigator, AboutOperation(found.id))
    assert await stage.held() == {"S8": 1}
    assert await stage.superuser.fetchval("SELECT kind FROM claims WHERE state = 'live'") == "stay"


async def test_a_family_shares_one_claim(stage: Stage, store: Store, now: datetime) -> None:
    """OPS-08: the first arrival begins the stay, the second joins it."""
    found = await handed_over(stage, store, now, men(2, together=True))
    first, second = await expected_by(store, stage.pivot, found)
    assert first.claim_id == second.claim_id
    answers: Any = [
        await store.run(record_arrival, stage.pivot, RecordArrival(place.place_id))
        for place in (first, second)
    ]
    assert [(a.claim_id, a.already) for a in answers] == [(first.claim_id, False)] * 2
    assert await stage.held() == {"S8": 1}


async def test_police_read_received_only_after_the_hand_over(
    stage: Stage, store: Store, now: datetime
) -> None:
    """OPS-14, POL-03: before it is empty, and an arrived place still reads as held; after it is one number."""
    plain = await held(store, stage.investigator, hold(now, men(1)))
    assert (await seen(store, stage.investigator, plain.id)).received is None
    found = await handed_over(stage, store, now, men(2))
    (place, _) = await expected_by(store, stage.pivot, found)
    await store.run(record_arrival, stage.pivot, RecordArrival(place.place_id))
    view = await seen(store, stage.investigator, found.id)
    assert (view.received, view.held, {p.state for p in view.places}) == (None, 2, {"held"})
    await store.run(hand_over, stage.investigator, HandOver(found.id, 2))
    view = await seen(store, stage.investigator, found.id)
    assert (view.received, view.held, view.places) == (1, 0, [])


async def place_at(store: Store, desk: UUID) -> UUID:
    """A place that a house of this desk expects somebody in."""
    async with store.reading(desk) as session:
        return (await expected_arrivals(session))[0].place_id


async def test_an_arrival_point_shows_inside_its_window_only(
    stage: Stage, store: Store, now: datetime, clock: SetClock
) -> None:
    """SAF-13: outside the window it is empty; shelters that publish none are never named."""
    found = await held(store, stage.investigator, hold(now, men(9)))
    s4 = stage.shelters["S4"]
    opens = now + timedelta(hours=18)
    place = await place_at(store, s4.desk)
    point = PublishArrivalPoint(place, opens, opens + timedelta(hours=6), "north door of the library")
    assert isinstance(await store.run(publish_arrival_point, s4.coordinator, point), UUID)
    assert (await seen(store, stage.investigator, found.id)).arrival_points == []
    clock.set(opens)
    (shown,) = (await seen(store, stage.investigator, found.id)).arrival_points
    assert (shown.words, shown.places, shown.until) == (
        "north door of the library",
        2,
        opens + timedelta(hours=6),
    )
    clock.set(opens + timedelta(hours=6))
    assert (await seen(store, stage.investigator, found.id)).arrival_points == []


async def test_an_arrival_point_is_for_one_arrival(
    stage: Stage, store: Store, now: datetime, clock: SetClock
) -> None:
    """SAF-13: another operation that goes to the same house in the same hours reads nothing of it."""
    first = await held(store, stage.investigator, hold(now, men(1), areas=(TORONTO,)))
    second = await held(store, stage.investigator, hold(now, men(1), areas=(TORONTO,)))
    s4 = stage.shelters["S4"]
    async with store.reading(s4.desk) as session:
        expected = await expected_arrivals(session)
    assert len(expected) == 2
    opens = now + timedelta(hours=18)
    (place,) = [p.id for p in (await seen(store, stage.investigator, first.id)).places]
    assert place in {arrival.place_id for arrival in expected}
    point = PublishArrivalPoint(place, opens, opens + timedelta(hours=6), "north door of the library")
    assert isinstance(await store.run(publish_arrival_point, s4.desk, point), UUID)
    clock.set(opens)
    shown = [(await seen(store, stage.investigator, o.id)).arrival_points for o in (first, second)]
    assert [[point.words for point in points] for points in shown] == [["north door of the library"], []]


@pytest.mark.parametrize(
    ("starts", "ends", "code"),
    [(2, 1, "operation_window"), (-2, 0, "operation_window"), (0, 49, "operation_window")],
)
async def test_an_arrival_point_is_for_one_window(
    stage: Stage, store: Store, *, now: datetime, starts: int, ends: int, code: str
) -> None:
    """SAF-13: forwards, not over already, 48 hours at most; for one's own shelter."""
    await held(store, stage.investigator, hold(now, men(9)))
    s4 = stage.shelters["S4"]
    place = await place_at(store, s4.desk)
    point = PublishArrivalPoint(place, now + timedelta(hours=starts), now + timedelta(hours=ends), "a door")
    assert refused(await store.run(publish_arrival_point, s4.desk, point)) == code
    assert refused(await store.run(publish_arrival_point, stage.shelters["S7"].desk, point)) == "not_found"


@pytest.mark.parametrize("words", ["at 12 King Street East", "door of 12, KING street", "M5A 1K4, back door"])
async def test_an_arrival_point_is_never_the_address(
    stage: Stage, store: Store, *, now: datetime, words: str, superuser: asyncpg.Connection
) -> None:
    """SAF-13, SAF-01: a meeting place, never stored as the house's address; what is stored is sealed."""
    await held(store, stage.investigator, hold(now, men(9)))
    s4 = stage.shelters["S4"]
    address = WriteAddress(s4.id, 0, "12 King Street East, Toronto")
    assert await store.run(write_address, s4.coordinator, address) == 1
    place = await place_at(store, s4.desk)
    opens = now + timedelta(hours=18)
    point = PublishArrivalPoint(place, opens, opens + timedelta(hours=6), words)
    assert (
        refused(await store.run(publish_arrival_point, s4.desk, point)) == "arrival_point_gives_the_address"
    )
    other = PublishArrivalPoint(place, opens, opens + timedelta(hours=6), "King Street, by the church")
    assert isinstance(await store.run(publish_arrival_point, s4.desk, other), UUID)
    sealed = await superuser.fetchval("SELECT sealed FROM arrival_points")
    assert b"church" not in sealed


async def test_counts_for_coordination_and_auditors(stage: Stage, store: Store, now: datetime) -> None:
    """POL-03: counts only, without a reference; nothing for a pivot or a shelter."""
    await held(store, stage.investigator, hold(now, men(20)))
    for member in (stage.coordinator, stage.auditor):
        async with store.reading(member) as session:
            (line,) = await operation_counts(session)
        assert (line.expected, line.held, line.asked, line.waiting, line.received) == (20, 9, 6, 5, 0)
    for member in (stage.pivot, stage.shelters["S4"].coordinator, stage.other_investigator):
        async with store.reading(member) as session:
            assert await operation_counts(session) == []


async def test_the_stage_is_in_november(now: datetime) -> None:
    """The nights above are counted from 11:00 of this day in Hamilton."""
    assert now == datetime(2026, 11, 3, 16, 0, tzinfo=UTC)
