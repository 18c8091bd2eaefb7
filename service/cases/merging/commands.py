"""Asking that two codes count as one person, answering, and parting them again (DAT-04).

Nothing of either case crosses, before or after: reports count the two once, and that is all that a link does.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from service.cases.access import pivots_of_the_case
from service.cases.consents import ConsentKind
from service.cases.merging.events import LinkAnswered, LinkAsked, LinkUndone
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

ANSWERED_WITHIN: Final = timedelta(days=14)
"""An asking that nobody answers is over, and looks declined to whoever asked."""

ASK = sql("SELECT relais.ask_link(:case, :code, :agreed, :answer_by)")
ANSWER = sql("SELECT relais.answer_link(:link, :agreed)")
UNDO = sql("SELECT relais.undo_link(:link)")


@dataclass(frozen=True)
class AskLink:
    """One's own case, the code that another organisation told, and how the person agreed to it."""

    case_id: UUID
    code: str
    agreed: ConsentKind


@command(event=LinkAsked, allowed=pivots_of_the_case)
async def ask_link(uow: UnitOfWork, _: Actor, wish: AskLink) -> Done[UUID, LinkAsked] | Refused:
    """Ask the organisation of another code whether it is the same person (DAT-04). Answers the asking's id.

    The answer is the same whether the code exists or not, and a case whose person keeps the other organisation away is
    shown to nobody (CNF-07): who types a code learns nothing from it.
    """
    until = uow.now + ANSWERED_WITHIN
    link: UUID | None = await uow.value(
        ASK, case=wish.case_id, code=wish.code, agreed=wish.agreed, answer_by=until
    )
    if link is None:
        return Refused(NOT_FOUND)
    return Done(link, LinkAsked(subject=wish.case_id, link=link))


@dataclass(frozen=True)
class AnswerLink:
    """How the person agreed, as one's own organisation heard it; None declines."""

    link_id: UUID
    agreed: ConsentKind | None


@command(
    event=LinkAnswered,
    allowed=only(Role.PIVOT_WORKER),
    refusals={"case_links_one_in_force": NOT_FOUND, "case_links_answered_by_another": NOT_FOUND},
)
async def answer_link(uow: UnitOfWork, _: Actor, wish: AnswerLink) -> Done[None, LinkAnswered] | Refused:
    """Agree that it is one person, who agrees too, or decline without a reason (DAT-04)."""
    asked = await uow.value(ANSWER, link=wish.link_id, agreed=wish.agreed)
    if asked is None:
        return Refused(NOT_FOUND)
    if wish.agreed is not None:  # whoever asked hears of no decline: it would say that the code is somebody's
        uow.tell("case", organisations=(asked,))
    return Done(None, LinkAnswered(subject=wish.link_id, accepted=wish.agreed is not None))


@dataclass(frozen=True)
class UndoLink:
    """A link, or an asking of one's own that still waits."""

    link_id: UUID


@command(event=LinkUndone, allowed=only(Role.PIVOT_WORKER))
async def undo_link(uow: UnitOfWork, _: Actor, wish: UndoLink) -> Done[None, LinkUndone] | Refused:
    """Part two codes again, from either side: months not yet counted count them apart (DAT-04)."""
    if not await uow.value(UNDO, link=wish.link_id):
        return Refused(NOT_FOUND)
    return Done(None, LinkUndone(subject=wish.link_id))
