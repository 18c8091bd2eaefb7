"""What an organisation has agreed with carriers, and what is proposed for a journey (FND-05)."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from api.doors import Caller, accepted, ask, for_roles, read
from api.v1.fields import InRegion, Name, Reference, Region, ShortText, screened
from service.cases.screening.refusals import SAYS_TOO_MUCH
from service.fund.carriers import refusals
from service.fund.carriers.commands import (
    ChangeCarrier,
    DeclareCarrier,
    RenewCarrier,
    change_carrier,
    declare_carrier,
    renew_carrier,
)
from service.fund.carriers.queries import CarrierView, ProposedCarrier, carriers, carriers_on
from service.fund.carriers.rules import Booking, ContactRole, Journey, Mode
from service.partners.actor import Role
from service.store.command import Once
from service.store.store import Store

TAG = "fund"
Regions = Annotated[list[Region], msgspec.Meta(max_length=20)]
From = Annotated[str, QueryParameter(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}(?!\n)$", max_length=6)]
Travel = Annotated[
    str,
    QueryParameter(pattern=r"^travel_(local|intercity|interprovincial|international)(?!\n)$", max_length=24),
]


class NewCarrier(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was agreed. `ends_on` is the first day without it. Nobody's name: a role answers, and a reference books."""

    carrier: Name
    mode: Mode
    regions_from: Annotated[list[Region], msgspec.Meta(min_length=1, max_length=20)]
    booking: Booking
    contact_role: ContactRole
    reference: Reference
    starts_on: date
    ends_on: date
    review_on: date
    regions_to: Regions = []
    abroad: bool = False
    both_ways: bool = True
    how: ShortText | None = None
    discount_percent: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0

    def wish(self) -> DeclareCarrier:
        """The agreement as the room knows it. Raises `Refusal` for a text that says too much (IMM-05)."""
        screened({"carrier": self.carrier, "reference": self.reference}, "identifier")
        screened({"how": self.how})
        return DeclareCarrier(
            self.carrier,
            self.mode,
            tuple(self.regions_from),
            tuple(self.regions_to),
            self.booking,
            self.contact_role,
            self.reference,
            self.starts_on,
            self.ends_on,
            self.review_on,
            self.abroad,
            self.both_ways,
            self.how,
            self.discount_percent,
        )


class Renewal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Until when it holds now, and when it is looked at again."""

    ends_on: date
    review_on: date


class Declared(msgspec.Struct, frozen=True):
    """The new agreement."""

    id: UUID


@read("/carriers", id="list_carriers", summary="Your organisation's agreements with carriers", tag=TAG)
async def get_carriers(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[CarrierView]:
    async with store.reading(caller.seat) as session:
        return accepted(await carriers(session))


@read(
    "/carriers/proposed",
    id="propose_carriers",
    summary="Agreements that stand for a journey on a day; the question is kept nowhere",
    tag=TAG,
)
async def get_proposed_carriers(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    *,
    fund_id: FromQuery[UUID],
    category: Travel,
    from_region: From,
    day: FromQuery[date],
    to_region: InRegion = None,
    by: FromQuery[Mode | None] = None,
) -> list[ProposedCarrier]:
    async with store.reading(caller.seat) as session:
        for_roles(session, Role.PIVOT_WORKER, Role.FUND_ADMINISTRATOR)
        return await carriers_on(session, fund_id, Journey(category, from_region, day, to_region, by))


@ask(
    "/carriers",
    id="declare_carrier",
    summary="Note what your organisation agreed with a carrier",
    tag=TAG,
    refusals=(refusals.PERIOD, refusals.NO_ROUTE, SAYS_TOO_MUCH),
)
async def post_carrier(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewCarrier],
) -> Declared:
    return Declared(accepted(await store.run(declare_carrier, caller.seat, data.wish(), once)))


@ask(
    "/carriers/{carrier_id:uuid}/suspend",
    id="suspend_carrier",
    summary="Propose an agreement no more, at once",
    tag=TAG,
    refusals=(refusals.STANDS_ALREADY,),
    status=204,
)
async def post_carrier_suspension(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    carrier_id: FromPath[UUID],
) -> None:
    accepted(await store.run(change_carrier, caller.seat, ChangeCarrier(carrier_id, "suspend"), once))


@ask(
    "/carriers/{carrier_id:uuid}/resume",
    id="resume_carrier",
    summary="Propose a suspended agreement again",
    tag=TAG,
    refusals=(refusals.STANDS_ALREADY,),
    status=204,
)
async def post_carrier_resumption(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    carrier_id: FromPath[UUID],
) -> None:
    accepted(await store.run(change_carrier, caller.seat, ChangeCarrier(carrier_id, "resume"), once))


@ask(
    "/carriers/{carrier_id:uuid}/renew",
    id="renew_carrier",
    summary="Looked at again: an agreement holds until another day",
    tag=TAG,
    refusals=(refusals.PERIOD,),
    status=204,
)
async def post_carrier_renewal(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    carrier_id: FromPath[UUID],
    data: JSONBody[Renewal],
) -> None:
    wish = RenewCarrier(carrier_id, data.ends_on, data.review_on)
    accepted(await store.run(renew_carrier, caller.seat, wish, once))


handlers = [
    get_carriers,
    get_proposed_carriers,
    post_carrier,
    post_carrier_suspension,
    post_carrier_resumption,
    post_carrier_renewal,
]
