"""Requests that two readers on the way could part in different places: the bytes themselves, over a real socket."""

import asyncio

import pytest

from api.parts import Relais
from tests.api.world import World
from tests.one_app import app_of
from tests.pages.conftest import listening

pytestmark = pytest.mark.xdist_group("doors")
POST = b"POST /v1/sign-in/code HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
SECOND = b"GET /sign-in HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
"""What would be smuggled: its answer is `200`."""
PARTED = {
    "a length and chunks": POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "a list of lengths": POST + b"Content-Length: 2, 2\r\n\r\n{}",
    "a signed length": POST + b"Content-Length: +2\r\n\r\n{}",
    "a negative length": POST + b"Content-Length: -1\r\n\r\n{}",
    "a length in sixteens": POST + b"Content-Length: 0x2\r\n\r\n{}",
    "an encoding that is none": POST + b"Transfer-Encoding: xchunked\r\n\r\n{}",
    "a space before the colon": POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "two encodings": POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "an extension over a line": POST + b'Transfer-Encoding: chunked\r\n\r\n2;a="\r\n"\r\n{}\r\n0\r\n\r\n',
    "a negative chunk": POST + b"Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
    "a chunk beyond numbers": POST
    + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}\r\n0\r\n\r\n",
    "a folded line": b"POST /leave HTTP/1.1\r\nHost: a\r\nX: a\r\n b: c\r\n\r\n",
    "lines without CR": b"POST /leave HTTP/1.1\nHost: a\n\n",
    "a lone CR": b"POST /leave HTTP/1.1\r\nHost: a\r\nX: a\rY: b\r\n\r\n",
    "a NUL": b"POST /leave HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n",
    "another protocol": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a tunnel": b"CONNECT evil.test:443 HTTP/1.1\r\nHost: a\r\n\r\n",
}


async def said(port: int, sent: bytes) -> bytes:
    """Everything that is answered to these bytes, until the line is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    try:
        return await asyncio.wait_for(reader.read(), 60)
    except ConnectionResetError:
        return b""
    finally:
        writer.close()


async def test_nothing_is_smuggled_behind_a_request(world: World, parts: Relais) -> None:
    """CWE-444 (ASVS 5.0.0-v4.2.1): what can be read in two ways is refused, and nothing behind it is read at all."""
    with app_of(parts) as application:
        async with listening(application) as port:
            assert b" 200 " in await said(port, SECOND)
            for name, sent in PARTED.items():
                answered = await said(port, sent + SECOND)
                assert b" 200 " not in answered, name
                assert answered.count(b"HTTP/1.1 ") <= 1, name
                assert not answered or answered.startswith(b"HTTP/1.1 400"), name
            twice = await said(port, SECOND.replace(b"Host: a", b"Host: a\r\nHost: b"))
            assert twice.startswith(b"HTTP/1.1 400")
            absolute = await said(port, SECOND.replace(b"GET /", b"GET http://evil.test/"))
            assert b"evil.test" not in absolute
