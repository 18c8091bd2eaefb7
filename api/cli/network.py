"""`relais network start`: the first two people of an installation."""

import re

import asyncpg
import click

from api.cli.errors import run
from service.messages.channels.mail import ADDRESS
from service.partners.networks.starting import AlreadyStartedError, start_network
from service.refusals import Language
from service.settings import SettingsError, read_settings

EMAIL = re.compile(ADDRESS)


@click.group("network")
def command() -> None:
    """The network that this installation is for."""


@command.command("start")
@click.argument("name")
@click.argument("email")
@click.argument("other_email")
@click.option("--language", type=click.Choice(["fr", "en"]), default="fr", help="Of the two, to begin with.")
def start(name: str, email: str, other_email: str, language: Language) -> None:
    """Make the network NAME with two administrators, and print a one-time code for each.

    It works while nobody is a member, as the schema's owner (RELAIS_MIGRATIONS_URL). From then on people are invited
    by two others. Give each person their own code, by voice or by hand: it is good for 72 hours, and once.
    """
    run(_start(name, (email, other_email), language))


async def _start(name: str, emails: tuple[str, str], language: Language) -> None:
    from api.cli.on_record import on_record
    from api.parts import open_parts
    from service.keys.rotated import record_started

    _check(name, emails)
    async with open_parts(read_settings()) as relais:
        if relais.owner_url is None:
            raise SettingsError("Set RELAIS_MIGRATIONS_URL to a login that owns the schema.")
        owner = await asyncpg.connect(relais.owner_url)
        try:
            made = await start_network(owner, name, emails, language, relais.store.clock.now())
        except AlreadyStartedError:
            raise SettingsError(
                "Somebody is a member already: further people are invited by two others."
            ) from None
        except asyncpg.InsufficientPrivilegeError:
            raise SettingsError("Set RELAIS_MIGRATIONS_URL to a login that owns the schema.") from None
        finally:
            await owner.close()
        if relais.root_source is not None:
            await on_record(relais.store, relais.root_source, record_started, len(made))
    for each in made:
        click.echo(f"{each.email}  {each.code}")


def _check(name: str, emails: tuple[str, str]) -> None:
    if not 1 <= len(name) <= 120 or not name.isprintable():
        raise SettingsError("The network's name has 1 to 120 letters, in one line.")
    if emails[0].lower() == emails[1].lower() or not all(EMAIL.fullmatch(email) for email in emails):
        raise SettingsError("Give the work addresses of two different people: one alone settles nothing.")
