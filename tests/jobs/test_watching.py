"""Whoever watches the machines is told what the hourly look at the record found."""

from __future__ import annotations

import asyncpg
from structlog.testing import capture_logs

from jobs.ticks import Tools
from jobs.trail import watching
from service.clock import SetClock
from service.store.store import Store
from service.trail.notes import log_key
from service.trail.sequencer import Sequencer
from service.trail.verifying.watching import EVERY
from tests.service.trail.conftest import settled
from tests.service.trail.test_sequencer import append


async def test_what_was_altered_is_counted_in_every_replica(
    superuser: asyncpg.Connection, worker_pool: asyncpg.Pool, clock: SetClock, store: Store
) -> None:
    """FND-09: once found it is counted also where another process looked, and logged where it was found; put right, it
    is nothing again."""
    seed = bytes(32)
    one, two = Tools(store, worker_pool), Tools(store, worker_pool)
    looks, also = (watching(seed, worker_pool, clock) for _ in range(2))

    def counted() -> list[float | None]:
        return [each.counters.registry.get_sample_value("relais_trail_altered") for each in (one, two)]

    await append(superuser, "a", "b")
    await settled(superuser)
    assert await Sequencer(worker_pool, log_key(seed), clock).tick() == 2
    assert [await looks.run(one), await also.run(two), counted()] == [2, 0, [0, 0]]
    await superuser.execute("UPDATE trail_state SET last_event_id = last_event_id + 1")
    with capture_logs() as lines:
        assert [await looks.run(one), await also.run(two), counted()] == [2, 0, [1, 1]]
    assert [(line["event"], line["count"]) for line in lines] == [("not as recorded", 1)]
    await superuser.execute("UPDATE trail_state SET last_event_id = last_event_id - 1")
    clock.advance(EVERY)
    assert [await also.run(two), await looks.run(one), counted()] == [2, 0, [0, 0]]
