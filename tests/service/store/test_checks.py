"""`relais check` on the ground: each invariant is broken by hand, as superuser with triggers off, and is then named."""

from typing import Any

import asyncpg
import pytest

from service.checks import run_check
from service.clock import SetClock
from service.store.checks import CHECKS

BROKEN = {
    "every idempotency key has an outcome": """
        INSERT INTO idempotency (organisation_id, member_id, key, operation, fingerprint, created_at)
        VALUES (gen_random_uuid(), gen_random_uuid(), 'k', 'beds.bed_held', 'f', now())
        """,
    "intentions of the outbox are done, waiting, or in a human's hands": """
        INSERT INTO outbox (id, organisation_id, kind, payload, due_at, state)
        VALUES (gen_random_uuid(), gen_random_uuid(), 'x', '{}', now(), 'done')
        """,
    "row-level security is on for every table that belongs to an organisation": """
        ALTER TABLE members DISABLE ROW LEVEL SECURITY
        """,
    "append-only tables refuse change": "ALTER TABLE events DISABLE TRIGGER append_only",
}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
async def test_what_is_broken_is_named(superuser: asyncpg.Connection, clock: SetClock, check: Any) -> None:
    assert (await run_check(superuser, check, clock.now())).ok
    transaction = superuser.transaction()
    await transaction.start()
    try:
        await superuser.execute("SET LOCAL session_replication_role = replica")
        await superuser.execute(BROKEN[check.name])
        found = await superuser.fetch(check.wrong)
    finally:
        await transaction.rollback()
    assert len(found) == 1
