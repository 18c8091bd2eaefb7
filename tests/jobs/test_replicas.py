"""Two replicas in processes of their own on one database; one is killed in the middle. Each effect exists once."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from service.messages.outbox import LEASE
from tests.jobs.outboxes import intend
from tests.jobs.replica import AT_ONCE

PATIENCE = 60
"""Seconds after which the test gives up; it waits for lines and rows, never for time to pass."""


@asynccontextmanager
async def replica(url: str, owner: str, *, calls: int = 10**9) -> AsyncIterator[Process]:
    """A replica that ticks. It is killed at the end if it still runs."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.jobs.replica", url, owner, str(calls)),
        stdin=PIPE,
        stdout=PIPE,
        cwd=Path(__file__).parents[2],
    )
    try:
        await said(process, "ticking")
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def said(process: Process, word: str) -> None:
    """Wait until the replica says this word; other lines (its log) pass by."""
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        while (line := await process.stdout.readline()).strip() != word.encode():
            assert line, f"the replica ended before it said {word!r}"


def tell(process: Process, line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(line.encode())


async def until_done(superuser: asyncpg.Connection, count: int) -> None:
    """Wait for rows that another process writes: no event of this one tells of them."""
    async with asyncio.timeout(PATIENCE):
        while await superuser.fetchval("SELECT count(*) FROM outbox WHERE state = 'done'") != count:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


@pytest.fixture
async def effects(superuser: asyncpg.Connection) -> AsyncIterator[None]:
    """A table of effects, one per intention, and one of every call."""
    await superuser.execute(
        """
        CREATE TABLE test_effects (intention uuid PRIMARY KEY, owner text NOT NULL);
        CREATE TABLE test_calls (intention uuid NOT NULL, owner text NOT NULL);
        GRANT SELECT, INSERT ON test_effects, test_calls TO relais_app;
        """
    )
    yield
    await superuser.execute("DROP TABLE test_effects, test_calls")


async def test_each_effect_once_when_a_replica_is_killed(
    superuser_url: str, superuser: asyncpg.Connection, effects: None
) -> None:
    """300 intentions, a replica killed with eight of them in its hands: four effects made but not reported, four not.

    The other never touches what is on loan; once the loan is over (its clock is moved, nobody waits) it carries on.
    """
    intentions = await intend(superuser, datetime.now(UTC), count=300)
    async with replica(superuser_url, "doomed", calls=40) as doomed:
        await said(doomed, "hanging")
        async with replica(superuser_url, "heir") as heir:
            await until_done(superuser, 300 - AT_ONCE)
            assert await called_more_than_once(superuser) == set()
            doomed.kill()
            await doomed.wait()
            tell(heir, f"{LEASE.total_seconds()}\n")
            await said(heir, "moved")
            await until_done(superuser, 300)
            await leave(heir)
    made = {row["intention"]: row["owner"] for row in await superuser.fetch("SELECT * FROM test_effects")}
    assert set(made) == set(intentions)
    assert sum(owner == "doomed" for owner in made.values()) == 40 + AT_ONCE // 2
    assert len(await called_more_than_once(superuser)) == AT_ONCE
    assert await superuser.fetchval("SELECT count(*) FROM test_calls") == 300 + AT_ONCE


async def called_more_than_once(superuser: asyncpg.Connection) -> set[Any]:
    rows = await superuser.fetch("SELECT intention FROM test_calls GROUP BY 1 HAVING count(*) > 1")
    return {row["intention"] for row in rows}


async def leave(process: Process) -> None:
    """End of input: the replica drains and ends by itself."""
    assert process.stdin is not None
    process.stdin.close()
    await said(process, "drained")
    assert await process.wait() == 0
