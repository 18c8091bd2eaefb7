"""What a fact would displace, and where a displaced promise could be instead (BED-16, OPS-13)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from api.doors import Caller, accepted, ask, read
from api.v1.beds.referrals import REFUSED
from api.v1.fields import utc
from service.beds import refusals
from service.beds.displaced.commands import TakeInstead, Taken, take_instead
from service.beds.displaced.queries import PlaceInstead, places_instead
from service.beds.shelters.closures import CloseBeds, ClosingView, closing_would
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.command import Once
from service.store.store import Store

TAG = "referrals"


class PlaceTaken(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the places that were listed."""

    pool_id: UUID


@read(
    "/escalations/{escalation_id:uuid}/places",
    id="list_places_instead",
    summary="Where a displaced promise could be instead",
    tag=TAG,
)
async def get_places(
    store: NamedDependency[Store], caller: NamedDependency[Caller], escalation_id: FromPath[UUID]
) -> list[PlaceInstead]:
    async with store.reading(caller.seat) as session:
        if not session.actor.has(
            Role.PIVOT_WORKER, Role.SHELTER_COORDINATOR, Role.FRONT_DESK, Role.REGIONAL_COORDINATOR
        ):
            accepted(Refused(NOT_ALLOWED))
        found = await places_instead(session, escalation_id)
    return accepted(Refused(NOT_FOUND) if found is None else found)


@ask(
    "/escalations/{escalation_id:uuid}/take",
    id="take_place_instead",
    summary="Take one of these places for a displaced promise",
    tag=TAG,
    refusals=(*REFUSED, refusals.WRONG_STATE),
)
async def post_taking(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    escalation_id: FromPath[UUID],
    data: JSONBody[PlaceTaken],
) -> Taken:
    wish = TakeInstead(escalation_id, data.pool_id)
    return accepted(await store.run(take_instead, caller.seat, wish, once))


@read(
    "/shelters/{shelter_id:uuid}/closures/preview",
    id="preview_closure",
    summary="Which held place would move where if these beds closed, or why it cannot",
    tag="shelters",
    refusals=(refusals.PERIOD_REVERSED,),
)
async def get_preview(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    shelter_id: FromPath[UUID],
    *,
    bed: Annotated[list[UUID], QueryParameter(min_items=1, max_items=200)],
    starts_at: FromQuery[datetime],
    ends_at: FromQuery[datetime],
) -> ClosingView:
    wish = CloseBeds(shelter_id, tuple(bed), utc(starts_at, "starts_at"), utc(ends_at, "ends_at"))
    async with store.reading(caller.seat) as session:
        return accepted(await closing_would(session, wish))


handlers = [get_places, post_taking, get_preview]
