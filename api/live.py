"""The live stream: one task per process follows what commands tell, and passes to each listener what it may hear.

A listener that is slow keeps one pending event per thing that changed, and when even those are too many, a single
`reload`: it may miss detail, never the fact that it missed something.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
import structlog

from api.live_audience import Audience
from api.live_ids import Place, Seals
from service.clock import Clock
from service.messages.rules import BOARD, MEMBERS, Heard, heard_by, hears_by_name
from service.messages.tellings import START, Position, Told, latest_settled, settled_after

if TYPE_CHECKING:
    import asyncpg
    from litestar import Litestar

    from service.partners.actor import Actor
    from service.store.session import Telling

log = structlog.get_logger("relais.live")

RESUMABLE = timedelta(minutes=30)
"""How old an id may be to resume from; far less than tellings are kept (`jobs.cleaning.KEPT`)."""
RETRY = 2000
"""Milliseconds after which a browser connects again."""


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


def hang_up(app: Litestar) -> None:
    """End the streams of this application, whose server is about to stop."""
    live = app.state.get("live")
    if isinstance(live, LiveHub):
        live.hang_up()


def _seconds() -> float:
    return asyncio.get_running_loop().time()
