"""P7: `relais serve`, embedded: how soon it answers, and how much memory it then holds."""

import asyncio
import os
import signal
import socket
import sys
import tempfile
import time
from pathlib import Path

import psutil

from tests.bench.measure import Connection, request
from tests.bench.table import Figure

LIMIT_SECONDS = 3.0
LIMIT_MEGABYTES = 150.0


async def measure() -> list[Figure]:
    """A first start makes the database; the second is the one that people wait for each day. Median of three."""
    with tempfile.TemporaryDirectory(prefix="relais-bench-") as folder:
        first, _ = await start(Path(folder))
        later = sorted([await start(Path(folder)) for _ in range(3)])
    seconds, megabytes = later[1]
    return [
        Figure(
            "P7",
            "first answer, very first start",
            f"{first:.2f} s",
            "≤ 3 s",
            first <= LIMIT_SECONDS,
            "initdb and the migrations run at the first start",
        ),
        Figure(
            "P7",
            "first answer, database there",
            f"{seconds:.2f} s",
            "≤ 3 s",
            seconds <= LIMIT_SECONDS,
            "imports",
        ),
        Figure(
            "P7",
            "resident memory after it",
            f"{megabytes:.0f} MiB",
            "≤ 150 MiB",
            megabytes <= LIMIT_MEGABYTES,
            "imports",
        ),
    ]


async def start(folder: Path) -> tuple[float, float]:
    """Seconds from the command to the first answer, and MiB resident then."""
    port = free_port()
    environ = {**os.environ, "RELAIS_DATA": str(folder / "data"), "RELAIS_ENVIRONMENT": "development"}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed is compiled once, not at each start
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).parent / "relais"),
        "serve",
        "--port",
        str(port),
        env=environ,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await first_answer(port, started + 60)
        seconds = time.perf_counter() - started
        return seconds, psutil.Process(process.pid).memory_info().rss / 2**20
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()


async def first_answer(port: int, deadline: float) -> None:
    """Waits until the database answers through the server. Raises `TimeoutError`."""
    while time.perf_counter() < deadline:
        connection = Connection("127.0.0.1", port)
        try:
            status, _ = await connection.send(request("GET", "/readyz", {}))
        except (OSError, asyncio.IncompleteReadError):
            status = 0
        await connection.close()
        if status == 200:
            return
        await asyncio.sleep(0.01)
    raise TimeoutError("relais serve did not answer")


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
