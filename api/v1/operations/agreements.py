"""Agreements between shelters and police services: five fields, proposed by one side, accepted by the other
(AGR-02)."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask, for_roles, read
from api.problems import Refusal
from service.operations import refusals
from service.operations.agreements.commands import (
    AboutAgreement,
    AnswerAgreement,
    EndAgreement,
    ProposeAgreement,
    answer_agreement,
    end_agreement,
    propose_agreement,
    resume_agreement,
    suspend_agreement,
)
from service.operations.agreements.queries import Agreement, own_agreements
from service.operations.agreements.reviews import Review, ReviewAgreement, read_review, review_agreement
from service.operations.agreements.rules import (
    Answer,
    Condition,
    Form,
    HouseSignatory,
    PartnerSignatory,
    ReviewOutcome,
    Setting,
    Terms,
)
from service.partners.actor import Role
from service.refusals import NOT_FOUND, Refused
from service.store.command import Once
from service.store.store import Store

TAG = "agreements"


Places = Annotated[int, msgspec.Meta(ge=1, le=100)]
NoticeHours = Annotated[int, msgspec.Meta(ge=0, le=720)]
HoldHours = Annotated[int, msgspec.Meta(ge=1, le=720)]


class NewAgreement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The five fields, for one shelter and one partner. Notice and longest hold in hours; no notice is a standing one.

    The rest may be left out: formal or informal, conditions from a list, in which role it is signed, its days.
    """

    shelter_id: UUID
    partner_id: UUID
    places: Places
    notice_hours: NoticeHours
    longest_hold_hours: HoldHours
    answer: Answer
    review_on: date
    form: Form = "informal"
    conditions: Annotated[list[Condition], msgspec.Meta(max_length=5)] = []
    signed_as: HouseSignatory | None = None
    starts_on: date | None = None
    ends_on: date | None = None

    def wish(self) -> ProposeAgreement:
        terms = Terms(self.places, self.notice_hours, self.longest_hold_hours, self.answer, self.review_on)
        days = (self.starts_on, self.ends_on)
        setting = Setting(self.form, tuple(self.conditions), self.signed_as, *days)
        return ProposeAgreement(self.shelter_id, self.partner_id, terms, setting)


class Yes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Yes or no, and in which role."""

    accept: bool
    accepted_as: PartnerSignatory | None = None


class NewTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The five fields anew."""

    places: Places
    notice_hours: NoticeHours
    longest_hold_hours: HoldHours
    answer: Answer
    review_on: date

    def terms(self) -> Terms:
        return Terms(self.places, self.notice_hours, self.longest_hold_hours, self.answer, self.review_on)


class NewReview(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`still_true` with the next date, `changed` with new terms, or `ended` with neither."""

    outcome: ReviewOutcome
    review_on: date | None = None
    terms: NewTerms | None = None


class AgreementId(msgspec.Struct, frozen=True):
    """The agreement just proposed."""

    id: UUID


@ask(
    "/agreements",
    id="propose_agreement",
    summary="Propose an agreement to a police service",
    tag=TAG,
    refusals=(
        refusals.NOT_A_PARTNER,
        refusals.AGREEMENT_EXISTS,
        refusals.REVIEW_DATE,
        refusals.AGREEMENT_DAYS,
    ),
)
async def propose_agreement_door(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewAgreement],
) -> AgreementId:
    return AgreementId(accepted(await store.run(propose_agreement, caller.seat, data.wish(), once)))


@read("/agreements", id="list_agreements", summary="The agreements of one's own organisation", tag=TAG)
async def list_agreements(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[Agreement]:
    async with store.reading(caller.seat) as session:
        for_roles(session, Role.INVESTIGATOR, Role.SHELTER_COORDINATOR)
        return await own_agreements(session)


@ask(
    "/agreements/{agreement_id:uuid}/answer",
    id="answer_agreement",
    summary="Accept or decline a proposed agreement, or a proposed change of one",
    tag=TAG,
    refusals=(refusals.AGREEMENT_IN_USE,),
    status=204,
)
async def answer_agreement_door(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    agreement_id: FromPath[UUID],
    data: JSONBody[Yes],
) -> None:
    wish = AnswerAgreement(agreement_id, data.accept, data.accepted_as)
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


@ask(
    "/agreements/{agreement_id:uuid}/suspend",
    id="suspend_agreement",
    summary="Let an agreement rest; what it holds stays held",
    tag=TAG,
    status=204,
)
async def suspend_agreement_door(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    agreement_id: FromPath[UUID],
) -> None:
    accepted(await store.run(suspend_agreement, caller.seat, AboutAgreement(agreement_id), once))


@ask(
    "/agreements/{agreement_id:uuid}/resume",
    id="resume_agreement",
    summary="Take an agreement up again that one's own side let rest",
    tag=TAG,
    status=204,
)
async def resume_agreement_door(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    agreement_id: FromPath[UUID],
) -> None:
    accepted(await store.run(resume_agreement, caller.seat, AboutAgreement(agreement_id), once))


@read(
    "/agreements/{agreement_id:uuid}/review",
    id="read_agreement_review",
    summary="What came of an agreement since its last review, for the house that gave it",
    tag=TAG,
)
async def read_review_door(
    store: NamedDependency[Store], caller: NamedDependency[Caller], agreement_id: FromPath[UUID]
) -> Review:
    async with store.reading(caller.seat) as session:
        for_roles(session, Role.SHELTER_COORDINATOR)
        found = await read_review(session, agreement_id)
    if found is None:
        raise Refusal(Refused(NOT_FOUND))
    return found


@ask(
    "/agreements/{agreement_id:uuid}/review",
    id="review_agreement",
    summary="Record the review: still true, changed, or ended",
    tag=TAG,
    refusals=(refusals.REVIEW_NOT_CLEAR, refusals.REVIEW_DATE),
    status=204,
)
async def review_agreement_door(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    agreement_id: FromPath[UUID],
    data: JSONBody[NewReview],
) -> None:
    terms = data.terms.terms() if data.terms else None
    wish = ReviewAgreement(agreement_id, data.outcome, data.review_on, terms)
    accepted(await store.run(review_agreement, caller.seat, wish, once))


handlers = [
    propose_agreement_door,
    list_agreements,
    answer_agreement_door,
    end_agreement_door,
    suspend_agreement_door,
    resume_agreement_door,
    read_review_door,
    review_agreement_door,
]
