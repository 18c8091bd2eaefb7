"""A text comes in from a duty phone: once, as the house, through the same commands as the doors (BED-15, OPS-03).

What a text may do is little: count, say yes or no to a question that is open now, stop. It reads nothing out. A phone
that is lost can answer for a while what its house is asked, and no more (SAF-09): its house takes the number away.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final, Protocol
from uuid import UUID

from service.events import Event
from service.messages.texts.grammar import Kind, Said, Why, understood
from service.messages.texts.sending import REPLY_BY_TEXT, OfPhone, note_stop
from service.messages.texts.words import Name, clock_time
from service.partners.actor import Actor, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

WITHIN: Final = timedelta(minutes=10)
MOST: Final = 20
"""Texts of one phone within ten minutes that are acted on."""
MOST_UNCLEAR: Final = 6
"""Texts of one phone within ten minutes that came to nothing: then it is no person who answers, or not ours."""
CLOSEST: Final = timedelta(hours=12)
"""A text that was on its way longer than this is not believed about its time; it counts as of when it came."""


@dataclass(frozen=True)
class Counted:
    """What became of a count: the number, whether it was applied, and when the newest was looked at."""

    free: int
    applied: bool
    newest: datetime


class Counting(Protocol):
    """Counts a shelter's empty beds as of a moment; `None` says unchanged."""

    async def __call__(
        self, uow: UnitOfWork, actor: Actor, shelter_id: UUID, free: int | None, looked_at: datetime, /
    ) -> Counted | Refused: ...


class Answering(Protocol):
    """Answers a question of one kind: yes, or no with its one coded reason."""

    async def __call__(
        self, uow: UnitOfWork, actor: Actor, subject: UUID, reason: Why | None, /
    ) -> object | Refused: ...


@dataclass(frozen=True)
class Deeds:
    """What a text can do in the rooms, put together where the application is."""

    count: Counting
    answers: Mapping[str, Answering]
    """By kind of question; a question of another kind is answered in the application alone."""


@dataclass(frozen=True)
class TextHeard:
    """A text as the provider told of it. `at` is when it was sent, as far as the provider says, else when it came."""

    provider_id: str
    recognised: bytes
    body: str
    at: datetime
    deeds: Deeds


@dataclass(frozen=True, kw_only=True)
class TextAnswered(Event):
    """A text came from a duty phone and was acted on, or not. Its words are not kept."""

    name: ClassVar[str] = "messages.text_heard"

    said: str
    reply: str | None


@dataclass(frozen=True)
class _Phone:
    """The phone that a text came from, and how its house reads clocks."""

    id: UUID
    language: Any
    shelter_id: UUID | None
    time_zone: str
    stopped: bool


@dataclass(frozen=True)
class _Reply:
    name: Name
    facts: Mapping[str, str]


FIND = sql(
    """
    SELECT p.id, p.language, p.stopped_at IS NOT NULL AS stopped,
        coalesce(s.id, (SELECT single.id FROM shelters single WHERE p.duty = 'shelter'
            AND single.organisation_id = p.organisation_id
            AND (SELECT count(*) FROM shelters x WHERE x.organisation_id = p.organisation_id) = 1)) AS shelter_id,
        coalesce(s.time_zone, r.time_zone, 'UTC') AS time_zone
    FROM duty_phones p
        LEFT JOIN shelters s ON s.key = p.shelter_key
        JOIN organisations o ON o.id = p.organisation_id LEFT JOIN regions r ON r.code = o.regions[1]
    WHERE p.recognised = :recognised ORDER BY p.duty = 'shelter' DESC, p.rung, p.id LIMIT 1 FOR UPDATE OF p
    """
)
HEARD = sql(
    """
    INSERT INTO texts_heard (provider_id, organisation_id, line_id, said, understood, heard_at)
    VALUES (:provider, relais.organisation(), :phone, :said, :understood, relais.now())
    ON CONFLICT (provider_id) DO NOTHING
    """
)
LATELY = sql(
    """
    SELECT count(*) AS texts, count(*) FILTER (WHERE NOT understood) AS unclear FROM texts_heard
    WHERE line_id = :phone AND heard_at > :since
    """
)
UNCLEAR = sql("UPDATE texts_heard SET understood = false WHERE provider_id = :provider")
QUESTION = sql(
    """
    SELECT a.kind, a.subject, a.until, a.outcome IS NULL AND a.until > relais.now() AS is_open, a.outcome
    FROM askings a WHERE a.organisation_id = relais.organisation() AND a.code = :code AND EXISTS (
        SELECT FROM duty_phones p WHERE p.recognised = :recognised AND p.duty = a.duty
            AND (p.shelter_key IS NULL OR p.shelter_key = a.shelter_key))
    ORDER BY is_open DESC, a.opened_at DESC LIMIT 2
    """
)
"""Of what this number could have been asked itself: a phone of the fund opens no bed, nor one house's another's."""


