"""What the operator's commands on the log need: a connection as the schema's owner, and the keys."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncpg

    from service.clock import Clock
    from service.keys.keyring import Keyring
    from service.keys.sources import RootSource
    from service.store.store import Store
    from service.trail.notes import SigningKey


@dataclass(frozen=True)
class Log:
    """The log of this installation, open; in `production` only checkpoints of an hour leave it by themselves."""

    connection: "asyncpg.Connection"
    worker_pool: "asyncpg.Pool"
    clock: "Clock"
    keyring: "Keyring"
    key: "SigningKey"
    production: bool
    store: "Store"
    source: "RootSource"


@asynccontextmanager
async def open_log() -> AsyncIterator[Log]:
    """The log by the settings of the environment. Raises `SettingsError` without its owner's login or its keys."""
    from api.parts import open_parts
    from service.settings import SettingsError, read_settings
    from service.store.store import open_pool
    from service.trail.notes import log_key

    async with open_parts(read_settings()) as relais:
        if relais.owner_url is None:
            raise SettingsError("The trail is read by the login that owns the schema.")
        if relais.keyring is None or relais.root_source is None:
            raise SettingsError("The trail is read with the keys of the installation.")
        pool = await open_pool(relais.owner_url, role="none", size=1)
        try:
            async with pool.acquire() as connection:
                key = log_key(relais.keyring.roots.checkpoint_seed)
                clock, production = relais.store.clock, relais.settings.environment == "production"
                own = relais.worker_pool, clock, relais.keyring, key, production
                yield Log(connection, *own, relais.store, relais.root_source)
        finally:
            await pool.close()
