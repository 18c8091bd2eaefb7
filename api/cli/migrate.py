"""`relais migrate`: bring the database to this version's schema, also while others serve from it."""

from urllib.parse import unquote, urlsplit

import asyncpg
import click

from api.cli.errors import run
from service.settings import Settings, SettingsError, read_settings

ROLES = "relais_app, relais_planner, relais_worker"
MAKE = """
SELECT format(CASE WHEN EXISTS (SELECT FROM pg_roles WHERE rolname = $1) THEN 'ALTER' ELSE 'CREATE' END
    || ' ROLE %I LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB PASSWORD %L', $1::text, $2::text)
"""


@click.command("migrate")
@click.option(
    "--login", is_flag=True, help="Also make the login of DATABASE_URL, or give it its password anew."
)
def command(login: bool) -> None:
    """Apply missing migrations to RELAIS_MIGRATIONS_URL (a login that owns the schema), else DATABASE_URL.

    Replicas may serve meanwhile: a migration waits a third of a second for a table, then lets the others through and
    tries again, for two minutes. With --login, the login that serves may then do what the application may, and no more.
    """
    run(_migrate(login=login))


async def _migrate(*, login: bool) -> None:
    from api.parts import up_to_date
    from service.store.migrate import ServerTooOld, TablesInUse

    settings = read_settings()
    url = settings.migrations_url or settings.database_url
    if url is None:
        raise SettingsError(
            "relais migrate is for one's own server: set DATABASE_URL. The embedded one migrates itself."
        )
    try:
        click.echo("Migrated." if await up_to_date(url) else "Nothing to migrate.")
    except (ServerTooOld, TablesInUse) as error:
        raise click.ClickException(str(error)) from None
    if login:
        click.echo(f"{await make_login(settings)} may serve.")


async def make_login(settings: Settings) -> str:
    """The login that DATABASE_URL names, with the password it gives and the roles that serve; its name.

    Raises `SettingsError` where the two logins are not given, or are one: policies would not bind an owner.
    """
    serving = urlsplit(settings.database_url or "")
    if not (settings.migrations_url and serving.username and serving.password):
        raise SettingsError(
            "--login needs RELAIS_MIGRATIONS_URL, and DATABASE_URL with a name and a password."
        )
    name, password = unquote(serving.username), unquote(serving.password)
    owner = await asyncpg.connect(settings.migrations_url)
    try:
        if name == await owner.fetchval("SELECT session_user"):
            raise SettingsError("DATABASE_URL and RELAIS_MIGRATIONS_URL sign in as one: use two logins.")
        # PostgreSQL would log a statement that fails with its text, and this one holds a password.
        await owner.execute("SET log_min_error_statement = 'panic'; SET log_statement = 'none'")
        await owner.execute(await owner.fetchval(MAKE, name, password))
        quoted = await owner.fetchval("SELECT quote_ident($1)", name)
        await owner.execute(f"GRANT {ROLES} TO {quoted}")
    finally:
        await owner.close()
    return name
