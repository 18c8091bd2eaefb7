"""`relais scenario NAME`: plays a scenario over HTTP as its people, and says what each step was seen to do."""

from __future__ import annotations

from contextlib import AsyncExitStack
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from api.cli.errors import run
from api.cli.import_file import language_of_the_terminal
from api.demo.scenarios import SCENARIOS
from service.refusals import Language, Said

if TYPE_CHECKING:
    from api.demo.scenarios.stage import StepReport

ALL_HELD = Said("Les {count} étapes ont tenu.", "All {count} steps held.")
SOME_DID_NOT = Said(
    "{failed} étape(s) sur {count} n'ont pas tenu.", "{failed} of {count} steps did not hold."
)


@click.command("scenario")
@click.argument("name", type=click.Choice(list(SCENARIOS)))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--url", help="A running demo to play on (its own temporary server by default).")
@click.option("--language", type=click.Choice(["fr", "en"]), help="The terminal's by default.")
def command(name: str, as_json: bool, url: str | None, language: Language | None) -> None:
    """Play a scenario over HTTP as its people; exit 0 only if every expectation held."""
    spoken = language or language_of_the_terminal()
    reports = run(_play(name, url, None if as_json else spoken))
    ok = bool(reports) and all(report.ok for report in reports)
    if as_json:
        click.echo(_document(reports, ok, spoken))
    else:
        failed = sum(not report.ok for report in reports)
        verdict = ALL_HELD if ok else SOME_DID_NOT
        click.echo(verdict.in_(spoken, {"count": len(reports), "failed": failed}))
    raise SystemExit(0 if ok else 1)


async def _play(name: str, url: str | None, aloud: Language | None) -> list[StepReport]:
    """Play on the server at `url` or on one of its own; `aloud` prints each step as it ends."""
    import httpx

    from api.demo.scenarios.stage import Stage
    from api.demo.scenarios.wire import HttpWire
    from api.observe import configure_logging

    configure_logging(only_trouble=True)
    script: Any = import_module(SCENARIOS[name]).SCRIPT
    async with AsyncExitStack() as stack:
        if url is None:
            from api.demo.theatre import own_server

            url = (await stack.enter_async_context(own_server())).url
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=url, timeout=30))
        reports: list[StepReport] = await script.play(
            Stage(HttpWire(client)), lambda report: _say(report, aloud)
        )
        return reports


def _say(report: StepReport, aloud: Language | None) -> None:
    if aloud is None:
        return
    mark = click.style("ok ", fg="green") if report.ok else click.style("NOT", fg="red")
    click.echo(f"{mark} {report.number:>2}  {report.title.in_(aloud, {})}")
    for expectation in report.expectations:
        click.echo(f"        {'·' if expectation.held else '✗'} {expectation.text(aloud)}")


def _document(reports: list[StepReport], ok: bool, language: Language) -> str:
    import msgspec

    steps = [
        {"title": report.title.in_(language, {}), "ok": report.ok, "seen": report.seen(language)}
        for report in reports
    ]
    return msgspec.json.encode({"ok": ok, "steps": steps}).decode()
