"""Proposing, accepting and ending an agreement. It belongs to organisations, not to people (PIV-03)."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

from service.operations import refusals
from service.operations.agreements.rules import (
    PartnerSignatory,
    Setting,
    Terms,
    days_fit,
    review_date_fits,
)
from service.operations.events import (
    AgreementAnswered,
    AgreementEnded,
    AgreementProposed,
    AgreementRested,
)
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

PLAIN: Final = Setting()


@dataclass(frozen=True)
class ProposeAgreement:
    """A shelter's coordinator offers places to a police service (OPS-02)."""

    shelter_id: UUID
    partner_organisation_id: UUID
    terms: Terms
    setting: Setting = PLAIN


OWN_SHELTER = sql("SELECT key FROM shelters WHERE id = :shelter AND organisation_id = relais.organisation()")
PARTNER = sql("SELECT true FROM relais.partners_of_kind('police') WHERE id = :partner")
INSERT = sql(
    """
    INSERT INTO bed_agreements (id, organisation_id, partner_organisation_id, shelter_key, places, notice_hours,
        longest_hold_hours, answer, review_on, form, conditions, signed_as, starts_on, ends_on, proposed_by,
        proposed_at)
    VALUES (:id, relais.organisation(), :partner, :shelter, :places, :notice, :longest, :answer, :review_on, :form,
        CAST(:conditions AS text[]), :signed_as, CAST(:starts_on AS date), CAST(:ends_on AS date), relais.member(),
        relais.now())
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
    """Propose an agreement; it holds once the partner has accepted too, and from then on (AGR-02). Answers its id."""
    shelter = await uow.value(OWN_SHELTER, shelter=wish.shelter_id)
    if shelter is None:
        return Refused(NOT_FOUND)
    if not review_date_fits(wish.terms.review_on, uow.now.date()):
        return Refused(refusals.REVIEW_DATE)
    if not days_fit(wish.setting, uow.now.date()):
        return Refused(refusals.AGREEMENT_DAYS)
    if not await uow.value(PARTNER, partner=wish.partner_organisation_id):
        return Refused(refusals.NOT_A_PARTNER)
    agreement_id = uuid4()
    await _insert(uow, agreement_id, shelter, wish)
    uow.tell("agreements", organisations=(wish.partner_organisation_id,), subject=agreement_id)
    return Done(agreement_id, _proposed(agreement_id, wish))


async def _insert(uow: UnitOfWork, agreement_id: UUID, shelter: int, wish: ProposeAgreement) -> None:
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
        form=wish.setting.form,
        conditions=sorted(set(wish.setting.conditions)),
        signed_as=wish.setting.signed_as,
        starts_on=wish.setting.starts_on,
        ends_on=wish.setting.ends_on,
    )


def _proposed(agreement_id: UUID, wish: ProposeAgreement) -> AgreementProposed:
    return AgreementProposed(
        subject=agreement_id,
        partner=wish.partner_organisation_id,
        shelter=wish.shelter_id,
        places=wish.terms.places,
        notice_hours=wish.terms.notice_hours,
        longest_hold_hours=wish.terms.longest_hold_hours,
        answer=wish.terms.answer,
        form=wish.setting.form,
    )


@dataclass(frozen=True)
class AnswerAgreement:
    """The partner's tap, and in which role it is given; on the agreement, or on a change of it."""

    agreement_id: UUID
    accept: bool
    accepted_as: PartnerSignatory | None = None


ANSWER = sql("SELECT outcome, other FROM relais.answer_agreement(:agreement, :accept, :accepted_as)")


@command(event=AgreementAnswered, allowed=only(Role.INVESTIGATOR))
async def answer_agreement(
    uow: UnitOfWork, _: Actor, wish: AnswerAgreement
) -> Done[None, AgreementAnswered] | Refused:
    """Accept or decline what a shelter proposed (AGR-02): the agreement, or other numbers for one that counts already.

    Nobody can accept their own proposal. Fewer places than operations hold now are not accepted (OPS-05).
    """
    found = await uow.row(
        ANSWER, agreement=wish.agreement_id, accept=wish.accept, accepted_as=wish.accepted_as
    )
    if found is None:
        return Refused(NOT_FOUND)
    if found["outcome"] == "in_use":
        return Refused(refusals.AGREEMENT_IN_USE)
    uow.tell("agreements", organisations=(found["other"],), subject=wish.agreement_id)
    return Done(None, AgreementAnswered(subject=wish.agreement_id, yes=wish.accept))


@dataclass(frozen=True)
class AboutAgreement:
    """Just the agreement."""

    agreement_id: UUID


REST = sql("SELECT relais.rest_agreement(:agreement, :rest)")
SIDES = only(Role.SHELTER_COORDINATOR, Role.INVESTIGATOR)


@command(event=AgreementRested, allowed=SIDES)
async def suspend_agreement(
    uow: UnitOfWork, _: Actor, wish: AboutAgreement
) -> Done[None, AgreementRested] | Refused:
    """Let an agreement rest: the shelter is asked each time, what it holds stays held (OPS-02)."""
    return await _rest(uow, wish.agreement_id, rest=True)


@command(event=AgreementRested, allowed=SIDES)
async def resume_agreement(
    uow: UnitOfWork, _: Actor, wish: AboutAgreement
) -> Done[None, AgreementRested] | Refused:
    """The side that let an agreement rest takes it up again, with the same words (OPS-02)."""
    return await _rest(uow, wish.agreement_id, rest=False)


async def _rest(uow: UnitOfWork, agreement_id: UUID, *, rest: bool) -> Done[None, AgreementRested] | Refused:
    other = await uow.value(REST, agreement=agreement_id, rest=rest)
    if other is None:
        return Refused(NOT_FOUND)
    uow.tell("agreements", organisations=(other,), subject=agreement_id)
    return Done(None, AgreementRested(subject=agreement_id, rests=rest))


@dataclass(frozen=True)
class EndAgreement:
    """Either side ends it."""

    agreement_id: UUID


END = sql("SELECT relais.end_agreement(:agreement)")


@command(event=AgreementEnded, allowed=SIDES)
async def end_agreement(
    uow: UnitOfWork, _: Actor, wish: EndAgreement
) -> Done[None, AgreementEnded] | Refused:
    """End an agreement; the places that it holds now stay held until their window is over."""
    other = await uow.value(END, agreement=wish.agreement_id)
    if other is None:
        return Refused(NOT_FOUND)
    uow.tell("agreements", organisations=(other,), subject=wish.agreement_id)
    return Done(None, AgreementEnded(subject=wish.agreement_id))
