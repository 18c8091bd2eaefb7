"""Beds for people who are there: their own, another, or a cot for the night. Nobody at the door is refused."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.beds.claims.rules import Claim, Sheet
from service.beds.counts.cots import put_up
from service.beds.shelters.house import Occupancy
from service.beds.stays.rules import Arrival, Seat, seat
from service.store.session import UnitOfWork


@dataclass(frozen=True)
class Seated:
    """Where everybody is, and the sheet that remembers which promises gave way. `cots` were put up for it."""

    on_beds: Occupancy
    sheet: Sheet
    seats: list[Seat]
    cots: int = 0


async def seated(uow: UnitOfWork, on_beds: Occupancy, arrival: Arrival, promised: Sequence[Claim]) -> Seated:
    """A bed for each; where recorded stays fill the house, cots until its turnover (BED-15, BED-16).

    That somebody is there is a fact. A departure that nobody noted shows as a cot too many, and a count settles it.
    """
    sheet = on_beds.sheet(uow.now)
    seats = seat(sheet, arrival, promised)
    missing = arrival.beds - len(seats)
    if not missing:
        return Seated(on_beds, sheet, seats)
    on_beds = await put_up(uow, on_beds, missing, on_beds.house.clock.night_end(uow.now))
    sheet = on_beds.sheet(uow.now)
    return Seated(on_beds, sheet, seat(sheet, arrival, promised), missing)
