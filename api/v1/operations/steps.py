"""The steps of an operation: launched, postponed, cancelled, and handed over to a pivot organisation (OPS-14,
OPS-18)."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask
from api.v1.operations.words import Standing, WindowBody, moved_sentence, moved_to_the_pivot, standing
from service.operations import refusals
from service.operations.holds.steps import (
    AboutOperation,
    HandOver,
    NamePivot,
    cancel,
    hand_over,
    launch,
    name_pivot,
)
from service.operations.windows.commands import Postpone, Postponed, postpone
from service.store.command import Once
from service.store.store import Store

TAG = "operations"


class NewWindow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The new window, or none while it is not known."""

    window: WindowBody | None = None


class MovedPlaces(msgspec.Struct, frozen=True):
    """Of the places that were held: held over the new window, asked for again, without a place."""

    held: int
    asked: int
    waiting: int


class Postponement(Standing, frozen=True):
    """How the places stand after the move, and what became of those that were held. With `by_pivot` the pivot
    organisation finds the places again, and none of this is told: every number is 0."""

    moved: MovedPlaces
    by_pivot: bool


class PivotName(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The organisation that takes over."""

    organisation_id: UUID


class HandedOver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many people were handed over."""

    people: Annotated[int, msgspec.Meta(ge=0, le=100)]


@ask(
    "/operations/{operation_id:uuid}/launch",
    id="launch_operation",
    summary="The operation begins",
    tag=TAG,
    refusals=(refusals.OVER,),
    status=204,
)
async def launch_door(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    operation_id: FromPath[UUID],
) -> None:
    accepted(await store.run(launch, caller.seat, AboutOperation(operation_id), once))


@ask(
    "/operations/{operation_id:uuid}/cancel",
    id="cancel_operation",
    summary="Release everything that is held or asked",
    tag=TAG,
    refusals=(refusals.OVER,),
    status=204,
)
async def cancel_door(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    operation_id: FromPath[UUID],
) -> None:
    accepted(await store.run(cancel, caller.seat, AboutOperation(operation_id), once))


@ask(
    "/operations/{operation_id:uuid}/postpone",
    id="postpone_operation",
    summary="Another window: the reference stays, shelters are asked again",
    tag=TAG,
    refusals=(refusals.OVER, refusals.WINDOW),
)
async def postpone_door(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    operation_id: FromPath[UUID],
    data: JSONBody[NewWindow],
) -> Postponement:
    wish = Postpone(operation_id, (data.window.window(),) if data.window else None)
    done: Postponed = accepted(await store.run(postpone, caller.seat, wish, once))
    return _postponement(done, caller)


def _postponement(done: Postponed, caller: Caller) -> Postponement:
    shown = msgspec.structs.asdict(standing(done.arranged, caller))
    told = shown.pop("sentence")
    sentence = (
        moved_to_the_pivot(None, caller.language)
        if done.by_pivot
        else f"{moved_sentence(done.moved, caller.language)} {told}"
    )
    return Postponement(
        **shown, sentence=sentence, moved=MovedPlaces(**vars(done.moved)), by_pivot=done.by_pivot
    )


@ask(
    "/operations/{operation_id:uuid}/pivot",
    id="name_pivot",
    summary="Name the pivot organisation that takes over",
    tag=TAG,
    refusals=(refusals.OVER, refusals.NOT_A_PIVOT),
    status=204,
)
async def name_pivot_door(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    operation_id: FromPath[UUID],
    data: JSONBody[PivotName],
) -> None:
    wish = NamePivot(operation_id, data.organisation_id)
    accepted(await store.run(name_pivot, caller.seat, wish, once))


@ask(
    "/operations/{operation_id:uuid}/hand-over",
    id="hand_over",
    summary="How many people were handed over to the pivot organisation",
    tag=TAG,
    refusals=(refusals.OVER, refusals.PIVOT_FIRST, refusals.PIVOT_MUST_ACCEPT),
    status=204,
)
async def hand_over_door(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    operation_id: FromPath[UUID],
    data: JSONBody[HandedOver],
) -> None:
    accepted(await store.run(hand_over, caller.seat, HandOver(operation_id, data.people), once))


handlers = [launch_door, cancel_door, postpone_door, name_pivot_door, hand_over_door]
