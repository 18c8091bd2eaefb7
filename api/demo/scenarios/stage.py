"""The stage of a scenario: its people, the demo's clock, and what each step was seen to do."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from api.demo.scenarios.wire import Ask, Hearing, Reply, Wire
from service.refusals import Language, Said

StoryT = TypeVar("StoryT")

MOST_LOOKS = 150
"""How often a reply that depends on a job is looked at again before it counts as not come."""
BETWEEN_LOOKS = 0.2
"""Seconds."""
LONGEST_JUMP = 60 * 24 * 30
"""Minutes that the demo's clock moves at once."""


NOT_BUILT = Said("pas encore construit", "not built yet")


class CannotGoOnError(Exception):
    """A step lacks what the rest of it stands on."""


@dataclass(frozen=True)
class Expectation:
    """One thing that a step expects, in words, whether it held, and what was seen instead.

    `not_built`: it did not hold, and the reply shows why: no code knows the door or the field.
    """

    said: Said
    held: bool
    seen: str
    not_built: bool = False

    def text(self, language: Language) -> str:
        """`as expected`, or the expectation with what was seen."""
        wish = self.said.in_(language, {})
        if self.held:
            return wish
        seen = NOT_BUILT.in_(language) if self.not_built else self.seen
        return (
            f"{'PAS' if language == 'fr' else 'NOT'} {wish} ({'vu' if language == 'fr' else 'seen'}: {seen})"
        )


@dataclass
class Seen:
    """What one step saw. It holds when there was something to expect and all of it held."""

    expectations: list[Expectation] = field(default_factory=list)

    def that(self, fr: str, en: str, held: bool, seen: object = "", *, not_built: bool = False) -> None:
        """Expect something; `seen` is what the replies showed."""
        missing = not_built and not held
        self.expectations.append(Expectation(Said(fr, en), bool(held), _short(seen), missing))

    def equal(self, fr: str, en: str, seen: object, wanted: object) -> None:
        """Expect what was seen to be exactly this."""
        same_kind = isinstance(seen, bool) == isinstance(wanted, bool)
        self.that(fr, en, same_kind and seen == wanted, seen)

    def accepted(self, fr: str, en: str, reply: Reply, *, needs: str | None = None) -> Reply:
        """Expect a yes; without it the step cannot go on. A no to the field that it `needs` is not built yet.
        Raises `CannotGoOnError`."""
        not_built = needs is not None and reply.knows_no(needs)
        said = _short(f"{reply.status} {reply.problem or ''} {reply.body}")
        self.that(fr, en, reply.ok, said, not_built=not_built)
        if not reply.ok:
            raise CannotGoOnError
        return reply

    def refused(self, fr: str, en: str, reply: Reply, problem: str) -> None:
        """Expect exactly this no."""
        self.that(fr, en, reply.problem == problem, f"{reply.status} {reply.problem}")

    @property
    def ok(self) -> bool:
        return bool(self.expectations) and all(one.held for one in self.expectations)


def _short(seen: object) -> str:
    text = str(seen)
    return text if len(text) <= 300 else f"{text[:297]}…"


@dataclass(frozen=True)
class Hand:
    """One person's hand: what they ask, and nothing that another may see."""

    stage: Stage
    person: str

    async def get(self, path: str, **query: Any) -> Reply:
        """Read."""
        return await self.stage.wire.send(Ask(self.person, "GET", path, query=query))

    async def listen(self) -> Hearing:
        """Keep a page open, as on a phone."""
        return await self.stage.wire.listen(self.person)

    async def post(self, path: str, body: Any = None) -> Reply:
        """Ask for something, with a fresh idempotency key."""
        return await self.stage.wire.send(Ask(self.person, "POST", path, body=body))

    async def patch(self, path: str, body: Any, version: str) -> Reply:
        """Change a part of what was read under this version (an `ETag` as it came)."""
        return await self.stage.wire.send(Ask(self.person, "PATCH", path, body=body, version=version))

    async def put(self, path: str, body: Any, version: str) -> Reply:
        """Change what was read under this version (an `ETag` as it came)."""
        return await self.stage.wire.send(Ask(self.person, "PUT", path, body=body, version=version))


