"""A wire between Relais and PostgreSQL that the tests can slow down, stop without a word, and cut.

It stands on TCP in front of the server's socket and reads the protocol no further than it must: what is asked passes
or not, and what is answered passes or not.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from service.store.embedded import Server


@dataclass
class Wire:
    """`delay`: seconds for each piece of an answer. `silent`: nothing passes any more, and nobody is told.
    `swallow`: an answer that follows upon these bytes is lost with its connection."""

    server: Server
    delay: float = 0.0
    silent: bool = False
    swallow: bytes = b""
    port: int = 0
    _listening: asyncio.Server | None = None
    _open: set[asyncio.StreamWriter] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def url(self, database: str) -> str:
        """As asyncpg understands it, by way of this wire."""
        return f"postgresql://{quote(self.server.superuser)}@127.0.0.1:{self.port}/{database}?sslmode=disable"

    async def mend(self) -> None:
        """Let everything pass, again or for the first time."""
        self.delay, self.silent, self.swallow = 0.0, False, b""
        if self._listening is None:
            self._listening = await asyncio.start_server(self._joined, "127.0.0.1", self.port)
            self.port = self._listening.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Refuse whoever connects, and reset whoever is connected."""
        if self._listening is not None:
            self._listening.close()
            self._listening = None
        self.reset()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def reset(self) -> None:
        """End the connections that are open, without a word; new ones pass."""
        for writer in tuple(self._open):
            writer.transport.abort()

    async def _joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = Path(self.server.socket_folder) / f".s.PGSQL.{self.server.port}"
        with suppress(OSError):
            inner_reader, inner_writer = await asyncio.open_unix_connection(str(path))
            ends = (writer, inner_writer)
            self._open.update(ends)
            link = _Link(self, ends)
            tasks = {
                asyncio.create_task(link.asked(reader, inner_writer)),
                asyncio.create_task(link.answered(inner_reader, writer)),
            }
            self._tasks |= tasks
            await asyncio.wait(tasks)
            self._tasks -= tasks
            self._open.difference_update(ends)


@dataclass
class _Link:
    """One connection over the wire."""

    wire: Wire
    ends: tuple[asyncio.StreamWriter, asyncio.StreamWriter]
    loses_answer: bool = False

    async def asked(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await reader.read(65536):
                if self.wire.swallow and self.wire.swallow in piece:
                    self.loses_answer = True
                await self._pass(piece, writer)
        self._end()

    async def answered(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await reader.read(65536):
                if self.loses_answer:
                    self.wire.swallow = b""
                    break
                await asyncio.sleep(self.wire.delay)
                await self._pass(piece, writer)
        self._end()

    async def _pass(self, piece: bytes, writer: asyncio.StreamWriter) -> None:
        if not self.wire.silent:
            writer.write(piece)
            await writer.drain()

    def _end(self) -> None:
        for end in self.ends:
            end.transport.abort()


@asynccontextmanager
async def wire_to(server: Server) -> AsyncIterator[Wire]:
    """A wire that lets everything pass."""
    wire = Wire(server)
    await wire.mend()
    try:
        yield wire
    finally:
        await wire.cut()
