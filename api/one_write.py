"""An answer in one piece: its head waits for its body, so that the caller is woken once and the kernel asked once."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class _Held:
    """A transport whose heads wait: for the body that follows at once, or for the end of this turn of the loop."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._head = b""
        self._loop = asyncio.get_running_loop()

    def write(self, data: bytes) -> None:
        """uvicorn writes a head and each piece of a body by itself; here a head goes with the piece after it."""
        if self._head:
            data, self._head = self._head + data, b""
            self._transport.write(data)
        elif data.startswith(b"HTTP/1.1 "):
            self._head = data
            self._loop.call_soon(self._let_go)
        else:
            self._transport.write(data)

    def close(self) -> None:
        """Nothing that was held is lost."""
        self._let_go()
        self._transport.close()

    def _let_go(self) -> None:
        if self._head:
            data, self._head = self._head, b""
            self._transport.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class OneWrite(HttpToolsProtocol):
    """uvicorn's protocol over such a transport."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn's own is alike
        """A caller has connected."""
        super().connection_made(_Held(transport))  # type: ignore[arg-type]  # it is one in all that uvicorn asks of it
