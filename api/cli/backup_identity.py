"""`relais keys backup-identity`: what will open backups; made away from the machine that takes them."""

from pathlib import Path

import click

from api.cli.import_file import language_of_the_terminal
from service.refusals import Language, Said

MADE = Said(
    "L'identité est dans {file}. Gardez-la, imprimée aussi, avec la phrase de passe, et jamais sur le serveur.\n"
    "Sur le serveur, ceci seulement :\nRELAIS_BACKUP_RECIPIENTS={recipient}",
    "The identity is in {file}. Keep it, printed too, with the passphrase, and never on the server.\n"
    "On the server, this alone:\nRELAIS_BACKUP_RECIPIENTS={recipient}",
)
IS_THERE = Said(
    "{file} existe déjà : rien n'a été remplacé.", "{file} is there already: nothing was replaced."
)


@click.command("backup-identity")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--language", type=click.Choice(["fr", "en"]), help="Of the answer; the terminal's by default.")
def backup_identity(file: Path, language: Language | None) -> None:
    """Write a new identity to FILE, for its owner alone, and print the recipient that the server is told (CNF-11).

    It asks no database and no setting: run it on another machine than the server. Whoever loses it loses the backups.
    """
    from service.backups.encryption import new_identity
    from service.backups.places import write_whole
    from service.clock import SystemClock

    said = language or language_of_the_terminal()
    text, recipient = new_identity(SystemClock().now())
    try:
        write_whole(file, text.encode())
    except FileExistsError:
        raise click.ClickException(IS_THERE.in_(said, {"file": file})) from None
    click.echo(MADE.in_(said, {"file": file, "recipient": recipient}))
