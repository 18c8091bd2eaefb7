"""A play on tape: what each person asked and what came back, so that a judge can be tried on altered replies."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from api.demo.scenarios.wire import LIVE, Ask, Hearing, Reply, Wire


@dataclass(frozen=True)
class Exchange:
    """One request with its reply; `step` counts from 1."""

    step: int
    ask: Ask
    reply: Reply

    @property
    def name(self) -> tuple[str | None, str, str]:
        """By what a replay finds it again."""
        return self.ask.person, self.ask.method, self.ask.path


class Recorder:
    """Passes everything on to a real wire and keeps it."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self.step = 1
        self.tape: list[Exchange] = []

    def forget_tokens(self) -> None:
        self._wire.forget_tokens()

    async def listen(self, person: str) -> Hearing:
        return Overheard(self, person, await self._wire.listen(person))

    async def send(self, ask: Ask) -> Reply:
        reply = await self._wire.send(ask)
        self.tape.append(Exchange(self.step, ask, copy.deepcopy(reply)))
        return reply


@dataclass(frozen=True)
class Overheard:
    """A page whose news are kept; on the tape they stand where somebody waited for them."""

    recorder: Recorder
    person: str
    hearing: Hearing

    async def heard(self, topic: str) -> Reply:
        reply = await self.hearing.heard(topic)
        self.recorder.tape.append(Exchange(self.recorder.step, Ask(self.person, "GET", LIVE), reply))
        return reply


@dataclass(frozen=True)
class Replayed:
    """A page of which the tape knows the news."""

    player: Player
    person: str

    async def heard(self, topic: str) -> Reply:
        return await self.player.send(Ask(self.person, "GET", LIVE))


NOT_ON_TAPE = Reply(404, {"type": "/problems/not_found", "title": "not on the tape"})


class Player:
    """Plays a tape back: each request gets the next reply that was given to the same person at the same door.

    The last one stays, since a judge that is not content looks again; what was never asked answers 404.
    """

    def __init__(self, tape: Sequence[Exchange]) -> None:
        self._left: dict[tuple[str | None, str, str], list[Exchange]] = {}
        self.step = 1
        for exchange in tape:
            self._left.setdefault(exchange.name, []).append(exchange)

    def forget_tokens(self) -> None:
        """A tape needs none."""

    async def listen(self, person: str) -> Hearing:
        return Replayed(self, person)

    async def send(self, ask: Ask) -> Reply:
        waiting = self._left.get((ask.person, ask.method, ask.path), [])
        while len(waiting) > 1 and waiting[0].step < self.step:
            waiting.pop(0)
        if not waiting or waiting[0].step > self.step:
            return NOT_ON_TAPE
        more = len(waiting) > 1 and waiting[1].step == self.step
        return (waiting.pop(0) if more else waiting[0]).reply


Change = Callable[[Any], Any]


def with_value(body: Any, path: Sequence[str | int], change: Change) -> Any:
    """A copy of the body in which one value is another. Raises `KeyError` or `IndexError` where there is none."""
    whole = copy.deepcopy(body)
    place = whole
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = change(place[path[-1]])
    return whole


def altered(
    tape: Sequence[Exchange], chosen: Callable[[Exchange], bool], change: Callable[[Reply], Reply]
) -> list[Exchange]:
    """The tape with every chosen reply altered. Raises `ValueError` when none was chosen or nothing changed."""
    changed = [replace(one, reply=change(one.reply)) if chosen(one) else one for one in tape]
    if all(old.reply == new.reply for old, new in zip(tape, changed, strict=True)):
        raise ValueError("the alteration alters nothing")
    return changed
