"""The limit: the statements that a command really sent, replayed by a bare Litestar handler over raw asyncpg.

`record` listens to one run of Relais and keeps its statements with their arguments; the handler sends them again,
each time with fresh identifiers where the command would have made its own. No sign-in, no validation, no rules, no
encryption: what is left is PostgreSQL, the driver and the web framework, on the same server.
"""

import asyncio
import pickle
import random
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import uvicorn
import uvloop
from litestar import Litestar, Response, get, post

from service.store.store import Store, open_pool
from tests.bench.p7_start import first_answer, free_port

ANSWER = bytes(12_000)
"""About what a page of the board weighs, made of nothing."""


@dataclass(frozen=True)
class Tape:
    """Statements in order, the identifiers among their arguments that each run makes anew, and what may vary."""

    statements: tuple[tuple[str, tuple[Any, ...]], ...]
    fresh: frozenset[Any]
    """Arguments that are different in every run: made identifiers, keys and codes."""
    answers: tuple[tuple[UUID, ...], ...] = ()
    """The identifiers that PostgreSQL itself answered to each statement: what it answers next time takes their place
    in the statements that follow."""

    async def replay(self, connection: asyncpg.Connection) -> None:
        """Send the statements again, with new identifiers in the place of the recorded ones."""
        renamed: dict[Any, Any] = {
            old: uuid4() if isinstance(old, UUID) else _code(old) for old in self.fresh
        }
        answers = self.answers or ((),) * len(self.statements)
        for (query, arguments), known in zip(self.statements, answers, strict=True):
            if not arguments:
                await connection.execute(query)
                continue
            rows = await connection.fetch(query, *[_renamed(argument, renamed) for argument in arguments])
            for old, new in zip(known, _ids(rows), strict=False):
                renamed.setdefault(old, new)


def _ids(rows: Any) -> tuple[UUID, ...]:
    return tuple(leaf for row in rows for leaf in _leaves(tuple(row)) if isinstance(leaf, UUID))


def _renamed(argument: Any, renamed: dict[Any, Any]) -> Any:
    if isinstance(argument, list | tuple):
        return [_renamed(item, renamed) for item in argument]
    return renamed.get(argument, argument) if isinstance(argument, str | UUID) else argument


def _code(old: str) -> str:
    """Another code of the same shape: what stands before a hyphen stays, and no vowel comes in."""
    head, hyphen, tail = old.rpartition("-")
    return head + hyphen + "".join(random.choices("23456789BCDFGHJKMNPQRSTVWXYZ", k=len(tail)))


THE_DRIVERS_OWN = ("typeinfo_tree", "current_setting('jit')", "set_config('jit'")
"""What asyncpg asks once of each connection about types: replayed each time it would make the limit too easy."""


async def record(store: Store, work: Callable[[], Awaitable[Any]], known: set[UUID], keys: set[str]) -> Tape:
    """What `work` sent on the store's one connection; every UUID that is not `known` counts as made by it, or by the
    database if it was answered first."""
    heard: list[tuple[str, tuple[Any, ...]]] = []
    answered: dict[int, tuple[UUID, ...]] = {}

    def hear(logged: Any) -> None:
        if logged.exception is None and not any(word in logged.query for word in THE_DRIVERS_OWN):
            heard.append((logged.query, tuple(logged.args or ())))

    async with store.pool.acquire() as connection:
        connection.add_query_logger(hear)
    with _answers(heard, answered):
        await work()
    async with store.pool.acquire() as connection:
        connection.remove_query_logger(hear)
    made: set[UUID] = set()
    given: set[UUID] = set()
    for at, (_, arguments) in enumerate(heard):
        made |= {item for item in _leaves(arguments) if isinstance(item, UUID)} - known - given
        given |= set(answered.get(at, ())) - known - made
    answers = tuple(tuple(answered.get(at, ())) for at in range(len(heard)))
    return Tape(tuple(heard), frozenset(made | keys), answers)


@contextmanager
def _answers(heard: list[Any], answered: dict[int, tuple[UUID, ...]]) -> Iterator[None]:
    """Notes the identifiers in what each statement answers, by its place among those heard: the driver tells of a
    statement only after its answer."""
    plain = asyncpg.Connection._execute

    async def listening(self: Any, *rest: Any, **more: Any) -> Any:
        answer = await plain(self, *rest, **more)
        rows = answer if isinstance(answer, list) else answer[0] if isinstance(answer, tuple) else []
        answered[len(heard)] = _ids(rows or [])
        return answer

    asyncpg.Connection._execute = listening
    try:
        yield
    finally:
        asyncpg.Connection._execute = plain


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, list | tuple):
        return [leaf for item in value for leaf in _leaves(item)]
    return [value]


@asynccontextmanager
async def limit_server(url: str, tape: Tape | Sequence[Tape], folder: Path) -> AsyncIterator[int]:
    """A process of its own that replays the tape at each POST, several in turn; its port."""
    port, file = free_port(), folder / f"tape-{uuid4().hex}.pickle"
    file.write_bytes(pickle.dumps((url, (tape,) if isinstance(tape, Tape) else tuple(tape))))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.limit", str(file), str(port)
    )
    try:
        await first_answer(port, asyncio.get_running_loop().time() + 30)
        yield port
    finally:
        process.terminate()
        await process.wait()
        file.unlink()


def application(pool: asyncpg.Pool, tapes: Sequence[Tape]) -> Litestar:
    """One handler that sends the statements, and nothing more."""
    turns = cycle(tapes)

    @post("/", status_code=201)
    async def replay() -> Response[bytes]:
        async with pool.acquire() as connection:
            await next(turns).replay(connection)
        return Response(ANSWER, media_type="text/plain", status_code=201)

    @get("/readyz")
    async def ready() -> None:
        return None

    return Litestar([replay, ready], openapi_config=None)


async def main(url: str, tapes: Sequence[Tape], port: int) -> None:
    pool = await open_pool(url, size=16)
    server = uvicorn.Server(
        uvicorn.Config(application(pool, tapes), port=port, log_level="error", access_log=False)
    )
    await server.serve()


if __name__ == "__main__":
    # Our own file, written a moment ago.
    where, what = pickle.loads(Path(sys.argv[1]).read_bytes())
    uvloop.run(main(where, what, int(sys.argv[2])))
