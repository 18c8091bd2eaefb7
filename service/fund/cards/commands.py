"""What a card's merchants did is posted as it is told, in any order; at its date the rest goes back (FND-08)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.fund.cards.events import CardClosed, CardMoved
from service.fund.cards.rules import OfPayment
from service.fund.payouts.commands import jobs_of_the_fund
from service.fund.payouts.moving import Change, locked, pay, take_back, void, write
from service.partners.actor import Actor
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

APPLIED = sql(
    "UPDATE card_facts SET applied_at = relais.now() WHERE provider_id = :provider AND applied_at IS NULL"
)
SUMS = sql(
    """
    SELECT coalesce(sum(cents) FILTER (WHERE kind = 'capture'), 0)::bigint AS taken,
           coalesce(sum(cents) FILTER (WHERE kind = 'refund'), 0)::bigint AS back
    FROM card_facts WHERE intent_id = :intent AND applied_at IS NOT NULL
    """
)


@command(event=CardMoved, allowed=jobs_of_the_fund)
async def apply_card_fact(uow: UnitOfWork, _: Actor, wish: OfPayment) -> Done[bool, CardMoved] | Refused:
    """Post what a merchant took or gave back, once (FND-08): within the promise from it, above it as an overrun, which
    is a fact and stops the envelope's promises. What is left stays promised until the card is closed. Answers whether
    it was new."""
    intent, fact = await locked(uow, wish.intent_id), wish.fact
    if intent is None:
        return Refused(NOT_FOUND)
    moved = CardMoved(subject=intent["id"], kind=fact.kind, cents=fact.cents)
    if not await uow.execute(APPLIED, provider=fact.provider_id) or fact.kind == "authorization":
        return Done(False, moved)
    sums = await uow.row(SUMS, intent=intent["id"])
    if fact.kind == "capture":
        await pay(uow, intent, fact.cents, fact.at, keep=True)
    # A refund may be heard before what it refunds: then it goes back once that is posted.
    back = min(sums["taken"], sums["back"]) if sums else 0
    await take_back(uow, intent, max(0, back - intent["returned_cents"]), fact.at)
    await write(uow, intent, _change(intent, wish, sums))
    return Done(True, moved)


def _change(intent: Any, wish: OfPayment, sums: Any) -> Change:
    """Nothing is left of the promise: paid. A refund alone pays nothing."""
    taken = wish.fact.cents if wish.fact.kind == "capture" else 0
    done = taken >= intent["open_cents"]
    return Change(
        "confirmed" if done else intent["state"],
        sent_at=wish.fact.at,
        confirmed_at=wish.fact.at if done else None,
        confirmed_cents=sums["taken"],
        returned_cents=max(intent["returned_cents"], min(sums["taken"], sums["back"])),
    )


@dataclass(frozen=True)
class CloseCard:
    """The card is cancelled at the rail, and all that it was charged with is applied."""

    intent_id: UUID


CLOSE = sql("UPDATE cards SET closed_at = relais.now() WHERE intent_id = :intent AND closed_at IS NULL")


@command(event=CardClosed, allowed=jobs_of_the_fund)
async def close_card(uow: UnitOfWork, _: Actor, wish: CloseCard) -> Done[int, CardClosed] | Refused:
    """Give back what no merchant took (FND-12); answers the cents."""
    intent = await locked(uow, wish.intent_id)
    if intent is None:
        return Refused(NOT_FOUND)
    rest = intent["open_cents"] if await uow.execute(CLOSE, intent=wish.intent_id) else 0
    if rest:
        sums = await uow.row(SUMS, intent=intent["id"])
        await void(uow, intent)
        await write(uow, intent, Change("confirmed" if sums and sums["taken"] else "cancelled"))
    return Done(rest, CardClosed(subject=intent["id"], returned_cents=rest))
