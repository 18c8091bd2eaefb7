"""`relais token EMAIL`: demo only, a bearer token for a demo member."""

import os

import click

from api.cli.errors import run
from api.cli.import_file import language_of_the_terminal
from service.refusals import Language, Said
from service.settings import SettingsError, read_settings

FOR_THE_DEMO = Said(
    "relais token est pour la démo : en production, chaque personne entre elle-même.",
    "relais token is for the demo: in production, people sign in themselves.",
)
NOBODY = Said("Personne ici n'a l'adresse {email}.", "Nobody here has the address {email}.")


@click.command("token")
@click.argument("email")
@click.option("--language", type=click.Choice(["fr", "en"]), help="Of the answer; the terminal's by default.")
def command(email: str, language: Language | None) -> None:
    """A bearer token for a demo member, good for ten minutes."""
    run(_print(email, language or language_of_the_terminal()))


async def _print(email: str, language: Language) -> None:
    from api.parts import open_parts

    settings = read_settings({"RELAIS_ENVIRONMENT": "demo", **os.environ})
    if settings.environment == "production":
        raise SettingsError(FOR_THE_DEMO.in_(language))
    async with open_parts(settings) as relais:
        member = await relais.store.pool.fetchval("SELECT relais.member_by_email($1)", email)
        if member is None:
            raise SettingsError(NOBODY.in_(language, {"email": email}))
        click.echo(relais.token_keys.sign(member, relais.store.clock.now()))
