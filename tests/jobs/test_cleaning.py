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
