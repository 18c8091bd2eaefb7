"""The database goes away in every way that it can: who asks is told what is so, in time, and nothing happens twice."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from html.parser import HTMLParser

import asyncpg
import pytest

from api.browser.cookies import SESSION
from service.messages.outbox import Outbox
from service.store.away import DatabaseAway
from service.store.store import open_pool
from service.store.waits import show_life
from tests.drills.faults.conftest import BOUND, SHORT, Replica
from tests.drills.faults.wire import Wire
from tests.jobs.outboxes import KIND, intend
from tests.signing import invited

Fault = Callable[[Replica], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def refused(replica: Replica) -> AsyncIterator[None]:
    """Nobody listens any more, and who was connected is reset: the server's machine has started anew."""
    await replica.wire.cut()
    yield


@asynccontextmanager
async def silent(replica: Replica) -> AsyncIterator[None]:
    """Half open: each side believes that the other is there, and no byte arrives."""
    replica.wire.silent = True
    yield
    replica.wire.reset()


@asynccontextmanager
async def reset_before_commit(replica: Replica) -> AsyncIterator[None]:
    """The connection ends while a command writes."""
    await replica.store.pool.expire_connections()  # on a new one the statement itself is on the wire
    replica.wire.swallow = b"INSERT INTO idempotency"
    yield
    assert replica.wire.swallow == b""


@asynccontextmanager
async def answer_of_the_commit_lost(replica: Replica) -> AsyncIterator[None]:
    """PostgreSQL has committed; its word never arrives."""
    replica.wire.swallow = b"COMMIT"
    yield
    assert replica.wire.swallow == b""


@asynccontextmanager
async def exhausted(replica: Replica) -> AsyncIterator[None]:
    """Others have every connection."""
    held = [await replica.store.pool.acquire() for _ in range(3)]
    yield
    for connection in held:
        await replica.store.pool.release(connection)


@asynccontextmanager
async def locked(replica: Replica) -> AsyncIterator[None]:
    """Somebody holds what the command needs, and does not end."""
    async with replica.db.transaction():
        await replica.db.execute("LOCK TABLE counts")
        yield


@asynccontextmanager
async def not_promoted(replica: Replica) -> AsyncIterator[None]:
    """The connections lead to a server that may not write: a standby."""
    name = await replica.db.fetchval("SELECT current_database()")
    await replica.db.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    replica.wire.reset()
    yield
    await replica.db.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
    replica.wire.reset()


WRITING: tuple[Fault, ...] = (
    refused, silent, reset_before_commit, answer_of_the_commit_lost, exhausted, locked, not_promoted,
)  # fmt: skip
COMMITTED = answer_of_the_commit_lost


@asynccontextmanager
async def in_time() -> AsyncIterator[None]:
    """Measured, and ended only much later: an answer that the test itself had to force would prove nothing."""
    begun = asyncio.get_running_loop().time()
    async with asyncio.timeout(3 * BOUND):
        yield
    assert asyncio.get_running_loop().time() - begun < BOUND


async def test_who_asks_is_told_and_may_ask_again(replica: Replica) -> None:
    """BED-16, LNG-01: a problem document in time, in the caller's language, with when to try again; the same key then
    has one effect, whether or not the first attempt had it."""
    for fault in WRITING:
        at = await replica.later()
        async with in_time(), fault(replica):
            answer = await replica.count(5, fault.__name__, at, language="en")
            there = await replica.counted(at) if fault is not locked else []
        said = answer.json()
        assert (answer.status_code, said["type"]) == (503, "/problems/away"), (fault.__name__, said)
        assert said["title"] == "Relais cannot reach its data at this moment."
        assert (answer.headers["retry-after"], answer.headers["content-language"]) == ("5", "en")
        assert there == ([5] if fault is COMMITTED else []), fault.__name__
        await replica.wire.mend()
        again = await replica.count(5, fault.__name__, at, language="en")
        assert again.status_code == 201, (fault.__name__, again.text)
        assert await replica.counted(at) == [5], fault.__name__
    assert await replica.wrong() == {}


