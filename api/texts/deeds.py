"""What a text does: the same commands as the doors, carried out inside the text's own transaction."""

from datetime import datetime
from typing import Final
from uuid import UUID

from service.beds.counts.commands import RecordCount, record_count
from service.beds.referrals.answers import Answer, Decline, confirm, decline
from service.messages.texts.grammar import Why
from service.messages.texts.inbound import Counted, Deeds
from service.operations.requests.commands import AnswerRequest, answer_request
from service.partners.actor import Actor
from service.refusals import Refused
from service.store.session import UnitOfWork


async def count(
    uow: UnitOfWork, actor: Actor, shelter_id: UUID, free: int | None, looked_at: datetime
) -> Counted | Refused:
    """A count of the whole house, as of when the text was sent (BED-15)."""
    found = await record_count(uow, actor, RecordCount(shelter_id, free, looked_at, source="text"))
    return found if isinstance(found, Refused) else Counted(found.free, found.applied, found.newest)


async def referral(uow: UnitOfWork, actor: Actor, subject: UUID, reason: Why | None) -> object | Refused:
    """Confirms, or declines with the reason (ADM-04, OPS-03)."""
    if reason is None:
        return await confirm(uow, actor, Answer(subject))
    return await decline(uow, actor, Decline(subject, reason))


async def request(uow: UnitOfWork, actor: Actor, subject: UUID, reason: Why | None) -> object | Refused:
    """Accepts all the places that were asked for, or none, with the reason (ADM-04, OPS-03)."""
    accept = None if reason is None else 0
    return await answer_request(uow, actor, AnswerRequest(subject, accept, reason))


DEEDS: Final = Deeds(count, {"referral": referral, "request": request})
