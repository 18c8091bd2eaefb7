"""`relais import`: a real file into shelters, beds and counts."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from api.cli.errors import run
from service.refusals import Language, Refused, Said

if TYPE_CHECKING:
    from service.beds.imports.commands import Progress
    from service.beds.imports.running import Report

FORMATS = ("toronto", "hic", "nspl")

SHELTERS = Said(
    "Ressources : {new} nouvelles, {changed} changées, {unchanged} inchangées; {beds} lits et chambres.",
    "Shelters: {new} new, {changed} changed, {unchanged} unchanged; {beds} beds and rooms.",
)
COUNTS = Said(
    "Décomptes : {counts_new} nouveaux, {counts_known} déjà connus.",
    "Counts: {counts_new} new, {counts_known} already known.",
)
BAD_ROWS = Said("Lignes qui ne sont pas entrées : {bad_rows}.", "Rows that did not go in: {bad_rows}.")
BAD_ROW = Said("  ligne {line} : {text}", "  line {line}: {text}")
UNKNOWN_REGION = Said(
    "{region} n'est pas une région connue : par exemple CA-QC ou US-NY.",
    "{region} is not a known region: for example CA-QC or US-NY.",
)
NOT_THE_OWNER = Said(
    "Importer demande le compte propriétaire du schéma : donnez-le dans RELAIS_MIGRATIONS_URL.",
    "Importing needs the login that owns the schema: give it in RELAIS_MIGRATIONS_URL.",
)


def language_of_the_terminal() -> Language:
    """French where the environment says so, else English."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "fr" if spoken.lower().startswith("fr") else "en"


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "format_name", type=click.Choice(FORMATS), required=True, help="Whose file it is.")
@click.option("--region", help="Region (ISO 3166-2) of rows that name none.")
@click.option(
    "--language", type=click.Choice(["fr", "en"]), help="Of the summary; the terminal's by default."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(
    file: Path, format_name: str, region: str | None, language: Language | None, as_json: bool
) -> None:
    """Read a real file into shelters, beds and counts; a second run changes nothing.

    Bad rows are listed by line, good rows go in. Exit 1 for a file that cannot be read.
    """
    from service.tables.bad_rows import UnreadableFileError

    language = language or language_of_the_terminal()
    _check_region(region, language)
    try:
        report = run(_import(file, format_name, region, language))
    except UnreadableFileError as error:
        if as_json:
            click.echo(msgspec.json.encode({"ok": False, "problem": error.text(language)}).decode())
            raise SystemExit(1) from None
        raise click.ClickException(error.text(language)) from None
    if isinstance(report, Refused):
        raise click.ClickException(report.title(language))
    click.echo(
        msgspec.json.encode(_document(report, language)).decode() if as_json else _summary(report, language)
    )


def _check_region(region: str | None, language: Language) -> None:
    from service.beds.imports.regions import TIME_ZONES

    if region is not None and region not in TIME_ZONES:
        raise click.BadParameter(UNKNOWN_REGION.in_(language, {"region": region}), param_hint="--region")


async def _import(file: Path, format_name: str, region: str | None, language: Language) -> "Report | Refused":
    import asyncpg

    from api.parts import open_parts
    from service.beds.imports.commands import ImportFile
    from service.beds.imports.running import run_import
    from service.settings import SettingsError, read_settings
    from service.store.store import Store, open_pool

    async with open_parts(read_settings()) as relais:
        if relais.owner_url is None:
            raise SettingsError(NOT_THE_OWNER.in_(language))
        pool = await open_pool(relais.owner_url, role="none", size=1)
        try:
            owner = Store(pool, relais.store.clock, relais.store.recorder, relais.store.keyring)
            with _progress(file) as progress:
                return await run_import(owner, relais.store, ImportFile(file, format_name, region, progress))
        except asyncpg.InsufficientPrivilegeError:
            raise click.ClickException(NOT_THE_OWNER.in_(language)) from None
        finally:
            await pool.close()


@contextmanager
def _progress(file: Path) -> Iterator["Progress | None"]:
    """A bar of the bytes read, for somebody who is looking."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(file.name, total=None)
        yield lambda read, size: bar.update(task, completed=read, total=size)


def _figures(report: "Report") -> dict[str, Any]:
    shelters = report.shelters
    return {
        "new": shelters.new,
        "changed": shelters.changed,
        "unchanged": shelters.unchanged,
        "beds": shelters.beds,
        "counts_new": report.counts_new,
        "counts_known": report.counts_known,
        "bad_rows": len(report.bad_rows),
    }


def _summary(report: "Report", language: Language) -> str:
    figures = _figures(report)
    parts = [SHELTERS, COUNTS, *([BAD_ROWS] if report.bad_rows else [])]
    lines = [said.in_(language, figures) for said in parts]
    return "\n".join([*lines, *(BAD_ROW.in_(language, bad) for bad in _bad_rows(report, language))])


def _document(report: "Report", language: Language) -> dict[str, Any]:
    figures = _figures(report)
    return {
        "ok": True,
        "format": report.format,
        "shelters": {name: figures[name] for name in ("new", "changed", "unchanged")},
        "beds": figures["beds"],
        "counts": {"new": figures["counts_new"], "known": figures["counts_known"]},
        "bad_rows": _bad_rows(report, language),
    }


def _bad_rows(report: "Report", language: Language) -> list[dict[str, Any]]:
    from service.tables.bad_rows import explain

    return [
        {"line": bad.line, "reason": bad.reason, "text": explain(bad, language)} for bad in report.bad_rows
    ]
