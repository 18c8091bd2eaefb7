"""`relais migrate`: bring the database to this version's schema."""

import click

from api.cli.errors import run
from service.settings import SettingsError, read_settings


@click.command("migrate")
def command() -> None:
    """Apply missing migrations to RELAIS_MIGRATIONS_URL (a login that owns the schema), else DATABASE_URL."""
    run(_migrate())


async def _migrate() -> None:
    from api.parts import up_to_date

    settings = read_settings()
    url = settings.migrations_url or settings.database_url
    if url is None:
        raise SettingsError(
            "relais migrate is for one's own server: set DATABASE_URL. The embedded one migrates itself."
        )
    click.echo("Migrated." if await up_to_date(url) else "Nothing to migrate.")
