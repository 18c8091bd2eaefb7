"""`relais scenario NAME`: plays a scenario over HTTP as its people, and says what each step was seen to do."""

from __future__ import annotations

from collections.abc import Sequence
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
    "{failed} étape(s) sur {count} n'ont pas tenu{known_fr}.",
    "{failed} of {count} steps did not hold{known_en}.",
)
ONE_NOT_BUILT = Said("{steps_fr} n'est pas encore construite", "{steps_en} is not built yet")
SOME_NOT_BUILT = Said("{steps_fr} ne sont pas encore construites", "{steps_en} are not built yet")
MOVES_THE_CLOCK = Said(
    "Ceci avance l'horloge de la démo, pour de bon. Pour revenir : fermez la démo, supprimez son dossier .relais, "
    "relancez-la.",
    "This moves the demo's clock forward, for good. To come back: close the demo, delete its folder .relais, "
    "start it again.",
)


@click.command("scenario")
@click.argument("name", type=click.Choice(list(SCENARIOS)))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option(
    "--url",
    help="A running demo to play on: its clock moves forward, for good. A temporary server by default.",
)
@click.option("--language", type=click.Choice(["fr", "en"]), help="The terminal's by default.")
def command(name: str, as_json: bool, url: str | None, language: Language | None) -> None:
    """Play a scenario over HTTP as its people; exit 0 only if every expectation held.

    With --url it plays on that demo and leaves its clock days or months ahead: to come back, close the demo, delete its
    folder .relais and start it again.
    """
    spoken = language or language_of_the_terminal()
    if url is not None:
        click.echo(MOVES_THE_CLOCK.in_(spoken), err=as_json)
    reports = run(_play(name, url, None if as_json else spoken))
    ok = bool(reports) and all(report.ok for report in reports)
    if as_json:
        click.echo(_document(reports, ok, spoken))
    else:
        click.echo(verdict(reports, spoken))
    raise SystemExit(0 if ok else 1)


def verdict(reports: Sequence[StepReport], language: Language) -> str:
    """The last line: how many steps did not hold, and which of them only because they are not built yet."""
    failed = [report for report in reports if not report.ok]
    facts: dict[str, Any] = {"count": len(reports), "failed": len(failed), "known_fr": "", "known_en": ""}
    numbers = [str(report.number) for report in failed if report.not_built]
    if numbers:
        all_fr, all_en = (" : ", ": ") if len(numbers) == len(failed) else ("; parmi elles, ", "; of these, ")
        said = SOME_NOT_BUILT if len(numbers) > 1 else ONE_NOT_BUILT
        facts["known_fr"] = all_fr + said.in_("fr", {"steps_fr": _listed(numbers, "et")})
        facts["known_en"] = all_en + said.in_("en", {"steps_en": _listed(numbers, "and")})
    return (SOME_DID_NOT if failed or not reports else ALL_HELD).in_(language, facts)


def _listed(numbers: Sequence[str], last: str) -> str:
    return f" {last} ".join(part for part in (", ".join(numbers[:-1]), numbers[-1]) if part)


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
