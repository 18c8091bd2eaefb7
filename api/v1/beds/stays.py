"""Who is in and who is expected, for a front desk (SAF-08)."""

from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath

from api.doors import Caller, accepted, ask, read
from api.v1.beds.shelters import at_a_shelter
from service.beds import refusals
from service.beds.stays.commands import Depart, Departed, depart
from service.beds.stays.queries import ArrivalView, StayView, arrivals_of, stays_of
from service.refusals import NOT_FOUND, Refused
from service.store.command import Once
from service.store.store import Store

TAG = "stays"


@read("/shelters/{shelter_id:uuid}/stays", id="list_stays", summary="Who is in, bed by bed", tag=TAG)
async def get_stays(
    store: NamedDependency[Store], caller: NamedDependency[Caller], shelter_id: FromPath[UUID]
) -> list[StayView]:
    async with store.reading(caller.seat) as session:
        accepted(at_a_shelter(session))
        found = await stays_of(session, shelter_id)
    return accepted(Refused(NOT_FOUND) if found is None else found)


@read(
    "/shelters/{shelter_id:uuid}/arrivals",
    id="list_arrivals",
    summary="Requests to read, and arrivals expected",
    tag=TAG,
)
async def get_arrivals(
    store: NamedDependency[Store], caller: NamedDependency[Caller], shelter_id: FromPath[UUID]
) -> list[ArrivalView]:
    async with store.reading(caller.seat) as session:
        accepted(at_a_shelter(session))
        found = await arrivals_of(session, shelter_id)
    return accepted(Refused(NOT_FOUND) if found is None else found)


@ask(
    "/stays/{stay_id:uuid}/departure",
    id="record_departure",
    summary="Somebody left a bed",
    tag=TAG,
    refusals=(refusals.STAY_OVER,),
)
async def post_departure(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    stay_id: FromPath[UUID],
) -> Departed:
    return accepted(await store.run(depart, caller.seat, Depart(stay_id), once))


handlers = [get_stays, get_arrivals, post_departure]
