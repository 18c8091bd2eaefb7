"""One green run of scenario A, recorded once for all workers; and a demo server for those who need a real one."""

import fcntl
import os
import pickle
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from api.demo.scenarios.opapa import SCRIPT
from api.demo.scenarios.stage import Stage, StepReport
from api.demo.scenarios.wire import HttpWire
from api.demo.theatre import own_server
from api.observe import configure_logging
from tests.scenario.tape import Exchange, Player, Recorder


@pytest.fixture(scope="session", autouse=True)
def quiet() -> None:
    """A line a request would bury what a failing test says."""
    configure_logging(only_trouble=True)


@pytest.fixture(scope="session")
async def demo() -> AsyncIterator[str]:
    """The address of a demo server of this worker's own."""
    async with own_server() as server:
        yield server.url


async def played(url: str, *, until: int | None = None) -> tuple[list[StepReport], list[Exchange]]:
    """Scenario A on that server, up to a step: what its judge said, and everything that was said."""
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        recorder = Recorder(HttpWire(client))

        def next_step(report: StepReport) -> None:
            recorder.step = report.number + 1

        return await SCRIPT.play(Stage(recorder), next_step, until=until), recorder.tape


async def replayed(tape: list[Exchange]) -> list[StepReport]:
    """What the judge says of these replies."""
    player = Player(tape)

    def next_step(report: StepReport) -> None:
        player.step = report.number + 1

    return await SCRIPT.play(Stage(player, at_once), next_step)


async def at_once(_: float) -> None:
    """A tape has nothing to wait for."""


@pytest.fixture(scope="session")
async def green_tape() -> list[Exchange]:
    """Everything that was said in a run whose every expectation held: recorded by the first worker that asks."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    kept = Path(tempfile.gettempdir()) / f"relais-opapa-{run}.tape"
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if kept.exists():
            tape: list[Exchange] = pickle.loads(kept.read_bytes())
            return tape
        async with own_server() as server:
            reports, tape = await played(server.url)
        assert wrong_in(reports) == []
        kept.write_bytes(pickle.dumps(tape))
    return tape


def wrong_in(reports: list[StepReport]) -> list[str]:
    """What did not hold, with its step."""
    return [
        f"{report.number}: {one.text('en')}"
        for report in reports
        for one in report.expectations
        if not one.held
    ]
