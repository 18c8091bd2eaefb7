"""A statement was prepared, and then a migration gave its table another column: PostgreSQL refuses it once."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import ClassVar

import asyncpg
import pytest

from service.events import Event
from service.partners.actor import Actor, Role, only
from service.store.away import is_away
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql
from service.store.store import Store
from tests.network import Network

EVERYTHING = sql("SELECT * FROM test_growing")
THE_SAME = sql("SELECT * FROM test_growing WHERE true")


@dataclass(frozen=True, kw_only=True)
class Looked(Event):
    name: ClassVar[str] = "test.looked"


@command(event=Looked, allowed=only(Role.PIVOT_WORKER))
async def look(uow: UnitOfWork, actor: Actor, _: None) -> Done[int, Looked]:
    rows = await uow.rows(EVERYTHING)
    return Done(len(rows[0]), Looked(subject=actor.organisation_id))


@pytest.fixture
async def growing(superuser: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    """A table with one column and one row."""
    await superuser.execute(
        "CREATE TABLE test_growing (a integer); INSERT INTO test_growing VALUES (1); "
        "GRANT SELECT ON test_growing TO relais_app"
    )
    yield superuser
    await superuser.execute("DROP TABLE test_growing")


async def test_a_command_is_tried_again(store: Store, network: Network, growing: asyncpg.Connection) -> None:
    """Whoever acts notices nothing: the second attempt is prepared anew."""
    pivot = await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)
    assert await store.run(look, pivot, None) == 1
    await growing.execute("ALTER TABLE test_growing ADD COLUMN b integer")
    assert await store.run(look, pivot, None) == 2


async def test_a_reading_is_asked_again(store: Store, network: Network, growing: asyncpg.Connection) -> None:
    """It is no defect: the answer is 503, and the next one is whole."""
    pivot = await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)

    async def read() -> int:
        async with store.reading(pivot) as session:
            return len((await session.rows(THE_SAME))[0])

    assert await read() == 1
    await growing.execute("ALTER TABLE test_growing ADD COLUMN b integer")
    with pytest.raises(asyncpg.InvalidCachedStatementError) as outdated:
        await read()
    assert is_away(outdated.value)
    assert await read() == 2
