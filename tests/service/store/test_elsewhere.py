"""What takes long is worked out with no transaction open, and the command then begins anew with the answer in hand."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import uuid4

import asyncpg
import pytest

from service.events import Event
from service.partners.actor import Actor, Role, only
from service.refusals import Refused
from service.store.command import Done, Once, command
from service.store.elsewhere import LEAVES
from service.store.session import UnitOfWork
from service.store.statements import sql
from service.store.store import Store
from tests.network import Network

INSERT = sql(
    """
    INSERT INTO outbox (id, organisation_id, kind, payload, due_at)
    VALUES (:id, relais.organisation(), 'thought', '{}', relais.now())
    """
)
WRITTEN = "SELECT count(*) FROM outbox WHERE kind = 'thought'"


@dataclass(frozen=True, kw_only=True)
class Thought(Event):
    name: ClassVar[str] = "test.thought"


@dataclass(frozen=True)
class Think:
    """`question`: what the body comes to at each attempt. `work`: how long it thinks, and of what."""

    question: Callable[[], int]
    work: Callable[[], Awaitable[str]]
    attempts: list[int] = field(default_factory=list)


@command(event=Thought, allowed=only(Role.PIVOT_WORKER))
async def think(uow: UnitOfWork, actor: Actor, wish: Think) -> Done[str, Thought] | Refused:
    await uow.execute(INSERT, id=uuid4())
    question = wish.question()
    wish.attempts.append(question)
    answer = uow.worked_out(question, wish.work, lambda: "at once")
    return Done(answer, Thought(subject=actor.organisation_id))


async def test_nothing_is_open_or_written_while_it_is_worked_out(
    store: Store, network: Network, superuser: asyncpg.Connection
) -> None:
    """Nothing outside the database inside a transaction: while the answer is worked out every connection is idle, what
    the first attempt wrote is taken back, and the second writes once."""
    member = await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)
    seen: list[tuple[bool, int]] = []

    async def work() -> str:
        seen.append((store.pool.get_idle_size() == store.pool.get_size(), await superuser.fetchval(WRITTEN)))
        return "thought"

    wish = Think(lambda: 7, work)
    assert await store.run(think, member, wish) == "thought"
    assert seen == [(True, 0)]
    assert wish.attempts == [7, 7]
    assert await superuser.fetchval(WRITTEN) == 1
    assert await superuser.fetchval("SELECT count(*) FROM events WHERE name = 'test.thought'") == 1


async def test_a_truth_that_keeps_changing_is_answered_at_once(store: Store, network: Network) -> None:
    """The answer to another question is not used; after three the command answers as best it can, and ends."""
    member = await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)
    truth = iter(range(100))
    thought: list[str] = []

    async def work() -> str:
        thought.append("again")
        return "stale"

    assert await store.run(think, member, Think(lambda: next(truth), work)) == "at once"
    assert len(thought) == LEAVES


async def test_a_repeat_that_arrives_while_it_is_worked_out_has_one_effect(
    store: Store, network: Network, superuser: asyncpg.Connection
) -> None:
    """The same key twice at once: one writes, the other is answered the same."""
    member = await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)
    both = asyncio.Barrier(2)

    async def work() -> str:
        await both.wait()
        return "thought"

    once = Once(uuid4().hex, b"the same")
    wish = Think(lambda: 7, work)
    answers = await asyncio.gather(*(store.run(think, member, wish, once) for _ in range(2)))
    assert answers == ["thought", "thought"]
    assert await superuser.fetchval(WRITTEN) == 1


async def test_whoever_goes_away_leaves_nothing_behind(
    store: Store, network: Network, superuser: asyncpg.Connection
) -> None:
    """The asker's task is cancelled while the answer is worked out: no effect, no event, no connection lost."""
    member = await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)
    working = asyncio.Event()

    async def work() -> str:
        working.set()
        await asyncio.Event().wait()
        return "never"

    task = asyncio.create_task(store.run(think, member, Think(lambda: 7, work)))
    await working.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await superuser.fetchval(WRITTEN) == 0
    assert store.pool.get_idle_size() == store.pool.get_size()
