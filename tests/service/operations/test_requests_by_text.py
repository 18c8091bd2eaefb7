"""An operation's request climbs like any other question, and a house answers it from a bare phone."""

from datetime import timedelta
from typing import Any

import asyncpg

from api.texts.deeds import DEEDS
from service.clock import SetClock
from service.messages.climbing import progress
from service.messages.climbing.clockwork import climbing
from service.messages.phones.commands import WriteDutyPhone, write_duty_phone
from service.messages.phones.numbers import recognised
from service.messages.texts.inbound import TextHeard, hear_text
from service.operations.holds.steps import AboutOperation, cancel
from service.operations.jobs import ask_next_shelters
from service.partners.actor import job_of
from service.store.store import Store
from tests.service.operations.acts import held, hold, men, requests_to
from tests.service.operations.stage import Shelter, Stage

NUMBER = "+19055550142"


async def said(store: Store, hotel: Shelter, body: str) -> Any:
    """The name of the reply to a text from the hotel's phone."""
    assert store.keyring is not None
    heard = TextHeard(f"SI {body}", recognised(store.keyring, NUMBER), body, store.clock.now(), DEEDS)
    return await store.run(hear_text, job_of(hotel.organisation), heard)


async def test_a_house_answers_a_request_by_text(
    stage: Stage, store: Store, clock: SetClock, worker_pool: asyncpg.Pool, superuser: asyncpg.Connection
) -> None:
    """OPS-03, OPS-04, OPS-11, SAF-08: the request climbs until its answer; the text's yes holds the places, as the
    house; nobody reads who asked, and police never that anybody was."""
    hotel = stage.shelters["S8"]
    await store.run(
        write_duty_phone, hotel.coordinator, WriteDutyPhone("shelter", "duty", NUMBER, "en", hotel.id)
    )
    await held(store, stage.investigator, hold(clock.now(), men(11)))
    (request,) = await requests_to(store, hotel.desk)
    assert await climbing({})(store, worker_pool) == 1
    async with store.reading(hotel.desk) as session:
        found = (await progress(session, "request", [request.id]))[request.id]
    assert ([rung.rung for rung in found.asked], found.next, found.until) == (
        ["duty"],
        "region",
        request.answer_by,
    )
    for nobody in (stage.investigator, stage.pivot):
        async with store.reading(nobody) as session:
            assert await progress(session, "request", [request.id]) == {}
    assert await superuser.fetchval("SELECT asked_by FROM askings") is None
    assert await said(store, hotel, f"NO {request.code}") == "reason_after_no"
    assert await stage.held() == {"S4": 2, "S7": 3, "S8": 4}
    assert await said(store, hotel, f"yes {request.code}") == "answer_noted"
    assert await stage.held() == {"S4": 2, "S7": 3, "S8": 6}
    assert await superuser.fetchval("SELECT outcome FROM askings") == "confirmed"
    assert await said(store, hotel, f"YES, {request.code}") == "not_noted"


async def test_silence_climbs_to_the_region_and_the_next_house_is_asked(
    stage: Stage, store: Store, clock: SetClock, worker_pool: asyncpg.Pool, superuser: asyncpg.Connection
) -> None:
    """OPS-03, OPS-04: half of the time for the duty, half for the coordination, then `no_answer` and the next shelter,
    which climbs in its turn; the coordination reads the question and not whose it is."""
    hotel, now = stage.shelters["S8"], clock.now()
    await held(store, stage.investigator, hold(now, men(11)))
    (request,) = await requests_to(store, hotel.desk)
    tick = climbing({})
    await tick(store, worker_pool)
    clock.advance(timedelta(hours=1))
    await tick(store, worker_pool)
    async with store.reading(stage.coordinator) as session:
        found = (await progress(session, "request", [request.id]))[request.id]
    assert ([rung.rung for rung in found.asked], found.ours, found.code) == (["duty", "region"], False, None)
    clock.advance(timedelta(hours=1))
    await ask_next_shelters(store, worker_pool)
    await tick(store, worker_pool)
    rows = await superuser.fetch("SELECT subject, outcome, opened_at FROM askings ORDER BY opened_at")
    assert tuple(rows[0]) == (request.id, "no_answer", now)
    assert {tuple(row)[1:] for row in rows[1:]} == {(None, now + timedelta(hours=2))}


async def test_a_request_that_is_called_off_asks_nobody_more(
    stage: Stage, store: Store, clock: SetClock, worker_pool: asyncpg.Pool, superuser: asyncpg.Connection
) -> None:
    """OPS-04, OPS-18: cancelled or postponed, what was asked is withdrawn, and nobody is woken for it."""
    made = await held(store, stage.investigator, hold(clock.now(), men(11)))
    await store.run(cancel, stage.investigator, AboutOperation(made.id))
    assert await superuser.fetchval("SELECT outcome FROM askings") == "withdrawn"
    assert await climbing({})(store, worker_pool) == 0
