"""A store that seals its events, a command that vouches for rows, and the hand of somebody who alters them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar
from uuid import UUID, uuid4

import asyncpg
import pytest

from service.clock import SetClock
from service.events import Event, Root
from service.keys.local import LocalKeyring
from service.keys.roots import read_or_create
from service.partners.actor import Actor, Role, only
from service.refusals import Reason, Refused, Said
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql
from service.store.store import Store, open_pool
from service.trail.notes import SigningKey
from service.trail.recorder import SealingRecorder
from service.trail.sequencer import Sequencer
from tests.network import Network

KEY = SigningKey("relais.example/trail", bytes(range(32)))
SETTLED = "SELECT $1::text::xid8 < pg_snapshot_xmin(pg_current_snapshot())"
REFUSED = Reason("test_refused", 409, Said("Non.", "No."))

TABLES = """
CREATE TABLE test_sums (key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id uuid UNIQUE NOT NULL,
    amount_cents bigint NOT NULL, reasons jsonb NOT NULL, made_at timestamptz NOT NULL);
CREATE TABLE test_marks (sum_id uuid, member_id uuid, role text NOT NULL, PRIMARY KEY (sum_id, member_id));
GRANT SELECT, INSERT, UPDATE ON test_sums, test_marks TO relais_app;
"""
ADD_SUM = sql(
    """
    INSERT INTO test_sums (id, amount_cents, reasons, made_at)
    VALUES (:id, :amount_cents, CAST(:reasons AS jsonb), relais.now()) RETURNING *
    """
)
CHANGE_SUM = sql("UPDATE test_sums SET amount_cents = :amount_cents WHERE id = :id RETURNING *")
ADD_MARK = sql("INSERT INTO test_marks VALUES (:sum_id, relais.member(), 'approver') RETURNING *")


@dataclass(frozen=True, kw_only=True)
class SumMade(Event):
    name: ClassVar[str] = "test.sum_made"
    root: ClassVar[Root] = "financial"
    amount_cents: int


@dataclass(frozen=True)
class MakeSum:
    id: UUID
    amount_cents: int
    subject: UUID
    change: bool = False
    refuse: bool = False


@command(event=SumMade, allowed=only(Role.FUND_ADMINISTRATOR))
async def make_sum(uow: UnitOfWork, actor: Actor, wish: MakeSum) -> Done[UUID, SumMade] | Refused:
    if wish.refuse:
        return Refused(REFUSED)
    if wish.change:
        row = await uow.row(CHANGE_SUM, id=wish.id, amount_cents=wish.amount_cents)
    else:
        reasons = {"rule": "nights", "of": [1, None, "ok"]}
        row = await uow.row(ADD_SUM, id=wish.id, amount_cents=wish.amount_cents, reasons=reasons)
        uow.seal("test_marks", wish.id, await uow.row(ADD_MARK, sum_id=wish.id) or {})
    uow.seal("test_sums", wish.id, row or {})
    return Done(wish.id, SumMade(subject=wish.subject, amount_cents=wish.amount_cents))


@pytest.fixture
def keyring(tmp_path: Path) -> LocalKeyring:
    """Of one test: its cache must not outlive the vault that the test empties."""
    return LocalKeyring(read_or_create(tmp_path / "keys"))


@pytest.fixture
async def tables(superuser: asyncpg.Connection) -> AsyncIterator[None]:
    await superuser.execute(TABLES)
    yield
    await superuser.execute("DROP TABLE test_sums, test_marks")


@pytest.fixture
async def sealing(pool: asyncpg.Pool, clock: SetClock, keyring: LocalKeyring, tables: None) -> Store:
    return Store(pool, clock, SealingRecorder(keyring))


@pytest.fixture
async def administrator(network: Network) -> UUID:
    return await network.member(await network.organisation("fund"), Role.FUND_ADMINISTRATOR)


@pytest.fixture
def sequencer(worker_pool: asyncpg.Pool, superuser: asyncpg.Connection, clock: SetClock) -> Sequencer:
    return Sequencer(worker_pool, KEY, clock)


@pytest.fixture
async def owner(superuser_url: str, superuser: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    """A connection with the pool's codecs that no policy binds, as the operator's commands have."""
    pool = await open_pool(superuser_url, role="none", size=1)
    async with pool.acquire() as connection:
        yield connection
    await pool.close()


@pytest.fixture
def by_hand(superuser: asyncpg.Connection) -> Callable[..., Awaitable[str]]:
    """Somebody with all rights over the database alters it behind every trigger."""

    async def change(statement: str, *arguments: object) -> str:
        await superuser.execute("SET session_replication_role = replica")
        try:
            done: str = await superuser.execute(statement, *arguments)
        finally:
            await superuser.execute("RESET session_replication_role")
        return done

    return change


async def settled(connection: asyncpg.Connection) -> None:
    """Until no transaction of this server, of other databases too, is older than what was written so far."""
    mark = await connection.fetchval("SELECT pg_current_xact_id()::text")
    for _ in range(100_000):
        if await connection.fetchval(SETTLED, mark):
            return
    pytest.fail("a transaction of this server does not end")


async def make(store: Store, member: UUID, *amounts: int, subject: UUID | None = None) -> list[UUID]:
    """One command for each amount; the ids of the rows."""
    wishes = [MakeSum(uuid4(), amount, subject or uuid4()) for amount in amounts]
    for wish in wishes:
        assert await store.run(make_sum, member, wish) == wish.id
    return [wish.id for wish in wishes]
