"""One listener's stream, as a browser reads it: server-sent events and signs of life."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from api.live.hub import LiveHub
from api.live.ids import Place, Seals
from api.live.listener import Listener
from service.messages.rules import Heard
from service.messages.tellings import Position

if TYPE_CHECKING:
    from service.partners.actor import Actor

RETRY = 2000
"""Milliseconds after which a browser connects again."""

Still = Callable[[], Awaitable["Actor | None"]]
"""Who the listener is now; `None` once they may no longer listen."""


@dataclass(frozen=True)
class Streaming:
    """One listener's stream, as bytes of server-sent events."""

    hub: LiveHub
    listener: Listener
    seals: Seals
    until: datetime
    """When the caller's access ends, in the hub's clock."""
    still: Still

    async def events(self, resume: str | None) -> AsyncIterator[bytes]:
        """From connection to end: changes as they settle, a sign of life now and then."""
        with self.hub.listening(self.listener, resume, self.seals):
            yield f"retry: {RETRY}\n".encode() + self._beat()
            due = self._next_beat()
            while self._may_go_on():
                if self.listener.must_look and not await self._looked_up():
                    return
                for name, heard, position in self.listener.take():
                    yield self._event(name, heard, position)
                if due <= _seconds():
                    if not await self._still_there():
                        return
                    self._not_ahead()
                    yield self._beat()
                    due = self._next_beat()
                await self.listener.wait(min(due - _seconds(), self._time_left()))

    def _may_go_on(self) -> bool:
        return not self.hub.closing and self._time_left() > 0

    def _time_left(self) -> float:
        return (self.until - self.hub.clock.now()).total_seconds()

    def _next_beat(self) -> float:
        return _seconds() + self.hub.pace.beat

    async def _still_there(self) -> bool:
        """Look the member up again: who has left, or lost a role, hears no more (POL-04)."""
        actor = await self.still()
        if actor is None:
            return False
        self.listener.actor = actor
        return True

    async def _looked_up(self) -> bool:
        """The same at once, before anything more is told: an access has ended here, or roles have changed."""
        self.listener.must_look = False
        actor = await self.still()
        if actor is not None:
            self.listener.become(actor)
        return actor is not None

    def _not_ahead(self) -> None:
        """Another process may be a moment ahead, never for long: such an id is from before a restored backup."""
        if self.listener.position > self.hub.position:
            self.listener.reload(self.hub.position)

    def _beat(self) -> bytes:
        """A comment and, with nothing pending, the id of here and now: a quiet listener resumes from close by."""
        if self.listener.pending or self.listener.must_reload:
            return b":\n\n"
        self.listener.position = max(self.listener.position, self.hub.position)
        return f":\nid: {self._id(self.listener.position)}\n\n".encode()

    def _event(self, name: str, heard: Heard | None, position: Position) -> bytes:
        facts = {"region": heard.region, "subject": heard.subject} if heard else {}
        known = {fact: value for fact, value in facts.items() if value is not None}
        data = msgspec.json.encode({"topic": name, **known}, enc_hook=str).decode()
        return f"id: {self._id(position)}\nevent: {name}\ndata: {data}\n\n".encode()

    def _id(self, position: Position) -> str:
        return self.seals.seal(Place(position, self.hub.clock.now()))


def _seconds() -> float:
    return asyncio.get_running_loop().time()
