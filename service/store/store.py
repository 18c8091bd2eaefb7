"""The door to the database: sessions to read with, and commands to change with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Protocol, TypeVar
from uuid import UUID

import asyncpg
import msgspec

from service.clock import Clock
from service.events import Event
from service.keys.keyring import Keyring
from service.partners.actor import Actor, Role, Seat
from service.refusals import Refused
from service.store.command import Command, Once, run
from service.store.session import Session, UnitOfWork
from service.store.statements import Statement, sql
from service.store.waits import USUAL, Pool, Waits, connected, show_life

WishT = TypeVar("WishT")
AnswerT = TypeVar("AnswerT")

By = Seat | UUID | Actor
"""Who asks: a member in their seat or by id, looked up afresh each time, or a job that acts as one organisation."""


class NotAMember(Exception):
    """The token is genuine, but the member has left, has not begun, or never was, or the session has ended (POL-04)."""


class Recorder(Protocol):
    """Turns an event into the bytes that the trail stores and hashes."""

    async def record(self, uow: UnitOfWork, event: Event) -> bytes: ...


class PlainRecorder:
    """Canonical JSON, not encrypted: for tests of the frame. The service seals records (`service.trail.recorder`)."""

    async def record(self, uow: UnitOfWork, event: Event) -> bytes:
        return canonical(uow, event)


def canonical(uow: UnitOfWork, event: Event) -> bytes:
    """What an event says, in canonical JSON: who, in which role, what, on what, why, and the rows it vouches for."""
    return msgspec.json.encode(
        {
            "name": event.name,
            "at": uow.now,
            "member": uow.actor.member_id,
            "organisation": uow.actor.organisation_id,
            "roles": sorted(uow.actor.roles),
            "subject": event.subject,
            "why": event.why,
            "facts": event.facts(),
            **({"proven_by": uow.proven_by} if uow.proven_by else {}),
            "sealed": [msgspec.to_builtins(s) for s in uow.sealed] if event is uow.events[-1] else [],
        },
        order="deterministic",
    )


ENTER = sql("SELECT * FROM relais.enter(:member, :now, :session)")
ENTER_AS_JOB = sql("SELECT relais.enter_as_job(:organisation, :now)")


_AT_ONCE = """
    SELECT self.organisation_id AS self_organisation_id, self.roles AS self_roles, self.language AS self_language,
        self.regions AS self_regions, r.*
    FROM relais.enter(:self_id, :self_now, :self_session) AS self LEFT JOIN LATERAL (<query>) AS r ON true
    ORDER BY <order>
