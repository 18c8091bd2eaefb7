"""The parts of one process; what opens them, in order, and closes them in reverse: server, schema, pools, keys."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import asyncpg

from api.auth.token_file import keys_in
from api.auth.tokens import TokenKeys
from api.observe import Metrics
from api.rails import issuer_of, open_accounts, open_rails
from service.backups.shut import IS_SHUT, UNFINISHED
from service.clock import Clock, ShiftedClock, SystemClock
from service.fund.cards.flow import Issuer
from service.fund.onboarding.protocol import Accounts
from service.fund.rails.protocol import Rail
from service.keys.local import LocalKeyring
from service.keys.opening import keyring_of, source_of
from service.keys.sources import RootSource
from service.messages.channels.mail import Courier, SmtpCourier
from service.messages.channels.push import PushChannel, VapidKey, WebPush
from service.messages.channels.texts import STATUS_PATH, Account, HttpTexts, TextChannel
from service.settings import Settings, SettingsError
from service.store.revisions import newest_revision, schema_of, serves
from service.store.store import Store, open_pool
from service.trail.recorder import SealingRecorder

if TYPE_CHECKING:
    from api.demo.stripe_double import StripeDouble

DATABASE = "relais"
LOGIN = "relais_login"


@dataclass(frozen=True)
class Relais:
    """The parts of one process, made by the command line or by a test, and handed to the application."""

    settings: Settings
    store: Store
    token_keys: TokenKeys
    keyring: LocalKeyring | None = None
    root_source: RootSource | None = None
    """Where the root keys are kept, for those who rotate them."""
    worker_pool: asyncpg.Pool | None = None
    """Connections that claim work and follow the stream; without them neither runs."""
    owner_url: str | None = None
    """A login that may look at everything: for `relais check` and migrations, never for serving."""
    rails: Mapping[str, Rail] = field(default_factory=dict)
    """The ways for money to leave, by the name that payments carry."""
    courier: Courier | None = None
    """Carries letters; without one, an invitation waits in a person's hands."""
    texts: TextChannel | None = None
    """Carries texts to duty phones; without one the pages ask alone."""
    push: PushChannel | None = None
    """Rings the phones of whoever is asked; without one the pages and texts ask alone."""
    bank: "StripeDouble | None" = None
    """The demo's stand-in for Stripe; never in production."""
    metrics: Metrics = field(default_factory=Metrics)
    """The counters of the process: of its requests and of its jobs."""

    @property
    def accounts(self) -> Accounts | None:
        """Where organisations on-board to be paid, beside the rail that will pay them; without it nobody does."""
        return open_accounts(self.settings, self.rails)

    @property
    def issuer(self) -> Issuer | None:
        """Who makes cards for merchants; nobody, until the operator says that Stripe does."""
        return issuer_of(self.rails)


@asynccontextmanager
async def open_parts(settings: Settings) -> AsyncIterator[Relais]:
    """The parts of one process. Raises `SettingsError` when the database is not one to serve from."""
    async with AsyncExitStack() as stack:
        clock = _clock(settings)
        settings, bank = _demo_bank(settings, clock)
        url, owner_url = await _database(settings, stack)
        pool = await open_pool(url, size=settings.pool_size)
        stack.push_async_callback(pool.close)
        worker_pool = await open_pool(url, role="relais_worker", size=4)
        stack.push_async_callback(worker_pool.close)
        source = source_of(settings)
        keyring = await keyring_of(source)
        yield Relais(
            settings=settings,
            store=Store(pool, clock, SealingRecorder(keyring), keyring),
            token_keys=keys_in(settings.data / "keys"),
            keyring=keyring,
            root_source=source,
            worker_pool=worker_pool,
            owner_url=owner_url,
            rails=open_rails(settings, stack, bank.transport() if bank else None),
            courier=_courier(settings),
            texts=_texts(settings, stack),
            push=_push(settings, clock, stack),
            bank=bank,
        )


def _clock(settings: Settings) -> Clock:
    """The machine's; in the demo, where its scenarios have moved it to."""
    if not settings.demo:
        return SystemClock()
    from api.demo import moment

    clock = ShiftedClock()
    moment.recall(clock, settings)
    return clock


def _demo_bank(settings: Settings, clock: Clock) -> "tuple[Settings, StripeDouble | None]":
    """In the demo, the stand-in for Stripe and the settings that point at it; elsewhere the settings as they are."""
    if not settings.demo:
        return settings, None
    from api.demo.bank import open_bank, with_bank

    return with_bank(settings), open_bank(settings, clock)


def _texts(settings: Settings, stack: AsyncExitStack) -> TextChannel | None:
    """Whoever carries texts: in the demo they are shown in a page, elsewhere the provider that is named."""
    if settings.demo:
        from api.demo.texts import DemoTexts

        return DemoTexts()
    if settings.texts_url is None or settings.texts_token is None:
        return None
    status = f"{settings.origin}{STATUS_PATH}" if settings.origin else None
    account = Account(settings.texts_account, settings.texts_token, settings.texts_sender)
    channel = HttpTexts(settings.texts_url, account, status_url=status)
    stack.push_async_callback(channel.close)
    return channel