class Stage:
    """A wire with people at one end, and a clock that a scenario may move forwards."""

    def __init__(self, wire: Wire, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self.wire = wire
        self._pause = pause

    def as_(self, person: str) -> Hand:
        """The hand of the demo person with this address."""
        return Hand(self, person)

    async def now(self) -> datetime:
        """The server's present moment, in UTC. Raises `CannotGoOnError` where no demo clock answers."""
        reply = await self.wire.send(Ask(None, "GET", "/demo/clock"))
        try:
            return datetime.fromisoformat(str(reply.at("now"))).astimezone(UTC)
        except ValueError:
            raise CannotGoOnError("no demo clock") from None

    async def move_to(self, moment: datetime) -> None:
        """Move the clock forwards to this moment, to the minute; never backwards."""
        minutes = math.ceil((moment - await self.now()).total_seconds() / 60)
        while minutes > 0:
            jump = min(minutes, LONGEST_JUMP)
            await self.wire.send(Ask(None, "POST", "/demo/clock", body={"minutes": jump}))
            minutes -= jump
        self.wire.forget_tokens()

    async def rest(self) -> None:
        """Give a job a moment."""
        await self._pause(BETWEEN_LOOKS)

    async def eventually(self, look: Callable[[], Awaitable[Reply]], good: Callable[[Reply], bool]) -> Reply:
        """Look until the reply is good or time is up; the last reply either way. For what a job does."""
        for _ in range(MOST_LOOKS):
            reply = await look()
            if good(reply):
                return reply
            await self.rest()
        return await look()


StepPlay = Callable[[StoryT, Seen], Awaitable[None]]


@dataclass(frozen=True)
class Step(Generic[StoryT]):
    """One step of a scenario: its title and how it is played."""

    title: Said
    play: StepPlay[StoryT]


@dataclass(frozen=True)
class StepReport:
    """What a step was seen to do."""

    number: int
    title: Said
    ok: bool
    expectations: tuple[Expectation, ...]

    @property
    def not_built(self) -> bool:
        """Whether nothing failed in it but what no code does yet."""
        failed = [one for one in self.expectations if not one.held]
        return bool(failed) and all(one.not_built for one in failed)

    def seen(self, language: Language) -> str:
        """Each expectation in a sentence; what did not hold says what was seen."""
        return "; ".join(one.text(language) for one in self.expectations)


class Script(Generic[StoryT]):
    """The steps of a scenario, in order; `begin` makes the story that they share."""

    def __init__(self, begin: Callable[[Stage], StoryT]) -> None:
        self._begin = begin
        self._steps: dict[int, Step[StoryT]] = {}

    @property
    def steps(self) -> list[Step[StoryT]]:
        """In their order, wherever they were written."""
        return [self._steps[number] for number in sorted(self._steps)]

    def step(self, number: int, fr: str, en: str) -> Callable[[StepPlay[StoryT]], StepPlay[StoryT]]:
        """Add a step. Raises `ValueError` for a number that is taken."""

        def add(play: StepPlay[StoryT]) -> StepPlay[StoryT]:
            if number in self._steps:
                raise ValueError(f"two steps {number}")
            self._steps[number] = Step(Said(fr, en), play)
            return play

        return add

    async def play(
        self,
        stage: Stage,
        hear: Callable[[StepReport], None] = lambda _: None,
        *,
        until: int | None = None,
    ) -> list[StepReport]:
        """Play every step (or those up to `until`), whatever became of those before it.

        `hear` is told of each as it ends.
        """
        story = self._begin(stage)
        reports = []
        for number, step in enumerate(self.steps[:until], 1):
            stage.wire.forget_tokens()
            report = await _played(number, step, story)
            hear(report)
            reports.append(report)
        return reports


async def _played(number: int, step: Step[StoryT], story: StoryT) -> StepReport:
    """Play one step. Whatever goes wrong in it is a step that did not hold, and says so."""
    seen = Seen()
    try:
        await step.play(story, seen)
    except CannotGoOnError as stop:
        if str(stop) or seen.ok:
            seen.that("peut aller au bout", "can go on", False, stop)
    except Exception as error:
        seen.that("peut être jouée", "can be played", False, f"{type(error).__name__}: {error}")
    return StepReport(number, step.title, seen.ok, tuple(seen.expectations))
