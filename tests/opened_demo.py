"""A demo that was opened once, for every server of the run that begins with one."""

import asyncio
import fcntl
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api.demo.theatre import leave_open


@pytest.fixture(scope="session")
async def opened_demo(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> AsyncIterator[Path]:
    """The folder of a demo as its first start leaves it: whichever worker needs it first opens it for all."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "opened-demo"
    with (folder.parent / "opened-demo.lock").open("w") as lock:
        await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = folder.with_suffix(".unfinished")
            await leave_open(unfinished)
            unfinished.rename(folder)
    yield folder
    if worker_id == "master":
        shutil.rmtree(folder)
