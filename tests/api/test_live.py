"""The live stream over a real server: what settles is told, in order, to whom it may be, and nothing is skipped."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
import uvicorn
from litestar import Litestar

from api.auth.tokens import TokenKeys
from api.live.hub import LiveHub, Pace, hang_up
from api.live.ids import Place, Seals
from api.live.listener import Listener
from api.parts import Relais
from api.serving import Serving
from api.v1.messages.live import MOST_STREAMS
from service.clock import SetClock
from service.messages.tellings import Position
from service.partners.actor import Actor, Role
from tests.api.sse import PATIENCE, listening
from tests.conftest import client_of
from tests.network import Network
from tests.one_app import app_of

PACE = Pace(poll=0.01, beat=0.03, room=20, recent=10)
TELL = "INSERT INTO tellings (at, topic, region, organisations, subject) VALUES ($1, $2, $3, $4, $5)"


class Served:
    """The application on a port of its own."""

    def __init__(self, hub: LiveHub, client: httpx.AsyncClient, server: Serving) -> None:
        self.hub = hub
        self.client = client
        self.server = server


@asynccontextmanager
async def serving(relais: Relais, pace: Pace = PACE) -> AsyncIterator[Served]:
    """A real server in a task: streams need one, because they never end by themselves."""
    with app_of(relais, pace) as app:
        async with _on_a_port(app, relais) as served:
            yield served


@asynccontextmanager
async def _on_a_port(app: Litestar, relais: Relais) -> AsyncIterator[Served]:
    server = Serving(relais, uvicorn.Config(app, port=0, log_level="warning"))
    server.hears_signals = False
    server.before_leaving = partial(hang_up, app)
    started = asyncio.create_task(server.serve())
    try:
        async with asyncio.timeout(PATIENCE):
            while not server.started:  # noqa: ASYNC110  # uvicorn has no event for it
                await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
            yield Served(app.state["live"], client, server)
    finally:
        server.should_exit = True
        await started


@pytest.fixture
async def served(relais: Relais) -> AsyncIterator[Served]:
    async with serving(relais) as served:
        yield served


class Teller:
    """Tells as a command's transaction does."""

    def __init__(self, connection: asyncpg.Connection, clock: SetClock) -> None:
        self.connection = connection
        self.clock = clock

    async def __call__(
        self, topic: str, *organisations: UUID, region: str | None = None, subject: UUID | None = None
    ) -> None:
        await self.connection.execute(TELL, self.clock.now(), topic, region, list(organisations), subject)


@pytest.fixture
def tell(superuser: asyncpg.Connection, clock: SetClock) -> Teller:
    return Teller(superuser, clock)


@dataclass(frozen=True)
class Us:
    """A pivot worker and their organisation."""

    id: UUID
    organisation: UUID
    as_: Any

    @property
    def headers(self) -> dict[str, str]:
        """A fresh token's."""
        headers: dict[str, str] = self.as_(self.id)
        return headers


@pytest.fixture
async def us(network: Network, as_: Any) -> Us:
    organisation = await network.organisation("pivot")
    return Us(await network.member(organisation, Role.PIVOT_WORKER), organisation, as_)


