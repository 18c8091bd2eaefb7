"""The words beside an `other`, kept apart from every case, person and day (PIV-07)."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from service.cases.events import OtherNoted
from service.cases.refusals import UNKNOWN_REGION
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_ALLOWED, Refused
from service.store.command import Done, command
from service.store.session import Session, UnitOfWork
from service.store.statements import sql

About = Literal[
    "form",
    "context",
    "need",
    "travel",
    "duty_to_report",
    "refusal",
    "unmet_need",
    "exclusion",
    "commitment",
]
"""The lists that have an `other`."""


@dataclass(frozen=True)
class NoteOther:
    """Which list had no word for it, where, and the words; screened at the door."""

    about: About
    region: str
    words: str


INSERT = sql(
    """
    INSERT INTO other_words (organisation_id, region, month, about, words)
    VALUES (relais.organisation(), :region, :month, :about, :words) RETURNING id
    """
)
OF_MONTH = sql("SELECT * FROM relais.others_of_month(:region, :month)")


@command(
    event=OtherNoted,
    allowed=only(Role.PIVOT_WORKER, Role.SHELTER_COORDINATOR, Role.FUND_ADMINISTRATOR),
    refusals={"other_words_region_fkey": UNKNOWN_REGION},
)
async def note_other(uow: UnitOfWork, actor: Actor, wish: NoteOther) -> Done[UUID, OtherNoted] | Refused:
    """Say what an `other` was (PIV-07). Only the month is kept of when; nothing is kept of which case."""
    month = uow.now.date().replace(day=1)
    words = " ".join(wish.words.split())
    noted: UUID = await uow.value(INSERT, region=wish.region, month=month, about=wish.about, words=words)
    return Done(noted, OtherNoted(subject=actor.organisation_id, about=wish.about))


@dataclass(frozen=True)
class OtherOfMonth:
    """Words, and how often they were said in a month of a region."""

    about: str
    words: str
    times: int


async def others_of_month(session: Session, region: str, month: date) -> list[OtherOfMonth] | Refused:
    """A region's list of a month, the most frequent first: what the lists lack (PIV-07). For regional coordination."""
    if not session.actor.has(Role.REGIONAL_COORDINATOR):
        return Refused(NOT_ALLOWED)
    rows = await session.rows(OF_MONTH, region=region, month=month.replace(day=1))
    return [OtherOfMonth(**row) for row in rows]
