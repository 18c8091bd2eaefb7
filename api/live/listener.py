"""One open stream, and what it has yet to hear."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from service.messages.rules import BOARD, MEMBERS, Heard, heard_by
from service.messages.tellings import START, Position, Told

if TYPE_CHECKING:
    from service.partners.actor import Actor
    from service.store.session import Telling


@dataclass(eq=False)
class Listener:
    """One open stream, and what it has yet to hear."""

    member_id: UUID
    actor: Actor
    region: str | None
    """Of the board, only this region and what is one's own; `None` for all."""
    room: int
    position: Position = START
    """All up to here was heard, or was not for this listener."""
    pending: dict[Heard, Position] = field(default_factory=dict)
    must_reload: bool = False
    must_look: bool = False
    """Somebody's access or roles have changed in this listener's organisation: perhaps its own."""
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    def offer(self, told: Iterable[Told]) -> None:
        """Keep what is for this listener, in order; of equal things only the last."""
        for one in told:
            if one.position > self.position and self._is_about_us(one.telling):
                self.must_look = True
                self.wake.set()
            heard = heard_by(self.actor, one.telling) if one.position > self.position else None
            if heard is not None and self._wants(heard):
                self.pending.pop(heard, None)
                self.pending[heard] = one.position
        if len(self.pending) > self.room:
            self.reload(max(self.pending.values()))
        if self.pending:
            self.wake.set()

    def reload(self, position: Position) -> None:
        """Instead of all that is pending: look at everything anew."""
        self.pending.clear()
        self.must_reload = True
        self.position = position
        self.wake.set()

    def _is_about_us(self, telling: Telling) -> bool:
        return telling.topic == MEMBERS and self.actor.organisation_id in telling.organisations

    def become(self, actor: Actor) -> None:
        """Listen as who one is now. What was kept for other roles is not told: whoever changed looks anew."""
        if actor != self.actor:
            self.actor = actor
            self.reload(self.position)

    def _wants(self, heard: Heard) -> bool:
        return heard.topic != BOARD or heard.subject is not None or self.region in (None, heard.region)

    def take(self) -> Iterator[tuple[str, Heard | None, Position]]:
        """What is to be said now, in order: the event's name, what was heard, and the position after it."""
        if self.must_reload:
            self.must_reload = False
            yield "reload", None, self.position
        while self.pending:
            heard = next(iter(self.pending))
            self.position = self.pending.pop(heard)
            yield heard.topic, heard, self.position

    async def wait(self, seconds: float) -> None:
        """Until there is something to say, or so many seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.wake.wait(), max(seconds, 0))
        self.wake.clear()
