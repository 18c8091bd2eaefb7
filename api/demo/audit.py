"""The auditor's verification over HTTP, in the demo alone; elsewhere it is `relais trail verify`, beside the database.

It needs a login that sees every row, which no door of Relais has. The demo lends it, so that a visitor can
watch the record being verified, and a copy of it being caught at the one row that was altered.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Annotated, Any

import asyncpg
import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from api.demo.copying import copied
from api.doors import Caller, accepted
from api.parts import Relais
from service.partners.actor import Role
from service.refusals import NOT_FOUND, Refused
from service.store.store import open_pool
from service.trail.notes import log_key
from service.trail.sequencer import Sequencer
from service.trail.stand import LogContradictedError
from service.trail.verifying.judge import Wrong
from service.trail.verifying.verify import Seen, Verified, verify

ALTER = """
    UPDATE transfers SET amount_cents = amount_cents + $1
    WHERE id = (SELECT id FROM transfers ORDER BY id DESC LIMIT 1) RETURNING CAST(id AS text)
"""


class Verification(msgspec.Struct, frozen=True):
    """Whether everything is as recorded, how much was looked at, and each row that is not."""

    ok: bool
    seen: Seen
    wrong: list[Wrong]


class Alteration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """By how many cents to change one transfer of a copy."""

    cents: Annotated[int, msgspec.Meta(ge=1, le=100_000)]


class Caught(msgspec.Struct, frozen=True):
    """The copy as it was made, the row that was then altered in it, and what the verification says of that."""

    before: Verification
    table: str
    id: str
    after: Verification


class Audit:
    """The doors, over the parts of one process."""

    def __init__(self, relais: Relais, owner_url: str) -> None:
        self._relais = relais
        self._owner_url = owner_url
        if relais.keyring is None:
            raise ValueError("the log is verified with the keys of the installation")
        self._roots = relais.keyring.roots

    def handlers(self) -> list[Any]:
        """The two doors; both answer auditors only."""

        @get("/demo/verification", include_in_schema=False)
        async def verification(caller: NamedDependency[Caller]) -> Verification:
            await self._only_auditors(caller)
            await self._sequence()
            return await self._verify(self._owner_url)

        @post("/demo/altered-copy", include_in_schema=False, status_code=200)
        async def altered_copy(caller: NamedDependency[Caller], data: JSONBody[Alteration]) -> Caught:
            await self._only_auditors(caller)
            await self._sequence()
            return await self._catch(data.cents)

        return [verification, altered_copy]

    async def _only_auditors(self, caller: Caller) -> None:
        async with self._relais.store.reading(caller.seat) as session:
            auditor = Role.AUDITOR in session.actor.roles
        accepted(auditor or Refused(NOT_FOUND))

    async def _sequence(self) -> None:
        """Let the log take in what was committed up to now."""
        if self._relais.worker_pool is not None:
            key = log_key(self._roots.checkpoint_seed)
            clock = self._relais.store.clock
            with suppress(LogContradictedError):  # verification says so
                await Sequencer(self._relais.worker_pool, key, clock, every=timedelta(0)).tick()

    async def _catch(self, cents: int) -> Caught:
        async with copied(self._owner_url) as url:
            before = await self._verify(url)
            row = await _alter(url, cents)
            return Caught(before, "transfers", row, await self._verify(url))

    async def _verify(self, url: str) -> Verification:
        if self._relais.keyring is None:
            raise RuntimeError("the demo seals its records under a keyring")
        async with _connected(url) as connection:
            key = log_key(self._roots.checkpoint_seed).public
            found: Verified = await verify(connection, self._relais.keyring, key)
        return Verification(found.ok, found.seen, list(found.wrong))


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    pool = await open_pool(url, role="none", size=1)
    try:
        async with pool.acquire() as connection:
            yield connection
    finally:
        await pool.close()


async def _alter(url: str, cents: int) -> str:
    """Change one amount past every trigger; the id of its row."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SET session_replication_role = replica")
        return str(await connection.fetchval(ALTER, cents))
    finally:
        await connection.close()
