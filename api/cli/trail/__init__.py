"""`relais trail verify`: is every decision as it was recorded? Its siblings are in `export.py` and `mend.py`."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

import click
import msgspec

from api.cli.errors import run
from api.cli.import_file import language_of_the_terminal
from api.cli.trail.export import checkpoint_command, export_command
from api.cli.trail.log import open_log
from api.cli.trail.mend import mend_command
from service.refusals import Language, Said

if TYPE_CHECKING:
    from service.trail.verifying.judge import Wrong
    from service.trail.verifying.verify import Verified

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
    "rewritten": Said("le journal a été réécrit depuis", "the log was rewritten since"),
    "shorter": Said(
        "le journal est plus court : copie restaurée, ou journal coupé",
        "the log is shorter: a copy was restored, or the log was cut",
    ),
}


@click.group("trail")
def command() -> None:
    """Verify the record of every decision."""


command.add_command(export_command)
command.add_command(checkpoint_command)
command.add_command(mend_command)


@command.command("verify")
@click.option("--language", type=click.Choice(["fr", "en"]), help="Of the answer; the terminal's by default.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option(
    "--kept",
    multiple=True,
    type=click.File("rb"),
    help="A checkpoint that was kept outside; may be repeated.",
)
def verify_command(language: Language | None, as_json: bool, kept: Sequence[BinaryIO]) -> None:
    """Recompute the whole log and compare every row that it vouches for (FND-09).

    Names each row that is not as recorded, by table, id and column, never by content. Exit 1 when there is one. With
    --kept it also says whether the log still begins with what was signed then, whoever holds its key now.
    """
    verified = run(_verify([each.read() for each in kept]))
    if as_json:
        click.echo(msgspec.json.encode(document(verified)).decode())
    else:
        click.echo("\n".join(sentences(verified, language or language_of_the_terminal())))
    raise SystemExit(0 if verified.ok else 1)


async def _verify(kept: Sequence[bytes]) -> "Verified":
    from service.trail.notes import NoteError, open_checkpoint
    from service.trail.verifying.verify import verify

    async with open_log() as log:
        try:
            older = [open_checkpoint(note.decode(), log.key.public) for note in kept]
        except (NoteError, UnicodeDecodeError) as error:
            raise click.ClickException(f"--kept: {error}.") from None
        return await verify(log.connection, log.keyring, log.key.public, older)


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
