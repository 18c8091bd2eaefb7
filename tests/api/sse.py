"""Reads server-sent events as a browser would: blocks of lines, of which some are events and some signs of life."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

PATIENCE = 60
"""Seconds after which a test gives up."""


@dataclass
class Block:
    """What stands between two empty lines."""

    name: str | None = None
    data: Any = None
    comment: bool = False


@dataclass
class Reader:
    """One open stream, and the id to resume from, as a browser keeps it."""

    response: httpx.Response
    last_id: str | None = None
    ids: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lines = self.response.aiter_lines()

    async def block(self) -> Block | None:
        """The next block; `None` when the stream has ended."""
        block, lines = Block(), 0
        async with asyncio.timeout(PATIENCE):
            async for line in self._lines:
                if not line and lines:
                    return block
                lines += 1
                self._take(block, line)
        return None

    def _take(self, block: Block, line: str) -> None:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not name:
            block.comment = True
        elif name == "id":
            self.last_id = value
            self.ids.append(value)
        elif name == "event":
            block.name = value
        elif name == "data":
            block.data = json.loads(value)

    async def event(self) -> Block:
        """The next event; signs of life pass by."""
        while block := await self.block():
            if block.name is not None:
                return block
        raise AssertionError("the stream ended")

    async def names(self, count: int) -> list[str | None]:
        """The names of so many events."""
        return [(await self.event()).name for _ in range(count)]

    async def quiet_for(self, beats: int) -> None:
        """Nothing but signs of life, so many."""
        for _ in range(beats):
            block = await self.block()
            assert block is not None
            assert block.name is None, block

    async def end(self) -> None:
        """Whatever still comes, then the end."""
        while await self.block():
            pass


@asynccontextmanager
async def listening(
    client: httpx.AsyncClient, headers: dict[str, str], *, after: str | None = None, region: str | None = None
) -> AsyncIterator[Reader]:
    """An open stream; all up to its first sign of life is read."""
    more = {"Last-Event-ID": after} if after is not None else {}
    params = {"region": region} if region else {}
    async with client.stream("GET", "/v1/live", headers={**headers, **more}, params=params) as response:
        assert response.status_code == 200, await response.aread()
        reader = Reader(response)
        assert await reader.block() is not None
        yield reader
