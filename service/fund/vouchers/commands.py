"""A fund loads codes, and shows one to whoever hands it over: proven, and an event each time (FND-08)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal
from uuid import UUID, uuid4

from service.fund.vouchers import refusals
from service.fund.vouchers.events import VoucherShown, VouchersLoaded
from service.fund.vouchers.sheets import Card
from service.keys.secrets import Box, sealed_with
from service.partners.actor import Actor, Role, only
from service.partners.proposals.refusals import PARTNER_OUTSIDE
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

Kind = Literal["calling_card", "bus_ticket", "gift_card"]
CODE: Final = Box("financial", "vouchers.sealed")


@dataclass(frozen=True)
class LoadVouchers:
    """Codes of one kind and one value in cents, such as the sheet that a carrier sells; `place_id` keeps the cards."""

    kind: Kind
    value_cents: int
    codes: tuple[str, ...]
    expires_on: date | None = None
    place_id: UUID | None = None


@dataclass(frozen=True)
class Loaded:
    """How many came in, and their ids in the order of the codes."""

    ids: tuple[UUID, ...]


INSERT = sql(
    """
    INSERT INTO vouchers (id, organisation_id, kind, value_cents, expires_on, sealed, recognised_by, loaded_by,
        loaded_at, place_organisation_id)
    SELECT v.id, relais.organisation(), :kind, :value_cents, v.expires_on, v.sealed, v.recognised_by,
        relais.member(), relais.now(), nullif(CAST(:place AS uuid), relais.organisation())
    FROM unnest(CAST(:ids AS uuid[]), CAST(:sealed AS bytea[]), CAST(:recognised AS bytea[]), CAST(:expires AS date[]))
        AS v (id, sealed, recognised_by, expires_on)
    """
)
INSERT_NEW = sql(
    """
    INSERT INTO vouchers (id, organisation_id, kind, value_cents, expires_on, sealed, recognised_by, loaded_by,
        loaded_at, place_organisation_id)
    SELECT v.id, relais.organisation(), :kind, :value_cents, v.expires_on, v.sealed, v.recognised_by,
        relais.member(), relais.now(), nullif(CAST(:place AS uuid), relais.organisation())
    FROM unnest(CAST(:ids AS uuid[]), CAST(:sealed AS bytea[]), CAST(:recognised AS bytea[]), CAST(:expires AS date[]))
        AS v (id, sealed, recognised_by, expires_on)
    ON CONFLICT ON CONSTRAINT vouchers_once DO NOTHING
    """
)
RESTOCKED = sql(
    """
    UPDATE voucher_restocks r SET closed_at = relais.now()
    WHERE r.organisation_id = relais.organisation() AND r.kind = :kind AND r.closed_at IS NULL
      AND r.place_organisation_id = coalesce(CAST(:place AS uuid), relais.organisation())
      AND (SELECT sum(s.cards_left) > max(s.at_most) FROM relais.voucher_stock() s
           WHERE s.fund_id = r.organisation_id AND s.place_id = r.place_organisation_id AND s.kind = r.kind)
    """
)
REASONS: Final = {"vouchers_once": refusals.LOADED_ALREADY, "vouchers_place": PARTNER_OUTSIDE}


@command(event=VouchersLoaded, allowed=only(Role.FUND_ADMINISTRATOR), refusals=REASONS)
async def load_vouchers(
    uow: UnitOfWork, actor: Actor, wish: LoadVouchers
) -> Done[Loaded, VouchersLoaded] | Refused:
    """Load codes, each sealed under the fund's financial key (FND-03). All come in, or none: none is there twice."""
    ids = tuple(uuid4() for _ in wish.codes)
    cards = [Card(code, wish.expires_on) for code in wish.codes]
    await uow.execute(INSERT, **await _rows(uow, actor.organisation_id, wish, ids, cards))
    return Done(Loaded(ids), await _loaded(uow, actor, wish, len(ids)))


@dataclass(frozen=True)
class LoadSheet:
    """A sheet that was read: its good lines, of one kind and one value in cents."""

    kind: Kind
    value_cents: int
    cards: tuple[Card, ...]
    place_id: UUID | None = None


@dataclass(frozen=True)
class SheetLoaded:
    """How many codes came in, and how many were there already: which ones, nobody is told."""

    loaded: int
    known: int


@command(event=VouchersLoaded, allowed=only(Role.FUND_ADMINISTRATOR), refusals=REASONS)
async def load_sheet(
    uow: UnitOfWork, actor: Actor, wish: LoadSheet
) -> Done[SheetLoaded, VouchersLoaded] | Refused:
    """Load the good lines of a sheet (FND-03). A code that is there already stays as it is, and is only counted:
    whoever tries codes learns of none that it is in the stock."""
    ids = tuple(uuid4() for _ in wish.cards)
    made = await uow.execute(
        INSERT_NEW, **await _rows(uow, actor.organisation_id, wish, ids, list(wish.cards))
    )
    return Done(SheetLoaded(made, len(ids) - made), await _loaded(uow, actor, wish, made))


async def _loaded(uow: UnitOfWork, actor: Actor, wish: LoadVouchers | LoadSheet, made: int) -> VouchersLoaded:
    """What came in ends a notice that little was left."""
    await uow.execute(RESTOCKED, kind=wish.kind, place=wish.place_id)
    cents = wish.value_cents * made
    return VouchersLoaded(subject=actor.organisation_id, kind=wish.kind, vouchers=made, cents=cents)


async def _rows(
    uow: UnitOfWork, fund: UUID, wish: LoadVouchers | LoadSheet, ids: Sequence[UUID], cards: Sequence[Card]
) -> dict[str, Any]:
    """One key for the whole sheet, looked for once."""
    key = await uow.keyring.data_key(uow.connection, CODE.root, fund)
    return {
        "kind": wish.kind,
        "value_cents": wish.value_cents,
        "place": wish.place_id,
        "ids": list(ids),
        "sealed": [sealed_with(key, CODE, id, card.code) for id, card in zip(ids, cards, strict=True)],
        "recognised": [uow.keyring.blind("vouchers", card.code.encode()) for card in cards],
        "expires": [card.expires_on for card in cards],
    }


@dataclass(frozen=True)
class ShowVoucher:
    """One code of the stock."""

    voucher_id: UUID


@dataclass(frozen=True)
class MayShow:
    """That it may be shown now, to whom asked, once. The code itself is in no outcome and in no event."""

    voucher_id: UUID
    at: datetime


OWN = sql(
    "SELECT id, kind, value_cents, expires_on, sealed FROM vouchers"
    " WHERE id = :voucher AND organisation_id = relais.organisation()"
)


async def administrator_of_it(uow: UnitOfWork, actor: Actor, wish: Any) -> Refused | None:
    """Lets an administrator of the fund that owns the voucher in."""
    if not actor.has(Role.FUND_ADMINISTRATOR):
        return Refused(NOT_ALLOWED)
    return None if await uow.row(OWN, voucher=wish.voucher_id) else Refused(NOT_FOUND)


@command(event=VoucherShown, allowed=administrator_of_it, step_up=True)
async def show_voucher(
    uow: UnitOfWork, actor: Actor, wish: ShowVoucher
) -> Done[MayShow, VoucherShown] | Refused:
    """Show a code: proven, because whoever reads it has the money; every showing is an event."""
    shown = VoucherShown(subject=actor.organisation_id, voucher=wish.voucher_id)
    return Done(MayShow(wish.voucher_id, uow.now), shown)
