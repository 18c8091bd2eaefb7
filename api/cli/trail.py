"""`relais trail verify`: is every decision as it was recorded?"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click
import msgspec

from api.cli.errors import run
from api.cli.import_file import language_of_the_terminal
from service.refusals import Language, Said

if TYPE_CHECKING:
    from service.trail.judge import Wrong
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


async def _verify() -> "Verified":
    from api.parts import open_parts
    from service.keys.local import LocalKeyring
    from service.keys.roots import read_or_create
    from service.settings import SettingsError, read_settings
    from service.store.store import open_pool
    from service.trail.notes import log_key
    from service.trail.verify import verify

    async with open_parts(read_settings()) as relais:
        if relais.owner_url is None:
            raise SettingsError("The trail is verified by the login that owns the schema.")
        roots = read_or_create(relais.settings.data / "keys")
        pool = await open_pool(relais.owner_url, role="none", size=1)
        try:
            async with pool.acquire() as connection:
                return await verify(connection, LocalKeyring(roots), log_key(roots.checkpoint_seed).public)
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