async def test_ready_says_what_is_so(replica: Replica) -> None:
    """X3: no requests for a replica without a database or a connection to spare; and again once there is one."""
    for fault in (refused, silent, exhausted):
        async with in_time(), fault(replica):
            answer = await replica.client.get("/readyz", timeout=BOUND)
        assert (answer.status_code, answer.json()) == (503, {"status": "no database"}), fault.__name__
        assert (await replica.client.get("/healthz")).status_code == 200
        await replica.wire.mend()
        assert (await replica.client.get("/readyz")).json() == {"status": "ok"}, fault.__name__


async def test_a_job_does_not_hang(replica: Replica) -> None:
    """X3: what a replica claims over a line that is half open fails in time, and is claimed once it is whole again."""
    name = await replica.db.fetchval("SELECT current_database()")
    pool = await open_pool(replica.wire.url(name), role="relais_worker", size=1, waits=SHORT)
    outbox = Outbox(pool, replica.clock)
    await intend(replica.db, replica.clock.now())
    async with in_time(), silent(replica):
        with pytest.raises((TimeoutError, DatabaseAway, asyncpg.PostgresConnectionError)):
            await outbox.claim(KIND, 1)
    await replica.wire.mend()
    assert len(await outbox.claim(KIND, 1)) == 1
    pool.terminate()


async def test_the_kernel_notices_a_peer_that_is_gone(wire: Wire) -> None:
    """The options that end a dead connection are on the socket that the database is reached by."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_connection(asyncio.Protocol, "127.0.0.1", wire.port)
    show_life(transport)
    found = transport.get_extra_info("socket")
    assert found.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
    assert found.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 10_000
    transport.abort()


async def test_a_slow_line_is_slow_and_nothing_else(replica: Replica) -> None:
    """A round trip that takes long is no outage."""
    replica.wire.delay = 0.02
    at = await replica.later()
    answers = await asyncio.gather(*(replica.count(4, "slow", at) for _ in range(3)))
    assert [answer.status_code for answer in answers] == [201] * 3
    assert await replica.counted(at) == [4]


class Kept(HTMLParser):
    """What the form of a page would send to this path."""

    def __init__(self, path: str, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str | None] = {}
        self._path, self._inside = path, False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "form":
            self._inside = said.get("action") == self._path
        elif tag == "input" and self._inside:
            self.fields[said["name"] or ""] = said["value"]


async def test_a_page_keeps_what_was_typed(replica: Replica) -> None:
    """CNF-08: a form that cannot be taken comes back whole and says so; sent again, it counts once."""
    browser = {
        "Cookie": f"{SESSION}={(await invited(replica.store, replica.house.desk, 'passkey')).token}",
        "Sec-Fetch-Site": "same-origin",
        "Accept": "text/html",
        "Accept-Language": "fr",
    }
    at = await replica.later()
    form = {
        "_key": "page-of-tonight",
        "free": "3",
        "painted": at.isoformat(),
        "tapped": at.isoformat(),
        "_code": "123456",
    }
    path = f"/desk/counts/{replica.house.id}"
    replica.client.cookies.clear()
    await replica.wire.cut()
    answer = await replica.client.post(path, data=form, headers=browser, timeout=BOUND)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "<h1>Relais n&#39;atteint pas ses données en ce moment.</h1>" in answer.text
    fields = Kept(path, answer.text).fields
    assert fields == {name: value for name, value in form.items() if name != "_code"}
    assert "123456" not in answer.text
    await replica.wire.mend()
    for _ in range(2):
        sent = await replica.client.post(path, data=fields, headers=browser)
        assert (sent.status_code, sent.headers.get("location")) == (303, "/?done=counted"), sent.text
    assert await replica.counted(at) == [3]
    await replica.wire.cut()
    read = await replica.client.get("/account", headers=browser, timeout=BOUND)
    assert read.status_code == 503
    assert 'href="/account"' in read.text.partition("<main")[2].partition("</main>")[0]
    await replica.wire.mend()
