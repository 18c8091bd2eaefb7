"""Proposing, accepting and ending an agreement. It belongs to organisations, not to people (PIV-03)."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from service.operations import refusals
from service.operations.agreements.rules import Terms, review_date_fits
from service.operations.events import AgreementAnswered, AgreementEnded, AgreementProposed
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class ProposeAgreement:
    """A shelter's coordinator offers places to a police service (OPS-02)."""

    shelter_id: UUID
    partner_organisation_id: UUID
    terms: Terms


OWN_SHELTER = sql("SELECT key FROM shelters WHERE id = :shelter AND organisation_id = relais.organisation()")
PARTNER = sql("SELECT true FROM relais.partners_of_kind('police') WHERE id = :partner")
INSERT = sql(
    """
    INSERT INTO bed_agreements (id, organisation_id, partner_organisation_id, shelter_key, places, notice_hours,
        longest_hold_hours, answer, review_on, proposed_by, proposed_at)
    VALUES (:id, relais.organisation(), :partner, :shelter, :places, :notice, :longest, :answer, :review_on,
        relais.member(), relais.now())
    """
)


@command(
    event=AgreementProposed,
    allowed=only(Role.SHELTER_COORDINATOR),
    refusals={"bed_agreements_one_open": refusals.AGREEMENT_EXISTS},
)
async def propose_agreement(
    uow: UnitOfWork, _: Actor, wish: ProposeAgreement
) -> Done[UUID, AgreementProposed] | Refused:
    """Propose an agreement; it holds once the partner has accepted too (AGR-02). Answers its id."""
    shelter = await uow.value(OWN_SHELTER, shelter=wish.shelter_id)
    if shelter is None:
        return Refused(NOT_FOUND)
    if not review_date_fits(wish.terms.review_on, uow.now.date()):
        return Refused(refusals.REVIEW_DATE)
    if not await uow.value(PARTNER, partner=wish.partner_organisation_id):
        return Refused(refusals.NOT_A_PARTNER)
    agreement_id = uuid4()
    await uow.execute(
        INSERT,
        id=agreement_id,
        partner=wish.partner_organisation_id,
        shelter=shelter,
        places=wish.terms.places,
        notice=wish.terms.notice_hours,
        longest=wish.terms.longest_hold_hours,
        answer=wish.terms.answer,
        review_on=wish.terms.review_on,
    )
    uow.tell("agreements", organisations=(wish.partner_organisation_id,), subject=agreement_id)
    return Done(agreement_id, _proposed(agreement_id, wish))


def _proposed(agreement_id: UUID, wish: ProposeAgreement) -> AgreementProposed:
    return AgreementProposed(
        subject=agreement_id,
        partner=wish.partner_organisation_id,
        shelter=wish.shelter_id,
        places=wish.terms.places,
        notice_hours=wish.terms.notice_hours,
        longest_hold_hours=wish.terms.longest_hold_hours,
        answer=wish.terms.answer,
    )


@dataclass(frozen=True)
class AnswerAgreement:
    """The partner's click."""

    agreement_id: UUID
    accept: bool


ANSWER = sql("SELECT relais.answer_agreement(:agreement, :accept)")


@command(event=AgreementAnswered, allowed=only(Role.INVESTIGATOR))
async def answer_agreement(
    uow: UnitOfWork, _: Actor, wish: AnswerAgreement
) -> Done[None, AgreementAnswered] | Refused:
    """Accept or decline what a shelter proposed (AGR-02). Nobody can accept their own proposal."""
    shelter_organisation = await uow.value(ANSWER, agreement=wish.agreement_id, accept=wish.accept)
    if shelter_organisation is None:
        return Refused(NOT_FOUND)
    uow.tell("agreements", organisations=(shelter_organisation,), subject=wish.agreement_id)
    return Done(None, AgreementAnswered(subject=wish.agreement_id, yes=wish.accept))


@dataclass(frozen=True)
class EndAgreement:
    """Either side ends it."""

    agreement_id: UUID


END = sql("SELECT relais.end_agreement(:agreement)")


@command(event=AgreementEnded, allowed=only(Role.SHELTER_COORDINATOR, Role.INVESTIGATOR))
async def end_agreement(
    uow: UnitOfWork, _: Actor, wish: EndAgreement
) -> Done[None, AgreementEnded] | Refused:
    """End an agreement; the places that it holds now stay held until their window is over."""
    other = await uow.value(END, agreement=wish.agreement_id)
    if other is None:
        return Refused(NOT_FOUND)
    uow.tell("agreements", organisations=(other,), subject=wish.agreement_id)
    return Done(None, AgreementEnded(subject=wish.agreement_id))
