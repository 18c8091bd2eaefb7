"""Agreements between shelters and police services: five fields, proposed by one side, accepted by the other
(AGR-02)."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask, for_roles, read
from service.operations import refusals
from service.operations.agreements.commands import (
    AnswerAgreement,
    EndAgreement,
    ProposeAgreement,
    answer_agreement,
    end_agreement,
    propose_agreement,
)
from service.operations.agreements.queries import Agreement, own_agreements
from service.operations.agreements.rules import Answer, Terms
from service.partners.actor import Role
from service.store.command import Once
from service.store.store import Store

TAG = "agreements"


class NewAgreement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The five fields, for one shelter and one partner. Notice and longest hold in hours; no notice is a standing
    one."""

    shelter_id: UUID
    partner_id: UUID
    places: Annotated[int, msgspec.Meta(ge=1, le=100)]
    notice_hours: Annotated[int, msgspec.Meta(ge=0, le=720)]
    longest_hold_hours: Annotated[int, msgspec.Meta(ge=1, le=720)]
    answer: Answer
    review_on: date


class Yes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Yes or no."""

    accept: bool


class AgreementId(msgspec.Struct, frozen=True):
    """The agreement just proposed."""

    id: UUID


@ask(
    "/agreements",
    id="propose_agreement",
    summary="Propose an agreement to a police service",
    tag=TAG,
    refusals=(refusals.NOT_A_PARTNER, refusals.AGREEMENT_EXISTS, refusals.REVIEW_DATE),
)
async def propose_agreement_door(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewAgreement],
) -> AgreementId:
    terms = Terms(data.places, data.notice_hours, data.longest_hold_hours, data.answer, data.review_on)
    wish = ProposeAgreement(data.shelter_id, data.partner_id, terms)
    return AgreementId(accepted(await store.run(propose_agreement, caller.seat, wish, once)))


@read("/agreements", id="list_agreements", summary="The agreements of one's own organisation", tag=TAG)
async def list_agreements(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[Agreement]:
    async with store.reading(caller.seat) as session:
        for_roles(session, Role.INVESTIGATOR, Role.SHELTER_COORDINATOR)
        return await own_agreements(session)


@ask(
    "/agreements/{agreement_id:uuid}/answer",
    id="answer_agreement",
    summary="Accept or decline a proposed agreement",
    tag=TAG,
    status=204,
)
async def answer_agreement_door(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    agreement_id: FromPath[UUID],
    data: JSONBody[Yes],
) -> None:
    wish = AnswerAgreement(agreement_id, data.accept)
    accepted(await store.run(answer_agreement, caller.seat, wish, once))


@ask(
    "/agreements/{agreement_id:uuid}/end",
    id="end_agreement",
    summary="End an agreement; what it holds stays held",
    tag=TAG,
    status=204,
)
async def end_agreement_door(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    agreement_id: FromPath[UUID],
) -> None:
    accepted(await store.run(end_agreement, caller.seat, EndAgreement(agreement_id), once))


handlers = [propose_agreement_door, list_agreements, answer_agreement_door, end_agreement_door]
