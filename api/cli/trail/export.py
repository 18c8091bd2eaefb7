"""`relais trail export`: one request, to prove elsewhere. `relais trail checkpoint`: what an auditor keeps (FND-09)."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from api.cli.errors import run
from api.cli.import_file import language_of_the_terminal
from api.cli.trail.log import Log, open_log
from service.refusals import Language, Said

if TYPE_CHECKING:
    from service.trail.notes import VerifyingKey
    from service.trail.published import Published

Signed = Literal["hourly", "now"]

EXPORTED = Said(
    "{folder} : {events} événements, {waiting} pas encore attestés.\nClé du journal, à remettre autrement : {key}",
    "{folder}: {events} events, {waiting} not yet signed.\nThe log's key, to be handed over another way: {key}",
)
FOLDER_EXISTS = Said("{folder} existe déjà.", "{folder} is already there.")
NONE_YET = Said(
    "Rien n'est encore attesté pour dehors. La prochaine attestation part à l'heure juste.",
    "Nothing is signed for outside yet. The next checkpoint leaves on the hour.",
)
CONTRADICTED = Said(
    "L'état du journal contredit ce qui y est inscrit : rien n'a été signé. « relais trail verify » dit où.",
    'The log\'s state contradicts what is stored in it: nothing was signed. "relais trail verify" says where.',
)


@click.command("export")
@click.argument("request")
@click.option(
    "--to", type=click.Path(path_type=Path), help="A new folder; by default named after the request."
)
@click.option("--since", type=click.IntRange(min=0), default=0, help="Size of a checkpoint the auditor has.")
@click.option(
    "--older",
    type=click.File("rb"),
    help="The same, as the file that the auditor kept: one that this log signed.",
)
@click.option(
    "--leave-out",
    multiple=True,
    type=click.IntRange(min=0),
    help="Place in the log of a record to keep sealed.",
)
@click.option(
    "--signed",
    type=click.Choice(["hourly", "now"]),
    help="Under the hour's checkpoint, or one of this minute, which tells how many events there are now. "
    "By default hourly in production, else now.",
)
@click.option("--language", type=click.Choice(["fr", "en"]), help="Of the answer; the terminal's by default.")
def export_command(
    *,
    request: str,
    to: Path | None,
    since: int,
    older: Any,
    leave_out: Sequence[int],
    signed: Signed | None,
    language: Language | None,
) -> None:
    """Write what proves one request's decisions offline (FND-09): a bundle, a page to read, and the verifier.

    The bundle opens the events of this request and nothing else; treat it as the request's file.
    """
    folder = to or Path(f"relais-{request}")
    if folder.exists():
        raise click.ClickException(
            FOLDER_EXISTS.in_(language or language_of_the_terminal(), {"folder": folder})
        )
    made, key = run(_export(request, older.read() if older else since, leave_out, signed))
    _write(folder, made)
    facts = {"folder": folder, "events": len(made["events"]), "waiting": made["waiting"], "key": key}
    click.echo(EXPORTED.in_(language or language_of_the_terminal(), facts))


@click.command("checkpoint")
@click.option("--signed", type=click.Choice(["hourly", "now"]), help="As for export.")
@click.option("--language", type=click.Choice(["fr", "en"]), help="Of the answer; the terminal's by default.")
def checkpoint_command(signed: Signed | None, language: Language | None) -> None:
    """Print the checkpoint of the hour, a signed note: whoever keeps it notices a log that is rewritten (FND-09)."""
    found = run(_checkpoint(signed))
    if found is None:
        raise click.ClickException(NONE_YET.in_(language or language_of_the_terminal()))
    click.echo(found.note, nl=False)


def _size_of(note: bytes, key: "VerifyingKey") -> int:
    """The size that a kept checkpoint names. Raises `click.ClickException` for one that this log did not sign."""
    from service.trail.notes import NoteError, open_checkpoint

    try:
        return open_checkpoint(note.decode(), key).size
    except (NoteError, UnicodeDecodeError) as error:
        raise click.ClickException(f"--older: {error}.") from None


def _write(folder: Path, made: dict[str, Any]) -> None:
    from api.bundles.folder import folder_of
    from service.trail.bundles.offline import WORDS

    folder.mkdir(mode=0o700, parents=True)
    full = folder_of(made)
    for name, content in full.files.items():
        (folder / name).write_bytes(content)
    if full.wrong is not None:
        # What is not as recorded is for the auditor to see: the bundle is whole, only no page is written of it.
        click.echo(f"read.html: {' / '.join(WORDS[full.wrong.code])} ({full.wrong.about})", err=True)


async def _export(
    request: str, since: int | bytes, leave_out: Sequence[int], signed: Signed | None
) -> tuple[dict[str, Any], str]:
    """The bundle and the log's key; `since` is the size of a kept checkpoint, or its file."""
    from service.trail.bundles.exporting import NoBundleError, bundle

    async with open_log() as log:
        size = _size_of(since, log.key.public) if isinstance(since, bytes) else since
        found = await _signed(log, signed)
        note = found.note if found else None
        try:
            made = await bundle(
                log.connection,
                log.keyring,
                log.key.public,
                request,
                note=note,
                since=size,
                leave_out=leave_out,
            )
        except (NoBundleError, ValueError) as error:
            raise click.ClickException(f"{request}: {error}.") from None
        return made, str(log.key.public)


async def _checkpoint(signed: Signed | None) -> "Published | None":
    async with open_log() as log:
        return await _signed(log, signed)


async def _signed(log: Log, signed: Signed | None) -> "Published | None":
    """The checkpoint to go under; of this minute, everything that is settled is integrated and signed first.

    Raises `click.ClickException` where the log contradicts itself: the hour's checkpoint is there still.
    """
    from service.trail.published import hourly, newest
    from service.trail.sequencer import Sequencer
    from service.trail.stand import LogContradictedError

    if signed == "hourly" or (signed is None and log.production):
        return await hourly(log.connection, log.clock.now())
    try:
        await Sequencer(log.worker_pool, log.key, log.clock, every=timedelta(0)).tick()
    except LogContradictedError:
        raise click.ClickException(CONTRADICTED.in_(language_of_the_terminal())) from None
    return await newest(log.connection)
