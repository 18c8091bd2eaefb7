"""`relais keys rotate-tokens`: another key signs access tokens, and nobody is signed out by it."""

import os
import time

import click

from api.cli.errors import run, settings_of
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
NOT_ON_RECORD = Said(
    "C'est fait, mais la base n'a pas répondu : le registre ne le dit pas.",
    "It is done, but the database did not answer: the record does not say so.",
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
        kid = prepare(folder, clock.now())
        click.echo(PUBLISHED.in_(said, {"kid": kid}))
        _on_record(kid, said, signs=False)
    if step == "both":
        time.sleep(pause)
    if step in ("both", "switch"):
        signing = switch(folder, clock.now())
        if signing is None:
            raise click.ClickException(NONE_WAITS.in_(said))
        click.echo(SIGNS.in_(said, {"kid": signing}))
        _on_record(signing, said, signs=True)


def _on_record(kid: str, language: Language, *, signs: bool) -> None:
    """In the trail, where this machine has a database; a key that others may have waits for none that is away."""
    from asyncpg import InterfaceError, PostgresError

    from api.cli.on_record import has_a_database

    if not has_a_database(settings_of(os.environ)):
        return
    try:
        run(_record(kid, signs=signs))
    except (click.ClickException, PostgresError, InterfaceError, TimeoutError):
        click.echo(NOT_ON_RECORD.in_(language), err=True)


async def _record(kid: str, *, signs: bool) -> None:
    from api.cli.on_record import on_record
    from api.parts import open_parts
    from service.keys.opening import source_of
    from service.keys.rotated import RotatedTokenKey, record_token_key

    settings = settings_of(os.environ)
    async with open_parts(settings) as relais:
        await on_record(relais.store, source_of(settings), record_token_key, RotatedTokenKey(kid, signs))
