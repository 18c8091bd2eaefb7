"""The card of a line: a check page, then its code once, large, in groups of four (FND-03, FND-08)."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.pages.acting import About, act
from api.pages.filling import trouble_of
from api.pages.forms import read_form
from api.pages.moments import day_in, zone_of
from api.pages.money.one import Seen, seen_of
from api.pages.money.telling import Told
from api.pages.visits import Visit
from api.pages.words import WORDS
from api.problems import Refusal
from service.fund.money import money
from service.fund.requests.before import request_of_line
from service.fund.vouchers.drawing import DrawVoucher, draw_voucher
from service.fund.vouchers.queries import drawn_voucher, voucher_places
from service.refusals import NOT_FOUND, Refused


@get("/lines/{line_id:uuid}/card", include_in_schema=False)
async def check_card(visit: NamedDependency[Visit], line_id: FromPath[UUID]) -> Response[Any]:
    """What is about to be shown, and where the card lies."""
    return await _check(visit, line_id)


async def _check(visit: Visit, line_id: UUID, why: Refused | None = None) -> Response[Any]:
    async with visit.store.reading(visit.seat) as session:
        request = await request_of_line(session, line_id)
        seen = await seen_of(session, request, visit.language) if request else None
        line = line_of(seen, line_id)
        places, zone = await voucher_places(session, line_id), await zone_of(session)
    if seen is None or not line.has_card:
        raise Refusal(Refused(NOT_FOUND))
    return visit.paint(
        "money/card.html",
        status=why.reason.status if why else 200,
        page=f"/lines/{line_id}/card",
        seen=seen,
        told=line,
        places=places,
        zone=zone,
        trouble=trouble_of(why, visit.language),
    )


def line_of(seen: Seen | None, line_id: UUID) -> Told:
    """The line of a request that was found. Raises `Refusal` for what is not there, or not theirs."""
    found = next((line for line in seen.lines if line.line.id == line_id), None) if seen else None
    if found is None:
        raise Refusal(Refused(NOT_FOUND))
    return found


@post("/lines/{line_id:uuid}/card", include_in_schema=False, status_code=200)
async def show_card(visit: NamedDependency[Visit], line_id: FromPath[UUID]) -> Response[Any]:
    """Draw it, proven, and show its code; the showing is on record, the code in no answer that is kept."""
    form = await read_form(visit.request)
    if form.language and form.proof is None:
        return await _check(visit, line_id)
    async with visit.store.reading(visit.seat) as session:
        request = await request_of_line(session, line_id)
        line = line_of(await seen_of(session, request, visit.language) if request else None, line_id)
        place = next(
            (
                one.place_id
                for one in await voucher_places(session, line_id)
                if str(one.place_id) == form.value("place")
            ),
            None,
        )
    amount = money(line.line.approved_cents, visit.language)
    about = About(WORDS["money.about.card"], {"amount": amount}, f"/lines/{line_id}/card")
    granted = await act(visit, form, draw_voucher, DrawVoucher(line_id, place), about)
    if isinstance(granted, Refused):
        return await _check(visit, line_id, granted)
    async with visit.store.reading(visit.seat) as session:
        card, zone = await drawn_voucher(session, line_id, granted), await zone_of(session)
    if isinstance(card, Refused):
        return await _check(visit, line_id, card)
    return visit.paint(
        "money/card_shown.html",
        card=card,
        back=f"/money/{request}?done=money_card",
        at=granted.at,
        zone=zone,
        day=day_in(visit.language, zone),
    )


handlers: list[Any] = [check_card, show_card]
