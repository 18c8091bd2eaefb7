"""Payments: released, made by hand, and what came back (FND-08, FND-12)."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from api.doors import Caller, Page, accepted, ask, read, to_cursor
from api.v1.fields import Cents, Limit, Reference, position, screened
from service.cases.screening.refusals import SAYS_TOO_MUCH
from service.fund import refusals
from service.fund.conditions.refusals import CONDITION_OPEN
from service.fund.payouts.commands import ConfirmPayout, Moved, ReleasePayout, confirm_payout, release_payout
from service.fund.payouts.queries import PayoutView, payouts
from service.fund.payouts.resolving import (
    OfPayout,
    PayOtherwise,
    accept_payout,
    cancel_payout,
    pay_otherwise,
    retry_payout,
)
from service.fund.payouts.returns import Noted, NoteReceipt, TakeBack, note_receipt, take_back
from service.fund.payouts.rules import PayoutState
from service.fund.requests.rules import State
from service.store.command import Once
from service.store.store import Store

TAG = "fund"


class MadeByHand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The reference of a payment that a human made, and what was charged in cents."""

    reference: Reference
    amount_cents: Cents


class Receipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was spent, in cents; 0 when nothing was."""

    spent_cents: Annotated[int, msgspec.Meta(ge=0, le=100_000_000)]


class CameBack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What came back, in cents."""

    amount_cents: Cents


class LineState(msgspec.Struct, frozen=True):
    """Where a line stands."""

    state: State


@read("/payouts", id="list_payouts", summary="Your fund's payments, newest first", tag=TAG)
async def get_payouts(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    *,
    in_state: FromQuery[PayoutState | None] = None,
    request_id: FromQuery[UUID | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[PayoutView]:
    before = position(cursor)
    async with store.reading(caller.seat) as session:
        found = accepted(
            await payouts(session, state=in_state, request_id=request_id, before=before, limit=limit + 1)
        )
    last = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], to_cursor(last.created_at, last.id) if last else None)


@ask(
    "/payouts/{payout_id:uuid}/release",
    id="release_payout",
    step_up=True,
    summary="Let a large payment leave; not for whoever approved it",
    tag=TAG,
    refusals=(refusals.PAYOUT_ELSEWHERE, refusals.NEEDS_ANOTHER_PERSON, CONDITION_OPEN),
)
async def post_release(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    payout_id: FromPath[UUID],
) -> Moved:
    return accepted(await store.run(release_payout, caller.seat, ReleasePayout(payout_id), once))


@ask(
    "/payouts/{payout_id:uuid}/confirm",
    id="confirm_payout",
    step_up=True,
    summary="Record a payment made by hand, with its reference and amount",
    tag=TAG,
    refusals=(refusals.PAYOUT_ELSEWHERE, refusals.NEEDS_ANOTHER_PERSON, SAYS_TOO_MUCH),
)
async def post_confirm(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    payout_id: FromPath[UUID],
    data: JSONBody[MadeByHand],
) -> Moved:
    screened({"reference": data.reference}, "identifier")
    wish = ConfirmPayout(payout_id, data.reference, data.amount_cents)
    return accepted(await store.run(confirm_payout, caller.seat, wish, once))


@ask(
    "/payouts/{payout_id:uuid}/retry",
    id="retry_payout",
    step_up=True,
    summary="Check a payment that did not settle, and try it again",
    tag=TAG,
    refusals=(refusals.PAYOUT_ELSEWHERE, refusals.NEEDS_ANOTHER_PERSON),
)
async def post_retry(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    payout_id: FromPath[UUID],
) -> Moved:
    return accepted(await store.run(retry_payout, caller.seat, OfPayout(payout_id), once))


@ask(
    "/payouts/{payout_id:uuid}/otherwise",
    id="pay_otherwise",
    step_up=True,
    summary="Record that a refused payment was made in another way, with its reference and amount",
    tag=TAG,
    refusals=(refusals.PAYOUT_ELSEWHERE, refusals.NEEDS_ANOTHER_PERSON, SAYS_TOO_MUCH),
)
async def post_otherwise(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    payout_id: FromPath[UUID],
    data: JSONBody[MadeByHand],
) -> Moved:
    screened({"reference": data.reference}, "identifier")
    wish = PayOtherwise(payout_id, data.reference, data.amount_cents)
    return accepted(await store.run(pay_otherwise, caller.seat, wish, once))


@ask(
    "/payouts/{payout_id:uuid}/cancel",
    id="cancel_payout",
    step_up=True,
    summary="Cancel a payment that never left, and give its money back to the envelope",
    tag=TAG,
    refusals=(refusals.PAYOUT_ELSEWHERE,),
)
async def post_cancel(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    payout_id: FromPath[UUID],
) -> Moved:
    return accepted(await store.run(cancel_payout, caller.seat, OfPayout(payout_id), once))


@ask(
    "/payouts/{payout_id:uuid}/accept",
    id="accept_payout",
    step_up=True,
    summary="Record what the payment service holds in the place of what was ordered",
    tag=TAG,
    refusals=(refusals.PAYOUT_ELSEWHERE,),
)
async def post_accept(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    payout_id: FromPath[UUID],
) -> Moved:
    return accepted(await store.run(accept_payout, caller.seat, OfPayout(payout_id), once))


@ask(
    "/lines/{line_id:uuid}/receipts",
    id="note_receipt",
    summary="Note what was spent of a paid line",
    tag=TAG,
    refusals=(refusals.NOTHING_PAID,),
)
async def post_receipt(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    line_id: FromPath[UUID],
    data: JSONBody[Receipt],
) -> Noted:
    return accepted(await store.run(note_receipt, caller.seat, NoteReceipt(line_id, data.spent_cents), once))


@ask(
    "/lines/{line_id:uuid}/returns",
    id="take_back",
    summary="Record money that came back to its envelope",
    tag=TAG,
    refusals=(refusals.TOO_MUCH_BACK,),
)
async def post_return(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    line_id: FromPath[UUID],
    data: JSONBody[CameBack],
) -> LineState:
    outcome = await store.run(take_back, caller.seat, TakeBack(line_id, data.amount_cents), once)
    return LineState(accepted(outcome))


handlers = [
    get_payouts,
    post_release,
    post_confirm,
    post_retry,
    post_otherwise,
    post_cancel,
    post_accept,
    post_receipt,
    post_return,
]
