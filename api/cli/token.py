"""`relais token EMAIL`: demo only, a bearer token for a demo member."""

import os

import click

from api.cli.errors import run
from service.settings import SettingsError, read_settings


@click.command("token")
@click.argument("email")
def command(email: str) -> None:
    """A bearer token for a demo member, good for ten minutes."""
    run(_print(email))


async def _print(email: str) -> None:
    from api.parts import open_parts

    settings = read_settings({"RELAIS_ENVIRONMENT": "demo", **os.environ})
    if settings.environment == "production":
        raise SettingsError("relais token is for the demo: in production, people sign in themselves.")
    async with open_parts(settings) as relais:
        member = await relais.store.pool.fetchval("SELECT relais.member_by_email($1)", email)
        if member is None:
            raise SettingsError(f"Nobody here has the address {email}.")
        click.echo(relais.token_keys.sign(member, relais.store.clock.now()))
