"""Row-level security keeps its plans at the scale of a country: whatever a role reads or does, no big table is read
whole.

What each transaction really did is asked of PostgreSQL itself (`pg_stat_xact_user_tables`), so that what happens inside
policies and narrow functions counts too; with plans for these values, and with plans for any values.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from api.auth.tokens import TokenKeys
from api.parts import Relais
from service.clock import SetClock
from service.fund.policy.rules import ATTESTATIONS
from service.keys.local import LocalKeyring
from service.keys.roots import RootKeys
from service.partners.actor import Role
from service.settings import Settings
from service.store.store import By
from tests.api.described import Example, operations
from tests.api.knocking import knock, named
from tests.conftest import NOON, client_of
from tests.emptying import empty
from tests.network import Network
from tests.proving import ProvingStore
from tests.visibility.country import surround
from tests.visibility.scene import Scene, a_case_with_a_bed, stage_it

pytestmark = pytest.mark.xdist_group("country")
"""Built once, by one worker."""
READ = "SELECT relname, seq_tup_read FROM pg_stat_xact_user_tables WHERE seq_tup_read > 0"
"""How many rows of each table were read by going through it from the beginning."""
BIG = 2_000
MEANT = {
    "read_statement": {"transfers"},
    "read_statement_table": {"transfers"},
    "read_funded": {"transfers"},
    "audit_placements": {"shelters"},
    "list_networks": {"organisations"},
}
"""Doors that list or count over a period or a network, with the tables of which they may need most rows."""


class Watch:
    """What transactions read, and how they are planned."""

    def __init__(self) -> None:
        self.read: dict[str, int] = {}
        self.generic = False

    async def begin(self, connection: Any) -> dict[str, int]:
        """What the connection had read before: PostgreSQL counts on until it has passed its figures on."""
        if self.generic:
            await connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        return {row["relname"]: row["seq_tup_read"] for row in await connection.fetch(READ)}

    async def end(self, connection: Any, before: dict[str, int]) -> None:
        for row in await connection.fetch(READ):
            rows = row["seq_tup_read"] - before.get(row["relname"], 0)
            if rows >= BIG:
                self.read[row["relname"]] = rows


class WatchedPool:
    """A pool whose single statements are watched too."""

    def __init__(self, pool: asyncpg.Pool, watch: Watch) -> None:
        self._pool = pool
        self._watch = watch

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pool, name)

    async def fetch(self, statement: str, *arguments: Any) -> list[Any]:
        async with self._pool.acquire() as connection, connection.transaction():
            before = await self._watch.begin(connection)
            rows: list[Any] = await connection.fetch(statement, *arguments)
            await self._watch.end(connection, before)
            return rows


class WatchedStore(ProvingStore):
    """The door to the database, watched."""

    def __init__(self, pool: asyncpg.Pool, watch: Watch, keyring: LocalKeyring) -> None:
        super().__init__(WatchedPool(pool, watch), SetClock(NOON), keyring=keyring)
        self.watch = watch

    @asynccontextmanager
    async def reading(self, by: By) -> AsyncIterator[Any]:
        async with super().reading(by) as session:
            before = await self.watch.begin(session.connection)
            yield session
            await self.watch.end(session.connection, before)

    @asynccontextmanager
    async def working(self, by: By) -> AsyncIterator[Any]:
        async with super().working(by) as uow:
            before = await self.watch.begin(uow.connection)
            yield uow
            await self.watch.end(uow.connection, before)


@pytest.fixture(scope="module")
def watch() -> Watch:
    return Watch()


@pytest.fixture(scope="module")
async def country(
    pool: asyncpg.Pool,
    worker_pool: asyncpg.Pool,
    _superuser: asyncpg.Connection,
    root_keys: RootKeys,
    token_keys: TokenKeys,
    watch: Watch,
) -> AsyncIterator[Scene]:
    """The scene within a country."""
    store = WatchedStore(pool, watch, LocalKeyring(root_keys))

    def as_(member: Any, *, key: str | None = None, version: int | None = None) -> dict[str, str]:
        found = {"Authorization": f"Bearer {token_keys.sign(member, NOON)}", "Accept-Language": "en"}
        found |= {"Idempotency-Key": key} if key is not None else {}
        return found | ({"If-Match": f'"{version}"'} if version is not None else {})

    relais = Relais(Settings(environment="demo"), store, token_keys, worker_pool=worker_pool)
    try:
        async with client_of(relais) as client:
            clock = store.clock
            assert isinstance(clock, SetClock)
            scene = await stage_it(client, as_, clock, Network(_superuser, clock, LocalKeyring(root_keys)))
            await surround(_superuser, NOON)
            yield scene
    finally:
        await empty(_superuser)
        await _superuser.execute("ANALYZE")


async def test_the_country_is_big(country: Scene) -> None:
    """What follows would prove nothing in a village."""
    least = {"claims": 80_000, "beds": 40_000, "shelters": 3_000, "events": 100_000, "cases": 19_000,
             "referrals": 40_000, "fund_requests": 29_000, "request_lines": 59_000, "session_tokens": 15_000,
             "availability": 6_000, "counts": 30_000, "consents": 19_000, "placements": 15_000,
             "places": 5_000}  # fmt: skip
    for table, rows in least.items():
        assert await country.world.db.fetchval(f"SELECT count(*) FROM {table}") >= rows, table


@pytest.mark.parametrize("generic", [False, True], ids=["these values", "any values"])
@pytest.mark.parametrize("role", Role)
async def test_what_is_read_is_found_by_an_index(
    country: Scene, watch: Watch, role: Role, *, generic: bool
) -> None:
    """POL-03: every reading door, for every role: with policies in force, no big table is read from its beginning."""
    watch.generic = generic
    wrong = {}
    for operation in operations():
        if operation.method != "GET" or operation.public:
            continue
        watch.read.clear()
        example = Example(NOON, uuid4())
        headers = country.world.as_(country.people[role])
        answer = await knock(
            country.world.client, operation, example, named(operation, country.world), headers
        )
        assert answer.status_code < 500, (operation.id, answer.text)
        if watch.read.keys() - MEANT.get(operation.id, set()):
            wrong[operation.id] = dict(watch.read)
    assert not wrong, wrong


@pytest.mark.parametrize("generic", [False, True], ids=["these values", "any values"])
async def test_what_is_done_finds_its_rows_by_an_index(
    country: Scene, watch: Watch, *, generic: bool
) -> None:
    """BED-16, FND-09: a case, a bed asked, granted and slept in, a place linked, money asked and approved."""
    watch.generic = generic
    watch.read.clear()
    mine = await a_case_with_a_bed(country.world)
    assert watch.read == {}
    world = country.world
    asked = {
        "case_id": mine["case"],
        "fund_id": str(world.fund),
        "attested": list(ATTESTATIONS),
        "lines": [{"category": "food", "amount_cents": 20_000}],
    }
    request = await world.post(world.stage.pivot, "/requests", asked)
    await world.post(world.first, f"/requests/{request['id']}/approve", {})
    assert watch.read == {}
