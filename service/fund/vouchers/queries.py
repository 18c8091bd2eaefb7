"""The stock of a fund without its codes, and the one code behind a showing that was just written down."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from service.fund.vouchers.commands import CODE, OWN, Kind, MayShow
from service.fund.vouchers.refusals import VOUCHER_SHOWN
from service.keys.secrets import open_text
from service.refusals import NOT_FOUND, Refused
from service.store.session import Session
from service.store.statements import sql

SHOWN_FOR: Final = timedelta(minutes=2)
"""How long the answer of one showing can be fetched again, for a reply that was lost on the way."""


@dataclass(frozen=True)
class VoucherCard:
    """A voucher of the stock: its value in cents, never its code."""

    id: UUID
    kind: Kind
    value_cents: int
    currency: str
    expires_on: date | None
    loaded_at: datetime


@dataclass(frozen=True)
class StandingCard:
    """A card that can be withdrawn: its value in cents, and the code of the request that it was drawn for, if any."""

    id: UUID
    kind: Kind
    value_cents: int
    expires_on: date | None
    loaded_at: datetime
    drawn_at: datetime | None
    request: str | None
    drawn_by_you: bool


@dataclass(frozen=True)
class StockLine:
    """Cards of one kind and value in one place (FND-03). `difference`: of the last count, below zero when cards were
    missing; `restock_since`: more has been asked for since then."""

    fund_id: UUID
    fund: str
    place_id: UUID
    place: str
    kind: Kind
    value_cents: int
    cards_left: int
    run_out: int
    soonest_to_expire: date | None
    at_most: int
    restock_since: datetime | None
    counted_at: datetime | None
    difference: int | None


@dataclass(frozen=True)
class VoucherPlace:
    """A place where a card for a line lies."""

    place_id: UUID
    place: str


@dataclass(frozen=True)
class ShownVoucher:
    """A voucher with its code, for as long as somebody looks at it."""

    id: UUID
    kind: Kind
    value_cents: int
    expires_on: date | None
    code: str


STOCK = sql(
    """
    SELECT id, kind, value_cents, currency, expires_on, loaded_at FROM vouchers
    WHERE organisation_id = relais.organisation() AND (CAST(:before AS timestamptz) IS NULL
        OR (loaded_at, id) < (CAST(:before AS timestamptz), CAST(:before_id AS uuid)))
    ORDER BY loaded_at DESC, id DESC LIMIT :limit
    """
)


CARDS = sql(
    """
    SELECT v.id, v.kind, v.value_cents, v.expires_on, v.loaded_at, d.drawn_at, r.code AS request,
        coalesce(d.drawn_by = relais.member(), false) AS drawn_by_you
    FROM vouchers v
    LEFT JOIN voucher_draws d ON d.voucher_id = v.id
    LEFT JOIN request_lines l ON l.id = d.line_id
    LEFT JOIN fund_requests r ON r.id = l.request_id
    WHERE v.organisation_id = relais.organisation()
        AND NOT EXISTS (SELECT FROM voucher_voids w WHERE w.voucher_id = v.id)
    ORDER BY d.drawn_at DESC NULLS LAST, v.expires_on, v.loaded_at, v.id LIMIT :limit
    """
)
DRAWN = sql("SELECT * FROM relais.drawn_code(:line, :voucher)")
LINES = sql("SELECT * FROM relais.voucher_stock()")
PLACES = sql("SELECT * FROM relais.voucher_places(:line)")


async def stock(session: Session, before: tuple[datetime, UUID] | None, limit: int) -> list[VoucherCard]:
    """The vouchers of the actor's fund, newest first."""
    at, id = before or (None, None)
    rows = await session.rows(STOCK, before=at, before_id=id, limit=limit)
    return [VoucherCard(**row) for row in rows]


async def standing_cards(session: Session, limit: int) -> list[StandingCard]:
    """The cards of the actor's fund that nobody has withdrawn: the last drawn first, then the soonest to expire."""
    return [StandingCard(**row) for row in await session.rows(CARDS, limit=limit)]


async def shown_voucher(session: Session, granted: MayShow) -> ShownVoucher | Refused:
    """The code whose showing was written down a moment ago; later it takes a new showing, with its own event."""
    if not granted.at <= session.now < granted.at + SHOWN_FOR:
        return Refused(VOUCHER_SHOWN)
    row = await session.row(OWN, voucher=granted.voucher_id)
    code = await open_text(session, CODE, row=row["id"], sealed=row["sealed"]) if row else None
    if row is None or code is None:
        return Refused(NOT_FOUND)
    return ShownVoucher(row["id"], row["kind"], row["value_cents"], row["expires_on"], code)


async def drawn_voucher(session: Session, line_id: UUID, granted: MayShow) -> ShownVoucher | Refused:
    """The code of the card that was just drawn for a line; later it takes another showing, with its own event."""
    if not granted.at <= session.now < granted.at + SHOWN_FOR:
        return Refused(VOUCHER_SHOWN)
    row = await session.row(DRAWN, line=line_id, voucher=granted.voucher_id)
    code = await open_text(session, CODE, row=row["id"], sealed=row["sealed"]) if row else None
    if row is None or code is None:
        return Refused(NOT_FOUND)
    return ShownVoucher(row["id"], row["kind"], row["value_cents"], row["expires_on"], code)


async def stock_lines(session: Session) -> list[StockLine]:
    """The stock by kind, value and place: of one's fund, or what lies with one's organisation (FND-03)."""
    return [StockLine(**row) for row in await session.rows(LINES)]


async def voucher_places(session: Session, line_id: UUID) -> list[VoucherPlace]:
    """Where a card for a line can be drawn (FND-03); none for whoever may not draw it."""
    return [VoucherPlace(**row) for row in await session.rows(PLACES, line=line_id)]
