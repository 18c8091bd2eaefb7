"""Police ask the pivot to pass on that they would like to speak with somebody: yes, no, not now (POL-06)."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask, read
from api.v1.fields import Created
from service.cases.contacts.commands import (
    AnswerContact,
    AskContact,
    ContactAnswer,
    answer_contact,
    ask_contact,
)
from service.cases.contacts.queries import ContactView, contact_requests
from service.cases.refusals import CONSENT_GONE, CONTACT_ASKED_ALREADY, KEPT_AWAY
from service.store.command import Once
from service.store.store import Store

TAG = "operations"


class NewContact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The separation label of whom it is about, if the operation gave one. There is no room for a message."""

    label: Annotated[str, msgspec.Meta(pattern=r"^[A-Z](?!\n)$", max_length=1)] | None = None


class ContactSaid(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The person's answer; with a yes, the case whose consent to police contact it stands on."""

    answer: ContactAnswer
    case_id: UUID | None = None


@ask(
    "/operations/{operation_id:uuid}/contacts",
    id="ask_contact",
    summary="Ask the pivot to pass on that you would like to speak with somebody",
    tag=TAG,
    refusals=(CONTACT_ASKED_ALREADY,),
)
async def post_contact(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    operation_id: FromPath[UUID],
    data: JSONBody[NewContact],
) -> Created:
    wish = AskContact(operation_id, data.label)
    return Created(accepted(await store.run(ask_contact, caller.seat, wish, once)))


@read("/contacts", id="list_contacts", summary="Requests for contact, and their answers", tag=TAG)
async def get_contacts(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[ContactView]:
    async with store.reading(caller.seat) as session:
        return accepted(await contact_requests(session))


@ask(
    "/contacts/{contact_id:uuid}/answer",
    id="answer_contact",
    summary="Pass on the person's answer: yes, no, not now",
    tag=TAG,
    refusals=(CONSENT_GONE, KEPT_AWAY),
    status=204,
)
async def post_answer(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    contact_id: FromPath[UUID],
    data: JSONBody[ContactSaid],
) -> None:
    wish = AnswerContact(contact_id, data.answer, data.case_id)
    accepted(await store.run(answer_contact, caller.seat, wish, once))


handlers = [post_contact, get_contacts, post_answer]
