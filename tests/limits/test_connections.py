"""A connection that takes its time, or says too much, is let go; one that asks is answered (ASVS 15.2.2)."""

import asyncio
import resource
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from api.limits.connections import LARGEST_HEAD, Patient, most_connections
from tests.api.test_one_write import Wire

HEAD = b"POST /x HTTP/1.1\r\nhost: relais.test\r\ncontent-length: 4\r\n"
BOUND = 60
"""Seconds after which a test has failed."""


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answers with the body that came, once it is whole."""
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    length = str(len(body)).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", length)]})
    await send({"type": "http.response.body", "body": body})


class Hasty(Patient):
    """The same patience, for as long as a test has."""

    head_seconds = 0.05
    body_seconds = 0.05


@asynccontextmanager
async def serving(**config: Any) -> AsyncIterator[int]:
    server = uvicorn.Server(
        uvicorn.Config(echo, port=0, log_level="error", lifespan="off", **{"http": Hasty, **config})
    )
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]  # older uvicorn asks for it
    server.config.load()
    server.lifespan = server.config.lifespan_class(server.config)
    await server.startup()
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        await server.shutdown()


async def heard(port: int, *said: bytes) -> bytes:
    """What comes back before the server hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in said:
            writer.write(piece)
        return await asyncio.wait_for(reader.read(), BOUND)
    finally:
        writer.close()


@pytest.mark.parametrize(
    "said",
    [(), (b"GET ",), (b"GET / HTTP/1.1\r\nhost: a\r\n",), (HEAD + b"\r\n", b"ab")],
    ids=["nothing", "a word", "half a head", "half a body"],
)
async def test_whoever_does_not_go_on_is_let_go(said: tuple[bytes, ...]) -> None:
    """ASVS 15.2.2: the ways of a slow loris; nothing was answered, and nothing is held open."""
    async with serving() as port:
        assert await heard(port, *said) == b""


async def test_dripping_does_not_buy_time() -> None:
    """A byte now and then was what kept uvicorn waiting for ever: the time is that of the whole head."""
    async with serving() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\n")

        async def drip() -> None:
            while not writer.is_closing():
                writer.write(b"a: b\r\n")
                await asyncio.sleep(0.01)

        dripping = asyncio.create_task(drip())
        try:
            assert await asyncio.wait_for(reader.read(), BOUND) == b""
        except ConnectionResetError:
            pass
        finally:
            dripping.cancel()
            writer.close()


async def test_a_head_without_end_is_refused() -> None:
    """ASVS 15.2.2: one line that never ends is told to nobody by httptools, which keeps it; 64 kB of it come."""
    async with serving(http=Patient) as port:
        found = await heard(
            port, b"GET / HTTP/1.1\r\nx-filler: ", *[b"a" * 8_000] * (LARGEST_HEAD // 8_000 + 2)
        )
        assert found.startswith(b"HTTP/1.1 431 ")


async def test_nor_is_one_that_comes_in_one_piece() -> None:
    """ASVS 15.2.2: twenty thousand lines at once are as many as one at a time."""
    wire = Wire()
    config = uvicorn.Config(echo, log_level="error", lifespan="off", http=Patient)
    config.load()
    protocol = Patient(config=config, server_state=ServerState(), app_state={})
    protocol.connection_made(wire)
    protocol.data_received(b"GET / HTTP/1.1\r\n" + b"a: bcdefg\r\n" * 20_000 + b"\r\n")
    assert wire.pieces[0].startswith(b"HTTP/1.1 400 ")
    assert wire.closed
    protocol.connection_lost(None)


async def test_who_asks_is_answered_again_and_again() -> None:
    """One connection, several requests, a body in two pieces: patience is not used up by what came in time."""
    async with serving(http=Patient) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(3):
            writer.write(HEAD + b"\r\nab")
            await writer.drain()
            writer.write(b"cd")
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), BOUND)
            assert head.startswith(b"HTTP/1.1 200 ")
            assert await asyncio.wait_for(reader.readexactly(4), BOUND) == b"abcd"
        writer.close()


async def test_both_a_length_and_pieces_is_no_request() -> None:
    """ASVS 4.2.1: where a request ends must not be for two readers to decide each for themselves."""
    async with serving() as port:
        said = (
            b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"
        )
        assert (await heard(port, said)).startswith(b"HTTP/1.1 400 ")


async def test_no_more_connections_than_it_may_open() -> None:
    """ASVS 13.1.2: past them a caller is told so, instead of waiting where nobody listens."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert 100 <= most_connections() <= 10_000
    assert soft == resource.RLIM_INFINITY or soft < 224 or most_connections() < soft
    async with serving(limit_concurrency=1) as port:
        assert (await heard(port, b"GET / HTTP/1.1\r\nhost: a\r\n\r\n")).startswith(b"HTTP/1.1 503 ")
