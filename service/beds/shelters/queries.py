"""One's own shelters: what they say of themselves, their pools and beds, and how full they were."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from service.beds.freshness.rules import Freshness, freshness
from service.beds.nights.rules import HouseClock
from service.beds.shelters.house import own_house
from service.beds.shelters.profile import ShelterProfile, read
from service.beds.shelters.rules import review_is_due
from service.store.session import Session
from service.store.statements import sql


class Tonight(msgspec.Struct, frozen=True):
    """Beds of a shelter or pool until the end of its night. `empty` is what an eye sees: free and held together."""

    beds: int
    free: int
    held: int
    taken: int
    closed: int
    empty: int


class PoolView(msgspec.Struct, frozen=True):
    """Equal beds."""

    id: UUID
    name: str
    sleeps: int
    private: bool
    family_unit: bool
    set_aside_for_trafficking: bool
    accepts_genders: list[str]
    min_age: int | None
    max_age: int | None
    wheelchair: str
    tonight: Tonight


class ShelterView(msgspec.Struct, frozen=True):
    """A shelter as its own people see it.

    A count is believed for `fresh_for_minutes`: fixed by the house, or learnt from how its counts age (BED-15).
    `overflow`: cots that stand until the turnover; nobody else sees them.
    """

    id: UUID
    name: str
    kind: str
    region: str
    city: str
    time_zone: str
    turnover_hour: int
    security_level: str
    languages: list[str]
    published: bool
    available_until: datetime | None
    vetted_on: date | None
    min_nights: int
    max_nights: int | None
    fresh_for_minutes: int
    fresh_for_fixed: bool
    quiet_from: int
    quiet_until: int
    night_duty: bool
    counted_at: datetime | None
    count_source: str | None
    freshness: Freshness
    criteria_review_due: bool
    night_ends_at: datetime
    profile: ShelterProfile
    tonight: Tonight
    overflow: Tonight | None
    pools: list[PoolView]
    version: int


class BedView(msgspec.Struct, frozen=True):
    """A bed, and what is on it now; `closure_id` names a closure that can be ended."""

    id: UUID
    pool_id: UUID
    label: str
    state: str
    until: datetime | None
    closure_id: UUID | None


class NightView(msgspec.Struct, frozen=True):
    """How full a shelter was, is, or will be in one night, in beds."""

    night: date
    beds: int
    taken: int
    held: int
    closed: int


SHELTERS = sql(
    """
    SELECT s.* FROM shelters s
    WHERE s.organisation_id = relais.organisation() AND (CAST(:id AS uuid) IS NULL OR s.id = :id) AND s.key > :after
    ORDER BY s.key LIMIT :limit
    """
)
POOLS = sql(
    """
    SELECT p.*, a.beds, a.held, a.taken, a.closed, a.free,
        CASE WHEN a.next_change_at <= relais.now() THEN t.held ELSE a.held END AS held_now,
        CASE WHEN a.next_change_at <= relais.now() THEN t.free ELSE a.free END AS free_now,
        CASE WHEN a.next_change_at <= relais.now() THEN t.closed ELSE a.closed END AS closed_now
    FROM pools p JOIN availability a ON a.pool_key = p.key
        LEFT JOIN LATERAL relais.own_tally(p.key) t ON a.next_change_at <= relais.now()
    WHERE p.shelter_key = ANY (CAST(:shelters AS bigint[])) ORDER BY p.key
    """
)
BEDS = sql(
    """
    SELECT b.id, p.id AS pool_id, b.label, c.kind, c.ends_at, CASE WHEN c.kind = 'closure' THEN c.id END AS closure_id
    FROM beds b
        JOIN pools p ON p.key = b.pool_key
        LEFT JOIN LATERAL (
            SELECT c.id, c.kind, c.ends_at FROM claims c
            WHERE c.bed_key = b.key AND c.state = 'live' AND (c.lapses_at IS NULL OR c.lapses_at > relais.now())
                AND ((c.starts_at <= relais.now() AND c.ends_at > relais.now())
                    OR (c.kind = 'stay' AND c.starts_at <= relais.now()))
            ORDER BY c.kind <> 'stay' LIMIT 1) c ON true
    WHERE b.shelter_key = :shelter AND b.active ORDER BY b.key
    """
)
NIGHTS = sql(
    """
    SELECT n.day, (SELECT count(*)::int FROM beds b WHERE b.shelter_key = :shelter AND b.active) AS beds,
        (count(DISTINCT c.bed_key) FILTER (WHERE c.kind = 'stay'))::int AS taken,
        (count(DISTINCT c.bed_key) FILTER (WHERE c.kind IN ('hold', 'reservation')))::int AS held,
        (count(DISTINCT c.bed_key) FILTER (WHERE c.kind = 'closure'))::int AS closed
    FROM unnest(CAST(:days AS date[]), CAST(:starts AS timestamptz[]), CAST(:ends AS timestamptz[]))
            AS n (day, starts, ends)
        LEFT JOIN claims c ON c.shelter_key = :shelter AND c.starts_at < n.ends
            AND CASE WHEN c.kind = 'stay' AND c.state = 'live'
                THEN greatest(c.ends_at, relais.now() + interval '1 microsecond')
                ELSE least(c.ends_at, coalesce(c.ended_at, c.ends_at)) END > n.starts AND c.state IN ('live', 'ended')
            AND (c.lapses_at IS NULL OR c.lapses_at > relais.now())
    GROUP BY n.day ORDER BY n.day
    """
)


async def own_shelters(session: Session, after: int, limit: int) -> tuple[list[ShelterView], int | None]:
    """The shelters of the actor's organisation, and where the next page begins (POL-03: own)."""
    rows = await session.rows(SHELTERS, id=None, after=after, limit=limit + 1)
    views = await _views(session, rows[:limit])
    return views, rows[limit - 1]["key"] if len(rows) > limit else None


