"""`relais keys rotate-tokens`: another key signs access tokens, and nobody is signed out by it."""

import os
import time

import click

from api.cli.errors import settings_of
from api.cli.import_file import language_of_the_terminal
from service.refusals import Language, Said

PAUSE = 5.0
"""Seconds until every process has read the new key: they look each second."""

PUBLISHED = Said("{kid} est publiée et ne signe pas encore.", "{kid} is published and does not sign yet.")
SIGNS = Said(
    "{kid} signe; celle d'avant vérifie jusqu'à la fin de son dernier jeton.",
    "{kid} signs; the one before verifies until its last token is over.",
)
NONE_WAITS = Said(
    "Aucune clé n'est publiée : commencez par --step prepare.",
    "No key is published: begin with --step prepare.",
)


@click.command("rotate-tokens")
@click.option(
    "--step",
    type=click.Choice(["both", "prepare", "switch"]),
    default="both",
    help="Where replicas do not share a folder: prepare, copy the file to all, switch, copy again.",
)
@click.option("--pause", type=click.FloatRange(min=0), default=PAUSE, help="Seconds between the two.")
@click.option("--language", type=click.Choice(["fr", "en"]), help="Of the answer; the terminal's by default.")
def rotate_tokens(step: str, pause: float, language: Language | None) -> None:
    """Publish a new key, and let it sign once every process knows it (ASVS 13.3.4)."""
    from api.auth.token_file import keys_in, prepare, switch
    from service.clock import SystemClock

    said, folder = language or language_of_the_terminal(), settings_of(os.environ).data / "keys"
    clock = SystemClock()
    keys_in(folder)
    if step in ("both", "prepare"):
        click.echo(PUBLISHED.in_(said, {"kid": prepare(folder, clock.now())}))
    if step == "both":
        time.sleep(pause)
    if step in ("both", "switch"):
        kid = switch(folder, clock.now())
        if kid is None:
            raise click.ClickException(NONE_WAITS.in_(said))
        click.echo(SIGNS.in_(said, {"kid": kid}))
