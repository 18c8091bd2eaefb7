"""SIGKILL of everything in the middle of the story: nothing acknowledged is lost, and every invariant holds."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

from tests.bench.p7_start import first_answer, free_port

RELAIS = str(Path(sys.executable).parent / "relais")


@asynccontextmanager
async def demo(data: Path) -> AsyncIterator[tuple[Process, int]]:
    """The demo over this data folder, ready to answer; whatever happens, it is ended."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        RELAIS, "serve", "--demo", "--port", str(port), env=environ(data), stdout=DEVNULL, stderr=DEVNULL
    )
    try:
        await first_answer(port, asyncio.get_running_loop().time() + 120)
        yield process, port
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


def environ(data: Path) -> dict[str, str]:
    return {**os.environ, "RELAIS_DATA": str(data), "RELAIS_ENVIRONMENT": "demo"}


def kill_everything(serving: Process, data: Path) -> int:
    """The server, PostgreSQL and whoever keeps it, at once and without a word; how many there were."""
    cluster = str(data)
    doomed = [
        process
        for process in psutil.process_iter(["cmdline"])
        if process.pid == serving.pid or any(cluster in word for word in process.info["cmdline"] or ())
    ]
    family = {child for process in doomed for child in (process, *process.children(recursive=True))}
    family = {process for process in family if process.pid != os.getpid()}
    for process in family:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGKILL)
    psutil.wait_procs(family, timeout=10)
    return len(family)


async def said(data: Path, *words: str) -> Any:
    """What a command of Relais prints as JSON about this data."""
    process = await asyncio.create_subprocess_exec(
        RELAIS, *words, "--json", env=environ(data), stdout=PIPE, stderr=DEVNULL
    )
    out, _ = await process.communicate()
    return json.loads(out)


async def test_all_killed_in_the_middle_of_the_story(tmp_path: Path) -> None:
    """After three steps of scenario A all processes die, and after twelve once more; after each restart the data is
    whole, and in the end the record too."""
    async with demo(tmp_path) as (serving, port):
        await played(3, tmp_path, port, serving)
    async with demo(tmp_path) as (serving, port):
        await nothing_is_wrong(tmp_path)
        await played(12, tmp_path, port, serving)
    async with demo(tmp_path):
        await nothing_is_wrong(tmp_path)
        verified = await said(tmp_path, "trail", "verify")
        assert verified["ok"] is True


async def played(steps: int, data: Path, port: int, serving: Process) -> None:
    """The first steps of scenario A; then nobody is left."""
    scenario = await asyncio.create_subprocess_exec(
        RELAIS, "scenario", "opapa", "--url", f"http://127.0.0.1:{port}", "--language", "en",
        env={**environ(data), "PYTHONUNBUFFERED": "1"}, stdout=PIPE, stderr=DEVNULL,
    )  # fmt: skip
    assert scenario.stdout is not None
    done = 0
    while done < steps:
        line = await asyncio.wait_for(scenario.stdout.readline(), 120)
        assert line, "the scenario ended before its time"
        done += line.startswith((b"ok ", b"NOT"))
    assert kill_everything(serving, data) >= 5
    scenario.kill()
    await scenario.wait()


async def nothing_is_wrong(data: Path) -> None:
    """Every invariant holds on what is there."""
    checked = await said(data, "check")
    assert [check for check in checked["checks"] if not check["ok"]] == []
    assert sum(check["looked_at"] for check in checked["checks"]) > 100
