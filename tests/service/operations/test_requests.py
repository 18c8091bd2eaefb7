"""Asking shelters beyond their agreements: yes, part, no, silence, and two answers at once."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from service.clock import SetClock
from service.operations.arranging import answer_by
from service.operations.holds.steps import AboutOperation, cancel
from service.operations.jobs import ask_next_shelters
from service.operations.requests.commands import Answered, AnswerRequest, answer_request
from service.operations.requests.queries import expected_arrivals
from service.refusals import Refused
from service.store.store import Store
from tests.service.operations.acts import HAMILTON, asked_again, held, hold, men, refused, requests_to, seen
from tests.service.operations.stage import Stage, agreement


@pytest.fixture
def now(stage: Stage, clock: SetClock) -> datetime:
    return clock.now()


async def test_an_accepted_request_is_held_from_then_on(stage: Stage, store: Store, now: datetime) -> None:
    """OPS-03: no claim until the shelter says yes."""
    hotel = stage.shelters["S8"]
    found = await held(store, stage.investigator, hold(now, men(11)))
    (request,) = await requests_to(store, hotel.desk)
    assert (request.places, request.state, request.answer_by) == (2, "requested", now + timedelta(hours=2))
    assert await stage.held() == {"S4": 2, "S7": 3, "S8": 4}
    answer = await store.run(answer_request, hotel.desk, AnswerRequest(request.id))
    assert answer == Answered("confirmed", 2)
    assert await stage.held() == {"S4": 2, "S7": 3, "S8": 6}
    view = await seen(store, stage.investigator, found.id)
    assert (view.held, view.asked, view.waiting) == (11, 0, 0)


async def test_part_of_a_request_and_then_the_next_shelter(stage: Stage, store: Store, now: datetime) -> None:
    """OPS-03: 1 of 2 at the hotel; the other place is asked of the next shelter, not of the hotel again."""
    hotel = stage.shelters["S8"]
    found = await held(store, stage.investigator, hold(now, men(11)))
    (request,) = await requests_to(store, hotel.desk)
    assert await store.run(answer_request, hotel.desk, AnswerRequest(request.id, 1)) == Answered("partly", 1)
    again = await asked_again(store, stage.investigator, found.id)
    assert (again.held, again.asked, again.waiting) == (10, 1, 0)
    (other,) = await requests_to(store, stage.shelters["S4"].desk)
    assert (other.places, other.state) == (1, "requested")
    assert [r.state for r in await requests_to(store, hotel.desk)] == ["partly"]


async def test_a_no_has_one_coded_reason_and_two_codes_are_never_stored(
    stage: Stage, store: Store, now: datetime
) -> None:
    """ADM-04, IMM-02: `status` exists only as a count per shelter and month; the request keeps the neutral code."""
    hotel = stage.shelters["S8"]
    await held(store, stage.investigator, hold(now, men(10)))
    (request,) = await requests_to(store, hotel.desk)
    assert (
        refused(await store.run(answer_request, hotel.desk, AnswerRequest(request.id, 0)))
        == "decline_reason_needed"
    )
    no = AnswerRequest(request.id, 0, "status")
    assert await store.run(answer_request, hotel.desk, no) == Answered("declined", 0)
    (after,) = await requests_to(store, hotel.desk)
    assert (after.state, after.decline_reason) == ("declined", "criteria")
    counted = await stage.superuser.fetch("SELECT code, count, month FROM refusals_by_month")
    assert [tuple(row) for row in counted] == [("status", 1, datetime(2026, 11, 1, tzinfo=UTC).date())]
    stored = await stage.superuser.fetchval("SELECT string_agg(convert_from(record, 'UTF8'), '') FROM events")
    assert "status" not in stored


@pytest.mark.parametrize(
    ("accept", "reason", "code"),
    [(3, None, "answer_not_clear"), (1, "no_bed", "answer_not_clear"), (None, "no_bed", "answer_not_clear")],
)
async def test_answers_that_are_not_clear(
    stage: Stage, store: Store, *, now: datetime, accept: int | None, reason: Any, code: str
) -> None:
    """ADM-04: more than was asked, or a yes with a reason."""
    await held(store, stage.investigator, hold(now, men(11)))
    hotel = stage.shelters["S8"].desk
    (request,) = await requests_to(store, hotel)
    assert refused(await store.run(answer_request, hotel, AnswerRequest(request.id, accept, reason))) == code
    assert [r.state for r in await requests_to(store, hotel)] == ["requested"]


async def test_silence_is_never_yes_and_the_next_shelter_is_asked(
    stage: Stage, store: Store, now: datetime, clock: SetClock, worker_pool: asyncpg.Pool
) -> None:
    """OPS-03, OPS-04: after two hours the hotel has not answered, and S4 is asked; two replicas ask it once."""
    hotel, next_one = stage.shelters["S8"], stage.shelters["S4"]
    await held(store, stage.investigator, hold(now, men(10)))
    (request,) = await requests_to(store, hotel.desk)
    clock.advance(timedelta(hours=2))
    assert [r.state for r in await requests_to(store, hotel.desk)] == ["no_answer"]
    late_no = AnswerRequest(request.id, 0, "no_bed")
    assert refused(await store.run(answer_request, hotel.desk, late_no)) == "request_lapsed"
    await asyncio.gather(ask_next_shelters(store, worker_pool), ask_next_shelters(store, worker_pool))
    assert await ask_next_shelters(store, worker_pool) == 0
    assert [(r.places, r.state) for r in await requests_to(store, next_one.desk)] == [(1, "requested")]
    assert [r.state for r in await requests_to(store, hotel.desk)] == ["no_answer"]
    assert await stage.held() == {"S4": 2, "S7": 3, "S8": 4}


async def test_a_yes_after_its_time_holds_whoever_still_waits(
    stage: Stage, store: Store, now: datetime, clock: SetClock
) -> None:
    """OPS-03: nobody else was asked yet: the late word is a word, and exactly the free bed is taken."""
    hotel = stage.shelters["S8"]
    found = await held(store, stage.investigator, hold(now, men(10)))
    (request,) = await requests_to(store, hotel.desk)
    clock.advance(timedelta(hours=2))
    assert await store.run(answer_request, hotel.desk, AnswerRequest(request.id)) == Answered("confirmed", 1)
    assert (await seen(store, stage.investigator, found.id)).held == 10
    assert await stage.held() == {"S4": 2, "S7": 3, "S8": 5}


async def test_a_yes_after_its_time_is_noted_and_the_place_offered_again(
    stage: Stage, store: Store, *, now: datetime, clock: SetClock, worker_pool: asyncpg.Pool
) -> None:
    """OPS-03: S4 is asked already and keeps its turn; when it says no, the hotel is asked again, as one that answered.
    Whoever said nothing is not."""
    hotel, next_one = stage.shelters["S8"], stage.shelters["S4"]
    found = await held(store, stage.investigator, hold(now, men(10)))
    (request,) = await requests_to(store, hotel.desk)
    clock.advance(timedelta(hours=2))
    await ask_next_shelters(store, worker_pool)
    assert await store.run(answer_request, hotel.desk, AnswerRequest(request.id)) == Answered("noted", 0)
    assert sum((await stage.held()).values()) == 9
    (second,) = await requests_to(store, next_one.desk)
    await store.run(answer_request, next_one.desk, AnswerRequest(second.id, 0, "no_bed"))
    await asked_again(store, stage.investigator, found.id)
    assert [r.state for r in await requests_to(store, hotel.desk)] == ["requested", "no_answer"]
    assert [r.state for r in await requests_to(store, next_one.desk)] == ["declined"]


async def test_a_yes_after_the_operation_is_over_is_too_late(
    stage: Stage, store: Store, now: datetime, clock: SetClock
) -> None:
    """OPS-03: nobody waits any more, so nothing is noted and nothing is held."""
    hotel = stage.shelters["S8"]
    await held(store, stage.investigator, hold(now, men(10)))
    (request,) = await requests_to(store, hotel.desk)
    clock.advance(timedelta(hours=24))
    late = await store.run(answer_request, hotel.desk, AnswerRequest(request.id))
    assert refused(late) == "request_lapsed"
    assert await stage.held() == {"S4": 2, "S7": 3, "S8": 4}


async def test_a_displaced_place_is_planned_anew(
    stage: Stage, store: Store, *, now: datetime, clock: SetClock, worker_pool: asyncpg.Pool
) -> None:
    """Design section 1: a fact takes a promised bed; the job finds another place, once."""
    found = await held(store, stage.investigator, hold(now, men(2)))
    assert await stage.held() == {"S8": 2}
    clock.advance(timedelta(minutes=5))
    await stage.superuser.execute(
        "UPDATE claims SET state = 'displaced', ended_at = $1 WHERE id = (SELECT min(id::text)::uuid FROM claims)",
        clock.now(),
    )
    assert (await seen(store, stage.investigator, found.id)).waiting == 1
    clock.advance(timedelta(minutes=1))
    assert await ask_next_shelters(store, worker_pool) == 1
    assert await ask_next_shelters(store, worker_pool) == 0
    view = await seen(store, stage.investigator, found.id)
    assert (view.held, view.waiting, await stage.held()) == (2, 0, {"S8": 2})


async def test_two_people_of_the_shelter_answer_at_once(stage: Stage, store: Store, now: datetime) -> None:
    """OPS-03: one answer counts; the other hears that there is one already."""
    hotel = stage.shelters["S8"]
    await held(store, stage.investigator, hold(now, men(11)))
    (request,) = await requests_to(store, hotel.desk)
    answers = await asyncio.gather(
        store.run(answer_request, hotel.desk, AnswerRequest(request.id)),
        store.run(answer_request, hotel.coordinator, AnswerRequest(request.id)),
    )
    assert sorted(refused(a) if isinstance(a, Refused) else a.state for a in answers) == [
        "confirmed",
        "request_answered",
    ]
    assert await stage.held() == {"S4": 2, "S7": 3, "S8": 6}


async def test_a_yes_without_a_bed_holds_what_there_is(stage: Stage, store: Store, now: datetime) -> None:
    """BED-16: three rooms are closed after the question; two were asked, one is left."""
    hotel = stage.shelters["S8"]
    await held(store, stage.investigator, hold(now, men(11)))
    (request,) = await requests_to(store, hotel.desk)
    await stage.superuser.execute(
        """
        UPDATE beds SET active = false WHERE key IN (SELECT b.key FROM beds b WHERE b.shelter_key = $1
            AND NOT EXISTS (SELECT FROM claims c WHERE c.bed_key = b.key) ORDER BY b.key LIMIT 3)
        """,
        hotel.key,
    )
    assert await store.run(answer_request, hotel.desk, AnswerRequest(request.id)) == Answered("partly", 1)
    assert (await stage.held())["S8"] == 5


async def test_an_answer_after_the_cancellation_is_too_late(
    stage: Stage, store: Store, now: datetime
) -> None:
    """OPS-18: what was taken back cannot be confirmed."""
    hotel = stage.shelters["S8"]
    found = await held(store, stage.investigator, hold(now, men(10)))
    (request,) = await requests_to(store, hotel.desk)
    await store.run(cancel, stage.investigator, AboutOperation(found.id))
    assert (
        refused(await store.run(answer_request, hotel.desk, AnswerRequest(request.id))) == "request_answered"
    )
    assert await stage.held() == {}


async def test_only_the_shelter_that_was_asked_can_answer(stage: Stage, store: Store, now: datetime) -> None:
    """OPS-11: to every other shelter the request does not exist; police and pivots have no such gesture."""
    await held(store, stage.investigator, hold(now, men(10)))
    (request,) = await requests_to(store, stage.shelters["S8"].desk)
    answer = AnswerRequest(request.id)
    assert refused(await store.run(answer_request, stage.shelters["S4"].desk, answer)) == "not_found"
    assert refused(await store.run(answer_request, stage.investigator, answer)) == "not_allowed"
    assert refused(await store.run(answer_request, stage.pivot, answer)) == "not_allowed"
    assert (
        refused(await store.run(answer_request, stage.shelters["S8"].desk, AnswerRequest(uuid4())))
        == "not_found"
    )
    assert await requests_to(store, stage.shelters["S4"].desk) == []


async def test_an_agreement_that_is_asked_each_time(stage: Stage, store: Store, now: datetime) -> None:
    """OPS-02: within the agreement, but the shelter answers; its yes uses the agreement's places."""
    hotel = stage.shelters["S8"]
    await stage.superuser.execute("DELETE FROM bed_agreements WHERE shelter_key = $1", hotel.key)
    agreed = await agreement(
        stage.superuser, hotel, stage.p1, places=2, notice=2, longest=72, now=now, answer="asked"
    )
    found = await held(store, stage.investigator, hold(now, men(2), areas=(HAMILTON,)))
    assert (found.arranged.held, found.arranged.asked) == (2, 0), "S7's standing agreement comes first"
    more = await held(store, stage.investigator, hold(now, men(3), areas=(HAMILTON,)))
    assert (more.arranged.held, more.arranged.asked) == (1, 2)
    (request,) = await requests_to(store, hotel.coordinator)
    await store.run(answer_request, hotel.coordinator, AnswerRequest(request.id))
    used = "SELECT count(*) FROM reservations WHERE agreement_id = $1 AND request_id = $2"
    assert await stage.superuser.fetchval(used, agreed, request.id) == 2


