"""Sends what the outbox says is to be texted: a rung's question, or the reply to a text. Nothing is sent too late."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar
from uuid import UUID

from service.events import Event
from service.messages.channels.texts import STOPPED, Text, TextChannel
from service.messages.outbox import Hopeless
from service.messages.phones.numbers import opened
from service.messages.texts.words import Name, clock_time, said
from service.partners.actor import Actor, job_of, only
from service.refusals import Refused
from service.store.command import Done, command
from service.store.session import Session, UnitOfWork
from service.store.statements import sql
from service.store.store import Store

REPLY_BY_TEXT = "messages.reply_by_text"
UTC_ZONE = "UTC"


@dataclass(frozen=True, kw_only=True)
class TextSent(Event):
    """A text left for a duty phone. Never the number, never the words."""

    name: ClassVar[str] = "messages.text_sent"

    text: str


@dataclass(frozen=True)
class Sent:
    """What left, by the intention that asked for it and the provider's own id."""

    intention: UUID
    phone_id: UUID
    provider_id: str
    text: str
    asking_id: UUID | None = None
    number: int | None = None


NOTE = sql(
    """
    INSERT INTO texts_sent (id, organisation_id, line_id, asking_id, number, provider_id, state, sent_at)
    VALUES (:id, relais.organisation(), :phone, :asking, :number, :provider, 'sent', relais.now())
    ON CONFLICT DO NOTHING
    """
)
IS_SENT = sql("SELECT true FROM texts_sent WHERE id = :id")


@command(event=TextSent, allowed=only())
async def note_sent(uow: UnitOfWork, _: Actor, wish: Sent) -> Done[None, TextSent] | Refused:
    """Note that the provider took a text (sent is not heard). Jobs only."""
    await uow.execute(
        NOTE,
        id=wish.intention,
        phone=wish.phone_id,
        asking=wish.asking_id,
        number=wish.number,
        provider=wish.provider_id,
    )
    return Done(None, TextSent(subject=uow.actor.organisation_id, text=wish.text))


@dataclass(frozen=True, kw_only=True)
class PhoneStopped(Event):
    """A duty phone asked for no more texts, or for texts again."""

    name: ClassVar[str] = "messages.phone_stopped"

    stopped: bool


@dataclass(frozen=True)
class OfPhone:
    """Which phone; whether it wants texts again."""

    phone_id: UUID
    again: bool = False


STOP = sql(
    "UPDATE duty_phones SET stopped_at = CASE WHEN :again THEN NULL ELSE relais.now() END WHERE id = :phone"
)


@command(event=PhoneStopped, allowed=only())
async def note_stop(uow: UnitOfWork, actor: Actor, wish: OfPhone) -> Done[None, PhoneStopped] | Refused:
    """STOP is obeyed at once, whoever heard it first, the provider or we (CASL). Its house sees it on its page."""
    await uow.execute(STOP, phone=wish.phone_id, again=wish.again)
    uow.tell("duty_phones", organisations=(actor.organisation_id,))
    return Done(None, PhoneStopped(subject=actor.organisation_id, stopped=not wish.again))


@dataclass(frozen=True)
class Prepared:
    """A text that is still to be sent."""

    phone_id: UUID
    to: str
    name: Name
    body: str
    asking_id: UUID | None = None
    number: int | None = None


PHONE = """
    SELECT p.id, p.sealed, p.language, p.stopped_at, coalesce(s.time_zone, r.time_zone) AS time_zone
    FROM duty_phones p
        LEFT JOIN shelters s ON s.key = p.shelter_key
        JOIN organisations o ON o.id = p.organisation_id LEFT JOIN regions r ON r.code = o.regions[1]
"""
BY_ID = sql(PHONE + " WHERE p.id = :phone")
OF_RUNG = sql(
    PHONE
    + """
    WHERE p.duty = :duty AND p.stopped_at IS NULL AND p.rung = ANY (CAST(:rungs AS text[]))
        AND (p.shelter_key IS NULL OR p.shelter_key = CAST(:shelter AS bigint))
    ORDER BY p.shelter_key NULLS LAST, array_position(CAST(:rungs AS text[]), p.rung) LIMIT 1
    """
)
OPEN_QUESTION = sql(
    """
    SELECT a.kind, a.duty, a.shelter_key, a.code, a.rung, a.number, a.due_at, a.until, s.counted_at, s.time_zone
    FROM askings a LEFT JOIN shelters s ON s.key = a.shelter_key
    WHERE a.id = :asking AND a.number = :number AND a.outcome IS NULL AND a.due_at > relais.now()
        AND a.asked_organisation_id = relais.organisation()
    """
)


