"""Intentions are claimed with a lease and an owner, and every outcome is written down."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from jobs.dispatch import AT_ONCE, Dispatcher, count_waiting, dispatching
from jobs.ticks import Tools
from service.clock import SetClock
from service.messages.outbox import Failed, Handler, Hopeless, NotYet
from service.store.store import Store
from tests.jobs.outboxes import KIND, Script, intend, outbox_of, state

MINUTE = timedelta(minutes=1)


@pytest.fixture
def tools(store: Store, worker_pool: asyncpg.Pool) -> Tools:
    return Tools(store, worker_pool)


def dispatcher(tools: Tools, handler: Handler, **options: Any) -> Dispatcher:
    return Dispatcher(outbox_of(tools.worker_pool, tools.store.clock, **options), KIND, handler)


async def test_what_is_due_is_carried_out_once(tools: Tools, superuser: Any, clock: SetClock) -> None:
    [intention] = await intend(superuser, clock.now())
    script = Script()
    assert await dispatcher(tools, script)(tools) == 1
    assert await dispatcher(tools, script)(tools) == 0
    assert [(call[0], call[2]) for call in script.calls] == [(intention, {"number": 0})]
    assert await state(superuser, intention) == {
        "state": "done",
        "attempts": 1,
        "due_at": clock.now(),
        "leased_until": None,
        "last_problem": None,
        "done_at": clock.now(),
    }


async def test_what_is_not_due_waits(tools: Tools, superuser: Any, clock: SetClock) -> None:
    await intend(superuser, clock.now() + timedelta(seconds=1))
    assert await dispatcher(tools, script := Script())(tools) == 0
    clock.advance(timedelta(seconds=1))
    assert await dispatcher(tools, script)(tools) == 1


async def test_a_failure_rests_and_the_last_one_stops(tools: Tools, superuser: Any, clock: SetClock) -> None:
    """Five seconds, ten seconds, and then a person must look: the trail and the organisation are told."""
    [intention] = await intend(superuser, clock.now())
    run = dispatcher(tools, script := Script(Failed("rail_busy"), Failed("rail_busy"), Failed("rail_down")))
    for wait in (5, 10):
        assert await run(tools) == 1
        found = await state(superuser, intention)
        assert (found["state"], found["last_problem"]) == ("ready", "rail_busy")
        assert found["due_at"] == clock.now() + timedelta(seconds=wait)
        clock.advance(timedelta(seconds=wait, microseconds=-1))
        assert await run(tools) == 0
        clock.advance(timedelta(microseconds=1))
    assert await run(tools) == 1
    found = await state(superuser, intention)
    assert (found["state"], found["attempts"], found["last_problem"]) == ("stopped", 3, "rail_down")
    clock.advance(timedelta(days=30))
    assert await run(tools) == 0
    assert len(script.calls) == 3
    assert await superuser.fetch("SELECT name, organisation_id FROM events") == [
        ("messages.intention_stopped", script.calls[0][1])
    ]
    assert await superuser.fetch("SELECT topic, organisations, subject FROM tellings") == [
        ("outbox", [script.calls[0][1]], intention)
    ]


async def test_not_yet_is_no_failure(tools: Tools, superuser: Any, clock: SetClock) -> None:
    [intention] = await intend(superuser, clock.now())
    later = NotYet("cooling_off", timedelta(hours=2))
    run = dispatcher(tools, Script(later, later, later, later))
    for _ in range(4):
        assert await run(tools) == 1
        found = await state(superuser, intention)
        assert (found["state"], found["attempts"], found["last_problem"]) == ("ready", 0, "cooling_off")
        assert found["due_at"] == clock.now() + timedelta(hours=2)
        clock.advance(timedelta(hours=2))
    assert await run(tools) == 1
    assert (await state(superuser, intention))["state"] == "done"


async def test_hopeless_stops_at_once(tools: Tools, superuser: Any, clock: SetClock) -> None:
    [intention] = await intend(superuser, clock.now())
    assert await dispatcher(tools, Script(Hopeless("payee_closed")))(tools) == 1
    found = await state(superuser, intention)
    assert (found["state"], found["attempts"], found["last_problem"]) == ("stopped", 1, "payee_closed")


async def test_an_unforeseen_error_is_kept_as_a_code(tools: Tools, superuser: Any, clock: SetClock) -> None:
    """CNF-02: the message of an error may hold a name; the outbox keeps its kind."""
    [intention] = await intend(superuser, clock.now())
    await dispatcher(tools, Script(RuntimeError("Marie Tremblay")))(tools)
    found = await state(superuser, intention)
    assert (found["state"], found["last_problem"]) == ("ready", "unexpected.runtime_error")


async def test_what_is_begun_is_waited_for_whatever_fails_beside_it(
    tools: Tools, superuser: Any, clock: SetClock
) -> None:
    """FND-09: what became of one cannot be written; the tick ends when the others have: a drain waits for them."""
    await intend(superuser, clock.now(), count=2)
    begun, finished = asyncio.Event(), asyncio.Event()

    async def handler(store: Store, _: UUID, organisation: UUID, payload: Mapping[str, Any], /) -> None:
        if payload["number"] == 0:
            await begun.wait()
            raise Hopeless("not_to_be_written")
        begun.set()
        await asyncio.sleep(0.2)
        finished.set()

    await superuser.execute(
        "ALTER TABLE outbox ADD CONSTRAINT broken CHECK (last_problem IS DISTINCT FROM 'not_to_be_written')"
    )
    try:
        with pytest.raises(ExceptionGroup) as failed:
            await dispatcher(tools, handler)(tools)
    finally:
        await superuser.execute("ALTER TABLE outbox DROP CONSTRAINT broken")
    assert finished.is_set()
    assert [type(each) for each in failed.value.exceptions] == [asyncpg.CheckViolationError]
    assert await superuser.fetchval("SELECT count(*) FROM outbox WHERE state = 'done'") == 1


async def test_one_that_fails_does_not_hold_up_the_others(
    tools: Tools, superuser: Any, clock: SetClock
) -> None:
    await intend(superuser, clock.now(), count=AT_ONCE + 3)
    assert await dispatcher(tools, Script(RuntimeError(), Failed("rail_busy")))(tools) == AT_ONCE + 3
    assert await superuser.fetch("SELECT state, count(*) FROM outbox GROUP BY state ORDER BY state") == [
        ("done", AT_ONCE + 1),
        ("ready", 2),
    ]


async def test_a_handler_is_cut_off(tools: Tools, superuser: Any, clock: SetClock) -> None:
    [intention] = await intend(superuser, clock.now())

    async def endless(
        store: Store, intention: UUID, organisation_id: UUID, payload: Mapping[str, Any]
    ) -> None:
        await asyncio.Event().wait()

    outbox = outbox_of(tools.worker_pool, clock)
    assert await Dispatcher(outbox, KIND, endless, timedelta(milliseconds=20))(tools) == 1
    assert (await state(superuser, intention))["last_problem"] == "unexpected.timeout_error"


async def test_a_lease_keeps_others_away_until_it_ends(tools: Tools, superuser: Any, clock: SetClock) -> None:
    [intention] = await intend(superuser, clock.now())
    dead = outbox_of(tools.worker_pool, clock, owner="dead")
    assert [claimed.id for claimed in await dead.claim(KIND, 10)] == [intention]
    clock.advance(MINUTE - timedelta(microseconds=1))
    assert await dispatcher(tools, script := Script())(tools) == 0
    clock.advance(timedelta(microseconds=1))
    assert await dispatcher(tools, script)(tools) == 1
    assert [call[0] for call in script.calls] == [intention]


async def test_who_lost_the_lease_has_no_say(tools: Tools, superuser: Any, clock: SetClock) -> None:
    """Even when it is the same replica: the loan is what counts, not the borrower."""
    [intention] = await intend(superuser, clock.now())
    outbox = outbox_of(tools.worker_pool, clock)
    [slow] = await outbox.claim(KIND, 1)
    clock.advance(MINUTE)
    [newer] = await outbox.claim(KIND, 1)
    assert (slow.failures, newer.failures) == (0, 1)
    assert not await outbox.done(slow)
    assert not await outbox.failed(slow, "rail_busy")
    assert not await outbox.postpone(slow, NotYet("cooling_off", MINUTE))
    assert not await outbox.stop(slow, "rail_busy")
    assert await outbox.done(newer)
    assert (await state(superuser, intention))["state"] == "done"


async def test_what_kills_its_owners_is_stopped(tools: Tools, superuser: Any, clock: SetClock) -> None:
    """Three owners died with it: the fourth does not try, and a person looks."""
    [intention] = await intend(superuser, clock.now())
    for _ in range(3):
        assert len(await outbox_of(tools.worker_pool, clock).claim(KIND, 1)) == 1
        clock.advance(MINUTE)
    assert await dispatcher(tools, script := Script())(tools) == 1
    assert script.calls == []
    found = await state(superuser, intention)
    assert (found["state"], found["last_problem"]) == ("stopped", "owner_lost")


async def test_a_person_starts_it_again(tools: Tools, superuser: Any, clock: SetClock) -> None:
    [intention] = await intend(superuser, clock.now())
    run = dispatcher(tools, Script(Hopeless("payee_closed")))
    await run(tools)
    assert await run.outbox.restart(intention)
    assert not await run.outbox.restart(intention)
    assert await run(tools) == 1
    assert (await state(superuser, intention))["state"] == "done"


async def test_two_at_once_never_take_the_same(tools: Tools, superuser: Any, clock: SetClock) -> None:
    intentions = await intend(superuser, clock.now(), count=300)
    script = Script()
    runs = [dispatcher(tools, script, owner=f"replica {n}") for n in range(4)]
    attempts = await asyncio.gather(*(run(tools) for run in runs))
    assert sum(attempts) == 300
    assert sorted(call[0] for call in script.calls) == sorted(intentions)
    assert await superuser.fetch("SELECT state, count(*) FROM outbox GROUP BY state") == [("done", 300)]


async def test_kinds_are_apart_and_unknown_ones_wait(tools: Tools, superuser: Any, clock: SetClock) -> None:
    await intend(superuser, clock.now(), kind="known.one")
    await intend(superuser, clock.now(), kind="known.two")
    await intend(superuser, clock.now(), kind="unknown")
    outbox = outbox_of(tools.worker_pool, clock)
    one, two = Script(), Script()
    ticks = dispatching(outbox, {"known.one": one, "known.two": two})
    assert [tick.name for tick in ticks] == ["outbox.known.one", "outbox.known.two"]
    assert await ticks[0].run(tools) == 1
    assert (len(one.calls), len(two.calls)) == (1, 0)
    assert await ticks[1].run(tools) == 1
    clock.advance(MINUTE)
    assert await count_waiting(outbox, tools) == 1
    assert tools.counters.due.labels("unknown")._value.get() == 1
    assert tools.counters.oldest.labels("unknown")._value.get() == 60


async def test_draining_begins_nothing(tools: Tools, superuser: Any, clock: SetClock) -> None:
    await intend(superuser, clock.now())
    tools.draining = True
    assert await dispatcher(tools, script := Script())(tools) == 0
    assert script.calls == []


async def test_the_application_cannot_say_that_it_is_done(
    pool: asyncpg.Pool, superuser: Any, clock: SetClock
) -> None:
    """Only the role of the jobs moves intentions, and it can neither write nor rewrite one."""
    await intend(superuser, clock.now())
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await pool.execute("UPDATE outbox SET state = 'done'")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE outbox SET payload = '{}'",
        "UPDATE outbox SET organisation_id = gen_random_uuid()",
        "DELETE FROM outbox",
        "INSERT INTO outbox (id, organisation_id, kind, payload, due_at) "
        "VALUES (gen_random_uuid(), gen_random_uuid(), 'x', '{}', now())",
    ],
)
async def test_the_jobs_cannot_rewrite_an_intention(worker_pool: asyncpg.Pool, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await worker_pool.execute(statement)
