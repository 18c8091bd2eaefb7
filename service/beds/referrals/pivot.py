"""What the pivot does with a referral: keeps the hold a little longer, or gives the bed back."""

from uuid import UUID

from service.beds import refusals
from service.beds.events import ReferralStep
from service.beds.referrals.answers import Answer, ReferralState, step_event, tell_both, wrong_state
from service.beds.referrals.rules import after, extended
from service.beds.referrals.store import Referral, locked, write_step
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

PIVOTS = only(Role.PIVOT_WORKER)
CLAIMS = sql("SELECT id FROM relais.claims_of_referrals(ARRAY[CAST(:referral AS uuid)]) WHERE state = 'live'")
RELEASE = sql("SELECT relais.release_claims(CAST(:claims AS uuid[]))")
EXTEND = sql("SELECT relais.extend_claims(CAST(:claims AS uuid[]), :lapses_at)")


async def _own(uow: UnitOfWork, actor: Actor, referral_id: UUID) -> Referral | None:
    """The referral, locked, if the actor's organisation made it."""
    referral = await locked(uow, referral_id)
    return referral if referral is not None and referral.organisation_id == actor.organisation_id else None


async def _claims(uow: UnitOfWork, referral: Referral) -> list[UUID]:
    return [row["id"] for row in await uow.rows(CLAIMS, referral=referral.id)]


@command(event=ReferralStep, allowed=PIVOTS)
async def withdraw(
    uow: UnitOfWork, actor: Actor, wish: Answer
) -> Done[ReferralState, ReferralStep] | Refused:
    """Give the bed back. Nothing is noted against anybody (FND-14)."""
    referral = await _own(uow, actor, wish.referral_id)
    if referral is None:
        return Refused(NOT_FOUND)
    state = after(referral.state, "withdraw")
    if state is None:
        return wrong_state(referral)
    await uow.rows(RELEASE, claims=await _claims(uow, referral))
    version = await write_step(uow, referral, state=state)
    tell_both(uow, referral)
    return Done(ReferralState(referral.id, state, None, version), step_event(referral, "withdraw", state))


@command(event=ReferralStep, allowed=PIVOTS)
async def extend(uow: UnitOfWork, actor: Actor, wish: Answer) -> Done[ReferralState, ReferralStep] | Refused:
    """Hold the bed an hour more, up to the longest hold (OPS-13). Refused when the bed is no longer held."""
    referral = await _own(uow, actor, wish.referral_id)
    if referral is None:
        return Refused(NOT_FOUND)
    if after(referral.state, "extend") is None or referral.held_until is None:
        return wrong_state(referral)
    until = extended(referral.held_until, referral.asked_at, uow.now)
    if until is None:
        return Refused(refusals.LONGEST_HOLD)
    if not await uow.rows(EXTEND, claims=await _claims(uow, referral), lapses_at=until):
        return Refused(refusals.NO_LONGER_FREE)
    version = await write_step(uow, referral, held_until=until)
    tell_both(uow, referral)
    state = referral.state
    return Done(ReferralState(referral.id, state, until, version), step_event(referral, "extend", state))
