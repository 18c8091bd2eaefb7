"""`relais trail verify`: is every decision as it was recorded? `export`: one request, to prove elsewhere."""

import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from api.cli.errors import run
from api.cli.import_file import language_of_the_terminal
from service.refusals import Language, Said

if TYPE_CHECKING:
    import asyncpg

    from service.clock import Clock
    from service.keys.keyring import Keyring
    from service.trail.judge import Wrong
    from service.trail.notes import SigningKey
    from service.trail.verify import Verified

LOG = Said(
    "{leaves} événements au journal, dont {signed} sous {checkpoints} attestations signées; {pending} en attente.",
    "{leaves} events in the log, {signed} of them under {checkpoints} signed checkpoints; {pending} waiting.",
)
RECORDS = Said(
    "{opened} enregistrements ouverts, {erased} effacés comme promis; {rows} lignes comparées.",
    "{opened} records opened, {erased} erased as promised; {rows} rows compared.",
)
ALL_WELL = Said("Tout est tel qu'enregistré.", "Everything is as recorded.")
NOT_WELL = Said("N'est pas tel qu'enregistré : {count}.", "Not as recorded: {count}.")
COLUMNS = Said(" ({columns})", " ({columns})")
EXPORTED = Said(
    "{folder} : {events} événements, {waiting} pas encore attestés.\nClé du journal, à remettre autrement : {key}",
    "{folder}: {events} events, {waiting} not yet signed.\nThe log's key, to be handed over another way: {key}",
)
FOLDER_EXISTS = Said("{folder} existe déjà.", "{folder} is already there.")
TROUBLES: Mapping[str, Said] = {
    "altered": Said("modifié", "altered"),
    "missing": Said("manquant", "missing"),
    "unreadable": Said("illisible, sans effacement inscrit", "unreadable, and no erasure on record"),
    "out_of_order": Said("déplacé dans le journal", "moved within the log"),
    "not_in_log": Said("absent du journal", "not in the log"),
    "not_signed": Said("non signé par ce journal", "not signed by this log"),
    "wrong_root": Said("signé sur d'autres événements", "signed over other events"),
}


@click.group("trail")
def command() -> None:
    """Verify the record of every decision."""


@command.command("verify")
@click.option("--language", type=click.Choice(["fr", "en"]), help="Of the answer; the terminal's by default.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def verify_command(language: Language | None, as_json: bool) -> None:
    """Recompute the whole log and compare every row that it vouches for (FND-09).

    Names each row that is not as recorded, by table, id and column, never by content. Exit 1 when there is one.
    """
    verified = run(_verify())
    if as_json:
        click.echo(msgspec.json.encode(document(verified)).decode())
    else:
        click.echo("\n".join(sentences(verified, language or language_of_the_terminal())))
    raise SystemExit(0 if verified.ok else 1)


@command.command("export")
@click.argument("request")
@click.option(
    "--to", type=click.Path(path_type=Path), help="A new folder; by default named after the request."
)
@click.option("--since", type=click.IntRange(min=0), default=0, help="Size of a checkpoint the auditor has.")
@click.option("--language", type=click.Choice(["fr", "en"]), help="Of the answer; the terminal's by default.")
def export_command(request: str, to: Path | None, since: int, language: Language | None) -> None:
    """Write what proves one request's decisions offline (FND-09): a bundle, and the program that verifies it.

    The bundle opens the financial records of this request and nothing else; treat it as those records.
    """
    folder = to or Path(f"relais-{request}")
    if folder.exists():
        raise click.ClickException(
            FOLDER_EXISTS.in_(language or language_of_the_terminal(), {"folder": folder})
        )
    made, key = run(_export(request, since))
    _write(folder, made)
    facts = {"folder": folder, "events": len(made["events"]), "waiting": made["waiting"], "key": key}
    click.echo(EXPORTED.in_(language or language_of_the_terminal(), facts))


def _write(folder: Path, made: dict[str, Any]) -> None:
    from service.trail import offline

    folder.mkdir(mode=0o700, parents=True)
    (folder / "bundle.json").write_bytes(msgspec.json.format(msgspec.json.encode(made)) + b"\n")
    shutil.copyfile(offline.__file__, folder / "verify.py")


async def _verify() -> "Verified":
    from service.trail.verify import verify

    async with _log() as log:
        return await verify(log.connection, log.keyring, log.key.public)


async def _export(request: str, since: int) -> tuple[dict[str, Any], str]:
    from service.trail.bundle import NoBundleError, bundle
    from service.trail.sequencer import Sequencer

    async with _log() as log:
        await Sequencer(log.worker_pool, log.key, log.clock, every=timedelta(0)).tick()
        try:
            made = await bundle(log.connection, log.keyring, log.key.public, request, since=since)
        except (NoBundleError, ValueError) as error:
            raise click.ClickException(f"{request}: {error}.") from None
        return made, str(log.key.public)


@dataclass(frozen=True)
class _Log:
    """What the operator's commands on the log need: a connection as the owner, and the keys."""

    connection: "asyncpg.Connection"
    worker_pool: "asyncpg.Pool"
    clock: "Clock"
    keyring: "Keyring"
    key: "SigningKey"


@asynccontextmanager
async def _log() -> AsyncIterator[_Log]:
    from api.parts import open_parts
    from service.settings import SettingsError, read_settings
    from service.store.store import open_pool
    from service.trail.notes import log_key

    async with open_parts(read_settings()) as relais:
        if relais.owner_url is None:
            raise SettingsError("The trail is read by the login that owns the schema.")
        if relais.keyring is None:
            raise SettingsError("The trail is read with the keys of the installation.")
        pool = await open_pool(relais.owner_url, role="none", size=1)
        try:
            async with pool.acquire() as connection:
                key = log_key(relais.keyring.roots.checkpoint_seed)
                yield _Log(connection, relais.worker_pool, relais.store.clock, relais.keyring, key)
        finally:
            await pool.close()


def document(verified: "Verified") -> dict[str, Any]:
    """What `--json` prints: `{"ok", "seen": {…}, "wrong": [{"table", "id", "trouble", "columns"}]}`."""
    seen = msgspec.to_builtins(verified.seen)
    return {"ok": verified.ok, "seen": seen, "wrong": msgspec.to_builtins(list(verified.wrong))}


def sentences(verified: "Verified", language: Language) -> list[str]:
    """What people read: how much was looked at, then each wrong row on a line of its own."""
    seen = msgspec.to_builtins(verified.seen)
    verdict = (
        NOT_WELL.in_(language, {"count": len(verified.wrong)}) if verified.wrong else ALL_WELL.in_(language)
    )
    lines = [LOG.in_(language, seen), RECORDS.in_(language, seen), verdict]
    return lines + [_line(wrong, language) for wrong in verified.wrong]


def _line(wrong: "Wrong", language: Language) -> str:
    columns = COLUMNS.in_(language, {"columns": ", ".join(wrong.columns)}) if wrong.columns else ""
    return f"  {wrong.table} {wrong.id}: {TROUBLES[wrong.trouble].in_(language)}{columns}"
