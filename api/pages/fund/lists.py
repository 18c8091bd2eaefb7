"""The fund's requests, newest first; and the receipts that are still to come (FND-11, FND-12)."""

from typing import Annotated, Any, Final, get_args
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Redirect
from msgspec import Struct

from api.doors import accepted, to_cursor
from api.pages.acting import About
from api.pages.filling import Trouble, Unfit, trouble_of
from api.pages.forms import read_form
from api.pages.fund.common import telling
from api.pages.fund.typing import check_page, filled
from api.pages.visits import Visit
from api.pages.words import WORDS
from api.v1.fields import Cents, position
from service.fund.payouts.returns import TakeBack, take_back
from service.fund.receipts.queries import owed_receipts
from service.fund.requests.queries import requests
from service.fund.requests.rules import State
from service.refusals import Refused

PAGE: Final = 30
STATES: Final[tuple[State, ...]] = get_args(State)
SHAPES: Final = {
    "submitted": "half",
    "approved": "half",
    "partly_approved": "half",
    "declined": "cross",
    "paying": "half",
    "paid": "full",
    "settled": "full",
    "withdrawn": "none",
    "failed": "cross",
}


class CameBack(Struct):
    """What came back of a line, in cents."""

    amount: Cents


@get("/fund/requests", include_in_schema=False)
async def show_requests(
    visit: NamedDependency[Visit],
    wanted: Annotated[str, QueryParameter(name="state", max_length=20)] = "",
    after: Annotated[str | None, QueryParameter(max_length=200)] = None,
) -> Response[str]:
    """Those of one state, or all; a page of thirty."""
    chosen = next((each for each in STATES if each == wanted), None)
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
        found = accepted(await requests(session, chosen, position(after), PAGE + 1))
    last = found[PAGE - 1] if len(found) > PAGE else None
    return visit.paint(
        "fund/requests.html",
        found=found[:PAGE],
        states=STATES,
        chosen=chosen or "",
        shapes=SHAPES,
        older=to_cursor(last.submitted_at, last.id) if last else None,
        **tell.context,
    )


@get("/fund/receipts", include_in_schema=False)
async def show_receipts(visit: NamedDependency[Visit]) -> Response[str]:
    """What is still to be shown or given back, the soonest due first."""
    return await _receipts(visit, {})


async def _receipts(visit: Visit, values: dict[str, str], trouble: Trouble | None = None) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
        found = accepted(await owed_receipts(session))
    return visit.paint(
        "fund/receipts.html",
        status=trouble.status if trouble else 200,
        page="/fund/receipts",
        found=found,
        values=values,
        trouble=trouble,
        **tell.context,
    )


@post("/fund/lines/{line_id:uuid}/back", include_in_schema=False, status_code=200)
async def came_back(visit: NamedDependency[Visit], line_id: FromPath[UUID]) -> Response[Any]:
    """Money that came back goes to the envelope that paid it, once it was read again."""
    form = await read_form(visit.request)
    wish = filled(form, CameBack, cents=("amount",))
    if form.language or isinstance(wish, Unfit):
        trouble = trouble_of(wish, visit.language) if isinstance(wish, Unfit) and not form.language else None
        return await _receipts(visit, form.values, trouble)
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
    if not form.value("checked"):
        facts = {"sum": tell.money(wish.amount)}
        return check_page(
            visit, form, About(WORDS["fund.about.back"], facts, "/fund/receipts"), "fund.back.go"
        )
    outcome = await visit.store.run(take_back, visit.seat, TakeBack(line_id, wish.amount), form.once)
    if isinstance(outcome, Refused):
        return await _receipts(visit, form.values, trouble_of(outcome, visit.language, "amount"))
    return Redirect("/fund/receipts?done=fund_back", status_code=303)


handlers = [show_requests, show_receipts, came_back]
