"""`relais serve` as its own process over the bench's database, and requests signed as its people."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import psutil

from api.parts import Relais
from tests.bench.measure import request
from tests.bench.p7_start import first_answer, free_port

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Spent:
    """Seconds of processor used by the serving process and by PostgreSQL."""

    python: float
    postgresql: float

    def since(self, before: "Spent", requests: int) -> str:
        """Milliseconds a request."""
        python = (self.python - before.python) * 1000 / requests
        postgresql = (self.postgresql - before.postgresql) * 1000 / requests
        return f"{python:.2f} ms of Python and {postgresql:.2f} ms of PostgreSQL a request"


def spent(relais: Relais, port: int) -> Spent:
    """What the server on this port and its PostgreSQL have used until now."""
    postmaster = int((relais.settings.data / "cluster" / "postmaster.pid").read_text().split()[0])
    backends = psutil.Process(postmaster).children()
    return Spent(_used(serving(port)), sum(map(_used, backends)))


def serving(port: int) -> psutil.Process:
    """The process that serves on this port. Raises `StopIteration` when there is none of ours."""
    living = (child for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE)
    return next(child for child in living if str(port) in child.cmdline())


def _used(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


@asynccontextmanager
async def served(relais: Relais, *options: str) -> AsyncIterator[int]:
    """Serving the same data folder, with its jobs unless an option says otherwise; the port."""
    port = free_port()
    environ = {**os.environ, "RELAIS_DATA": str(relais.settings.data), "RELAIS_POOL_SIZE": "16"}
    process = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).parent / "relais"),
        "serve",
        "--port",
        str(port),
        *options,
        env=environ,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await first_answer(port, asyncio.get_running_loop().time() + 60)
        yield port
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


def signed(relais: Relais, member_id: UUID) -> dict[str, str]:
    """Headers of a member who has signed in, for ten minutes."""
    token = relais.token_keys.sign(member_id, relais.store.clock.now(), session_id=member_id)
    return {"authorization": f"Bearer {token}"}


def posting(path: str, headers: dict[str, str], body: object) -> bytes:
    """A POST with a key of its own."""
    return request("POST", path, {**headers, "idempotency-key": uuid4().hex}, msgspec.json.encode(body))
