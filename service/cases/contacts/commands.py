"""A request for contact goes through the pivot, and the person answers yes, no or not now (POL-06, CPL-05)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal
from uuid import UUID, uuid4

from service.cases.consents import SHARING_REFUSALS
from service.cases.events import ContactAnswered, ContactAsked
from service.cases.refusals import CONTACT_ASKED_ALREADY
from service.messages.climbing import Asking, answered, climb
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

ANSWERED_WITHIN: Final = timedelta(days=7)
"""A person needs days, not minutes; silence afterwards is no answer, and nobody asks why."""
CLIMBS: Final = "contact"
ContactAnswer = Literal["yes", "no", "not_now"]

PIVOT = sql("SELECT relais.pivot_of_operation(:operation)")
INSERT = sql(
    """
    INSERT INTO contact_requests (id, operation_id, organisation_id, pivot_organisation_id, label, asked_by, asked_at,
        answer_by)
    VALUES (:id, :operation, relais.organisation(), :pivot, :label, relais.member(), relais.now(), :answer_by)
    """
)
ANSWER = sql("SELECT relais.answer_contact(:request, :answer, :case)")


@dataclass(frozen=True)
class AskContact:
    """An operation of the actor's, and the separation label that it gave, if any. No message, no name, no reason."""

    operation_id: UUID
    label: str | None = None


CONSTRAINTS: Final = {"contact_requests_one_at_a_time": CONTACT_ASKED_ALREADY}


@command(event=ContactAsked, allowed=only(Role.INVESTIGATOR), refusals=CONSTRAINTS)
async def ask_contact(uow: UnitOfWork, _: Actor, wish: AskContact) -> Done[UUID, ContactAsked] | Refused:
    """Ask the organisation that accompanies people of an operation to pass on a wish to speak (POL-06).

    Nobody is pressed: the same question waits a month, and after a no it is not asked again (CPL-05). Refused as
    `not_found` for an operation that does not name the actor, or that no organisation accompanies yet.
    """
    pivot = await uow.value(PIVOT, operation=wish.operation_id)
    if pivot is None:
        return Refused(NOT_FOUND)
    request, until = uuid4(), uow.now + ANSWERED_WITHIN
    await uow.execute(
        INSERT, id=request, operation=wish.operation_id, pivot=pivot, label=wish.label, answer_by=until
    )
    await climb(uow, Asking(CLIMBS, request, pivot, "pivot", until, each=timedelta(days=2)))
    uow.tell("case", organisations=(pivot,))
    return Done(request, ContactAsked(subject=wish.operation_id))


@dataclass(frozen=True)
class AnswerContact:
    """What the person says; with a yes, which case's consent it stands on."""

    request_id: UUID
    answer: ContactAnswer
    case_id: UUID | None = None


@command(event=ContactAnswered, allowed=only(Role.PIVOT_WORKER), refusals=SHARING_REFUSALS)
async def answer_contact(
    uow: UnitOfWork, _: Actor, wish: AnswerContact
) -> Done[None, ContactAnswered] | Refused:
    """Pass the person's answer on: a yes with their consent to police contact, a no or a not now with no reason at all
    (POL-06, CNF-01). Nothing else of a case depends on it (CPL-05)."""
    police = await uow.value(ANSWER, request=wish.request_id, answer=wish.answer, case=wish.case_id)
    if police is None:
        return Refused(NOT_FOUND)
    await answered(uow, CLIMBS, wish.request_id)
    return Done(None, ContactAnswered(subject=wish.request_id))
