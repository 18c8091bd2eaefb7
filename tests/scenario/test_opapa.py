"""Scenario A of the requirements, all seventeen steps, over HTTP."""

import asyncio
import json
import sys
from typing import Any

import pytest
from click.testing import CliRunner

from api.cli.scenario import command
from api.demo.scenarios.opapa import SCRIPT
from api.demo.scenarios.stage import StepReport
from tests.scenario.conftest import STORY_OF_OPAPA, replayed, wrong_in
from tests.scenario.tape import Exchange

pytestmark = STORY_OF_OPAPA


def test_seventeen_steps_named_in_both_languages() -> None:
    assert len(SCRIPT.steps) == 17
    assert all(step.title.fr and step.title.en and step.title.fr != step.title.en for step in SCRIPT.steps)


async def test_every_expectation_holds(green_tape: list[Exchange]) -> None:
    """OPS-01, OPS-07, OPS-14, OPS-19, FND-07, FND-10, DAT-02, DAT-06, SAF-05: recorded over uvicorn, with jobs."""
    reports = await replayed(green_tape)
    assert wrong_in(reports) == []
    assert [report.number for report in reports] == list(range(1, 18))
    assert all(report.ok for report in reports)


async def test_each_person_speaks_for_themselves(green_tape: list[Exchange]) -> None:
    """POL-03: what police learn comes from their own token, and no step reads as somebody it is not about."""
    police = {one.ask.path for one in green_tape if one.ask.person == "enquete.p1@relais.example"}
    assert not [path for path in police if "hand-overs" in path or "expected-arrivals" in path]
    assert {one.ask.person for one in green_tape} >= {
        "enquete.p1@relais.example",
        "enquete.p2@relais.example",
        "pivot.on@relais.example",
        "collegue.on@relais.example",
        "accueil.s4@relais.example",
        "coordination.s4@relais.example",
        "region.on@relais.example",
        "fonds1@relais.example",
        "fonds2@relais.example",
        "fonds3@relais.example",
        "audit@relais.example",
    }


async def test_the_command_plays_again_on_a_running_demo(demo: str) -> None:
    """The contract of `relais scenario NAME --json --url`, and that nothing of a first play spoils a second."""
    words = ["scenario", "opapa", "--json", "--url", demo, "--language", "en"]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from api.cli.main import main; main()",
        *words,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    document = json.loads(out)
    assert [step for step in document["steps"] if not step["ok"]] == [], err.decode()
    assert document["ok"] is True
    assert process.returncode == 0
    assert set(document["steps"][0]) == {"title", "ok", "seen"}
    assert document["steps"][0]["title"].startswith("Day 0, 11:00")


async def test_the_command_speaks_french(green_tape: list[Exchange], monkeypatch: pytest.MonkeyPatch) -> None:
    """LNG-01: titles and what was seen; of what the recorded run was heard to say."""
    reports = await replayed(green_tape)

    async def play(*_: Any) -> list[StepReport]:
        return reports

    monkeypatch.setattr("api.cli.scenario._play", play)
    ended = await asyncio.to_thread(
        CliRunner().invoke, command, ["opapa", "--json", "--language", "fr", "--url", "http://x"]
    )
    document = json.loads(ended.stdout)
    assert (ended.exit_code, document["ok"], len(document["steps"])) == (0, True, 17)
    assert document["steps"][0]["title"].startswith("Jour 0, 11 h")
    assert "avance l'horloge" in ended.stderr
