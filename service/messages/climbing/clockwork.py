"""What time does to questions: each due one climbs, and each room hears when nobody answered."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

import asyncpg

from service.due import find_due, for_each
from service.messages.climbing.asking import Unanswered
from service.messages.climbing.commands import ClimbOn, climb_on
from service.partners.actor import job_of
from service.store.statements import sql
from service.store.store import Store

MOST = 200
"""Askings looked at per portion."""
DUE = sql("SELECT * FROM relais.due_askings(:limit)")


class Room(Protocol):
    """What a room does when nobody answered: its own coded outcome. It may be called again, and looks for itself."""

    async def __call__(self, store: Store, unanswered: Unanswered, /) -> object: ...


def climbing(rooms: Mapping[str, Room]) -> Callable[[Store, asyncpg.Pool], Awaitable[int]]:
    """The work of a tick: every due question one rung further (OPS-04). `rooms` by kind of question.

    The room goes first, so that a process that dies in between leaves the question open for the next.
    """

    async def work(store: Store, workers: asyncpg.Pool) -> int:
        async def one(row: Any) -> Any:
            room = rooms.get(row["kind"])
            if row["is_over"] and room is not None:
                await room(store, Unanswered(row["subject"], row["organisation_id"], row["asked_by"]))
            return await store.run(climb_on, job_of(row["organisation_id"]), ClimbOn(row["id"]))

        return await for_each(await find_due(store, workers, DUE, MOST), one)

    return work
