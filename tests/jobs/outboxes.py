"""Intentions as commands would leave them, and a handler that keeps count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from service.clock import Clock
from service.messages.outbox import Outbox
from service.messages.rules import Patience
from service.store.store import Store

KIND = "test.effect"


async def intend(
    superuser: asyncpg.Connection, due_at: datetime, *, count: int = 1, kind: str = KIND
) -> list[UUID]:
    """So many intentions of one organisation."""
    organisation = uuid4()
    rows = [(uuid4(), organisation, kind, f'{{"number": {n}}}', due_at) for n in range(count)]
    await superuser.executemany(
        "INSERT INTO outbox (id, organisation_id, kind, payload, due_at) VALUES ($1, $2, $3, $4, $5)", rows
    )
    return [row[0] for row in rows]


def outbox_of(pool: asyncpg.Pool, clock: Clock, *, attempts: int = 3, owner: str = "here") -> Outbox:
    """An outbox that loses its patience soon: rests of 5 and 10 seconds, leases of a minute."""
    return Outbox(pool, clock, owner, timedelta(minutes=1), Patience(attempts=attempts))


async def state(superuser: asyncpg.Connection, intention: UUID) -> dict[str, Any]:
    """Everything but the ids and the payload."""
    row = await superuser.fetchrow(
        "SELECT state, attempts, due_at, leased_until, last_problem, done_at FROM outbox WHERE id = $1",
        intention,
    )
    return dict(row)


class Script:
    """A handler that raises what it is told to, in order, and then succeeds."""

    def __init__(self, *problems: BaseException) -> None:
        self.problems = list(problems)
        self.calls: list[tuple[UUID, UUID, Mapping[str, Any]]] = []

    async def __call__(
        self, store: Store, intention: UUID, organisation_id: UUID, payload: Mapping[str, Any], /
    ) -> None:
        self.calls.append((intention, organisation_id, payload))
        if self.problems:
            raise self.problems.pop(0)
