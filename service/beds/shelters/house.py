"""One's own shelter, locked for a change: its clock, its beds and what is on them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from service.beds.claims.fit import Needs, Room
from service.beds.claims.rules import Bed, Claim, Sheet
from service.beds.freshness.rules import Rest
from service.beds.nights.rules import HouseClock
from service.store.session import Session, UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class House:
    """A shelter of the actor's organisation."""

    key: int
    id: UUID
    organisation_id: UUID
    region: str
    kind: str
    time_zone: str
    turnover_hour: int
    counted_at: datetime | None
    asked_at: datetime | None
    fresh_for_minutes: int
    version: int
    quiet_from: int = 22
    quiet_until: int = 7
    night_duty: bool = False

    @property
    def clock(self) -> HouseClock:
        return HouseClock(self.time_zone, self.turnover_hour)

    @property
    def rest(self) -> Rest:
        """When it is not woken for a count."""
        return Rest(self.quiet_from, self.quiet_until, self.night_duty)

    @property
    def fresh_for(self) -> timedelta:
        return timedelta(minutes=self.fresh_for_minutes)


OWN = sql(
    """
    SELECT s.key, s.id, s.organisation_id, s.region, s.kind, s.time_zone, s.turnover_hour, s.counted_at, s.asked_at,
        s.fresh_for_minutes, s.version, s.quiet_from, s.quiet_until, s.night_duty
    FROM shelters s
    WHERE s.organisation_id = relais.organisation() AND (s.id = CAST(:id AS uuid) OR s.key = CAST(:key AS bigint))
    """
)
LOCK = sql("SELECT relais.lock_shelter(:key)")
SHEET = sql(
    """
    SELECT b.key AS bed_key, b.id AS bed_id, b.label, b.pool_key, p.id AS pool_id, p.name AS pool_name,
        p.set_aside_for_trafficking AS set_aside, p.overflow,
        b.active AND (b.overflow_until IS NULL OR b.overflow_until > relais.now()) AS active,
        relais.genders(p.accepts_genders) AS room_genders,
        relais.age_bands(p.min_age, p.max_age) AS room_bands, p.sleeps, p.private, p.family_unit,
        p.wheelchair = 'yes' AS wheelchair,
        c.key, c.id, c.kind, c.starts_at, c.ends_at, c.lapses_at, c.anonymous, c.referral_id, c.place_id,
        c.holder_organisation_id, n.genders, n.age_bands, n.family_bands, n.sleeps AS sleepers, n.family AS in_family,
        n.set_aside AS may_be_set_aside
    FROM beds b
        JOIN pools p ON p.key = b.pool_key
        LEFT JOIN claims c ON c.bed_key = b.key AND c.state = 'live'
        LEFT JOIN relais.needs_of_house(:shelter) n ON n.claim_key = c.key
    WHERE b.shelter_key = :shelter
        AND (c.key IS NOT NULL OR (b.active AND (b.overflow_until IS NULL OR b.overflow_until > relais.now())))
    ORDER BY b.key, c.key
    """
)


@dataclass(frozen=True)
class Occupancy:
    """The beds of a shelter (or of one pool) and the live claims on them, with the rows that they came from."""

    house: House
    beds: tuple[Bed, ...]
    claims: tuple[Claim, ...]
    rows: dict[int, Any]
    """Rows by claim key."""
    spare: tuple[Bed, ...] = ()
    """When only one pool is looked at, the beds of the others: a promise may go there."""

    def sheet(self, now: datetime) -> Sheet:
        """The sheet on which a plan is tried out."""
        return Sheet.of(self.beds, self.claims, now, self.spare)


async def own_house(session: Session, shelter_id: UUID) -> House | None:
    """The shelter, if it is the actor's organisation's; `None` when it is not or does not exist."""
    row = await session.row(OWN, id=shelter_id, key=None)
    return House(**row) if row else None


async def house_by_key(session: Session, key: int) -> House | None:
    """The same, by its inner key."""
    row = await session.row(OWN, id=None, key=key)
    return House(**row) if row else None


async def lock(uow: UnitOfWork, house: House) -> None:
    """Wait for whoever promises or counts here; what is read next is so until the commit (BED-16)."""
    await uow.rows(LOCK, key=house.key)


async def occupancy(session: Session, house: House, pool_key: int | None = None) -> Occupancy:
    """What is on the beds now. Lock first."""
    rows = await session.rows(SHEET, shelter=house.key)
    beds = {row["bed_key"]: _bed(row) for row in rows}
    live = [row for row in rows if row["key"] is not None]
    return Occupancy(
        house,
        tuple(bed for bed in beds.values() if pool_key is None or bed.pool_key == pool_key),
        tuple(map(_claim, live)),
        {row["key"]: row for row in live},
        tuple(bed for bed in beds.values() if pool_key is not None and bed.pool_key != pool_key),
    )


def _bed(row: Any) -> Bed:
    room = Room(
        row["room_genders"],
        row["room_bands"],
        row["sleeps"],
        row["private"],
        row["family_unit"],
        row["wheelchair"],
    )
    cot = row["overflow"]  # it stands in for no bed: a promise goes there by a human's word only
    return Bed(
        row["bed_key"], row["pool_key"], row["set_aside"], None if cot else room, row["active"], overflow=cot
    )


def _claim(row: Any) -> Claim:
    return Claim(
        key=row["key"],
        bed_key=row["bed_key"],
        kind=row["kind"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        lapses_at=row["lapses_at"],
        anonymous=row["anonymous"],
        needs=needs_of(row),
    )


def needs_of(row: Any) -> Needs | None:
    """Whom a promise is for, as `relais.needs_of_house` tells the house; `None` of what it does not know."""
    if row["genders"] is None:
        return None
    return Needs(
        row["genders"],
        row["age_bands"],
        row["family_bands"],
        row["sleepers"],
        row["in_family"],
        row["may_be_set_aside"],
    )
