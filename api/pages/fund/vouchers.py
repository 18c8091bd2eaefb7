"""Cards and tickets in stock: loaded from a sheet, counted by hand, asked for before the last one is gone (FND-03)."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final, get_args
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect
from msgspec import Meta, Struct

from api.pages.filling import Trouble, Unfit, fill, trouble_of
from api.pages.forms import read_form
from api.pages.fund.common import telling
from api.pages.fund.typing import filled, kept_values
from api.pages.visits import Visit
from service.fund.vouchers.commands import Kind, LoadSheet, load_sheet
from service.fund.vouchers.keeping import CountVouchers, SetThreshold, count_vouchers, set_threshold
from service.fund.vouchers.queries import stock_lines
from service.fund.vouchers.refusals import SHEET_NOT_READ
from service.fund.vouchers.sheets import WHY, read_sheet
from service.refusals import Refused

HOME: Final = "/fund/vouchers"
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
Value = Annotated[int, Meta(ge=1, le=100_000)]


class Sheet(Struct):
    """Cards as they are pasted: one code a line, with its last day behind a comma if it has one of its own."""

    kind: Kind
    value: Value
    sheet: Annotated[str, Meta(min_length=1, max_length=400_000)]
    expires_on: date | None = None
    place_id: UUID | None = None


class Count(Struct):
    """What somebody counted in a place."""

    place_id: UUID
    kind: Kind
    value_cents: Value
    counted: Annotated[int, Meta(ge=0, le=100_000)]


class Threshold(Struct):
    """From how few cards more is asked for."""

    place_id: UUID
    kind: Kind
    at_most: Annotated[int, Meta(ge=0, le=10_000)]


@get(HOME, include_in_schema=False)
async def show_vouchers(visit: NamedDependency[Visit]) -> Response[str]:
    """The stock by kind, value and place; what runs low first."""
    return await _page(visit, await kept_values(visit))


async def _page(
    visit: Visit, values: Mapping[str, str], trouble: Trouble | None = None, **more: Any
) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
        fund = session.actor.organisation_id
        lines = [each for each in await stock_lines(session) if each.fund_id == fund]
    return visit.paint(
        "fund/vouchers.html",
        status=trouble.status if trouble else 200,
        page=HOME,
        lines=sorted(lines, key=lambda each: each.restock_since is None),
        kinds=KINDS,
        places=sorted({(each.place_id, each.place) for each in lines}, key=lambda each: each[1]),
        values=values,
        trouble=trouble,
        **{"loaded": None, "bad": [], **more},
        **tell.context,
    )


@post(HOME, include_in_schema=False, status_code=200)
async def load(visit: NamedDependency[Visit]) -> Response[Any]:
    """Load a sheet: good lines come in, bad ones are named by their number and never repeated."""
    form = await read_form(visit.request)
    made = filled(form, Sheet, cents=("value",), days=("expires_on",))
    if form.language:
        return await _page(visit, form.values)
    if isinstance(made, Unfit):
        return await _page(visit, form.values, trouble_of(made, visit.language))
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
    good, bad = read_sheet(made.sheet, tell.now.date(), made.expires_on)
    named = [(each.line, WHY[each.why].in_(visit.language)) for each in bad]
    if not good:
        refused = Refused(SHEET_NOT_READ, {"lines": len(bad)})
        return await _page(visit, form.values, trouble_of(refused, visit.language, "sheet"), bad=named)
    wish = LoadSheet(made.kind, made.value, tuple(good), made.place_id)
    outcome = await visit.store.run(load_sheet, visit.seat, wish, form.once)
    if isinstance(outcome, Refused):
        return await _page(visit, form.values, trouble_of(outcome, visit.language, "sheet"))
    return await _page(visit, {}, loaded=outcome, bad=named)


@post("/fund/vouchers/count", include_in_schema=False, status_code=200)
async def count(visit: NamedDependency[Visit]) -> Response[Any]:
    """A count by hand is a fact, and stays beside what was recorded."""
    form = await read_form(visit.request)
    made = fill(form, Count)
    if isinstance(made, Unfit):
        return await _page(visit, {}, trouble_of(made, visit.language))
    async with visit.store.reading(visit.seat) as session:
        await telling(visit, session)
        fund = session.actor.organisation_id
    wish = CountVouchers(fund, made.place_id, made.kind, made.value_cents, made.counted)
    return await _settled(
        visit, await visit.store.run(count_vouchers, visit.seat, wish, form.once), "counted"
    )


@post("/fund/vouchers/threshold", include_in_schema=False, status_code=200)
async def threshold(visit: NamedDependency[Visit]) -> Response[Any]:
    """Say from how few cards more is asked for."""
    form = await read_form(visit.request)
    made = fill(form, Threshold)
    if isinstance(made, Unfit):
        return await _page(visit, {}, trouble_of(made, visit.language))
    wish = SetThreshold(made.kind, made.place_id, made.at_most)
    return await _settled(
        visit, await visit.store.run(set_threshold, visit.seat, wish, form.once), "threshold"
    )


async def _settled(visit: Visit, outcome: Any, done: str) -> Response[Any]:
    if isinstance(outcome, Refused):
        return await _page(visit, {}, trouble_of(outcome, visit.language))
    return Redirect(f"{HOME}?done=fund_{done}", status_code=303)


handlers = [show_vouchers, load, count, threshold]
"""Each card's code stays sealed here: it is shown to whoever draws it for a line."""
