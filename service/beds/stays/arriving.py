"""Somebody of an operation is at the door: the house makes way, whichever side records it (OPS-14, BED-16)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from service.beds.claims.changes import END, lapse, rearrange
from service.beds.claims.rules import Claim
from service.beds.shelters.house import House, house_by_key, lock, occupancy
from service.beds.stays.rules import Arrival, Seat
from service.beds.stays.seating import seated
from service.store.session import UnitOfWork
from service.store.statements import sql

ARRIVING = sql("SELECT * FROM relais.place_arriving(:place)")
WHO = sql(
    "SELECT current_setting('relais.organisation', true) AS organisation,"
    " current_setting('relais.member', true) AS member"
)
ACT_AS = sql(
    "SELECT set_config('relais.organisation', :organisation, true), set_config('relais.member', :member, true)"
)
SEAT = sql(
    """
    UPDATE claims c SET bed_key = b.key, pool_key = b.pool_key, ends_at = :ends_at,
        starts_at = CASE WHEN c.starts_at >= :ends_at THEN relais.now() WHEN c.bed_key = b.key THEN c.starts_at
            ELSE greatest(c.starts_at, relais.now()) END
    FROM beds b WHERE b.key = :bed AND c.key = :claim
    """
)


@asynccontextmanager
async def as_house(uow: UnitOfWork, organisation_id: UUID) -> AsyncIterator[None]:
    """Do a house's own work inside the block, in the same transaction, as its job would.

    For what the other side may cause there, and only after a narrow function said so. After an error nothing is set
    back: the transaction that ends with it does.
    """
    before = await uow.row(WHO)
    await uow.row(ACT_AS, organisation=str(organisation_id), member="")
    yield
    if before is not None:
        await uow.row(ACT_AS, organisation=before["organisation"], member=before["member"] or "")


async def make_way(uow: UnitOfWork, place_id: UUID) -> None:
    """Put the promise of a place on a bed in which nobody is, or on a cot; promises in the way move or are displaced.

    Without a promise there is nothing to do: the arrival itself says why.
    """
    row = await uow.row(ARRIVING, place=place_id)
    if row is None:
        return
    async with as_house(uow, row["organisation_id"]):
        house = await house_by_key(uow, row["shelter_key"])
        if house is not None:
            await _seated(uow, house, row["claim_key"])


async def _seated(uow: UnitOfWork, house: House, claim_key: int) -> None:
    await lock(uow, house)
    await lapse(uow, house)
    on_beds = await occupancy(uow, house)
    promise = next((claim for claim in on_beds.claims if claim.key == claim_key), None)
    if promise is None:
        return
    pool = next(bed.pool_key for bed in on_beds.beds if bed.key == promise.bed_key)
    there = await seated(uow, on_beds, Arrival(1, uow.now, promise.ends_at, pool), [promise])
    await rearrange(uow, there.on_beds, there.sheet.last_moves(), there.sheet.displaced, "arrival")
    await _write(uow, promise, there.seats[0])
    uow.tell("board", region=house.region, organisations=(house.organisation_id,), subject=house.id)


async def _write(uow: UnitOfWork, promise: Claim, place: Seat) -> None:
    ended = [stay.key for stay in (place.instead_of, place.and_ends) if stay is not None and stay.anonymous]
    await uow.execute(END, keys=ended)
    await uow.execute(SEAT, claim=promise.key, bed=place.bed_key, ends_at=place.ends_at)
