"""Stays that must go on elsewhere, or go on longer (SAF-03, ADM-12, BED-11); what a house reads afterwards (SAF-05)."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask, read
from api.v1.beds.shelters import at_a_shelter
from service.beds import refusals
from service.beds.referrals.moving import (
    MoveView,
    RaiseAlert,
    Raised,
    TakeMove,
    Taken,
    my_moves,
    raise_alert,
    take_move,
)
from service.beds.stays.commands import Depart, Departed, depart
from service.beds.stays.longer import MOST_NIGHTS, Extended, ExtendStay, LongerBecause, extend_stay
from service.beds.stays.queries import DepartureView, departures_of
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.command import Once
from service.store.store import Store

TAG = "stays"


class MovePrepared(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether the city is left out too: the person says so."""

    exclude_city: bool = False


class Extension(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many nights more, and why (BED-11)."""

    nights: Annotated[int, msgspec.Meta(ge=1, le=MOST_NIGHTS)]
    reason: LongerBecause


class Ending(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why the house ends a stay: one word, and no story (ADM-12)."""

    because: Literal["house_rules"]


@read("/moves", id="list_moves", summary="Moves to prepare for your cases", tag=TAG)
async def get_moves(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[MoveView]:
    async with store.reading(caller.seat) as session:
        if not session.actor.has(Role.PIVOT_WORKER):
            accepted(Refused(NOT_ALLOWED))
        return await my_moves(session)


@ask("/moves/{move_id:uuid}/take", id="take_move", summary="Prepare this move", tag=TAG, status=200)
async def post_take(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    move_id: FromPath[UUID],
    data: JSONBody[MovePrepared],
) -> Taken:
    return accepted(await store.run(take_move, caller.seat, TakeMove(move_id, data.exclude_city), once))


@ask(
    "/stays/{stay_id:uuid}/alert",
    id="raise_safety_alert",
    summary="Tell the pivots that this stay is no longer safe",
    tag=TAG,
    refusals=(refusals.NOBODY_TO_TELL, refusals.MOVE_RAISED_ALREADY),
)
async def post_alert(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    stay_id: FromPath[UUID],
) -> Raised:
    return accepted(await store.run(raise_alert, caller.seat, RaiseAlert(stay_id), once))


@ask(
    "/stays/{stay_id:uuid}/extension",
    id="extend_stay",
    summary="Make a stay longer, with a reason",
    tag=TAG,
    refusals=(refusals.STAY_OVER, refusals.BED_PROMISED),
)
async def post_stay_extension(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    stay_id: FromPath[UUID],
    data: JSONBody[Extension],
) -> Extended:
    wish = ExtendStay(stay_id, data.nights, data.reason)
    return accepted(await store.run(extend_stay, caller.seat, wish, once))


@ask(
    "/stays/{stay_id:uuid}/end",
    id="end_stay",
    summary="The house ends a stay; the pivots look for the next place at once",
    tag=TAG,
    refusals=(refusals.STAY_OVER,),
)
async def post_end(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    stay_id: FromPath[UUID],
    data: JSONBody[Ending],
) -> Departed:
    wish = Depart(stay_id, house_rules=data.because == "house_rules")
    return accepted(await store.run(depart, caller.seat, wish, once))


@read(
    "/shelters/{shelter_id:uuid}/departures",
    id="list_departures",
    summary="Who left lately, by code and date",
    tag=TAG,
)
async def get_departures(
    store: NamedDependency[Store], caller: NamedDependency[Caller], shelter_id: FromPath[UUID]
) -> list[DepartureView]:
    async with store.reading(caller.seat) as session:
        accepted(at_a_shelter(session))
        found = await departures_of(session, shelter_id)
    return accepted(Refused(NOT_FOUND) if found is None else found)


handlers = [get_moves, post_take, post_alert, post_stay_extension, post_end, get_departures]