"""


def at_once(query: str, order: str) -> Statement:
    """A query that begins as a member by itself, for `Store.ask`: one round trip in the place of four.

    The query must call narrow functions only, and hand one of them something of `self`, the member's row: PostgreSQL
    then cannot begin them before the member has entered.
    """
    return sql(_AT_ONCE.replace("<query>", query).replace("<order>", order))


@dataclass(frozen=True)
class Asked:
    """What one statement found, who asked, and the moment. Without anything found there is one row of nulls."""

    actor: Actor
    now: datetime
    rows: list[Any]


class Store:
    """A pool of connections that sign in as the application: neither owner nor superuser, so policies apply."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        clock: Clock,
        recorder: Recorder | None = None,
        keyring: Keyring | None = None,
    ) -> None:
        self.pool = pool
        self.clock = clock
        self.recorder: Recorder = recorder or PlainRecorder()
        self.keyring = keyring

    @asynccontextmanager
    async def reading(self, by: By) -> AsyncIterator[Session]:
        """A session that only reads, in one snapshot. Raises `NotAMember`."""
        await self.know_the_roots()
        async with (
            self.pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            now = self.clock.now()
            yield Session(connection, await enter(connection, by, now), now, self.keyring)

    async def ask(self, by: Seat | UUID, statement: Statement, **values: Any) -> Asked:
        """Run a statement of `at_once`, in a transaction that is nothing but it. Raises `NotAMember`."""
        await self.know_the_roots()
        now, seat = self.clock.now(), seat_of(by)
        arguments = statement.arguments(
            {**values, "self_id": seat.member_id, "self_now": now, "self_session": seat.session_id}
        )
        rows = await self.pool.fetch(statement.text, *arguments)
        if not rows:
            raise NotAMember
        return Asked(_actor(seat.member_id, rows[0], "self_"), now, rows)

    @asynccontextmanager
    async def working(self, by: By) -> AsyncIterator[UnitOfWork]:
        """A session that may write. Raises `NotAMember`. Commands come through `run`, never straight here."""
        await self.know_the_roots()
        async with self.pool.acquire() as connection, connection.transaction():
            now = self.clock.now()
            uow = UnitOfWork(connection, await enter(connection, by, now), now, self.keyring)
            uow.proof = by.proof if isinstance(by, Seat) else None
            yield uow

    async def know_the_roots(self) -> None:
        """Root keys that a rotation has changed are taken in here, before a transaction and never inside one."""
        if self.keyring is not None:
            await self.keyring.refresh()

    async def run(
        self, command: Command[WishT, AnswerT], by: By, wish: WishT, once: Once | None = None
    ) -> AnswerT | Refused:
        """Carry out a command; `Refused` is an answer too. Raises `NotAMember`."""
        return await run(self, command, by, wish, once)


async def enter(connection: asyncpg.Connection, by: By, now: Any) -> Actor:
    """Begin to act as somebody, for the rest of this transaction. Raises `NotAMember`."""
    if isinstance(by, Actor):
        await connection.fetchval(
            ENTER_AS_JOB.text, *ENTER_AS_JOB.arguments({"organisation": by.organisation_id, "now": now})
        )
        return by
    seat = seat_of(by)
    values = {"member": seat.member_id, "now": now, "session": seat.session_id}
    found = await connection.fetchrow(ENTER.text, *ENTER.arguments(values))
    if found is None:
        raise NotAMember
    return _actor(seat.member_id, found)


def seat_of(by: Seat | UUID) -> Seat:
    """A member's seat; one known by id alone sits in no session."""
    return by if isinstance(by, Seat) else Seat(by)


def _actor(member_id: UUID, found: Any, prefix: str = "") -> Actor:
    return Actor(
        member_id=member_id,
        organisation_id=found[f"{prefix}organisation_id"],
        roles=frozenset(Role(role) for role in found[f"{prefix}roles"]),
        language=found[f"{prefix}language"],
        regions=tuple(found[f"{prefix}regions"]),
    )


class _Connection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg ships no types
    """A pooled connection without the reset query: our settings end with each transaction by themselves."""

    def __init__(self, protocol: Any, transport: Any, *rest: Any) -> None:
        super().__init__(protocol, transport, *rest)
        show_life(transport)

    def get_reset_query(self) -> str:
        return ""


async def _prepare(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda value: msgspec.json.encode(value).decode(),
        decoder=msgspec.json.decode,
    )


async def open_pool(
    url: str, *, role: str = "relais_app", size: int = 12, waits: Waits = USUAL
) -> asyncpg.Pool:
    """Connections that act as `role` from their first statement on, whatever login the URL names.

    Every wait for one, and for its answers, has an end (`Waits`). Raises `DatabaseAway`.
    """
    pool = Pool(
        url,
        min_size=min(2, size),
        max_size=size,
        max_queries=50_000,
        max_inactive_connection_lifetime=300,
        loop=None,
        record_class=asyncpg.Record,
        connection_class=_Connection,
        connect=partial(connected, waits),
        init=_prepare,
        server_settings={
            "role": role,
            "timezone": "UTC",
            "application_name": f"relais {role}",
            **waits.of_server(),
        },
    )
    pool.waits = waits
    return await pool
