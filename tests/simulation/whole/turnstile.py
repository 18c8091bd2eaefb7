"""Competing hands, one statement at a time: real transactions in real PostgreSQL, in an order that is chosen.

Each hand waits before each of its statements until it is let through. Who then waits for a lock that another hand holds
is found in PostgreSQL's own list, and stays there until that other goes on. So an interleaving is a list of choices.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Literal

import asyncpg

from tests.simulation.beds.laws import Deed

HAND: ContextVar["Hand | None"] = ContextVar("hand", default=None)
COMMITTED = "COMMITTED"
PATIENCE = 60.0
"""Seconds after which a hand that neither moves nor waits is a hang."""
LOOK_AGAIN = 0.01
FREE = "SELECT count(*) FROM unnest($1::integer[]) AS h (pid) WHERE cardinality(pg_blocking_pids(h.pid)) = 0"
ALIVE = "SELECT count(*) FROM pg_stat_activity WHERE pid = $1"


class Died(BaseException):
    """The process ended here, without a word."""


@dataclass(eq=False)
class Hand:
    """Somebody at work: a command, or a tick of a job. `at`: the statement that it comes to next."""

    number: int
    deed: Deed
    moved: asyncio.Event
    state: Literal["waiting", "running", "ended"] = "running"
    at: str = ""
    committed: bool = False
    changed: bool = False
    dying: bool = False
    pid: int | None = None
    outcome: Any = None
    failure: BaseException | None = None
    _go: asyncio.Event = field(default_factory=asyncio.Event)

    async def turn(self, what: str, connection: asyncpg.Connection) -> None:
        """Wait to be let through. Raises `Died` when that is never to be."""
        self.at, self.state, self.pid = what, "waiting", connection.get_server_pid()
        self.moved.set()
        await self._go.wait()
        self._go.clear()
        if self.dying:
            connection.terminate()
            raise Died

    def let_through(self) -> None:
        """Go on, to the next statement."""
        self.state = "running"
        self._go.set()

    async def work(self, work: Callable[[], Awaitable[Any]]) -> None:
        """From the first statement to the end, however it comes."""
        HAND.set(self)
        try:
            self.outcome = await work()
        except BaseException as failure:
            self.failure = failure
        self.state, self.at = "ended", ""
        self.moved.set()


class Stepped:
    """A connection in a hand."""

    def __init__(self, connection: asyncpg.Connection, hand: Hand) -> None:
        self._connection, self._hand = connection, hand

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    async def fetch(self, query: str, *values: Any, **how: Any) -> Any:
        await self._hand.turn(query, self._connection)
        return await self._connection.fetch(query, *values, **how)

    async def fetchrow(self, query: str, *values: Any, **how: Any) -> Any:
        await self._hand.turn(query, self._connection)
        return await self._connection.fetchrow(query, *values, **how)

    async def fetchval(self, query: str, *values: Any, **how: Any) -> Any:
        await self._hand.turn(query, self._connection)
        return await self._connection.fetchval(query, *values, **how)

    async def execute(self, query: str, *values: Any, **how: Any) -> Any:
        await self._hand.turn(query, self._connection)
        return await self._connection.execute(query, *values, **how)

    async def executemany(self, query: str, values: Any, **how: Any) -> Any:
        await self._hand.turn(query, self._connection)
        return await self._connection.executemany(query, values, **how)

    @asynccontextmanager
    async def transaction(self, **how: Any) -> AsyncIterator[None]:
        """As asyncpg's, a step at a time; after the outermost commit it stops once more, before anybody is told."""
        connection, hand = self._connection, self._hand
        outermost = not connection.is_in_transaction()
        transaction = connection.transaction(**how)
        await hand.turn("BEGIN", connection)
        await transaction.start()
        try:
            yield
        except Died:
            raise
        except BaseException:
            await hand.turn("ROLLBACK", connection)
            await transaction.rollback()
            raise
        await hand.turn("COMMIT", connection)
        await transaction.commit()
        if outermost and not how.get("readonly"):
            hand.committed = True
            await hand.turn(COMMITTED, connection)


class SteppedPool:
    """A pool whose connections go a step at a time in a hand, and as ever in anybody else's."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pool, name)

    @asynccontextmanager
    async def acquire(self, **how: Any) -> AsyncIterator[Any]:
        hand = HAND.get()
        async with self._pool.acquire(**how) as connection:
            yield connection if hand is None else Stepped(connection, hand)

    async def fetch(self, query: str, *values: Any) -> Any:
        async with self.acquire() as connection:
            return await connection.fetch(query, *values)

    async def fetchrow(self, query: str, *values: Any) -> Any:
        async with self.acquire() as connection:
            return await connection.fetchrow(query, *values)

    async def fetchval(self, query: str, *values: Any) -> Any:
        async with self.acquire() as connection:
            return await connection.fetchval(query, *values)

    async def execute(self, query: str, *values: Any) -> Any:
        async with self.acquire() as connection:
            return await connection.execute(query, *values)


@dataclass
class Turnstile:
    """Who is at work, and who goes next."""

    monitor: asyncpg.Connection
    hands: list[Hand] = field(default_factory=list)
    moved: asyncio.Event = field(default_factory=asyncio.Event)
    begun: int = 0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def waiting(self) -> list[Hand]:
        """Those that can go on."""
        return [hand for hand in self.hands if hand.state == "waiting"]

    async def begin(self, deed: Deed, work: Callable[[], Awaitable[Any]]) -> Hand:
        """A new hand, up to its first statement."""
        self.begun += 1
        hand = Hand(self.begun, deed, self.moved)
        self.hands.append(hand)
        task = asyncio.create_task(hand.work(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await self.settle()
        return hand

    async def step(self, hand: Hand) -> None:
        """One statement of this hand; then whoever can move has come to rest."""
        hand.committed = False
        hand.let_through()
        await self.settle()

    async def kill(self, hand: Hand) -> None:
        """Its process dies where it stands: PostgreSQL finds the connection gone, and takes back what was open."""
        hand.dying = True
        hand.let_through()
        await self.settle()
        while hand.pid is not None and await self.monitor.fetchval(ALIVE, hand.pid):  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        await self.settle()

    async def settle(self) -> None:
        """Until each hand is before a statement, has ended, or waits for a lock of one that is."""
        async with asyncio.timeout(PATIENCE):
            while running := [hand for hand in self.hands if hand.state == "running"]:
                self.moved.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_AGAIN):
                        await self.moved.wait()
                running = [hand for hand in running if hand.state == "running"]
                if running and await self._all_blocked(running):
                    return

    async def _all_blocked(self, running: list[Hand]) -> bool:
        pids = [hand.pid for hand in running if hand.pid is not None]
        if len(pids) < len(running) or await self.monitor.fetchval(FREE, pids):
            return False
        return all(hand.state == "running" for hand in running)

    async def untangle(self) -> None:
        """All wait for one another: PostgreSQL ends one of them within its deadlock time-out."""
        async with asyncio.timeout(PATIENCE):
            while not self.waiting and any(hand.state == "running" for hand in self.hands):
                await asyncio.sleep(LOOK_AGAIN)
                await self.settle()
