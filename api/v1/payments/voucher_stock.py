"""Cards drawn down for lines, and the keeping of the stock: sheets, voids, thresholds, counts (FND-03, FND-08)."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask, for_roles, read
from service.fund import refusals as of_fund
from service.fund.vouchers import refusals
from service.fund.vouchers.commands import Kind, LoadSheet, load_sheet
from service.fund.vouchers.drawing import DrawVoucher, draw_voucher
from service.fund.vouchers.keeping import (
    COUNTERS,
    Counted,
    CountVouchers,
    SetThreshold,
    ThresholdSet,
    Voided,
    VoidReason,
    VoidVoucher,
    count_vouchers,
    set_threshold,
    void_voucher,
)
from service.fund.vouchers.queries import (
    ShownVoucher,
    StockLine,
    VoucherPlace,
    drawn_voucher,
    stock_lines,
    voucher_places,
)
from service.fund.vouchers.sheets import WHY, BadLine, read_sheet
from service.partners.actor import Role
from service.partners.proposals.refusals import PARTNER_OUTSIDE
from service.refusals import Refused
from service.store.command import Once
from service.store.store import Store

TAG = "vouchers"
Value = Annotated[int, msgspec.Meta(ge=1, le=100_000)]
Cards = Annotated[int, msgspec.Meta(ge=0, le=10_000)]


class NewSheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Cards as they are pasted: one code a line, with its last day behind a comma if it has one of its own."""

    kind: Kind
    value_cents: Value
    sheet: Annotated[str, msgspec.Meta(min_length=1, max_length=400_000)]
    expires_on: date | None = None
    place_id: UUID | None = None


class WrongLine(msgspec.Struct, frozen=True):
    """A line that did not come in, counted from 1, and why; never what stood in it."""

    line: int
    why: str


class SheetResult(msgspec.Struct, frozen=True):
    """How many cards came in, how many codes were there already, and each line that could not be read."""

    loaded: int
    known: int
    bad: list[WrongLine]


class Drawing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the card lies; one's own drawer or the fund's, unless named."""

    place_id: UUID | None = None


class Voiding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why a card is withdrawn."""

    reason: VoidReason


class Threshold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From how few cards more is asked for."""

    kind: Kind
    place_id: UUID
    at_most: Cards


class Count(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many cards of a kind and a value were counted by hand in a place."""

    fund_id: UUID
    place_id: UUID
    kind: Kind
    value_cents: Value
    counted: Annotated[int, msgspec.Meta(ge=0, le=100_000)]


@ask(
    "/vouchers/sheet",
    id="load_voucher_sheet",
    summary="Load the codes of a pasted sheet; bad lines are named, good ones come in",
    tag=TAG,
    refusals=(refusals.SHEET_NOT_READ, PARTNER_OUTSIDE),
)
async def post_sheet(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewSheet],
) -> SheetResult:
    async with store.reading(caller.seat) as session:
        for_roles(session, Role.FUND_ADMINISTRATOR)
        today = session.now.date()
    good, bad = read_sheet(data.sheet, today, data.expires_on)
    if not good:
        return accepted(Refused(refusals.SHEET_NOT_READ, {"lines": len(bad)}))
    wish = LoadSheet(data.kind, data.value_cents, tuple(good), data.place_id)
    done = accepted(await store.run(load_sheet, caller.seat, wish, once))
    return SheetResult(done.loaded, done.known, [_wrong(each, caller) for each in bad])


def _wrong(found: BadLine, caller: Caller) -> WrongLine:
    return WrongLine(found.line, WHY[found.why].in_(caller.language))


@read(
    "/lines/{line_id:uuid}/voucher",
    id="list_voucher_places",
    summary="Where a card for a line can be drawn",
    tag=TAG,
)
async def get_places(
    store: NamedDependency[Store], caller: NamedDependency[Caller], line_id: FromPath[UUID]
) -> list[VoucherPlace]:
    async with store.reading(caller.seat) as session:
        for_roles(session, Role.PIVOT_WORKER, Role.FUND_ADMINISTRATOR)
        return await voucher_places(session, line_id)


@ask(
    "/lines/{line_id:uuid}/voucher",
    id="draw_voucher",
    summary="Draw the card of a line and show its code; again, the same code",
    tag=TAG,
    status=200,
    refusals=(
        refusals.NO_VOUCHER_LEFT,
        refusals.NOT_BY_VOUCHER,
        refusals.VOUCHER_SHOWN,
        of_fund.RAIL_IS_OFF,
        of_fund.NEEDS_ANOTHER_PERSON,
    ),
    step_up=True,
)
async def post_draw(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    line_id: FromPath[UUID],
    data: JSONBody[Drawing],
) -> ShownVoucher:
    granted = accepted(await store.run(draw_voucher, caller.seat, DrawVoucher(line_id, data.place_id), once))
    async with store.reading(caller.seat) as session:
        return accepted(await drawn_voucher(session, line_id, granted))


@ask(
    "/vouchers/{voucher_id:uuid}/void",
    id="void_voucher",
    summary="Withdraw a card; one that was drawn is then replaced at its line's next draw",
    tag=TAG,
    refusals=(refusals.VOIDED_ALREADY, of_fund.NEEDS_ANOTHER_PERSON),
    step_up=True,
)
async def post_void(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    voucher_id: FromPath[UUID],
    data: JSONBody[Voiding],
) -> Voided:
    return accepted(await store.run(void_voucher, caller.seat, VoidVoucher(voucher_id, data.reason), once))


@read("/voucher-stock", id="read_voucher_stock", summary="Cards by kind, value and place", tag=TAG)
async def get_stock(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[StockLine]:
    async with store.reading(caller.seat) as session:
        for_roles(session, *COUNTERS)
        return await stock_lines(session)


@ask(
    "/voucher-stock/threshold",
    id="set_stock_threshold",
    summary="Say from how few cards more is asked for",
    tag=TAG,
)
async def post_threshold(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[Threshold],
) -> ThresholdSet:
    wish = SetThreshold(data.kind, data.place_id, data.at_most)
    return accepted(await store.run(set_threshold, caller.seat, wish, once))


@ask("/voucher-stock/counts", id="count_vouchers", summary="Record a count of cards by hand", tag=TAG)
async def post_count(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[Count],
) -> Counted:
    wish = CountVouchers(data.fund_id, data.place_id, data.kind, data.value_cents, data.counted)
    return accepted(await store.run(count_vouchers, caller.seat, wish, once))


handlers = [post_sheet, get_places, post_draw, post_void, get_stock, post_threshold, post_count]
