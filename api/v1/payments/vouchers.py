"""A fund's stock of vouchers, and the showing of one code (FND-08)."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from api.doors import Caller, Page, accepted, ask, for_roles, read, to_cursor
from api.v1.fields import Limit, position, screened
from service.cases.screening.refusals import SAYS_TOO_MUCH
from service.fund.vouchers import refusals
from service.fund.vouchers.commands import (
    Kind,
    Loaded,
    LoadVouchers,
    ShowVoucher,
    load_vouchers,
    show_voucher,
)
from service.fund.vouchers.queries import ShownVoucher, VoucherCard, shown_voucher, stock
from service.partners.actor import Role
from service.partners.proposals.refusals import PARTNER_OUTSIDE
from service.store.command import Once
from service.store.store import Store

TAG = "vouchers"
Code = Annotated[str, msgspec.Meta(pattern=r"^[!-~]([ -~]{2,62})[!-~](?!\n)$", max_length=64)]


class NewVouchers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Codes of one kind and one value in cents."""

    kind: Kind
    value_cents: Annotated[int, msgspec.Meta(ge=1, le=100_000)]
    codes: Annotated[list[Code], msgspec.Meta(min_length=1, max_length=500)]
    expires_on: date | None = None
    place_id: UUID | None = None


@ask(
    "/vouchers",
    id="load_vouchers",
    summary="Load codes into one's fund's stock",
    tag=TAG,
    refusals=(refusals.LOADED_ALREADY, PARTNER_OUTSIDE, SAYS_TOO_MUCH),
)
async def post_vouchers(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewVouchers],
) -> Loaded:
    screened({f"codes[{at}]": code for at, code in enumerate(data.codes)}, "identifier")
    wish = LoadVouchers(data.kind, data.value_cents, tuple(data.codes), data.expires_on, data.place_id)
    return accepted(await store.run(load_vouchers, caller.seat, wish, once))


@read("/vouchers", id="list_vouchers", summary="The stock of one's fund, without its codes", tag=TAG)
async def get_vouchers(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[VoucherCard]:
    before: tuple[datetime, UUID] | None = position(cursor)
    async with store.reading(caller.seat) as session:
        for_roles(session, Role.FUND_ADMINISTRATOR)
        found = await stock(session, before, limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], to_cursor(last.loaded_at, last.id) if last else None)


@ask(
    "/vouchers/{voucher_id:uuid}/showing",
    id="show_voucher",
    summary="Show one code; every showing is an event",
    tag=TAG,
    status=200,
    refusals=(refusals.VOUCHER_SHOWN,),
    step_up=True,
)
async def post_showing(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    voucher_id: FromPath[UUID],
) -> ShownVoucher:
    granted = accepted(await store.run(show_voucher, caller.seat, ShowVoucher(voucher_id), once))
    async with store.reading(caller.seat) as session:
        return accepted(await shown_voucher(session, granted))


handlers = [post_vouchers, get_vouchers, post_showing]