async def test_the_front_desk_never_learns_who_asked(stage: Stage, store: Store, now: datetime) -> None:
    """SAF-08, OPS-11: places, profile, window, the coordination's number; only the coordinator sees the agreement."""
    await held(store, stage.investigator, hold(now, men(10)))
    hotel = stage.shelters["S8"]
    (asked,) = await requests_to(store, hotel.desk)
    assert (asked.call_back, asked.agreement) == ("555-0100", None)
    assert [(p.gender, p.age_band, p.together) for p in asked.people] == [("man", "25+", False)]
    (asked,) = await requests_to(store, hotel.coordinator)
    assert asked.agreement is not None
    assert asked.agreement.startswith("police")
    for member, told in ((hotel.desk, {None}), (hotel.coordinator, {asked.agreement})):
        async with store.reading(member) as session:
            arrivals = await expected_arrivals(session)
        assert {arrival.agreement for arrival in arrivals} == told
        assert {arrival.shelter_id for arrival in arrivals} == {hotel.id}
        assert len(arrivals) == 4


@pytest.mark.parametrize(("hours", "minutes"), [(24, 120), (8, 120), (4, 60), (1, 15), (-2, 15)])
def test_how_long_a_shelter_has_to_answer(now: datetime, hours: int, minutes: int) -> None:
    """OPS-03, OPS-04: a quarter of the time left, between 15 minutes and two hours."""
    assert answer_by(now, now + timedelta(hours=hours)) == now + timedelta(minutes=minutes)
