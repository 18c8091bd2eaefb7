"""What is left of signing in is forgotten when it is over, in portions, and nothing before."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from jobs import cleaning
from jobs.cleaning import forget_sign_ins
from jobs.ticks import Tools
from service.clock import SetClock
from service.partners.actor import Role
from service.store.store import Store
from tests.network import Network

SECOND = timedelta(seconds=1)
LATE = {
    "challenges": timedelta(0),
    "attempts": timedelta(0),
    "known_devices": timedelta(0),
    "step_ups": timedelta(hours=24),
    "sessions": timedelta(days=7),
}
"""How long after its end each is still there."""


async def one_of_each(
    superuser: Any, member: UUID, organisation: UUID, n: int, over: dict[str, datetime]
) -> None:
    """Rows that are over at these moments."""
    await superuser.execute(
        "INSERT INTO challenges VALUES (sha256($1), 'sign_in', NULL, $2)", bytes([n]), over["challenges"]
    )
    await superuser.execute(
        "INSERT INTO attempts VALUES (sha256($1), $2, 1, 0, NULL, $2)", bytes([n]), over["attempts"]
    )
    device = await superuser.fetchval(
        "INSERT INTO known_devices (digest, organisation_id, member_id, known_since, ends_at) "
        "VALUES (sha256($1), $2, $3, $4, $4) RETURNING id",
        bytes([n]),
        organisation,
        member,
        over["known_devices"],
    )
    session = await superuser.fetchval(
        "INSERT INTO sessions (organisation_id, member_id, kind, signed_in_by, known_device_id, started_at, "
        "idle_until, ends_at) VALUES ($1, $2, 'browser', 'passkey', $3, $4::timestamptz - interval '1 hour', $4, $4) "
        "RETURNING id",
        organisation,
        member,
        device,
        over["sessions"],
    )
    await superuser.execute(
        "INSERT INTO session_tokens VALUES (sha256($1), $2, $3)", bytes([n]), session, organisation
    )
    await superuser.execute(
        "INSERT INTO step_ups (organisation_id, member_id, session_id, command, wish_digest, asked_at, expires_at) "
        "VALUES ($1, $2, $3, 'x', sha256(''), $4, $4::timestamptz + interval '5 minutes')",
        organisation,
        member,
        session,
        over["step_ups"],
    )


async def test_what_is_over_is_forgotten(
    store: Store,
    worker_pool: asyncpg.Pool,
    network: Network,
    clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """ASVS 14.2.7: each at its time, not a moment before; a session takes its tokens with it."""
    monkeypatch.setattr(cleaning, "AT_ONCE", 2)
    organisation = await network.organisation("pivot")
    member = await network.member(organisation, Role.PIVOT_WORKER)
    for n in range(3):
        over = {table: clock.now() - late - SECOND for table, late in LATE.items()}
        await one_of_each(network.superuser, member, organisation, n, over)
    just = {table: clock.now() - late for table, late in LATE.items()}
    await one_of_each(network.superuser, member, organisation, 3, just)
    tools = Tools(store, worker_pool)
    assert await forget_sign_ins(tools) == 15
    assert await forget_sign_ins(tools) == 0
    for table in (*LATE, "session_tokens"):
        assert await network.superuser.fetchval(f"SELECT count(*) FROM {table}") == 1, table
