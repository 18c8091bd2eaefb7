"""The one button that resolves a payment which did not simply leave: a person's word, proven (FND-09, FND-12).

Each is refused where the money may be at the rail: looking comes first, and nothing here can pay twice.
"""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from service.fund import refusals
from service.fund.events import PayoutAccepted, PayoutCancelled, PayoutPaidOtherwise, PayoutRetried
from service.fund.payouts.commands import Moved
from service.fund.payouts.moving import PAYOUT, Change, locked, pay, void, write
from service.fund.payouts.rules import SEND_PAYOUT, Button, buttons
from service.messages.climbing import answered
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork

ANOTHER = {
    "payout_intents_payer": refusals.NEEDS_ANOTHER_PERSON,
    "payout_intents_released": refusals.NEEDS_ANOTHER_PERSON,
}
ADMINISTRATOR = only(Role.FUND_ADMINISTRATOR)


@dataclass(frozen=True)
class OfPayout:
    """Which payment."""

    intent_id: UUID


@dataclass(frozen=True)
class PayOtherwise:
    """The payment was made in another way: with which reference, and for how many cents."""

    intent_id: UUID
    reference: str
    cents: int


async def _found(uow: UnitOfWork, intent_id: UUID, button: Button) -> Any | Refused:
    """The payment, where this button is offered for it."""
    intent = await locked(uow, intent_id)
    if intent is None:
        return Refused(NOT_FOUND)
    if button not in buttons(intent["state"], intent["rail"], intent["key_at"], intent["found_cents"]):
        return Refused(refusals.PAYOUT_ELSEWHERE, {"state": intent["state"]})
    return intent


@command(event=PayoutRetried, allowed=ADMINISTRATOR, refusals=ANOTHER, step_up=True)
async def retry_payout(uow: UnitOfWork, _: Actor, wish: OfPayout) -> Done[Moved, PayoutRetried] | Refused:
    """Try again now (FND-09): what surely never left goes as the next attempt, anything else is looked for first."""
    intent = await _found(uow, wish.intent_id, "retry")
    if isinstance(intent, Refused):
        return intent
    change = _again(intent)
    await write(uow, intent, replace(change, moving_since=uow.now))
    await answered(uow, PAYOUT, intent["id"], "retried")
    uow.intend(SEND_PAYOUT, {"intent": str(intent["id"])})
    return Done(Moved(change.state), PayoutRetried(subject=intent["id"], state=intent["state"]))


def _again(intent: Any) -> Change:
    state = intent["state"]
    if state == "failed" or (state == "differs" and not intent["found_cents"]):
        return Change("ready", attempt=intent["attempt"] + 1, forget_key=True, found=(None, None, 0))
    return Change("unknown" if state == "differs" else state, problem=intent["problem"])


@command(event=PayoutPaidOtherwise, allowed=ADMINISTRATOR, refusals=ANOTHER, step_up=True)
async def pay_otherwise(
    uow: UnitOfWork, actor: Actor, wish: PayOtherwise
) -> Done[Moved, PayoutPaidOtherwise] | Refused:
    """Record that what the rail refused was paid in another way (FND-08): the amount is a fact, as by hand."""
    intent = await _found(uow, wish.intent_id, "otherwise")
    if isinstance(intent, Refused):
        return intent
    await pay(uow, intent, wish.cents)
    change = Change(
        "confirmed",
        reference=wish.reference,
        sent_at=uow.now,
        confirmed_at=uow.now,
        confirmed_cents=wish.cents,
        paid_by=actor.member_id,
        found=(None, None, 0),
    )
    await write(uow, intent, change)
    return Done(Moved("confirmed"), PayoutPaidOtherwise(subject=intent["id"], cents=wish.cents))


@command(event=PayoutCancelled, allowed=ADMINISTRATOR, step_up=True)
async def cancel_payout(uow: UnitOfWork, _: Actor, wish: OfPayout) -> Done[Moved, PayoutCancelled] | Refused:
    """Give the money back to its envelope (FND-12). Refused once the payment may have left."""
    intent = await _found(uow, wish.intent_id, "cancel")
    if isinstance(intent, Refused):
        return intent
    await void(uow, intent)
    await write(uow, intent, Change("cancelled", problem=intent["problem"]))
    return Done(Moved("cancelled"), PayoutCancelled(subject=intent["id"], cents=intent["open_cents"]))


@command(event=PayoutAccepted, allowed=ADMINISTRATOR, step_up=True)
async def accept_payout(uow: UnitOfWork, _: Actor, wish: OfPayout) -> Done[Moved, PayoutAccepted] | Refused:
    """Post what the rail holds in the place of what was ordered (FND-09): less gives the rest back, more is an
    overrun."""
    intent = await _found(uow, wish.intent_id, "accept")
    if isinstance(intent, Refused):
        return intent
    cents = intent["found_cents"]
    await pay(uow, intent, cents)
    change = Change(
        "confirmed",
        reference=intent["found_reference"],
        sent_at=uow.now,
        confirmed_at=uow.now,
        confirmed_cents=cents,
        found=(None, None, 0),
    )
    await write(uow, intent, change)
    return Done(Moved("confirmed"), PayoutAccepted(subject=intent["id"], cents=cents))
