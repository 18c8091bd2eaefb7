"""Follows what commands tell, once per process, for all its listeners."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import structlog

from api.live.audience import Audience
from api.live.ids import Place, Seals
from api.live.listener import Listener
from service.clock import Clock
from service.messages.rules import hears_by_name
from service.messages.tellings import START, Told, latest_settled, settled_after

if TYPE_CHECKING:
    import asyncpg
    from litestar import Litestar

log = structlog.get_logger("relais.live")

RESUMABLE = timedelta(minutes=30)
"""How old an id may be to resume from; far less than tellings are kept (`service.retention.rules`: 24 hours)."""


@dataclass(frozen=True)
class Pace:
    """How often the stream looks and speaks, and how much it keeps. Times in seconds."""

    poll: float = 0.25
    beat: float = 15.0
    portion: int = 1000
    """Tellings per look."""
    recent: int = 5000
    """Tellings kept in memory, from which a listener that was cut off resumes."""
    room: int = 100
    """Different things that may be pending for one listener before it is told to reload."""


class LiveHub:
    """Follows the tellings for all listeners of a process: `async with LiveHub(worker_pool, clock):`, as often as one
    likes.

    The pool signs in as relais_worker. While the database is away the listeners stay, and nothing is skipped after.
    """

    def __init__(self, pool: asyncpg.Pool, clock: Clock, pace: Pace | None = None) -> None:
        self.pace = pace or Pace()
        self.clock = clock
        self.position = START
        self.audience = Audience()
        self.closing = False
        self._pool = pool
        self._recent: deque[Told] = deque()
        self._floor = START
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> LiveHub:
        recent = await latest_settled(self._pool, self.pace.recent)
        self.closing = False
        self._floor = recent[0].position if len(recent) == self.pace.recent else START
        self._recent = deque(recent)
        self.position = recent[-1].position if recent else START
        self._task = asyncio.create_task(self._follow(), name="live hub")
        return self

    async def __aexit__(self, *_: object) -> None:
        self.hang_up()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def hang_up(self) -> None:
        """End every stream, so that the server can stop; browsers connect again, to whichever process is there."""
        self.closing = True
        for listener in self.listeners:
            listener.wake.set()

    @property
    def listeners(self) -> frozenset[Listener]:
        """Whose streams are open here."""
        return self.audience.everybody()

    def open_to(self, member_id: UUID) -> int:
        """How many streams this member has open here."""
        return len(self.audience.named(member_id))

    @contextmanager
    def listening(self, listener: Listener, resume: str | None, seals: Seals) -> Iterator[None]:
        """The listener hears from now on, or from where it was: nothing between is skipped, or it is told to reload.

        Police who come back are always told to reload: whether they must is otherwise a matter of how much has
        happened elsewhere meanwhile (POL-03).
        """
        place = seals.open(resume) if resume is not None else Place(self.position, self.clock.now())
        if resume is not None and hears_by_name(listener.actor):
            place = None
        if place is None or place.at < self.clock.now() - RESUMABLE or place.position < self._floor:
            listener.reload(self.position)
        else:
            listener.position = place.position
            listener.offer(self._recent)
        self.audience.add(listener)
        try:
            yield
        finally:
            self.audience.discard(listener)

    async def _follow(self) -> None:
        while True:
            if await self._look() < self.pace.portion:
                await asyncio.sleep(self.pace.poll)

    async def _look(self) -> int:
        """Once; how many tellings there were. Whatever goes wrong, the next look begins where this one did."""
        try:
            told = await settled_after(self._pool, self.position, self.pace.portion)
        except (
            Exception
        ) as trouble:  # an outage most likely; a follower that ended would be silence for everybody
            log.warning("cannot follow", kind=type(trouble).__name__)
            return 0
        self._pass_on(told)
        return len(told)

    def _pass_on(self, told: list[Told]) -> None:
        """Move on and tell, without a pause between: who begins to listen is either before or after."""
        if not told:
            return
        self.position = told[-1].position
        self._recent.extend(told)
        while len(self._recent) > self.pace.recent:
            self._floor = self._recent.popleft().position
        for listener, share in self.audience.share_out(told).items():
            listener.offer(share)


def hang_up(app: Litestar) -> None:
    """End the streams of this application, whose server is about to stop."""
    live = app.state.get("live")
    if isinstance(live, LiveHub):
        live.hang_up()
