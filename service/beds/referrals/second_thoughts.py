"""What a house does after its yes: takes it back while it is fresh, or stops waiting for somebody who has not come."""

from service.beds import refusals
from service.beds.events import ReferralStep
from service.beds.referrals.answers import (
    AT_THE_SHELTER,
    RELEASE,
    Answer,
    ReferralState,
    of_the_shelter,
    tell_both,
    wrong_state,
)
from service.beds.referrals.rules import fits_undo
from service.beds.referrals.store import write_step
from service.partners.actor import Actor
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork


@command(event=ReferralStep, allowed=AT_THE_SHELTER)
async def take_back_yes(
    uow: UnitOfWork, _: Actor, wish: Answer
) -> Done[ReferralState, ReferralStep] | Refused:
    """A tap too many: for two minutes the yes is taken back, and the house answers again. The bed stays held for as
    long as it was promised: nobody shortens a promise in silence (CNF-09).

    Refused later, and where the yes was to an exception: that was counted, and is talked over (RIG-02).
    """
    found = await of_the_shelter(uow, wish.referral_id)
    if found is None:
        return Refused(NOT_FOUND)
    referral, house = found
    if referral.state != "confirmed" or referral.exception_role is not None:
        return wrong_state(referral)
    if not fits_undo(referral.answered_at, uow.now):
        return Refused(refusals.TOO_LATE_TO_TAKE_BACK)
    version = await write_step(uow, referral, state="held", answered_at=None)
    tell_both(uow, referral, house)
    event = ReferralStep(subject=referral.id, step="take_back", state="held")
    return Done(ReferralState(referral.id, "held", referral.held_until, version), event)


@command(event=ReferralStep, allowed=AT_THE_SHELTER)
async def let_go(uow: UnitOfWork, _: Actor, wish: Answer) -> Done[ReferralState, ReferralStep] | Refused:
    """Somebody was expected by now and is not there: the bed is anybody's again, and nothing is noted against them.

    It is what the end of the hold would have done, sooner; they are let in all the same if they come (OPS-14, FND-14).
    Refused before the hour at which they were expected.
    """
    found = await of_the_shelter(uow, wish.referral_id)
    if found is None:
        return Refused(NOT_FOUND)
    referral, house = found
    if referral.state != "confirmed" or referral.expected_at > uow.now:
        return wrong_state(referral)
    await uow.execute(RELEASE, referral=referral.id)
    version = await write_step(uow, referral, state="lapsed", held_until=uow.now)
    tell_both(uow, referral, house)
    event = ReferralStep(subject=referral.id, step="let_go", state="lapsed")
    return Done(ReferralState(referral.id, "lapsed", None, version), event)
