"""Patience with a connection: how long it may take to say what it wants, and how much (ASVS 15.2.2).

uvicorn waits for ever for a connection that says nothing, or a byte a minute, and keeps a head of any length: a few
hundred such connections from one machine would be all that there are.
"""

import asyncio
import resource
from typing import Any, Final

from api.one_write import OneWrite

HEAD_SECONDS: Final = 15.0
"""From the first moment until the head of a request is whole; an idle one that was used waits five (uvicorn)."""
BODY_SECONDS: Final = 45.0
"""From the head until the body is whole: ten megabytes of a receipt at 2 Mbit/s."""
LARGEST_HEAD: Final = 65_536
"""Bytes of a head, whole or not."""
RESERVED: Final = 124
"""Files that a process needs for itself: its pools, its keys, its standard streams."""
TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


def most_connections() -> int:
    """How many connections this process takes before it answers 503: fewer than it may open files."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 10_000 if soft == resource.RLIM_INFINITY else max(100, min(10_000, soft - RESERVED))


class Patient(OneWrite):
    """The protocol that lets go of whoever takes too long, or says too much before it is clear what."""

    head_seconds = HEAD_SECONDS
    body_seconds = BODY_SECONDS

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._waits_for = ""
        self._timer: asyncio.TimerHandle | None = None
        self._head_bytes = 0
        """What came while a head was not whole."""
        self._read = 0
        """What its address and lines add up to, also of one that came in one piece."""
        self._in_head = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """A caller has connected: the first head is awaited."""
        super().connection_made(transport)
        self._wait("head", self.head_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is waited for any more."""
        self._wait("", 0)
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._in_head, self._head_bytes, self._read = True, 0, 0

    def on_url(self, url: bytes) -> None:
        """A piece of the address."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """One line of the head. Raises `ValueError` past the bound, which the parser answers with 400."""
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def _count(self, length: int) -> None:
        self._read += length
        if self._read > LARGEST_HEAD:
            raise ValueError("the head of a request is too large")

    def on_headers_complete(self) -> None:
        """A head is whole."""
        self._in_head = False
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """What came is read; what is still to come is given its time once, however slowly it drips."""
        super().data_received(data)
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > LARGEST_HEAD:
                self.transport.write(TOO_LARGE)
                self.transport.close()
                return
            self._wait("head", self.head_seconds)
        elif self.cycle is not None and self.cycle.more_body:
            self._wait("body", self.body_seconds)
        else:
            self._wait("", 0)

    def _wait(self, what: str, seconds: float) -> None:
        if what == self._waits_for:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._waits_for = what
        self._timer = self.loop.call_later(seconds, self._let_go) if what else None

    def _let_go(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()
