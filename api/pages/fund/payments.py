"""Payments: to send, sent, received, did not go through; and the one button that goes on with each (A3, FND-09)."""

from collections.abc import Mapping
from typing import Any, Final, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from api.doors import accepted
from api.pages.acting import About, act
from api.pages.amounts import cents_in
from api.pages.filling import Trouble, Unfit, fill, trouble_of
from api.pages.formats import money
from api.pages.forms import Form, read_form
from api.pages.fund.common import telling
from api.pages.fund.waiting import SHAPES, counted, payment_rows
from api.pages.keeping import take_kept
from api.pages.visits import Visit
from api.pages.words import WORDS
from api.problems import Refusal
from api.v1.fields import Cents, Reference, screened
from api.wrong import Wrong
from service.fund.payouts.commands import ConfirmPayout, ReleasePayout, confirm_payout, release_payout
from service.fund.payouts.queries import PayoutView, payout, payout_counts, payouts, payouts_by_hand
from service.fund.payouts.resolving import (
    OfPayout,
    PayOtherwise,
    accept_payout,
    cancel_payout,
    pay_otherwise,
    retry_payout,
)
from service.fund.payouts.words import BUTTONS
from service.fund.refusals import PAYOUT_ELSEWHERE
from service.fund.said import CATEGORIES, PAYOUT_STATES
from service.refusals import Refused
from service.store.command import Command

HOME: Final = "/fund/payments"
What = Literal["release", "confirm", "retry", "otherwise", "cancel", "accept"]
PLAIN: Final[Mapping[str, tuple[Command[Any, Any], type[Any]]]] = {
    "release": (release_payout, ReleasePayout),
    "retry": (retry_payout, OfPayout),
    "cancel": (cancel_payout, OfPayout),
    "accept": (accept_payout, OfPayout),
}
TYPED: Final[Mapping[str, tuple[Command[Any, Any], type[Any]]]] = {
    "confirm": (confirm_payout, ConfirmPayout),
    "otherwise": (pay_otherwise, PayOtherwise),
}
"""What a person did elsewhere has a reference and an amount, which is a fact (FND-08)."""


class Made(Struct):
    """A payment that a person made: its reference, and what was charged in cents."""

    reference: Reference
    amount: Cents


@get(HOME, include_in_schema=False)
async def show_payments(visit: NamedDependency[Visit]) -> Response[str]:
    """What needs a hand first, then the newest of all."""
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
        by_hand = payment_rows(tell, accepted(await payouts_by_hand(session)))
        newest = accepted(await payouts(session, state=None, request_id=None, before=None, limit=50))
        counts = counted(await payout_counts(session))
    waits = {each.id for each in by_hand}
    rest = [each for each in payment_rows(tell, newest) if each.id not in waits]
    return visit.paint("fund/payments.html", by_hand=by_hand, rest=rest, counts=counts, **tell.context)


@get("/fund/payments/{payout_id:uuid}", include_in_schema=False)
async def show_payment(visit: NamedDependency[Visit], payout_id: FromPath[UUID]) -> Response[str]:
    """One payment: where it stands, why, and what can be done about it now."""
    kept = await take_kept(visit)
    return await _page(visit, payout_id, kept.values if kept else {})


async def _page(
    visit: Visit,
    payout_id: UUID,
    values: Mapping[str, str],
    trouble: Trouble | None = None,
    **more: Any,
) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
        one, request_id = accepted(await payout(session, payout_id))
    return visit.paint(
        "fund/payment.html",
        status=trouble.status if trouble else 200,
        page=f"{HOME}/{payout_id}",
        one=one,
        request_id=request_id,
        shape=SHAPES[one.state],
        state=PAYOUT_STATES[one.state],
        typed=[each for each in one.resolve if each in TYPED],
        plain=[each for each in one.resolve if each in PLAIN],
        buttons=BUTTONS,
        values=values,
        trouble=trouble,
        **{"over": False, **more},
        **tell.context,
    )


@post("/fund/payments/{payout_id:uuid}/{what:str}", include_in_schema=False, status_code=200)
async def resolve(
    visit: NamedDependency[Visit], payout_id: FromPath[UUID], what: FromPath[What]
) -> Response[Any]:
    """The button that goes on with a payment; each asks for a proof, and nothing here can pay twice (FND-09)."""
    form = await read_form(visit.request)
    if form.language and form.proof is None:
        return await _page(visit, payout_id, form.values)
    async with visit.store.reading(visit.seat) as session:
        one, _ = accepted(await payout(session, payout_id))
    made = _made(form) if what in TYPED else None
    if isinstance(made, Unfit):
        return await _page(visit, payout_id, form.values, trouble_of(made, visit.language))
    if made and (told := _too_much(visit, made)):
        return await _page(visit, payout_id, form.values, told)
    command, wish = _wish(payout_id, what, made)
    outcome = await act(visit, form, command, wish, _about(visit, one, what, made))
    if isinstance(outcome, Refused):
        if outcome.reason is PAYOUT_ELSEWHERE:
            return await _page(visit, payout_id, {}, over=True)
        return await _page(visit, payout_id, form.values, trouble_of(outcome, visit.language))
    return Redirect(f"{HOME}/{payout_id}?done=fund_pay_{what}", status_code=303)


def _made(form: Form) -> Made | Unfit:
    """The reference and the amount as they were typed."""
    cents = cents_in(form.value("amount"), "amount")
    made = fill(form, Made, amount=0 if isinstance(cents, Wrong) else cents)
    if isinstance(cents, Wrong):
        return Unfit((*(made.wrongs if isinstance(made, Unfit) else ()), cents))
    return made


def _too_much(visit: Visit, made: Made) -> Trouble | None:
    """What a reference may not say (IMM-05)."""
    try:
        screened({"reference": made.reference}, "identifier")
    except Refusal as refusal:
        return trouble_of(refusal.refused, visit.language, "reference")
    return None


def _wish(payout_id: UUID, what: str, made: Made | None) -> tuple[Command[Any, Any], Any]:
    if made is not None:
        command, shape = TYPED[what]
        return command, shape(payout_id, made.reference, made.amount)
    command, shape = PLAIN[what]
    return command, shape(payout_id)


def _about(visit: Visit, one: PayoutView, what: str, made: Made | None) -> About:
    """What is about to be signed: the deed, the sum, for what, to whom."""
    cents = (
        made.amount if made else one.found_cents if what == "accept" and one.found_cents else one.amount_cents
    )
    facts = {"do": BUTTONS[what].in_(visit.language), "sum": money(cents, one.currency, visit.language)}
    facts["code"] = one.request_code
    lines = [(WORDS["fund.pay.for"], CATEGORIES[one.category].in_(visit.language))]
    lines += [(WORDS["fund.pay.to"], one.payee_name)] if one.payee_name else []
    lines += [(WORDS["fund.pay.reference"], made.reference)] if made else []
    shown = tuple((name.in_(visit.language), value) for name, value in lines)
    return About(WORDS["fund.about.pay"], facts, f"{HOME}/{one.id}", shown, typed=made is not None)


handlers = [show_payments, show_payment, resolve]
