"""A server of a scenario's own: real HTTP on a free port, real jobs, a database that is gone afterwards."""

import asyncio
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from api.serving import Serving, opened
from service.settings import Settings


@asynccontextmanager
async def own_server(opened_before: Path | None = None) -> AsyncIterator[Serving]:
    """A demo server over an embedded PostgreSQL in a temporary folder; both end with the block. `opened_before` is the
    folder of a demo that was opened and closed (`leave_open`): it is copied, which is quicker than to open one.

    Raises `RuntimeError` when it cannot start to listen.
    """
    with tempfile.TemporaryDirectory(prefix="relais-") as folder:
        settings = _of(Path(folder) / "data")
        if opened_before:
            # Data stay their server's user's, which Python's own copies do not keep.
            await asyncio.to_thread(
                subprocess.run, ["cp", "-a", str(opened_before), str(settings.data)], check=True
            )
        async with AsyncExitStack() as stack:
            serving = await opened(settings, stack, with_jobs=True)
            ready = asyncio.Event()
            serving.once_ready = ready.set
            serving.hears_signals = False  # Ctrl-C ends the scenario, and with it the server
            running = asyncio.create_task(serving.serve())
            stack.push_async_callback(_end, serving, running)
            waiting = asyncio.create_task(ready.wait())
            await asyncio.wait({waiting, running}, return_when=asyncio.FIRST_COMPLETED)
            if not ready.is_set():
                waiting.cancel()
                raise RuntimeError("the scenario's own server did not start to listen")
            yield serving


async def leave_open(data: Path) -> None:
    """Open a demo in that folder, and leave it as its first start does."""
    async with AsyncExitStack() as stack:
        await opened(_of(data), stack, with_jobs=False)


def _of(data: Path) -> Settings:
    return Settings(environment="demo", data=data, port=0, durable=False)


async def _end(serving: Serving, running: asyncio.Task[None]) -> None:
    serving.should_exit = True
    await running
