"""What a job leaves in the trail when an intention ends in a person's hands."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from service.events import Event
from service.partners.actor import Actor, only
from service.refusals import Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork


@dataclass(frozen=True)
class StoppedIntention:
    """Which intention will not be tried again, and the code of what was in its way."""

    intention: UUID
    kind: str
    problem: str


@dataclass(frozen=True, kw_only=True)
class IntentionStopped(Event):
    """An intention was given up by the jobs; its organisation must look."""

    name: ClassVar[str] = "messages.intention_stopped"

    intention: UUID
    kind: str
    problem: str


@command(event=IntentionStopped, allowed=only())
async def note_stopped(
    uow: UnitOfWork, actor: Actor, wish: StoppedIntention
) -> Done[UUID, IntentionStopped] | Refused:
    """Say so in the trail and on the organisation's screens: nothing fails in silence. Jobs only."""
    uow.tell("outbox", organisations=(actor.organisation_id,), subject=wish.intention)
    return Done(
        wish.intention,
        IntentionStopped(
            subject=actor.organisation_id, intention=wish.intention, kind=wish.kind, problem=wish.problem
        ),
    )
