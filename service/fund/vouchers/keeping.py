"""Keeping a stock: cards that are void, how few ask for more, and what is counted by hand (FND-03)."""

from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from service.fund.refusals import NEEDS_ANOTHER_PERSON
from service.fund.vouchers import refusals
from service.fund.vouchers.commands import Kind, administrator_of_it
from service.fund.vouchers.drawing import stock_low
from service.fund.vouchers.events import StockThresholdSet, VouchersCounted, VoucherVoided
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

VoidReason = Literal["spoilt", "lost", "refused", "expired"]
COUNTERS: Final = (Role.FUND_ADMINISTRATOR, Role.SHELTER_COORDINATOR, Role.FRONT_DESK, Role.PIVOT_WORKER)


@dataclass(frozen=True)
class VoidVoucher:
    """A card that is not drawn any more, or that did not work for whoever got it."""

    voucher_id: UUID
    reason: VoidReason


@dataclass(frozen=True)
class Voided:
    """What the card was worth, in cents."""

    voucher_id: UUID
    cents: int


VOID = sql(
    """
    INSERT INTO voucher_voids (voucher_id, organisation_id, reason, voided_by, voided_at)
    VALUES (:voucher, relais.organisation(), :reason, relais.member(), relais.now())
    """
)
OF = sql(
    """
    SELECT value_cents, kind, coalesce(place_organisation_id, organisation_id) AS place
    FROM vouchers WHERE id = :voucher
    """
)
LOOK = sql("SELECT relais.look_at_stock(:place, :kind)")


@command(
    event=VoucherVoided,
    allowed=administrator_of_it,
    refusals={
        "voucher_voids_once": refusals.VOIDED_ALREADY,
        "voucher_voids_two_people": NEEDS_ANOTHER_PERSON,
    },
    step_up=True,
)
async def void_voucher(
    uow: UnitOfWork, actor: Actor, wish: VoidVoucher
) -> Done[Voided, VoucherVoided] | Refused:
    """Withdraw a card (FND-03, FND-08). One that was drawn is withdrawn by another person than whoever drew it: the
    next draw of its line then gives another card, and both stay on record."""
    of = await uow.row(OF, voucher=wish.voucher_id)
    if of is None:
        return Refused(NOT_FOUND)
    await uow.execute(VOID, voucher=wish.voucher_id, reason=wish.reason)
    if await uow.value(LOOK, place=of["place"], kind=of["kind"]):
        stock_low(uow, actor.organisation_id, of["place"], of["kind"])
    cents = of["value_cents"]
    event = VoucherVoided(
        subject=actor.organisation_id, voucher=wish.voucher_id, reason=wish.reason, cents=cents
    )
    return Done(Voided(wish.voucher_id, cents), event)


@dataclass(frozen=True)
class SetThreshold:
    """From how few cards of a kind in a place more is asked for."""

    kind: Kind
    place_id: UUID
    at_most: int


@dataclass(frozen=True)
class ThresholdSet:
    """Whether more is asked for already."""

    raised: bool


SET = sql(
    """
    INSERT INTO voucher_thresholds AS t (organisation_id, place_organisation_id, kind, at_most, set_by)
    SELECT relais.organisation(), :place, :kind, :at_most, relais.member()
    FROM relais.voucher_stock() s WHERE s.fund_id = relais.organisation() AND s.place_id = :place AND s.kind = :kind
    LIMIT 1
    ON CONFLICT (organisation_id, place_organisation_id, kind)
        DO UPDATE SET at_most = EXCLUDED.at_most, set_by = EXCLUDED.set_by
    """
)


@command(event=StockThresholdSet, allowed=only(Role.FUND_ADMINISTRATOR))
async def set_threshold(
    uow: UnitOfWork, actor: Actor, wish: SetThreshold
) -> Done[ThresholdSet, StockThresholdSet] | Refused:
    """Say when more is asked for; without it, when the last card is drawn (FND-03)."""
    if not await uow.execute(SET, place=wish.place_id, kind=wish.kind, at_most=wish.at_most):
        return Refused(NOT_FOUND)
    raised = await uow.value(LOOK, place=wish.place_id, kind=wish.kind)
    if raised:
        stock_low(uow, actor.organisation_id, wish.place_id, wish.kind)
    event = StockThresholdSet(
        subject=actor.organisation_id, kind=wish.kind, place=wish.place_id, at_most=wish.at_most
    )
    return Done(ThresholdSet(raised), event)


@dataclass(frozen=True)
class CountVouchers:
    """How many cards of a kind and a value somebody holds in their hand, in a place."""

    fund_id: UUID
    place_id: UUID
    kind: Kind
    value_cents: int
    counted: int


@dataclass(frozen=True)
class Counted:
    """What was recorded at that moment, and what it differs by; below zero, cards are missing."""

    recorded: int
    difference: int
    difference_cents: int


COUNT = sql("SELECT * FROM relais.count_vouchers(:fund, :place, :kind, :value, :counted)")


@command(event=VouchersCounted, allowed=only(*COUNTERS))
async def count_vouchers(
    uow: UnitOfWork, _: Actor, wish: CountVouchers
) -> Done[Counted, VouchersCounted] | Refused:
    """Take stock (FND-03): the count is a fact and stays beside what was recorded, whatever it says of anybody."""
    row = await uow.row(
        COUNT,
        fund=wish.fund_id,
        place=wish.place_id,
        kind=wish.kind,
        value=wish.value_cents,
        counted=wish.counted,
    )
    if row is None:
        return Refused(NOT_FOUND)
    missing = wish.counted - row["recorded"]
    uow.tell("fund.stock", organisations=tuple(dict.fromkeys((wish.fund_id, wish.place_id))))
    event = VouchersCounted(
        subject=wish.fund_id,
        kind=wish.kind,
        place=wish.place_id,
        value_cents=wish.value_cents,
        recorded=row["recorded"],
        counted=wish.counted,
    )
    return Done(Counted(row["recorded"], missing, missing * wish.value_cents), event)
