"""A fund loads codes, and shows one to whoever hands it over: proven, and an event each time (FND-08)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal
from uuid import UUID, uuid4

from service.fund.vouchers import refusals
from service.fund.vouchers.events import VoucherShown, VouchersLoaded
from service.keys.secrets import Box, sealed_with
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

Kind = Literal["calling_card", "bus_ticket", "gift_card"]
CODE: Final = Box("financial", "vouchers.sealed")


@dataclass(frozen=True)
class LoadVouchers:
    """Codes of one kind and one value in cents, such as the sheet that a carrier sells."""

    kind: Kind
    value_cents: int
    codes: tuple[str, ...]
    expires_on: date | None = None


@dataclass(frozen=True)
class Loaded:
    """How many came in, and their ids in the order of the codes."""

    ids: tuple[UUID, ...]


INSERT = sql(
    """
    INSERT INTO vouchers (id, organisation_id, kind, value_cents, expires_on, sealed, recognised_by, loaded_by,
        loaded_at)
    SELECT v.id, relais.organisation(), :kind, :value_cents, CAST(:expires_on AS date), v.sealed, v.recognised_by,
        relais.member(), relais.now()
    FROM unnest(CAST(:ids AS uuid[]), CAST(:sealed AS bytea[]), CAST(:recognised AS bytea[]))
        AS v (id, sealed, recognised_by)
    """
)


@command(
    event=VouchersLoaded,
    allowed=only(Role.FUND_ADMINISTRATOR),
    refusals={"vouchers_once": refusals.LOADED_ALREADY},
)
async def load_vouchers(
    uow: UnitOfWork, actor: Actor, wish: LoadVouchers
) -> Done[Loaded, VouchersLoaded] | Refused:
    """Load codes, each sealed under the fund's financial key. All come in, or none: a code is never there twice."""
    ids = tuple(uuid4() for _ in wish.codes)
    await uow.execute(
        INSERT,
        kind=wish.kind,
        value_cents=wish.value_cents,
        expires_on=wish.expires_on,
        ids=list(ids),
        sealed=await _sealed(uow, actor.organisation_id, ids, wish.codes),
        recognised=[uow.keyring.blind("vouchers", code.encode()) for code in wish.codes],
    )
    cents = wish.value_cents * len(ids)
    event = VouchersLoaded(subject=actor.organisation_id, kind=wish.kind, vouchers=len(ids), cents=cents)
    return Done(Loaded(ids), event)


async def _sealed(uow: UnitOfWork, fund: UUID, ids: Sequence[UUID], codes: Sequence[str]) -> list[bytes]:
    """One key for the whole sheet, looked for once."""
    key = await uow.keyring.data_key(uow.connection, CODE.root, fund)
    return [sealed_with(key, CODE, id, code) for id, code in zip(ids, codes, strict=True)]


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
