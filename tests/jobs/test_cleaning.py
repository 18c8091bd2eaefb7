"""What has served its time is forgotten, in portions, and nothing newer with it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from jobs import cleaning
from jobs.cleaning import forget_old
from jobs.ticks import Tools
from service.clock import SetClock
from service.store.store import Store

DAY = timedelta(hours=24)


async def test_keys_and_tellings_live_a_day(
    store: Store, worker_pool: asyncpg.Pool, superuser: Any, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Idempotency keys are kept 24 hours, what the live stream told a day: not a moment less, and no more."""
    monkeypatch.setattr(cleaning, "AT_ONCE", 2)
    ages = [DAY + timedelta(seconds=n) for n in range(1, 6)] + [DAY, timedelta(0)]
    for age in ages:
        at = clock.now() - age
        await superuser.execute(
            "INSERT INTO idempotency (organisation_id, member_id, key, operation, fingerprint, created_at) "
            "VALUES ($1, $1, 'k', 'test', '', $2)",
            uuid4(),
            at,
        )
        await superuser.execute("INSERT INTO tellings (at, topic) VALUES ($1, 'board')", at)
    tools = Tools(store, worker_pool)
    assert await forget_old(tools) == 10
    assert await forget_old(tools) == 0
    kept = [(clock.now() - DAY,), (clock.now(),)]
    assert await superuser.fetch("SELECT created_at FROM idempotency ORDER BY 1") == kept
    assert await superuser.fetch("SELECT at FROM tellings ORDER BY 1") == kept


async def test_that_texts_went_and_came_is_forgotten_after_a_month(
    store: Store, worker_pool: asyncpg.Pool, superuser: Any, clock: SetClock
) -> None:
    """ASVS 14.2.7, CNF-02: thirty days, not a moment less; the jobs read nothing of them but when."""
    house = await superuser.fetchval(
        "INSERT INTO organisations (name, kind) VALUES ('h', 'shelter') RETURNING id"
    )
    for age in (timedelta(days=30, seconds=1), timedelta(days=30), timedelta(0)):
        at = clock.now() - age
        await superuser.execute(
            "INSERT INTO texts_sent (id, organisation_id, line_id, state, sent_at) "
            "VALUES (gen_random_uuid(), $1, $1, 'sent', $2)",
            house,
            at,
        )
        await superuser.execute(
            "INSERT INTO texts_heard (provider_id, organisation_id, line_id, said, understood, heard_at) "
            "VALUES ($3, $1, $1, 'count', true, $2)",
            house,
            at,
            str(age),
        )
    assert await forget_old(Tools(store, worker_pool)) == 2
    for count in ("SELECT count(*) FROM texts_sent", "SELECT count(*) FROM texts_heard"):
        assert await superuser.fetchval(count) == 2
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await worker_pool.fetch("SELECT provider_id FROM texts_heard")
