"""Who waits for a bed now, across regions: for the regional coordinator, without content (ACC-02, POL-03)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.beds.events import WaitingChanged
from service.beds.unmet.rules import Urgency
from service.cases.access import companions_of_the_case
from service.partners.actor import Actor, Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import Session, UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class Waits:
    """One need: a profile, how many, how urgent, what the houses said last, and since when (UTC). No case, no code."""

    region: str
    gender: str
    age_band: str
    people: int
    minors: int
    urgency: str
    reason: str
    since: datetime


@dataclass(frozen=True)
class WaitingInRegion:
    """A region in numbers: needs, people, and since when the oldest waits."""

    region: str
    needs: int
    people: int
    oldest: datetime


@dataclass(frozen=True)
class WaitingBoard:
    """The needs of one's own regions, the most urgent first; and every region as numbers (GEO-02)."""

    here: list[Waits]
    everywhere: list[WaitingInRegion]


HERE = sql("SELECT * FROM relais.who_waits()")
EVERYWHERE = sql("SELECT * FROM relais.waiting_by_region()")


async def waiting_board(session: Session) -> WaitingBoard | Refused:
    """Who waits now (ACC-02): each question that ended without a bed, until somebody is placed (DAT-06).

    For regional coordinators; at most 500 needs of their own regions.
    """
    if not session.actor.has(Role.REGIONAL_COORDINATOR):
        return Refused(NOT_ALLOWED)
    return WaitingBoard(
        [Waits(**row) for row in await session.rows(HERE)],
        [WaitingInRegion(**row) for row in await session.rows(EVERYWHERE)],
    )


@dataclass(frozen=True)
class SetUrgency:
    """By when the bed is needed."""

    case_id: UUID
    urgency: Urgency


URGENCY = sql(
    """
    UPDATE waiting_needs SET urgency = :urgency WHERE case_id = :case AND settled_at IS NULL RETURNING id
    """
)


@command(event=WaitingChanged, allowed=companions_of_the_case)
async def set_urgency(uow: UnitOfWork, _: Actor, wish: SetUrgency) -> Done[None, WaitingChanged] | Refused:
    """Say how urgent a need that waits is: a worker's word, never a score (CNF-12). Refused when nothing waits."""
    if await uow.value(URGENCY, case=wish.case_id, urgency=wish.urgency) is None:
        return Refused(NOT_FOUND)
    return Done(None, WaitingChanged(subject=wish.case_id, what=wish.urgency))


@dataclass(frozen=True)
class NoLongerWaits:
    """The person found a bed elsewhere, or asks for none."""

    case_id: UUID


SETTLE = sql("SELECT relais.my_case_settled(:case)")


@command(event=WaitingChanged, allowed=companions_of_the_case)
async def no_longer_waits(
    uow: UnitOfWork, _: Actor, wish: NoLongerWaits
) -> Done[None, WaitingChanged] | Refused:
    """Take a case off the list of who waits; what was counted stays counted (DAT-06). Refused when nothing waits."""
    if not await uow.value(SETTLE, case=wish.case_id):
        return Refused(NOT_FOUND)
    return Done(None, WaitingChanged(subject=wish.case_id, what="no_longer_waits"))
