"""An answer leaves in one piece, and nothing is held back for good."""

import asyncio
from typing import Any

from api.one_write import _Held


class Wire(asyncio.Transport):
    """What was written, in pieces."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 1)})
        self.pieces: list[bytes] = []
        self.closed = False

    def write(self, data: Any) -> None:
        self.pieces.append(bytes(data))

    def close(self) -> None:
        self.closed = True


async def test_a_head_goes_with_its_body() -> None:
    wire = Wire()
    held = _Held(wire)
    held.write(b"HTTP/1.1 200 OK\r\n\r\n")
    assert wire.pieces == []
    held.write(b"body")
    held.write(b"more")
    assert wire.pieces == [b"HTTP/1.1 200 OK\r\n\r\nbody", b"more"]
    assert held.get_extra_info("peername") == ("127.0.0.1", 1)


async def test_a_head_without_a_body_waits_for_no_more_than_this_turn() -> None:
    """The stream of what changes says its head at once, and its first word when there is one."""
    wire = Wire()
    held = _Held(wire)
    held.write(b"HTTP/1.1 204 No Content\r\n\r\n")
    await asyncio.sleep(0)
    assert wire.pieces == [b"HTTP/1.1 204 No Content\r\n\r\n"]
    held.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    held.write(b"HTTP/1.1 200 OK\r\n\r\n")
    assert wire.pieces[1:] == [b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"]


async def test_closing_says_what_was_held() -> None:
    wire = Wire()
    held = _Held(wire)
    held.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    held.close()
    assert (wire.pieces, wire.closed) == ([b"HTTP/1.1 400 Bad Request\r\n\r\n"], True)