def text_of(row: Any) -> Name:
    """Which text asks this question on this rung. Only whoever may answer by text is told how (OPS-03)."""
    if row["rung"] == "region":
        return "time_limit"
    if row["kind"] == "count" and row["counted_at"] is not None:
        return "count_asked"
    if row["kind"] == "decision":
        return "decision"
    if row["code"] is None:
        return "time_limit"
    return "next_on_call" if row["number"] > 1 else "request_to_read"


@dataclass(frozen=True)
class SendAsking:
    """Handles `messages.ask_by_text`: one text to the phone of the rung that is asked now.

    Nothing leaves when somebody answered meanwhile, the rung's time is over, or the duty has no phone: the pages ask.
    """

    channel: TextChannel | None

    async def __call__(self, store: Store, intention: UUID, _: UUID, payload: Mapping[str, Any]) -> None:
        """Send it, once unless the provider never said that it did."""
        if self.channel is None:
            return
        organisation, asking = UUID(payload["organisation"]), UUID(payload["asking"])
        async with store.reading(job_of(organisation)) as session:
            prepared = await _question(session, intention, asking, payload["number"])
        if prepared is not None:
            about = replace(prepared, asking_id=asking, number=payload["number"])
            await _send(store, self.channel, organisation, intention, about)


async def _question(session: Session, intention: UUID, asking: UUID, number: int) -> Prepared | None:
    row = await session.row(OPEN_QUESTION, asking=asking, number=number)
    if row is None or await session.value(IS_SENT, id=intention):
        return None
    above = row["rung"] == "region"
    phone = await session.row(
        OF_RUNG,
        duty="coordination" if above else row["duty"],
        rungs=["first", "duty"] if above else [row["rung"], "duty"],
        shelter=None if above else row["shelter_key"],
    )
    if phone is None:
        return None
    zone = row["time_zone"] or phone["time_zone"] or UTC_ZONE
    name, language = text_of(row), phone["language"]
    target = row["until"] if name == "decision" else row["due_at"]
    facts = {"code": row["code"] or "", "until": clock_time(target, zone, language)}
    if row["counted_at"] is not None:
        facts["at"] = clock_time(row["counted_at"], zone, language)
    return await _prepared(session, phone, name, facts)


async def _prepared(session: Session, phone: Any, name: Name, facts: dict[str, str]) -> Prepared | None:
    number = await opened(session, phone["id"], phone["sealed"])
    return (
        None if number is None else Prepared(phone["id"], number, name, said(name, phone["language"], facts))
    )


async def _send(
    store: Store, channel: TextChannel, organisation: UUID, intention: UUID, prepared: Prepared
) -> None:
    try:
        sid = await channel.send(Text(prepared.to, prepared.body))
    except Hopeless as hopeless:
        if hopeless.code == STOPPED:
            await store.run(note_stop, job_of(organisation), OfPhone(prepared.phone_id))
        raise
    sent = Sent(intention, prepared.phone_id, sid, prepared.name, prepared.asking_id, prepared.number)
    await store.run(note_sent, job_of(organisation), sent)


@dataclass(frozen=True)
class SendReply:
    """Handles `messages.reply_by_text`: the reply to a text, to the phone that sent it."""

    channel: TextChannel | None

    async def __call__(
        self, store: Store, intention: UUID, organisation: UUID, payload: Mapping[str, Any]
    ) -> None:
        """Send it. A phone that has stopped hears that it has, and nothing after."""
        if self.channel is None:
            return
        name: Name = payload["text"]
        async with store.reading(job_of(organisation)) as session:
            phone = await session.row(BY_ID, phone=UUID(payload["phone"]))
            if phone is None or await session.value(IS_SENT, id=intention):
                return
            if phone["stopped_at"] is not None and name != "stopped":
                return
            prepared = await _prepared(session, phone, name, dict(payload["facts"]))
        if prepared is not None:
            await _send(store, self.channel, organisation, intention, prepared)
