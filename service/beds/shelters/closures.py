"""Beds that are closed for a period: painting, bedbugs, a wing without staff."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.beds import refusals
from service.beds.claims.changes import END, FACT, lapse, rearrange
from service.beds.events import BedReopened, BedsClosed
from service.beds.shelters.house import lock, occupancy, own_house
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

COORDINATORS = only(Role.SHELTER_COORDINATOR)


@dataclass(frozen=True)
class CloseBeds:
    """These beds of the shelter take nobody in the half-open period (UTC)."""

    shelter_id: UUID
    bed_ids: tuple[UUID, ...]
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Closed:
    closures: tuple[UUID, ...]
    moved: int
    displaced: int


BEDS = sql(
    "SELECT key FROM beds WHERE id = ANY (CAST(:ids AS uuid[])) AND shelter_key = :shelter AND active ORDER BY key"
)


@command(event=BedsClosed, allowed=COORDINATORS)
async def close_beds(uow: UnitOfWork, _: Actor, wish: CloseBeds) -> Done[Closed, BedsClosed] | Refused:
    """Close beds for a period; promises on them move to equal beds, or are put into someone's hands.

    Refused for a bed that somebody is in, or that is closed already: their departure is noted first.
    """
    if wish.starts_at >= wish.ends_at or wish.ends_at <= uow.now:
        return Refused(refusals.PERIOD_REVERSED)
    house = await own_house(uow, wish.shelter_id)
    if house is None:
        return Refused(NOT_FOUND)
    await lock(uow, house)
    keys = [row["key"] for row in await uow.rows(BEDS, ids=list(wish.bed_ids), shelter=house.key)]
    if len(keys) != len(set(wish.bed_ids)):
        return Refused(NOT_FOUND)
    await lapse(uow, house)
    on_beds = await occupancy(uow, house)
    sheet = on_beds.sheet(uow.now)
    for key in keys:
        if any(not claim.promise for claim in sheet.over(key, wish.starts_at, wish.ends_at)):
            return Refused(refusals.BED_OCCUPIED)
        sheet.close(key, wish.starts_at, wish.ends_at)
    for key in keys:
        sheet.clear(key, wish.starts_at, wish.ends_at, uow.now)
    moves, displaced = sheet.last_moves(), tuple(sheet.displaced)
    await rearrange(uow, on_beds, moves, displaced, "closure")
    rows = await uow.rows(
        FACT,
        kind="closure",
        anonymous=False,
        starts_at=wish.starts_at,
        beds=keys,
        ends=[wish.ends_at] * len(keys),
    )
    closures = tuple(row["id"] for row in rows)
    uow.tell("board", region=house.region, organisations=(house.organisation_id,), subject=house.id)
    event = BedsClosed(subject=house.id, closures=closures, starts_at=wish.starts_at, ends_at=wish.ends_at)
    return Done(Closed(closures, len(moves), len(displaced)), event)


@dataclass(frozen=True)
class ReopenBed:
    """End a closure before its time."""

    shelter_id: UUID
    closure_id: UUID


CLOSURE = sql(
    """
    SELECT key FROM claims WHERE id = :id AND shelter_key = :shelter AND kind = 'closure' AND state = 'live'
    """
)


@command(event=BedReopened, allowed=COORDINATORS)
async def reopen_bed(uow: UnitOfWork, _: Actor, wish: ReopenBed) -> Done[UUID, BedReopened] | Refused:
    """Open a closed bed again."""
    house = await own_house(uow, wish.shelter_id)
    key = await uow.value(CLOSURE, id=wish.closure_id, shelter=house.key) if house else None
    if house is None or key is None:
        return Refused(NOT_FOUND)
    await uow.execute(END, keys=[key])
    uow.tell("board", region=house.region, organisations=(house.organisation_id,), subject=house.id)
    return Done(wish.closure_id, BedReopened(subject=house.id, closure=wish.closure_id))
