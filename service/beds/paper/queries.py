"""What the sheet shows: beds, and who is expected tonight, by code and hour alone (BED-15, SAF-08)."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from service.beds.nights.rules import HouseClock
from service.beds.shelters.queries import beds_of, own_shelter
from service.operations.requests.queries import expected_arrivals
from service.store.session import Session
from service.store.statements import sql


class SheetBed(msgspec.Struct, frozen=True):
    """A bed with its number on the sheet, and what was on it when it was printed."""

    number: int
    id: UUID
    room: str
    label: str
    state: str


class SheetArrival(msgspec.Struct, frozen=True):
    """Who is expected: a code (none where places were reserved ahead), from when, and for how many beds."""

    code: str | None
    at: datetime
    beds: int


class Sheet(msgspec.Struct, frozen=True):
    """One shelter's sheet for one night. It names nobody, and nothing of anybody."""

    shelter_id: UUID
    name: str
    night: date
    printed_at: datetime
    time_zone: str
    empty: int
    counted_at: datetime | None
    beds: list[SheetBed]
    arrivals: list[SheetArrival]


REFERRALS = sql(
    """
    SELECT r.code, r.expected_at AS at, r.beds::int FROM referrals r JOIN shelters s ON s.key = r.shelter_key
    WHERE s.id = :shelter AND r.state IN ('awaiting_self_call', 'held', 'confirmed')
        AND r.held_until > relais.now() AND r.expected_at < :night_end
    ORDER BY r.expected_at, r.code
    """
)


async def sheet_of(session: Session, shelter_id: UUID) -> Sheet | None:
    """The sheet of an own shelter as it stands now; `None` for anybody else's."""
    shelter, beds = await own_shelter(session, shelter_id), await beds_of(session, shelter_id)
    if shelter is None or beds is None:
        return None
    rooms = {pool.id: pool.name for pool in shelter.pools}
    return Sheet(
        shelter_id=shelter.id,
        name=shelter.name,
        night=HouseClock(shelter.time_zone, shelter.turnover_hour).night_of(session.now),
        printed_at=session.now,
        time_zone=shelter.time_zone,
        empty=shelter.tonight.empty,
        counted_at=shelter.counted_at,
        beds=[
            SheetBed(number, bed.id, rooms.get(bed.pool_id, ""), bed.label, bed.state)
            for number, bed in enumerate(beds, 1)
        ],
        arrivals=await _arrivals(session, shelter_id, shelter.night_ends_at),
    )


async def _arrivals(session: Session, shelter_id: UUID, night_end: datetime) -> list[SheetArrival]:
    referred = [
        SheetArrival(**row) for row in await session.rows(REFERRALS, shelter=shelter_id, night_end=night_end)
    ]
    reserved: dict[datetime, int] = {}
    for place in await expected_arrivals(session):
        if place.shelter_id == shelter_id and place.state == "held" and place.window_starts_at < night_end:
            reserved[place.window_starts_at] = reserved.get(place.window_starts_at, 0) + 1
    ahead = [SheetArrival(None, at, beds) for at, beds in reserved.items()]
    return sorted([*referred, *ahead], key=lambda arrival: (arrival.at, arrival.code or ""))
