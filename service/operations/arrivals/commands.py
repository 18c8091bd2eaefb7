"""Arrivals, told by the shelter or by the pivot; and words that say where to bring people (OPS-14, SAF-13)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from service.beds.addresses.queries import own_address
from service.beds.addresses.rules import gives_away
from service.beds.stays.arriving import make_way
from service.keys.secrets import Box, seal_text
from service.operations import refusals
from service.operations.events import ArrivalPointPublished, ArrivalRecorded
from service.operations.holds.steps import pivot_missing
from service.operations.telling import tell_of_arrival
from service.operations.windows.rules import window_fits
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class RecordArrival:
    """Somebody has come to this place."""

    place_id: UUID


@dataclass(frozen=True)
class Arrived:
    """The claim that is now a stay: the pivot links a case with it. The others of a family share it."""

    place_id: UUID
    claim_id: UUID | None
    already: bool


RECORD = sql("SELECT * FROM relais.record_arrival(:place)")
OWN_OPERATION = sql("SELECT operation_id FROM places WHERE id = :place")
REASONS: Final = {"no_pivot": refusals.PIVOT_FIRST, "no_bed": refusals.PLACE_RELEASED}


@command(
    event=ArrivalRecorded,
    allowed=only(Role.PIVOT_WORKER, Role.FRONT_DESK, Role.SHELTER_COORDINATOR, Role.INVESTIGATOR),
)
async def record_arrival(
    uow: UnitOfWork, actor: Actor, wish: RecordArrival
) -> Done[Arrived, ArrivalRecorded] | Refused:
    """The promise becomes a stay, in its bed or in another that is empty; promises to others give way (OPS-14, BED-16).
    In a full house they have a cot. Telling it twice changes nothing. Police do not record arrivals:
    they are told what is missing."""
    if actor.roles == {Role.INVESTIGATOR}:
        return await _not_for_police(uow, wish)
    await make_way(uow, wish.place_id)
    found = await uow.row(RECORD, place=wish.place_id)
    if found is None:
        return Refused(NOT_FOUND)
    if found["outcome"] in REASONS:
        return Refused(REASONS[found["outcome"]])
    told = {found["shelter_organisation_id"], found["pivot_organisation_id"]}
    uow.tell("arrivals", organisations=tuple(sorted(told - {None})))
    await tell_of_arrival(uow, found["operation_id"])
    answer = Arrived(wish.place_id, found["claim_id"], found["outcome"] == "before")
    return Done(
        answer,
        ArrivalRecorded(subject=found["operation_id"], place=wish.place_id, claim=found["claim_id"]),
    )


async def _not_for_police(uow: UnitOfWork, wish: RecordArrival) -> Refused:
    operation = await uow.value(OWN_OPERATION, place=wish.place_id)
    if operation is None:
        return Refused(NOT_FOUND)
    return await pivot_missing(uow, operation) or Refused(NOT_ALLOWED)


@dataclass(frozen=True)
class PublishArrivalPoint:
    """Words for the arrival that a held place belongs to, such as "side door of the library, ask for the evening
    team"; never the address. From and until when (UTC, half-open) they may be read."""

    place_id: UUID
    starts_at: datetime
    ends_at: datetime
    words: str


HOUSE = sql("SELECT relais.arrival_house(:place)")
PUBLISH = sql("SELECT relais.publish_arrival_point(:id, :place, :starts_at, :ends_at, :sealed)")
WORDS: Final = Box("care", "arrival_points.sealed")


@command(event=ArrivalPointPublished, allowed=only(Role.SHELTER_COORDINATOR, Role.FRONT_DESK))
async def publish_arrival_point(
    uow: UnitOfWork, _: Actor, wish: PublishArrivalPoint
) -> Done[UUID, ArrivalPointPublished] | Refused:
    """Publish where to bring people for one arrival; outside its window the point reads as empty (SAF-13).

    Refused for words that give the house's own address away. Sealed under the house's key. Answers the point's id.
    """
    shelter = await uow.value(HOUSE, place=wish.place_id)
    if shelter is None:
        return Refused(NOT_FOUND)
    if not window_fits(wish.starts_at, wish.ends_at, uow.now):
        return Refused(refusals.WINDOW)
    if gives_away(wish.words, await own_address(uow, shelter)):
        return Refused(refusals.GIVES_THE_ADDRESS)
    point = uuid4()
    sealed = await seal_text(uow, WORDS, subject=shelter, row=point, text=wish.words)
    period = {"starts_at": wish.starts_at, "ends_at": wish.ends_at}
    if not await uow.value(PUBLISH, id=point, place=wish.place_id, sealed=sealed, **period):
        return Refused(NOT_FOUND)
    return Done(point, ArrivalPointPublished(subject=shelter, point=point))
