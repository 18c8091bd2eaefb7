"""`relais jobs` as an operator runs it: a process that ticks until it is told to stop, and what it left to people."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from tests.jobs.outboxes import intend, state

PATIENCE = 60
RUN = "from api.cli.main import main; main()"


async def relais(url: str, data: Path, *arguments: str) -> Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", RUN, "jobs", *arguments),
        stdout=PIPE,
        stderr=PIPE,
        cwd=Path(__file__).parents[2],
        env={
            **os.environ,
            "DATABASE_URL": url,
            "RELAIS_DATA": str(data),
            "RELAIS_ENVIRONMENT": "development",
        },
    )


async def said(url: str, data: Path, *arguments: str) -> tuple[int | None, str, str]:
    """Exit code, output, and complaints of a command that ends by itself."""
    process = await relais(url, data, *arguments)
    out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
    return process.returncode, out.decode(), err.decode()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_ticks_until_told_to_stop(
    superuser_url: str, superuser: asyncpg.Connection, tmp_path: Path, number: signal.Signals
) -> None:
    """A key of two days ago is forgotten; then a signal ends the process, with nothing to complain about."""
    await superuser.execute(
        "INSERT INTO idempotency (organisation_id, member_id, key, operation, fingerprint, created_at) "
        "VALUES ($1, $1, 'k', 'test', '', $2)",
        uuid4(),
        datetime.now(UTC) - timedelta(days=2),
    )
    process = await relais(superuser_url, tmp_path)
    try:
        async with asyncio.timeout(PATIENCE):
            while await superuser.fetchval("SELECT count(*) FROM idempotency"):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        process.send_signal(number)
        out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
    finally:
        if process.returncode is None:
            process.kill()
    assert (process.returncode, err.decode()) == (0, "")
    assert out.decode() == "The jobs are running. Ctrl-C ends them.\n"


async def test_what_was_left_to_a_person(
    superuser_url: str, superuser: asyncpg.Connection, tmp_path: Path
) -> None:
    """Listed with the code of its problem, and tried again when a person says so."""
    [intention] = await intend(superuser, datetime.now(UTC))
    await superuser.execute("UPDATE outbox SET state = 'stopped', attempts = 12, last_problem = 'rail_down'")
    code, out, _ = await said(superuser_url, tmp_path, "--stopped")
    assert (code, out) == (0, f"{intention}  test.effect  rail_down  12\n")
    code, out, _ = await said(superuser_url, tmp_path, "--restart", str(intention))
    assert (code, out) == (0, "It will be tried again.\n")
    found: dict[str, Any] = await state(superuser, intention)
    assert (found["state"], found["attempts"]) == ("ready", 0)
    code, _, err = await said(superuser_url, tmp_path, "--restart", str(intention))
    assert (code, err) == (1, "Error: No stopped intention has this id; see relais jobs --stopped.\n")
