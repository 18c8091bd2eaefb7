"""What a room calls: begin to ask, and say that it was answered. Both in the room's own transaction."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from service.messages.climbing.rules import Duty
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class Asking:
    """A question that must not stay unanswered (OPS-04).

    `kind` and `subject` name it; `organisation_id` must answer, by whoever is on call for `duty` (at this shelter, if
    one is named), until `until` (UTC). With a `region` its coordination is asked last. `each` is the longest that one
    person has it. `code` is what a text can answer with, for kinds that a text may answer.
    """

    kind: str
    subject: UUID
    organisation_id: UUID
    duty: Duty
    until: datetime
    region: str | None = None
    shelter_id: UUID | None = None
    each: timedelta | None = None
    code: str | None = None


@dataclass(frozen=True)
class Unanswered:
    """A question whose time is over: its room says what that means (OPS-03)."""

    subject: UUID
    organisation_id: UUID
    asked_by: UUID | None


CLIMB = sql(
    """
    SELECT relais.climb(:kind, :subject, :organisation, :duty, :until, :region, :shelter, :each, :code,
        relais.organisation())
    """
)
ANSWERED = sql("SELECT relais.answered(:kind, :subject, :outcome)")


async def climb(uow: UnitOfWork, asking: Asking) -> None:
    """Begin to ask: a job does it from the next second on, rung by rung, until somebody answers (OPS-04, ACC-03).

    The same open question again is not asked twice; with another `until` its end moves.
    """
    await uow.value(
        CLIMB,
        kind=asking.kind,
        subject=asking.subject,
        organisation=asking.organisation_id,
        duty=asking.duty,
        until=asking.until,
        region=asking.region,
        shelter=asking.shelter_id,
        each=asking.each,
        code=asking.code,
    )


async def answered(uow: UnitOfWork, kind: str, subject: UUID, outcome: str = "answered") -> bool:
    """End the asking with a code of the room's own. False when nothing was open, or it was for others to answer."""
    return bool(await uow.value(ANSWERED, kind=kind, subject=subject, outcome=outcome))
