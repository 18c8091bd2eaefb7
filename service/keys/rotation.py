"""Another root key in the place of the one in use, while everything goes on (CNF-11).

It takes no decision: who may order it is the settings' matter. Every step can be interrupted, and is taken up again by
asking for the same rotation: as long as a root has two generations, its rotation is not over.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service.events import Root
from service.keys.roots import RootKeys, RootKeysError
from service.keys.sealing import CannotOpenError, DataKey, unwrap, wrap
from service.keys.sources import RootSource
from service.store.statements import sql

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import asyncpg

BATCH = 500
"""Data keys wrapped anew in one transaction: some milliseconds, so that nobody waits for it."""


class RotationRunsError(Exception):
    """Another process is rotating this root now."""


@dataclass(frozen=True)
class Rotated:
    """A root's key in use, how many data keys were wrapped anew, and which generations were retired."""

    root_key_id: str
    rewrapped: int
    retired: tuple[str, ...]


ALONE = sql("SELECT pg_try_advisory_lock(hashtextextended('relais rotation ' || :root, 0))")
NO_LONGER = sql("SELECT pg_advisory_unlock(hashtextextended('relais rotation ' || :root, 0))")
NOT_UNDER = sql("SELECT * FROM vault.not_under(:root, :to, CAST(:limit AS int))")
REWRAP = sql(
    """
    SELECT vault.rewrap(:to, CAST(:ids AS uuid[]), CAST(:were AS bytea[]), CAST(:wrapped AS bytea[]))
    """
)
RETIRE = sql("SELECT vault.retire_root(:root_key_id)")

Pause = Callable[[], Awaitable[None]]


async def rotate(
    pool: asyncpg.Pool, source: RootSource, root: Root, *, pause: Pause, batch: int = BATCH
) -> Rotated:
    """Bring one rotation to its end: the one that was begun and not finished, or else a new one.

    `pool` acts as the worker. `pause` lasts until every process has looked at the source again (its keyring's `every`)
    and has ended the transactions it was in: then all of them know the new generation before anything is wrapped
    under it, and none wraps under the old one before it is retired. Raises RotationRunsError, RootKeysError.
    """
    async with _alone(pool, root) as connection:
        to = await _in_use(source, root, pause)
        roots = await source.open()
        rewrapped, retired = 0, []
        while older := [each for each in roots.ids(root) if each != to]:
            rewrapped += await rewrap(connection, roots, root, to, batch)
            if await _retired(connection, older[0]):
                await source.drop(older[0])
                retired.append(older[0])
                roots = await source.open()
        return Rotated(to, rewrapped, tuple(retired))


async def _in_use(source: RootSource, root: Root, pause: Pause) -> str:
    """The generation to wrap under from now on, known to all before it is in use and in use before it matters."""
    roots = await source.open()
    ids = roots.ids(root)
    to = ids[-1] if len(ids) > 1 else await source.add(root)
    if (await source.open()).newest(root) != to:
        await pause()
        await source.use(to)
    await pause()
    return to


async def rewrap(connection: asyncpg.Connection, roots: RootKeys, root: Root, to: str, batch: int) -> int:
    """Wrap under `to` whatever is not, in batches of their own transactions; how many. Can end at any moment."""
    done = 0
    while rows := await connection.fetch(
        NOT_UNDER.text, *NOT_UNDER.arguments({"root": root, "to": to, "limit": batch})
    ):
        wrapped = [wrap(roots.by_id(to), key) for key in _opened(roots, rows)]
        values = {"to": to, "ids": [row["id"] for row in rows], "were": [row["wrapped"] for row in rows]}
        done += await connection.fetchval(REWRAP.text, *REWRAP.arguments({**values, "wrapped": wrapped}))
    return done


def _opened(roots: RootKeys, rows: list[Any]) -> Iterator[DataKey]:
    for row in rows:
        root_key = roots.by_id(row["root_key_id"])
        try:
            yield unwrap(root_key, row["wrapped"], row["id"], row["root"], row["subject"])
        except CannotOpenError:
            raise RootKeysError(
                f"the data key {row['id']} does not open under {row['root_key_id']}"
            ) from None


async def _retired(connection: asyncpg.Connection, root_key_id: str) -> bool:
    """Whether nothing is wrapped under it, so that PostgreSQL lets nothing be wrapped under it any more."""
    left: int = await connection.fetchval(RETIRE.text, *RETIRE.arguments({"root_key_id": root_key_id}))
    return left == 0


@asynccontextmanager
async def _alone(pool: asyncpg.Pool, root: Root) -> AsyncIterator[asyncpg.Connection]:
    """A connection on which this process is the only one to rotate the root. Raises RotationRunsError."""
    async with pool.acquire() as connection:
        if not await connection.fetchval(ALONE.text, *ALONE.arguments({"root": root})):
            raise RotationRunsError(root)
        try:
            yield connection
        finally:
            await connection.fetchval(NO_LONGER.text, *NO_LONGER.arguments({"root": root}))
