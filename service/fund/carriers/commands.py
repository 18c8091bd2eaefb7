"""An agreement is noted, suspended, taken up again or prolonged, by one person of its organisation (FND-05, PIV-03).

It is a directory and moves no money: paying a carrier still takes a payee that two people named, so that a second
signature here would guard nothing. A review date asks the organisation to look again.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from service.fund.carriers import refusals
from service.fund.carriers.events import CarrierChanged, CarrierDeclared
from service.fund.carriers.rules import Booking, ContactRole, Mode
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

KEEPERS = only(Role.FUND_ADMINISTRATOR, Role.PIVOT_WORKER)


@dataclass(frozen=True)
class DeclareCarrier:
    """What was agreed: `ends_on` is the first day without it; regions by ISO 3166-2; no name of anybody."""

    carrier: str
    mode: Mode
    regions_from: tuple[str, ...]
    regions_to: tuple[str, ...]
    booking: Booking
    contact_role: ContactRole
    reference: str
    starts_on: date
    ends_on: date
    review_on: date
    abroad: bool = False
    both_ways: bool = True
    how: str | None = None
    discount_percent: int = 0


INSERT = sql(
    """
    INSERT INTO carrier_agreements (organisation_id, carrier, mode, regions_from, regions_to, abroad, both_ways,
        booking, how, contact_role, reference, discount_percent, starts_on, ends_on, review_on, declared_by,
        declared_at)
    VALUES (relais.organisation(), :carrier, :mode, CAST(:regions_from AS text[]), CAST(:regions_to AS text[]),
        :abroad, :both_ways, :booking, :how, :contact_role, :reference, :discount, :starts_on, :ends_on, :review_on,
        relais.member(), relais.now())
    RETURNING id
    """
)


@command(event=CarrierDeclared, allowed=KEEPERS, refusals=refusals.REFUSALS)
async def declare_carrier(
    uow: UnitOfWork, actor: Actor, wish: DeclareCarrier
) -> Done[UUID, CarrierDeclared] | Refused:
    """Note what one's organisation agreed with a carrier (FND-05). Answers its id. It stays when the member leaves."""
    if not wish.abroad and not wish.regions_to:
        return Refused(refusals.NO_ROUTE)
    agreement: UUID = await uow.value(
        INSERT,
        carrier=wish.carrier,
        mode=wish.mode,
        regions_from=list(wish.regions_from),
        regions_to=list(wish.regions_to),
        abroad=wish.abroad,
        both_ways=wish.both_ways,
        booking=wish.booking,
        how=wish.how,
        contact_role=wish.contact_role,
        reference=wish.reference,
        discount=wish.discount_percent,
        starts_on=wish.starts_on,
        ends_on=wish.ends_on,
        review_on=wish.review_on,
    )
    return Done(
        agreement, CarrierDeclared(subject=actor.organisation_id, agreement=agreement, mode=wish.mode)
    )


Change = Literal["suspend", "resume"]


@dataclass(frozen=True)
class ChangeCarrier:
    """Suspend an agreement, or take it up again."""

    agreement_id: UUID
    change: Change


KNOWN = sql("SELECT suspended_at IS NOT NULL AS suspended FROM carrier_agreements WHERE id = :id FOR UPDATE")
SUSPEND = sql(
    """
    UPDATE carrier_agreements SET suspended_at = CASE WHEN :suspend THEN relais.now() END WHERE id = :id
    """
)


@command(event=CarrierChanged, allowed=KEEPERS)
async def change_carrier(
    uow: UnitOfWork, actor: Actor, wish: ChangeCarrier
) -> Done[None, CarrierChanged] | Refused:
    """From this moment it is proposed no more, or again (FND-05); who travels already, travels."""
    row = await uow.row(KNOWN, id=wish.agreement_id)
    if row is None:
        return Refused(NOT_FOUND)
    if row["suspended"] == (wish.change == "suspend"):
        return Refused(refusals.STANDS_ALREADY)
    await uow.execute(SUSPEND, id=wish.agreement_id, suspend=wish.change == "suspend")
    event = CarrierChanged(subject=actor.organisation_id, agreement=wish.agreement_id, change=wish.change)
    return Done(None, event)


@dataclass(frozen=True)
class RenewCarrier:
    """A new end and a new review of an agreement."""

    agreement_id: UUID
    ends_on: date
    review_on: date


RENEW = sql("UPDATE carrier_agreements SET ends_on = :ends_on, review_on = :review_on WHERE id = :id")


@command(event=CarrierChanged, allowed=KEEPERS, refusals=refusals.REFUSALS)
async def renew_carrier(
    uow: UnitOfWork, actor: Actor, wish: RenewCarrier
) -> Done[None, CarrierChanged] | Refused:
    """Looked at again: it holds until another day (FND-05); an end of today ends it."""
    if not await uow.execute(RENEW, id=wish.agreement_id, ends_on=wish.ends_on, review_on=wish.review_on):
        return Refused(NOT_FOUND)
    return Done(
        None, CarrierChanged(subject=actor.organisation_id, agreement=wish.agreement_id, change="renew")
    )