def _push(settings: Settings, clock: Clock, stack: AsyncExitStack) -> PushChannel | None:
    """Whoever rings phones: the services of browsers' makers, once we have a key to sign with."""
    if settings.push_key_file is None:
        return None
    try:
        key = VapidKey.of_pem(settings.push_key_file.read_bytes(), settings.push_contact)
    except (OSError, ValueError, TypeError):
        raise SettingsError(
            "RELAIS_PUSH_KEY_FILE: use a PEM file with an unencrypted key on P-256 "
            "(openssl ecparam -name prime256v1 -genkey -noout -out push.pem)."
        ) from None
    channel = WebPush(key, clock)
    stack.push_async_callback(channel.close)
    return channel


def _courier(settings: Settings) -> "Courier | None":
    """Whoever carries letters: in the demo nobody leaves the process; elsewhere the mail server that is named."""
    if settings.demo:
        from api.demo.mail import DemoMail

        return DemoMail()
    return SmtpCourier(settings.smtp_url, settings.mail_from) if settings.smtp_url else None


async def _database(settings: Settings, stack: AsyncExitStack) -> tuple[str, str]:
    """The URL to serve from and the one that may migrate and check, with the schema at hand."""
    if settings.database_url is None:
        return await _embedded(settings, stack)
    owner_url = settings.migrations_url or settings.database_url
    if settings.environment != "production":
        await up_to_date(owner_url)
    else:
        await refuse_powerful(settings.database_url)
    return settings.database_url, owner_url


async def _embedded(settings: Settings, stack: AsyncExitStack) -> tuple[str, str]:
    """The embedded server, its database and a login that is neither owner nor superuser."""
    from service.store.embedded import EmbeddedPostgres

    server = stack.enter_context(EmbeddedPostgres(settings.data, durable=settings.durable))
    await create_database(server.url("postgres"))
    owner_url = server.url(DATABASE)
    if await up_to_date(owner_url):
        await create_login(owner_url)
    return server.url(DATABASE, LOGIN), owner_url


async def create_database(url: str) -> None:
    """The embedded server's one database, unless it is there."""
    connection = await asyncpg.connect(url)
    try:
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", DATABASE):
            await connection.execute(f"CREATE DATABASE {DATABASE}")
    except (asyncpg.DuplicateDatabaseError, asyncpg.UniqueViolationError):
        pass  # another process that started at the same moment made it
    finally:
        await connection.close()


async def create_login(url: str) -> None:
    """The login that the embedded server is served from, unless it is there."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(
            f"""
            DO $$ BEGIN
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{LOGIN}') THEN
                    CREATE ROLE {LOGIN} LOGIN NOSUPERUSER NOBYPASSRLS;
                END IF;
                GRANT relais_app, relais_planner, relais_worker TO {LOGIN};
            EXCEPTION WHEN unique_violation OR duplicate_object THEN NULL;
            END $$
            """
        )
    finally:
        await connection.close()


async def up_to_date(url: str) -> bool:
    """Migrate if anything is missing; whether anything was. One row looked at spares most starts Alembic's import.

    A schema of a later version is left as it is.
    """
    revision, _ = await _schema(url)
    if revision is not None and revision >= newest_revision():
        return False
    from service.store.migrate import migrate

    await migrate(url)
    return True


async def _schema(url: str) -> tuple[str | None, str]:
    connection = await asyncpg.connect(url)
    try:
        if await connection.fetchval(IS_SHUT):
            raise SettingsError(UNFINISHED)
        return await schema_of(connection)
    finally:
        await connection.close()


async def refuse_powerful(url: str) -> None:
    """Production serves from a login that policies bind, on a schema of this code.

    Raises `SettingsError` naming what to change.
    """
    connection = await asyncpg.connect(url)
    try:
        powerful = await connection.fetchval(
            """
            SELECT rolsuper OR rolbypassrls OR EXISTS (
                SELECT FROM pg_class WHERE relowner = pg_roles.oid AND relname = 'events' AND relkind = 'r')
            FROM pg_roles WHERE rolname = session_user
            """
        )
    finally:
        await connection.close()
    if powerful:
        raise SettingsError(
            "DATABASE_URL signs in as a superuser or as the owner of the tables: row-level security would not bind it. "
            "Use a login that is only a member of relais_app, relais_planner and relais_worker (deploy/README.md)."
        )
    revision, oldest_code = await _schema(url)
    if revision is None or revision < newest_revision():
        raise SettingsError("The schema is not the one of this version: run relais migrate first.")
    if not serves(revision, oldest_code, newest_revision()):
        raise SettingsError(
            "The schema is of a later version, which this one does not work with: install the later."
        )
