"""One green run of each scenario, recorded by the worker that has all of its tests, on a real server."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.checks import check_everything
from api.demo.scenarios.opapa import SCRIPT
from api.demo.scenarios.stage import Script, Stage, StepReport
from api.demo.scenarios.wire import HttpWire
from api.demo.theatre import own_server
from api.observe import configure_logging
from api.parts import Relais
from api.serving import Serving
from service.fund.policy.simulating.replay import CHECKS as REPLAYS
from tests.scenario.tape import Exchange, Player, Recorder


@pytest.fixture(autouse=True)
def quiet(_lines: None) -> None:
    """A line a request would bury what a failing test says."""
    configure_logging(only_trouble=True)


STORY_OF_OPAPA = pytest.mark.xdist_group("story of Opapa")
"""On every module that needs the server on which scenario A was recorded: one worker has them all."""


@pytest.fixture(scope="session")
async def stage_of_opapa(opened_demo: Path) -> AsyncIterator[Serving]:
    """A demo server for scenario A, again and again."""
    async with own_server(opened_demo) as server:
        yield server


@pytest.fixture(scope="session")
async def demo(stage_of_opapa: Serving, green_tape: list[Exchange]) -> str:
    """The address of a demo on which scenario A was played once already."""
    assert green_tape
    return stage_of_opapa.url


async def played(
    url: str, *, until: int | None = None, script: Script[Any] = SCRIPT
) -> tuple[list[StepReport], list[Exchange]]:
    """A scenario on that server, up to a step: what its judge said, and everything that was said."""
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        recorder = Recorder(HttpWire(client))

        def next_step(report: StepReport) -> None:
            recorder.step = report.number + 1

        return await script.play(Stage(recorder), next_step, until=until), recorder.tape


async def replayed(tape: list[Exchange], script: Script[Any] = SCRIPT) -> list[StepReport]:
    """What the judge says of these replies."""
    player = Player(tape)

    def next_step(report: StepReport) -> None:
        player.step = report.number + 1

    return await script.play(Stage(player, at_once), next_step)


async def at_once(_: float) -> None:
    """A tape has nothing to wait for."""


async def recorded(server: Serving, script: Script[Any]) -> list[Exchange]:
    """Everything that was said in one run, in which all held."""
    reports, tape = await played(server.url, script=script)
    await every_decision_replays(server.relais)
    assert wrong_in(reports) == []
    return tape


async def every_decision_replays(relais: Relais) -> None:
    """ELG-08: each decision of a scenario's world, asked again, gives the answer that is stored with it."""
    found = {each.name: each for each in await check_everything(relais)}
    decisions, *others = (found[check.name] for check in REPLAYS)
    assert decisions.looked_at > 3
    assert [each.wrong for each in (decisions, *others)] == [[], [], []]


@pytest.fixture(scope="session")
async def green_tape(stage_of_opapa: Serving) -> list[Exchange]:
    """A run of scenario A whose every expectation held."""
    return await recorded(stage_of_opapa, SCRIPT)


def wrong_in(reports: list[StepReport]) -> list[str]:
    """What did not hold, with its step."""
    return [
        f"{report.number}: {one.text('en')}"
        for report in reports
        for one in report.expectations
        if not one.held
    ]