async def until(condition: Any) -> None:
    """Wait for something in this process that has no event of its own."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def test_what_changes_is_told(served: Served, tell: Teller, us: Us) -> None:
    async with listening(served.client, us.headers) as reader:
        assert reader.response.headers["content-type"].startswith("text/event-stream")
        assert reader.response.headers["cache-control"] == "no-store"
        await tell("board", region="CA-QC", subject=uuid4())
        event = await reader.event()
    assert (event.name, event.data) == ("board", {"topic": "board", "region": "CA-QC"})


async def test_a_named_organisation_hears_the_subject(served: Served, tell: Teller, us: Us) -> None:
    referral = uuid4()
    async with listening(served.client, us.headers) as reader:
        await tell("referral", uuid4(), region="CA-QC", subject=uuid4())
        await tell("referral", us.organisation, uuid4(), region="CA-QC", subject=referral)
        event = await reader.event()
    assert event.data == {"topic": "referral", "region": "CA-QC", "subject": str(referral)}


DEAF = {
    Role.INVESTIGATOR: "police",
    Role.FUND_ADMINISTRATOR: "fund",
    Role.AUDITOR: "audit",
    Role.NETWORK_ADMINISTRATOR: "network",
}


@pytest.mark.parametrize("role", DEAF)
async def test_the_board_is_not_for_everybody(
    served: Served, tell: Teller, network: Network, as_: Any, role: Role
) -> None:
    """POL-03: police, funders, auditors and network administrators hear no board."""
    organisation = await network.organisation(DEAF[role])
    member = await network.member(organisation, role)
    async with listening(served.client, as_(member)) as reader:
        await tell("board", region="CA-QC")
        await tell("agreements", organisation)
        if role is Role.NETWORK_ADMINISTRATOR:
            await until(lambda: served.hub.position.id > 0 and not served.hub._recent[-1].telling.region)
            await reader.quiet_for(3)
        else:
            assert await reader.names(1) == ["agreements"]


async def test_one_region_of_the_board(served: Served, tell: Teller, us: Us) -> None:
    async with listening(served.client, us.headers, region="CA-ON") as reader:
        await tell("board", region="CA-QC")
        await tell("board", region="CA-ON")
        await tell("board", us.organisation, region="CA-MB", subject=uuid4())
        await tell("referral", us.organisation, region="CA-QC")
        assert (await reader.event()).data["region"] == "CA-ON"
        assert (await reader.event()).data["region"] == "CA-MB"
        assert (await reader.event()).name == "referral"


async def test_equal_changes_come_as_one(
    served: Served, superuser: asyncpg.Connection, tell: Teller, us: Us
) -> None:
    """Volume is information: fifty changes that settle together are told once."""
    async with listening(served.client, us.headers) as reader:
        async with superuser.transaction():
            for _ in range(50):
                await tell("board", region="CA-QC")
            await tell("board", region="CA-ON")
        regions = [(await reader.event()).data["region"] for _ in range(2)]
        await reader.quiet_for(3)
    assert regions == ["CA-QC", "CA-ON"]


async def test_a_slow_transaction_is_not_skipped(
    served: Served,
    superuser_url: str,
    tell: Teller,
    clock: SetClock,
    us: Us,
) -> None:
    """The slow one's place comes first, so the fast one waits for it: whoever resumes after it has both."""
    slow = Teller(await asyncpg.connect(superuser_url), clock)
    try:
        async with listening(served.client, us.headers) as reader:
            transaction = slow.connection.transaction()
            await transaction.start()
            await slow("slow", us.organisation)
            await tell("fast", us.organisation)
            await reader.quiet_for(4)
            await transaction.commit()
            assert await reader.names(2) == ["slow", "fast"]
    finally:
        await slow.connection.close()


async def test_who_was_cut_off_misses_nothing(served: Served, tell: Teller, us: Us) -> None:
    """From the id of the last event, and from the id of a sign of life."""
    async with listening(served.client, us.headers) as reader:
        await tell("one", us.organisation)
        await tell("two", us.organisation)
        assert await reader.names(1) == ["one"]
        after_one = reader.last_id
    await tell("three", us.organisation)
    async with listening(served.client, us.headers, after=after_one) as reader:
        assert await reader.names(2) == ["two", "three"]
        await reader.quiet_for(2)
        after_all = reader.last_id
    await tell("four", us.organisation)
    async with listening(served.client, us.headers, after=after_all) as reader:
        assert await reader.names(1) == ["four"]


async def test_resuming_at_another_process(relais: Relais, tell: Teller, us: Us) -> None:
    """Ids are the deployment's, not the process's: a restart, or another replica, goes on where the first stopped."""
    async with serving(relais) as first, listening(first.client, us.headers) as reader:
        await tell("one", us.organisation)
        assert await reader.names(1) == ["one"]
        after = reader.last_id
    await tell("two", us.organisation)
    async with serving(relais) as second, listening(second.client, us.headers, after=after) as reader:
        assert await reader.names(1) == ["two"]
        await reader.quiet_for(3)


async def test_a_process_that_is_behind_repeats_nothing(relais: Relais, tell: Teller, us: Us) -> None:
    async with serving(relais) as ahead, serving(relais, Pace(poll=3600, beat=60)) as behind:
        async with listening(ahead.client, us.headers) as reader:
            await tell("one", us.organisation)
            assert await reader.names(1) == ["one"]
        async with listening(behind.client, us.headers, after=reader.last_id) as late:
            await tell("two", us.organisation)
            await behind.hub._look()
            assert await late.names(1) == ["two"]


