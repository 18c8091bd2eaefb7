"""Cards one by one, without their codes: one that does not work is withdrawn by a second person (FND-03, FND-08)."""

from typing import Any, Final, get_args
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from api.doors import accepted
from api.pages.acting import About, act
from api.pages.filling import Trouble, Unfit, fill, trouble_of
from api.pages.forms import read_form
from api.pages.fund.common import telling
from api.pages.visits import Visit
from api.pages.words import WORDS
from service.fund.vouchers.keeping import VoidReason, VoidVoucher, void_voucher
from service.fund.vouchers.queries import standing_cards
from service.refusals import NOT_FOUND, Refused

HOME: Final = "/fund/vouchers/cards"
MOST: Final = 50
"""Cards that show: those drawn last, then those that expire first."""


class Why(Struct):
    """What is wrong with the card."""

    reason: VoidReason


@get(HOME, include_in_schema=False)
async def show_cards(visit: NamedDependency[Visit]) -> Response[str]:
    """Those drawn last first: it is they that somebody telephones about."""
    return await _page(visit)


async def _page(visit: Visit, trouble: Trouble | None = None) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
        found = await standing_cards(session, MOST)
    return visit.paint(
        "fund/cards.html",
        status=trouble.status if trouble else 200,
        page=HOME,
        cards=found,
        reasons=get_args(VoidReason),
        trouble=trouble,
        **tell.context,
    )


@post("/fund/vouchers/cards/{voucher_id:uuid}/void", include_in_schema=False, status_code=200)
async def void(visit: NamedDependency[Visit], voucher_id: FromPath[UUID]) -> Response[Any]:
    """Withdraw it, with a proof; its line's next draw gives another card, and both stay on record."""
    form = await read_form(visit.request)
    made = fill(form, Why)
    if isinstance(made, Unfit):
        return await _page(visit, trouble_of(made, visit.language))
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
        card = next((one for one in await standing_cards(session, MOST) if one.id == voucher_id), None)
    if card is None:
        return accepted(Refused(NOT_FOUND))
    facts = {"amount": tell.money(card.value_cents), "kind": tell.say(f"fund.voucher.kind.{card.kind}")}
    lines = ((tell.say("fund.card.why"), tell.say(f"fund.card.{made.reason}")),)
    about = About(WORDS["fund.about.void"], facts, HOME, lines)
    outcome = await act(visit, form, void_voucher, VoidVoucher(voucher_id, made.reason), about)
    if isinstance(outcome, Refused):
        return await _page(visit, trouble_of(outcome, visit.language))
    return Redirect(f"{HOME}?done=fund_voided", status_code=303)


handlers = [show_cards, void]
