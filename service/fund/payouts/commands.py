"""What moves a payment: the job that sends it, the rail that reports it, and the human who makes it by hand."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from service.fund import refusals
from service.fund.books.refusals import EARMARK_EXPIRED
from service.fund.cards.opening import remember_card
from service.fund.conditions.refusals import CONDITION_OPEN
from service.fund.events import PayoutLeaving, PayoutMoved, PayoutReleased
from service.fund.onboarding.refusals import ACCOUNT_NOT_READY
from service.fund.payouts.moving import Change, locked, pay, take_back, write
from service.fund.payouts.rules import POSTED, SEND_PAYOUT, Act, Known, Move, Step, Told, move, next_act, told
from service.fund.rails.protocol import Outcome, PayoutOrder, Sent, Truth, Waiting
from service.fund.rails.rules import by_hand
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


async def jobs_of_the_fund(_: UnitOfWork, actor: Actor, wish: object) -> Refused | None:  # noqa: ARG001
    """Lets only a job act: nobody claims by hand what a rail says."""
    return None if actor.is_job else Refused(NOT_ALLOWED)


@dataclass(frozen=True)
class Leaving:
    """What to do with a payment now, outside any transaction; the order is None when there is nothing to do."""

    act: Act
    rail: str
    order: PayoutOrder | None


@dataclass(frozen=True)
class BeginPayout:
    """A job is about to take a payment to its rail."""

    intent_id: UUID


@command(
    event=PayoutLeaving,
    allowed=jobs_of_the_fund,
    refusals={
        "payout_intents_rail_is_on": refusals.RAIL_IS_OFF,
        "payout_intents_payee_ready": ACCOUNT_NOT_READY,
        "payout_intents_condition": CONDITION_OPEN,
        "payout_intents_earmark_expired": EARMARK_EXPIRED,
    },
)
async def begin_payout(
    uow: UnitOfWork, _: Actor, wish: BeginPayout
) -> Done[Leaving, PayoutLeaving] | Refused:
    """Mark a payment as about to leave before its first call; one found so marked is looked for instead (FND-09)."""
    intent = await locked(uow, wish.intent_id)
    if intent is None:
        return Refused(NOT_FOUND)
    act = next_act(intent["state"], _age(uow, intent))
    if act == "nothing":
        return Done(
            Leaving("nothing", intent["rail"], None), _leaving(intent["id"], intent["attempt"], False)
        )
    if act == "send":
        await write(uow, intent, Change("leaving", key_at=intent["key_at"] or uow.now))
    elif intent["state"] == "ready":
        await write(uow, intent, Change("unknown", problem="key_too_old"))
    order = PayoutOrder(
        intent["id"],
        intent["amount_cents"],
        intent["currency"],
        intent["account"],
        intent["category"],
        intent["attempt"],
    )
    return Done(Leaving(act, intent["rail"], order), _leaving(intent["id"], intent["attempt"], act == "look"))


def _age(uow: UnitOfWork, intent: Any) -> timedelta | None:
    return None if intent["key_at"] is None else uow.now - intent["key_at"]


def _leaving(intent_id: UUID, attempt: int, look: bool) -> PayoutLeaving:
    return PayoutLeaving(subject=intent_id, attempt=attempt, look=look)


@dataclass(frozen=True)
class Report:
    """What a rail answered, for the attempt that was made."""

    intent_id: UUID
    attempt: int
    answer: Outcome | Truth


@dataclass(frozen=True)
class Moved:
    """The state of a payment, and after what rest to go to its rail again; None where there is nothing to do there."""

    state: str
    again: timedelta | None = None
    problem: str | None = None


@command(event=PayoutMoved, allowed=jobs_of_the_fund)
async def report_payout(uow: UnitOfWork, _: Actor, wish: Report) -> Done[Moved, PayoutMoved] | Refused:
    """Write what the rail answered: money that left is posted; what will not leave stays promised until a person
    decides (FND-09, FND-12)."""
    intent = await locked(uow, wish.intent_id)
    if intent is None:
        return Refused(NOT_FOUND)
    if intent["state"] not in {"leaving", "unknown"} or intent["attempt"] != wish.attempt:
        moved = PayoutMoved(subject=intent["id"], state=intent["state"], cents=intent["amount_cents"])
        return Done(Moved(intent["state"]), moved)
    step = move(wish.answer, wish.attempt, _age(uow, intent))
    sent = wish.answer if isinstance(wish.answer, Sent) else None
    if step.post:
        await pay(uow, intent, intent["amount_cents"], sent.at if sent else None)
    if sent:
        await take_back(uow, intent, sent.returned_cents)
    await write(uow, intent, _change(intent, step, sent))
    if isinstance(wish.answer, Waiting) and wish.answer.card:
        await remember_card(uow, intent, wish.answer.card)
    event = PayoutMoved(
        subject=intent["id"], state=step.state, cents=intent["amount_cents"], problem=step.problem
    )
    return Done(Moved(step.state, step.again, step.problem), event)


def _change(intent: Any, step: Move, sent: Sent | None) -> Change:
    return Change(
        step.state,
        attempt=intent["attempt"] + 1 if step.raise_attempt else None,
        forget_key=step.raise_attempt,
        problem=step.problem,
        reference=sent.provider_id if sent else None,
        sent_at=sent.at if sent else None,
        returned_cents=sent.returned_cents if sent else None,
        found=(step.found_cents, step.found_reference, 0) if step.state == "differs" else None,
    )


@dataclass(frozen=True)
class Notice:
    """A verified notice of a rail about a payment: totals so far, in cents."""

    rail: str
    event_id: str
    intent_id: UUID
    provider_id: str
    amount_cents: int
    returned_cents: int
    at: datetime


APPLIED = sql(
    """
    UPDATE rail_events SET applied_at = relais.now()
    WHERE rail = :rail AND event_id = :event AND applied_at IS NULL
    """
)


@command(event=PayoutMoved, allowed=jobs_of_the_fund)
async def apply_notice(uow: UnitOfWork, _: Actor, wish: Notice) -> Done[Moved, PayoutMoved] | Refused:
    """Apply a notice once, in whatever order notices come (FND-09). It may overtake the answer to our own call."""
    intent = await locked(uow, wish.intent_id)
    if intent is None:
        return Refused(NOT_FOUND)
    fresh = await uow.execute(APPLIED, rail=wish.rail, event=wish.event_id)
    step = (
        told(_known(intent), Told(wish.amount_cents, wish.returned_cents, wish.provider_id))
        if fresh
        else None
    )
    if step is None:
        return Done(Moved(intent["state"]), PayoutMoved(subject=intent["id"], state=intent["state"], cents=0))
    if step.post:
        await pay(uow, intent, wish.amount_cents, wish.at)
        intent = await locked(uow, wish.intent_id) or intent
    await take_back(uow, intent, step.newly_returned, wish.at)
    await write(uow, intent, _second(intent, step, wish) if step.twice else _first(intent, step, wish))
    problem = "twice" if step.twice else None
    event = PayoutMoved(subject=intent["id"], state=step.state, cents=wish.amount_cents, problem=problem)
    return Done(Moved(step.state, problem=problem), event)


def _known(intent: Any) -> Known:
    charged = intent["confirmed_cents"] or intent["amount_cents"]
    return Known(
        intent["state"],
        charged if intent["state"] in POSTED else intent["amount_cents"],
        intent["returned_cents"],
        intent["reference"],
        intent["found_reference"],
        intent["found_returned_cents"],
    )


def _first(intent: Any, step: Step, wish: Notice) -> Change:
    return Change(
        step.state,
        reference=wish.provider_id,
        sent_at=wish.at,
        confirmed_at=wish.at,
        confirmed_cents=wish.amount_cents,
        returned_cents=intent["returned_cents"] + step.newly_returned,
    )


def _second(intent: Any, step: Step, wish: Notice) -> Change:
    """A further payment of the same order: its money has left and is posted, and somebody asks for it back."""
    found = (wish.amount_cents, wish.provider_id, max(intent["found_returned_cents"], wish.returned_cents))
    return Change(step.state, problem="twice", found=found)


@dataclass(frozen=True)
class ReleasePayout:
    """Let a large payment leave."""

    intent_id: UUID


RELEASE = sql(
    """
    UPDATE payout_intents SET state = 'ready', released_by = relais.member(), moving_since = relais.now(),
        version = version + 1 WHERE id = :intent
    """
)


@command(
    event=PayoutReleased,
    allowed=only(Role.FUND_ADMINISTRATOR),
    refusals={
        "payout_intents_payer": refusals.NEEDS_ANOTHER_PERSON,
        "payout_intents_condition": CONDITION_OPEN,
        "payout_intents_earmark_expired": EARMARK_EXPIRED,
    },
    step_up=True,
)
async def release_payout(
    uow: UnitOfWork, actor: Actor, wish: ReleasePayout
) -> Done[Moved, PayoutReleased] | Refused:
    """Let a payment above the policy's band leave; refused to whoever approved or asked for it (FND-10)."""
    intent = await locked(uow, wish.intent_id)
    if intent is None or actor.member_id is None:
        return Refused(NOT_FOUND)
    if intent["state"] != "held":
        return Refused(refusals.PAYOUT_ELSEWHERE, {"state": intent["state"]})
    await uow.execute(RELEASE, intent=wish.intent_id)
    uow.intend(SEND_PAYOUT, {"intent": str(wish.intent_id)})
    return Done(Moved("ready"), PayoutReleased(subject=wish.intent_id))