@pytest.mark.parametrize("after", ["", "1", "AAAA", "A" * 70, "x" * 5000])
async def test_an_unknown_id_means_reload(served: Served, us: Us, after: str) -> None:
    async with listening(served.client, us.headers, after=after) as reader:
        assert await reader.names(1) == ["reload"]


async def test_the_id_of_another_member_means_reload(
    served: Served, tell: Teller, network: Network, us: Us, as_: Any
) -> None:
    colleague = await network.member(us.organisation, Role.PIVOT_WORKER)
    async with listening(served.client, us.headers) as reader:
        pass
    async with listening(served.client, as_(colleague), after=reader.last_id) as other:
        assert await other.names(1) == ["reload"]
        await tell("board", region="CA-QC")
        assert await other.names(1) == ["board"]


async def test_an_old_id_means_reload(served: Served, clock: SetClock, us: Us) -> None:
    """Half an hour: long before the tellings are forgotten."""
    async with listening(served.client, us.headers) as reader:
        pass
    clock.advance(timedelta(minutes=30))
    async with listening(served.client, us.headers, after=reader.last_id) as early:
        await early.quiet_for(3)
    clock.advance(timedelta(seconds=1))
    async with listening(served.client, us.headers, after=reader.last_id) as late:
        assert await late.names(1) == ["reload"]


async def test_an_id_from_before_a_restored_backup_means_reload(
    served: Served, tell: Teller, clock: SetClock, us: Us, token_keys: TokenKeys
) -> None:
    """A restored database may count its transactions anew; nobody may wait in silence until it has caught up."""
    ahead = Seals(token_keys, us.id).seal(Place(Position(2**40, 1), clock.now()))
    async with listening(served.client, us.headers, after=ahead) as reader:
        assert await reader.names(1) == ["reload"]
        await tell("board", region="CA-QC")
        assert await reader.names(1) == ["board"]


async def test_more_missed_than_is_kept_means_reload(served: Served, tell: Teller, us: Us) -> None:
    async with listening(served.client, us.headers) as reader:
        pass
    for number in range(PACE.recent):
        await tell(f"n{number}", us.organisation)
    await until(lambda: len(served.hub._recent) == PACE.recent)
    async with listening(served.client, us.headers, after=reader.last_id) as resumed:
        assert await resumed.names(PACE.recent) == [f"n{number}" for number in range(PACE.recent)]
    await tell("one too many", us.organisation)
    await until(lambda: served.hub._recent[-1].telling.topic == "one too many")
    async with listening(served.client, us.headers, after=reader.last_id) as resumed:
        assert await resumed.names(1) == ["reload"]
        await resumed.quiet_for(2)


async def test_ids_say_nothing(served: Served, tell: Teller, us: Us) -> None:
    """Volume is information: ids are of one length, and no two are alike, even of one position."""
    async with listening(served.client, us.headers) as reader:
        await tell("one", us.organisation)
        assert await reader.names(1) == ["one"]
        await reader.quiet_for(5)
    assert {len(id) for id in reader.ids} == {70}
    assert len(set(reader.ids)) == len(reader.ids) >= 6


async def test_a_slow_listener_is_told_to_reload_once(
    worker_pool: asyncpg.Pool, tell: Teller, clock: SetClock, us: Us
) -> None:
    """It never misses in silence: beyond its room all that is pending becomes one `reload`."""
    actor = Actor(us.id, uuid4(), frozenset({Role.PIVOT_WORKER}))
    listener = Listener(us.id, actor, None, room=3)
    async with LiveHub(worker_pool, clock, PACE) as hub:
        hub.audience.add(listener)
        for number in range(8):
            await tell("board", region=f"CA-{number}")
        await until(lambda: len(hub._recent) == 8)
        before = hub.position
        await tell("board", region="CA-9")
        await until(lambda: len(hub._recent) == 9)
    said = [(name, heard.region if heard else None) for name, heard, _ in listener.take()]
    assert said[0] == ("reload", None)
    assert said[-1] == ("board", "CA-9")
    assert [name for name, _ in said].count("reload") == 1
    assert len(said) <= 4
    assert before < listener.position == hub.position


