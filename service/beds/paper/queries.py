"""What the sheet shows: beds, and who is expected until the coming night is over, by code and hour (BED-15, SAF-08)."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from service.beds.nights.rules import ONE_DAY, HouseClock
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
    """One shelter's sheet, from when it is printed to the end of the coming night (`until`, UTC): in the morning that
    is the night after noon, not the one that ends. `empty` and `held` count its own beds; whoever is held is expected.
    It names nobody, and nothing of anybody."""

    shelter_id: UUID
    name: str
    night: date
    printed_at: datetime
    until: datetime
    time_zone: str
    empty: int
    held: int
    counted_at: datetime | None
    beds: list[SheetBed]
    arrivals: list[SheetArrival]


REFERRALS = sql(
    """
    SELECT r.code, r.expected_at AS at, r.beds::int FROM referrals r JOIN shelters s ON s.key = r.shelter_key
    WHERE s.id = :shelter AND r.state IN ('awaiting_self_call', 'held', 'confirmed')
        AND r.held_until > relais.now() AND (r.expected_at < :until OR EXISTS (
            SELECT FROM claims c WHERE c.referral_id = r.id AND c.id = ANY (CAST(:held AS uuid[]))))
    ORDER BY r.expected_at, r.code
    """
)
HELD = sql(
    """
    SELECT c.id FROM claims c JOIN shelters s ON s.key = c.shelter_key
    WHERE s.id = :shelter AND s.organisation_id = relais.organisation() AND c.kind IN ('hold', 'reservation')
        AND c.state = 'live' AND c.lapses_at > relais.now() AND c.starts_at <= relais.now() AND c.ends_at > relais.now()
    """
)
HOUSES = sql("SELECT id, name FROM shelters WHERE organisation_id = relais.organisation() ORDER BY name, key")


async def houses_with_a_sheet(session: Session) -> list[tuple[UUID, str]]:
    """The houses whose sheet the actor may print, by name: the database shows a house to who works there (POL-03)."""
    return [(row["id"], row["name"]) for row in await session.rows(HOUSES)]


async def sheet_of(session: Session, shelter_id: UUID) -> Sheet | None:
    """The sheet of an own shelter as it stands now; `None` for anybody else's."""
    shelter, beds = await own_shelter(session, shelter_id), await beds_of(session, shelter_id)
    if shelter is None or beds is None:
        return None
    rooms = {pool.id: pool.name for pool in shelter.pools}
    clock = HouseClock(shelter.time_zone, shelter.turnover_hour)
    night = clock.coming_night(session.now)
    until, states = clock.night_start(night + ONE_DAY), [bed.state for bed in beds]
    return Sheet(
        shelter_id=shelter.id,
        name=shelter.name,
        night=night,
        printed_at=session.now,
        until=until,
        time_zone=shelter.time_zone,
        empty=states.count("empty") + states.count("held"),
        held=states.count("held"),
        counted_at=shelter.counted_at,
        beds=[
            SheetBed(number, bed.id, rooms.get(bed.pool_id, ""), bed.label, bed.state)
            for number, bed in enumerate(beds, 1)
        ],
        arrivals=await _arrivals(session, shelter_id, until),
    )


async def _arrivals(session: Session, shelter_id: UUID, until: datetime) -> list[SheetArrival]:
    """Who comes before `until`, and whoever has a bed held by now, even for later: no held bed is without its line."""
    held = {row["id"] for row in await session.rows(HELD, shelter=shelter_id)}
    referred = await session.rows(REFERRALS, shelter=shelter_id, until=until, held=list(held))
    reserved: dict[datetime, set[UUID]] = {}
    for place in await expected_arrivals(session):
        soon = place.window_starts_at < until or place.claim_id in held
        if place.shelter_id == shelter_id and place.state == "held" and soon:
            reserved.setdefault(place.window_starts_at, set()).add(place.claim_id)
    ahead = [SheetArrival(None, at, len(claims)) for at, claims in reserved.items()]
    arrivals = [*(SheetArrival(**row) for row in referred), *ahead]
    return sorted(arrivals, key=lambda arrival: (arrival.at, arrival.code or ""))