@dataclass(frozen=True)
class ConfirmPayout:
    """A human made the payment: with which reference, and for how many cents."""

    intent_id: UUID
    reference: str
    cents: int


@command(
    event=PayoutMoved,
    allowed=only(Role.FUND_ADMINISTRATOR),
    refusals={
        "payout_intents_payer": refusals.NEEDS_ANOTHER_PERSON,
        "payout_intents_released": refusals.NEEDS_ANOTHER_PERSON,
    },
    step_up=True,
)
async def confirm_payout(
    uow: UnitOfWork, actor: Actor, wish: ConfirmPayout
) -> Done[Moved, PayoutMoved] | Refused:
    """Record a payment made by hand (FND-08). The amount is a fact: less gives the rest back, more is an overrun."""
    intent = await locked(uow, wish.intent_id)
    if intent is None:
        return Refused(NOT_FOUND)
    human = by_hand(intent["rail"]) and intent["state"] in {
        "held",
        "ready",
        "leaving",
        "waiting",
    }
    if not human:
        return Refused(refusals.PAYOUT_ELSEWHERE, {"state": intent["state"]})
    await pay(uow, intent, wish.cents)
    change = Change(
        "confirmed",
        reference=wish.reference,
        sent_at=uow.now,
        confirmed_at=uow.now,
        confirmed_cents=wish.cents,
        paid_by=actor.member_id,
    )
    await write(uow, intent, change)
    return Done(Moved("confirmed"), PayoutMoved(subject=intent["id"], state="confirmed", cents=wish.cents))