async def test_the_stream_ends_with_the_token(served: Served, clock: SetClock, us: Us) -> None:
    async with listening(served.client, us.headers) as reader:
        clock.advance(timedelta(minutes=9, seconds=59))
        await reader.quiet_for(3)
        clock.advance(timedelta(seconds=1))
        await reader.end()
    async with listening(served.client, us.headers, after=reader.last_id) as renewed:
        await renewed.quiet_for(1)


async def test_the_stream_ends_with_the_membership(
    served: Served, superuser: asyncpg.Connection, us: Us
) -> None:
    """POL-04: who has left hears no more, whatever the token still says."""
    async with listening(served.client, us.headers) as reader:
        await reader.quiet_for(2)
        await superuser.execute("UPDATE members SET ends_on = starts_on + 1")
        await reader.end()
    assert (await served.client.get("/v1/live", headers=us.headers)).status_code == 401


async def test_a_lost_role_is_noticed(
    served: Served,
    superuser: asyncpg.Connection,
    tell: Teller,
    us: Us,
) -> None:
    """POL-03: the stream is judged by the roles of now, not by those at its start."""
    async with listening(served.client, us.headers) as reader:
        await superuser.execute("UPDATE members SET roles = '{auditor}'")
        [listener] = served.hub.listeners
        await until(lambda: listener.actor.roles == {Role.AUDITOR})
        await tell("board", region="CA-QC")
        await tell("later", us.organisation)
        assert await reader.names(1) == ["later"]


async def test_whoever_leaves_is_forgotten(served: Served, us: Us) -> None:
    async with listening(served.client, us.headers), listening(served.client, us.headers):
        assert len(served.hub.listeners) == 2
    await until(lambda: not served.hub.listeners)


async def test_a_member_opens_only_so_many(served: Served, network: Network, us: Us, as_: Any) -> None:
    colleague = await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)
    async with AsyncExitStack() as streams:
        for _ in range(MOST_STREAMS):
            await streams.enter_async_context(listening(served.client, us.headers))
        async with asyncio.timeout(PATIENCE):
            answer = await served.client.get("/v1/live", headers=us.headers)
        assert (answer.status_code, answer.json()["type"]) == (429, "/problems/too_many_streams")
        await streams.enter_async_context(listening(served.client, as_(colleague)))


async def test_only_for_members(served: Served, as_: Any) -> None:
    assert (await served.client.get("/v1/live")).status_code == 401
    assert (await served.client.get("/v1/live", headers=as_(uuid4()))).status_code == 401


@pytest.mark.parametrize("region", ["Québec", "CA-QUEBEC", "ca-qc", "CA-QC\n", ""])
async def test_a_region_is_a_code(served: Served, us: Us, region: str) -> None:
    async with asyncio.timeout(PATIENCE):
        answer = await served.client.get("/v1/live", headers=us.headers, params={"region": region})
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad_input")


async def test_without_jobs_connections_there_is_no_stream(relais: Relais, us: Us) -> None:
    async with client_of(replace(relais, worker_pool=None)) as client:
        assert (await client.get("/v1/live", headers=us.headers)).status_code == 503


async def test_open_streams_do_not_hold_up_the_end(served: Served, us: Us) -> None:
    """uvicorn waits for open answers without end when nobody tells them to finish."""
    async with listening(served.client, us.headers) as reader:
        served.server.should_exit = True
        await reader.end()
        await until(lambda: not served.server.server_state.connections)


async def test_hanging_up_ends_every_stream(served: Served, us: Us) -> None:
    """Before the server stops: it would wait for streams that never end."""
    async with listening(served.client, us.headers) as reader:
        served.hub.hang_up()
        await reader.end()
    assert (await served.client.get("/v1/live", headers=us.headers)).status_code == 503


async def test_after_an_outage_nothing_is_skipped(
    served: Served,
    superuser: asyncpg.Connection,
    tell: Teller,
    us: Us,
) -> None:
    """The database ends the hub's connections; what was told meanwhile comes as soon as it is back."""
    async with listening(served.client, us.headers) as reader:
        await superuser.execute("REVOKE SELECT ON tellings FROM relais_worker")
        try:
            await tell("one", us.organisation)
            await reader.quiet_for(3)
            await superuser.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = 'relais relais_worker' AND datname = current_database()"
            )
        finally:
            await superuser.execute("GRANT SELECT ON tellings TO relais_worker")
        await tell("two", us.organisation)
        assert await reader.names(2) == ["one", "two"]
