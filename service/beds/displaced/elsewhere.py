"""A displaced referral goes to another house: the same people, asked for there, and no more here (ADM-05)."""

from uuid import UUID

from service.beds import refusals
from service.beds.board.rules import Question
from service.beds.party.rules import Party, People
from service.beds.referrals.answers import Answer
from service.beds.referrals.asking import MakeReferral, ReferralAnswer, make_referral
from service.beds.referrals.pivot import withdraw
from service.beds.referrals.store import Referral, locked
from service.partners.actor import Actor
from service.refusals import Refused
from service.store.session import UnitOfWork
from service.store.statements import sql

REFERRAL = sql("SELECT referral_id FROM escalations WHERE id = :escalation")
CASE = sql("SELECT case_id FROM sharings WHERE what = 'referral' AND subject = :referral")
SETTLE = sql(
    """
    UPDATE escalations SET settled_at = relais.now(), settled_by = relais.member(), outcome = 'elsewhere'
    WHERE referral_id = :referral AND settled_at IS NULL
    """
)


async def refer_instead(
    uow: UnitOfWork, actor: Actor, escalation_id: UUID, shelter_id: UUID
) -> ReferralAnswer | Refused:
    """Ask the other house for all of the party, which stays together, and give back what is left here.

    Everything that keeps a referral from being made keeps this one too: the answer is then that refusal.
    """
    referral = await locked(uow, await uow.value(REFERRAL, escalation=escalation_id))
    if referral is None:
        return Refused(refusals.NO_LONGER_FREE)
    made = await make_referral(
        uow, actor, _same_people(uow, referral, shelter_id, await _case(uow, referral))
    )
    if isinstance(made, Refused):
        return made
    withdrawn = await withdraw(uow, actor, Answer(referral.id))
    if isinstance(withdrawn, Refused):
        return withdrawn
    await uow.execute(SETTLE, referral=referral.id)
    return made


async def _case(uow: UnitOfWork, referral: Referral) -> UUID | None:
    found: UUID | None = await uow.value(CASE, referral=referral.id)
    return found


def _same_people(uow: UnitOfWork, referral: Referral, shelter_id: UUID, case_id: UUID | None) -> MakeReferral:
    """The question again, as far as the referral keeps it: what was met or unmet is forgotten (IMM-02)."""
    kept = referral.party
    people = tuple(People(group["gender"], group["age_band"], group["count"]) for group in kept["people"])
    question = Question(
        party=Party(people, kept["children"], together=kept["one_unit"]),
        nights=referral.nights,
        purpose="trafficking" if referral.set_aside else "ordinary",
        languages=tuple(kept["languages"]),
    )
    return MakeReferral(
        shelter_id=shelter_id,
        question=question,
        expected_at=max(referral.expected_at, uow.now),
        case_id=case_id,
    )