@command(event=TextAnswered, allowed=only())
async def hear_text(
    uow: UnitOfWork, actor: Actor, wish: TextHeard
) -> Done[Name | None, TextAnswered] | Refused:
    """Act on a text, once however often it comes, and reply to its phone. Refused as not there when it is known already
    or its phone is not ours any more; a phone that texts without end is heard, and not answered."""
    row = await uow.row(FIND, recognised=wish.recognised)
    if row is None:
        return Refused(NOT_FOUND)
    phone = _Phone(row["id"], row["language"], row["shelter_id"], row["time_zone"], row["stopped"])
    lately = await uow.row(LATELY, phone=phone.id, since=uow.now - WITHIN)
    said = understood(wish.body)
    too_many = lately is not None and (lately["texts"] >= MOST or lately["unclear"] >= MOST_UNCLEAR)
    silenced = too_many and said.kind != "stop"
    kind: Kind | str = "too_many" if silenced else said.kind
    if not await uow.execute(
        HEARD, provider=wish.provider_id, phone=phone.id, said=kind, understood=said.kind != "unclear"
    ):
        return Refused(NOT_FOUND)
    reply = None if silenced else await _Turn(uow, actor, wish, phone).take(said)
    if reply is not None:
        uow.intend(REPLY_BY_TEXT, {"phone": str(phone.id), "text": reply.name, "facts": dict(reply.facts)})
    name = reply.name if reply else None
    return Done(name, TextAnswered(subject=actor.organisation_id, said=kind, reply=name))


@dataclass(frozen=True)
class _Turn:
    """One text's turn: what it does, and the reply that it deserves."""

    uow: UnitOfWork
    actor: Actor
    wish: TextHeard
    phone: _Phone

    async def take(self, said: Said) -> _Reply | None:
        if said.kind in {"stop", "start"}:
            return await self._stop(again=said.kind == "start")
        if self.phone.stopped:
            return None
        match said.kind:
            case "count" | "same":
                return await self._count(said.free)
            case "yes" | "no" if said.code is not None:
                return await self._answer(said, said.code)
        return await self._nothing()

    async def _stop(self, *, again: bool) -> _Reply | None:
        if self.phone.stopped is not again:
            return None
        await note_stop(self.uow, self.actor, OfPhone(self.phone.id, again))
        return _Reply("resumed" if again else "stopped", {})

    async def _count(self, free: int | None) -> _Reply:
        shelter = self.phone.shelter_id
        if shelter is None:
            return await self._nothing()
        at = self.wish.at if self.uow.now - CLOSEST < self.wish.at <= self.uow.now else self.uow.now
        found = await self._tried(lambda: self.wish.deeds.count(self.uow, self.actor, shelter, free, at))
        if not isinstance(found, Counted):
            return await self._nothing("not_noted")
        if not found.applied:
            return _Reply("count_too_old", {"newest": self._clock(found.newest), "at": self._clock(at)})
        return _Reply("count_noted", {"free": str(found.free), "at": self._clock(at)})

    async def _answer(self, said: Said, code: str) -> _Reply:
        rows = await self.uow.rows(QUESTION, code=code, recognised=self.wish.recognised)
        if not rows or sum(row["is_open"] for row in rows) > 1:
            return await self._nothing()
        row, known = rows[0], {"code": code}
        act = self.wish.deeds.answers.get(row["kind"])
        if act is None:
            return await self._nothing("not_noted")
        if not row["is_open"]:
            if row["outcome"] not in {None, "no_answer"}:
                return await self._nothing("not_noted")
            return _Reply("too_late", {**known, "until": self._clock(row["until"])})
        if said.kind == "no" and said.reason is None:
            return _Reply("reason_after_no", known)
        found = await self._tried(lambda: act(self.uow, self.actor, row["subject"], said.reason))
        if isinstance(found, Refused):
            return await self._nothing("not_noted")
        return _Reply("answer_noted", {**known, "at": self._clock(self.uow.now)})

    async def _nothing(self, name: Name = "not_understood") -> _Reply:
        await self.uow.execute(UNCLEAR, provider=self.wish.provider_id)
        return _Reply(name, {})

    async def _tried(self, act: Callable[[], Awaitable[Any]]) -> Any:
        """What a room answers; what it refused leaves no trace of the try, for the text itself is not refused."""
        uow = self.uow
        lists: tuple[list[Any], ...] = (uow.events, uow.intentions, uow.tellings, uow.sealed)
        before = [len(each) for each in lists]
        attempt = uow.connection.transaction()
        await attempt.start()
        found = await act()
        if not isinstance(found, Refused):
            await attempt.commit()
            return found
        await attempt.rollback()
        for each, length in zip(lists, before, strict=True):
            del each[length:]
        return found

    def _clock(self, at: datetime) -> str:
        return clock_time(at, self.phone.time_zone, self.phone.language)