async def own_shelter(session: Session, shelter_id: UUID) -> ShelterView | None:
    """One shelter of the actor's organisation; `None` for anybody else's."""
    rows = await session.rows(SHELTERS, id=shelter_id, after=0, limit=1)
    return (await _views(session, rows))[0] if rows else None


async def _views(session: Session, rows: list[Any]) -> list[ShelterView]:
    pools = await session.rows(POOLS, shelters=[row["key"] for row in rows])
    return [
        _view(row, [pool for pool in pools if pool["shelter_key"] == row["key"]], session.now) for row in rows
    ]


def _view(row: Any, pools: list[Any], now: datetime) -> ShelterView:
    fresh_for = timedelta(minutes=row["fresh_for_minutes"])
    profile = read(row["profile"])
    cots = [pool for pool in pools if pool["overflow"] and pool["beds"]]
    pools = [pool for pool in pools if not pool["overflow"]]
    clock = HouseClock(row["time_zone"], row["turnover_hour"])
    said = ("id", "name", "kind", "region", "city", "time_zone", "turnover_hour", "security_level", "languages",
            "published", "available_until", "vetted_on", "min_nights", "max_nights", "fresh_for_minutes",
            "fresh_for_fixed", "quiet_from", "quiet_until", "night_duty", "counted_at", "count_source",
            "version")  # fmt: skip
    return ShelterView(
        **{name: row[name] for name in said},
        freshness=freshness(row["counted_at"], fresh_for, row["asked_at"], now),
        criteria_review_due=review_is_due(profile.criteria_reviewed_on, clock.night_of(now)),
        night_ends_at=clock.night_end(now),
        profile=profile,
        tonight=_tonight(pools),
        overflow=_tonight(cots) if cots else None,
        pools=[_pool(pool) for pool in pools],
    )


def _tonight(pools: list[Any]) -> Tonight:
    free, held = sum(p["free_now"] for p in pools), sum(p["held_now"] for p in pools)
    return Tonight(
        beds=sum(p["beds"] for p in pools),
        free=free,
        held=held,
        taken=sum(p["taken"] for p in pools),
        closed=sum(p["closed_now"] for p in pools),
        empty=free + held,
    )


def _pool(row: Any) -> PoolView:
    said = ("id", "name", "sleeps", "private", "family_unit", "set_aside_for_trafficking", "accepts_genders",
            "min_age", "max_age", "wheelchair")  # fmt: skip
    return PoolView(**{name: row[name] for name in said}, tonight=_tonight([row]))


STATES = {"stay": "taken", "hold": "held", "reservation": "held", "closure": "closed"}


async def beds_of(session: Session, shelter_id: UUID) -> list[BedView] | None:
    """Each bed of an own shelter and what is on it now; whose it is, and for whom, is not said (SAF-08)."""
    house = await own_house(session, shelter_id)
    if house is None:
        return None
    rows = await session.rows(BEDS, shelter=house.key)
    return [
        BedView(
            id=row["id"],
            pool_id=row["pool_id"],
            label=row["label"],
            state=STATES.get(row["kind"], "empty"),
            until=row["ends_at"],
            closure_id=row["closure_id"],
        )
        for row in rows
    ]


async def nights_of(session: Session, shelter_id: UUID, first: date, nights: int) -> list[NightView] | None:
    """How full an own shelter is, night by night from a local date on (DAT-10).

    Whoever is still in a bed past the expected end sleeps there until somebody notes that they left (BED-16).
    """
    house = await own_house(session, shelter_id)
    if house is None:
        return None
    days = [first + timedelta(days=n) for n in range(nights + 1)]
    starts = [house.clock.night_start(day) for day in days]
    rows = await session.rows(NIGHTS, shelter=house.key, days=days[:-1], starts=starts[:-1], ends=starts[1:])
    return [NightView(r["day"], r["beds"], r["taken"], r["held"], r["closed"]) for r in rows]
