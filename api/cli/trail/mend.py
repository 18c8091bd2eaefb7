"""`relais trail mend`: the log goes on after somebody altered what it goes by, when all that was recorded is whole."""

import click

from api.cli.errors import run
from api.cli.import_file import language_of_the_terminal
from api.cli.trail.log import open_log
from service.refusals import Language, Said

MENDED = Said(
    "Le journal reprend après {size} événements; sous-arbres remis : {subtrees}. C'est inscrit.",
    "The log goes on after {size} events; subtrees put back: {subtrees}. It is on record.",
)
NOTHING = Said("Rien à remettre en marche.", "Nothing to mend.")
IN_THE_WAY = Said(
    "Le journal même n'est pas tel qu'enregistré, ou il est occupé : rien n'a changé. « relais trail verify » dit où.",
    'The log itself is not as recorded, or it is busy: nothing was changed. "relais trail verify" says where.',
)


@click.command("mend")
@click.option("--language", type=click.Choice(["fr", "en"]), help="Of the answer; the terminal's by default.")
def mend_command(language: Language | None) -> None:
    """Write anew what is computed from the log: the sequencer's row, and subtrees that are gone (FND-09).

    Verifies first; what was recorded is never touched, and that it was mended is on record.
    """
    click.echo(run(_mend(language or language_of_the_terminal())))


async def _mend(language: Language) -> str:
    """What was done, in words. Raises `click.ClickException` where the log itself is not as recorded."""
    from api.cli.on_record import on_record
    from service.trail.verifying.mending import CannotMendError, mend, record_mended
    from service.trail.verifying.verify import verify

    async with open_log() as log:
        found = await verify(log.connection, log.keyring, log.key.public)
        if not any(each.table.startswith("trail_") for each in found.wrong):
            return NOTHING.in_(language)
        try:
            mended = await mend(log.connection, found.wrong)
        except CannotMendError:
            raise click.ClickException(IN_THE_WAY.in_(language)) from None
        await on_record(log.store, log.source, record_mended, mended)
    return MENDED.in_(language, {"size": mended.size, "subtrees": mended.subtrees})
