"""A shelter declares itself, its pools of equal beds, and when beds are closed."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from service.beds import refusals
from service.beds.addresses.refusals import NO_ADDRESS_FOR_ROTATING
from service.beds.events import PoolAdded, PoolChanged, ShelterChanged, ShelterCreated
from service.beds.shelters.house import House, own_house
from service.beds.words import Gender, Security, ShelterKind
from service.partners.actor import Actor, Role, only
from service.refusals import CHANGED_MEANWHILE, NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

MOST_BEDS = 5000


@dataclass(frozen=True)
class ShelterFacts:
    """What a shelter says of itself, without an address (SAF-01). `profile` is a stored `ShelterProfile`.

    A rotating safe house is of a region alone: its city is not kept (BED-08).
    """

    name: str
    kind: ShelterKind
    region: str
    city: str
    time_zone: str
    turnover_hour: int
    security_level: Security
    languages: tuple[str, ...]
    published: bool
    available_until: datetime | None
    min_nights: int
    max_nights: int | None
    fresh_for_minutes: int
    profile: dict[str, Any]


@dataclass(frozen=True)
class CreateShelter:
    """A new shelter of the actor's organisation."""

    facts: ShelterFacts


@dataclass(frozen=True)
class Created:
    id: UUID
    version: int = 1


INSERT_SHELTER = sql(
    """
    INSERT INTO shelters (organisation_id, name, kind, region, city, time_zone, turnover_hour, security_level,
        languages, published, available_until, min_nights, max_nights, fresh_for_minutes, profile, fresh_for_fixed)
    VALUES (relais.organisation(), :name, :kind, :region, :city, :time_zone, :turnover_hour, :security_level,
        CAST(:languages AS text[]), :published, :available_until, :min_nights, :max_nights, :fresh_for_minutes,
        CAST(:profile AS jsonb), :fresh_for_minutes <> 240)
    RETURNING id
    """
)
UPDATE_SHELTER = sql(
    """
    UPDATE shelters SET name = :name, kind = :kind, region = :region, city = :city, time_zone = :time_zone,
        turnover_hour = :turnover_hour, security_level = :security_level, languages = CAST(:languages AS text[]),
        published = :published, available_until = :available_until, min_nights = :min_nights, max_nights = :max_nights,
        fresh_for_fixed = fresh_for_fixed OR fresh_for_minutes <> :fresh_for_minutes,
        fresh_for_minutes = :fresh_for_minutes, profile = CAST(:profile AS jsonb), version = version + 1
    WHERE key = :key AND version = :version RETURNING version
    """
)


def fault_in(facts: ShelterFacts, now: datetime) -> Refused | None:
    """Why these facts cannot be: unknown time zone, nights reversed, a rotating safe house without end (BED-08)."""
    try:
        ZoneInfo(facts.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return Refused(refusals.UNKNOWN_TIME_ZONE)
    if facts.max_nights is not None and facts.max_nights < facts.min_nights:
        return Refused(refusals.NIGHTS_REVERSED)
    ends = facts.available_until
    if (facts.kind == "safe_house_rotating" and ends is None) or (ends is not None and ends <= now):
        return Refused(refusals.PERIOD_WITHOUT_END)
    return None


@command(event=ShelterCreated, allowed=only(Role.SHELTER_COORDINATOR))
async def create_shelter(
    uow: UnitOfWork, _: Actor, wish: CreateShelter
) -> Done[Created, ShelterCreated] | Refused:
    """Declare a shelter (BED-01). It has no beds yet; unpublished, no board shows it."""
    refused = fault_in(wish.facts, uow.now)
    if refused:
        return refused
    shelter_id = await uow.value(INSERT_SHELTER, **_values(wish.facts))
    event = ShelterCreated(
        subject=shelter_id, kind=wish.facts.kind, region=wish.facts.region, published=wish.facts.published
    )
    return Done(Created(shelter_id), event)


def _values(facts: ShelterFacts) -> dict[str, Any]:
    return {**asdict(facts), "languages": list(facts.languages)}


@dataclass(frozen=True)
class ChangeShelter:
    """The shelter as it is now, for whoever read it at that version."""

    shelter_id: UUID
    version: int
    facts: ShelterFacts


@command(
    event=ShelterChanged,
    allowed=only(Role.SHELTER_COORDINATOR),
    refusals={"shelter_addresses_never_rotating": NO_ADDRESS_FOR_ROTATING},
)
async def change_shelter(
    uow: UnitOfWork, _: Actor, wish: ChangeShelter
) -> Done[int, ShelterChanged] | Refused:
    """Say anew what a shelter is (ADM-14). Answers the new version; refused when somebody changed it meanwhile."""
    house = await own_house(uow, wish.shelter_id)
    if house is None:
        return Refused(NOT_FOUND)
    refused = fault_in(wish.facts, uow.now)
    if refused:
        return refused
    version = await uow.value(UPDATE_SHELTER, key=house.key, version=wish.version, **_values(wish.facts))
    if version is None:
        return Refused(CHANGED_MEANWHILE, {"version": house.version})
    uow.tell("board", region=house.region, organisations=(house.organisation_id,), subject=house.id)
    return Done(version, ShelterChanged(subject=house.id, version=version, published=wish.facts.published))


@dataclass(frozen=True)
class PoolFacts:
    """Equal beds of one shelter: single beds in a shared room, or whole rooms that sleep several (BED-06).

    Ages are inclusive; an age not stated takes adults only, and 16 opens a house for youth (BED-04, MIN-07).
    """

    name: str
    accepts_genders: tuple[Gender, ...]
    sleeps: int = 1
    private: bool = False
    family_unit: bool = False
    set_aside_for_trafficking: bool = False
    min_age: int | None = None
    max_age: int | None = None
    wheelchair: str = "not_stated"


@dataclass(frozen=True)
class AddPool:
    """So many equal beds more, in a pool of their own."""

    shelter_id: UUID
    pool: PoolFacts
    beds: int
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class PoolOf:
    id: UUID
    beds: int


INSERT_POOL = sql(
    """
    INSERT INTO pools (shelter_key, organisation_id, name, sleeps, private, family_unit, set_aside_for_trafficking,
        accepts_genders, min_age, max_age, wheelchair)
    VALUES (:shelter, relais.organisation(), :name, :sleeps, :private, :family_unit, :set_aside_for_trafficking,
        CAST(:accepts_genders AS text[]), :min_age, :max_age, :wheelchair)
    RETURNING id, key
    """
)
INSERT_BEDS = sql(
    """
    INSERT INTO beds (pool_key, shelter_key, organisation_id, label)
    SELECT :pool, :shelter, relais.organisation(), l.label
    FROM unnest(CAST(:labels AS text[])) WITH ORDINALITY AS l (label, nth) ORDER BY l.nth
    """
)
CONTRADICTIONS = {
    "pools_ages_in_order": refusals.BEDS_DESCRIBED_WRONGLY,
    "pools_shared_beds_sleep_one": refusals.BEDS_DESCRIBED_WRONGLY,
}
BEDS_SO_FAR = sql("SELECT count(*)::int FROM beds WHERE shelter_key = :shelter AND active")


@command(
    event=PoolAdded,
    allowed=only(Role.SHELTER_COORDINATOR),
    refusals=CONTRADICTIONS,
)
async def add_pool(uow: UnitOfWork, _: Actor, wish: AddPool) -> Done[PoolOf, PoolAdded] | Refused:
    """Add equal beds, set aside for trafficking or not (BED-02). They count as empty until a human counts."""
    house = await own_house(uow, wish.shelter_id)
    if house is None:
        return Refused(NOT_FOUND)
    if await uow.value(BEDS_SO_FAR, shelter=house.key) + wish.beds > MOST_BEDS:
        return Refused(refusals.TOO_MANY_BEDS, {"most": MOST_BEDS})
    values = {**asdict(wish.pool), "accepts_genders": list(wish.pool.accepts_genders)}
    pool = await uow.row(INSERT_POOL, shelter=house.key, **values)
    if pool is None:
        return Refused(NOT_FOUND)
    labels = [*wish.labels[: wish.beds], *(str(n + 1) for n in range(len(wish.labels), wish.beds))]
    await uow.execute(INSERT_BEDS, pool=pool["key"], shelter=house.key, labels=labels)
    _tell(uow, house)
    return Done(PoolOf(pool["id"], wish.beds), PoolAdded(subject=house.id, pool=pool["id"], beds=wish.beds))


def _tell(uow: UnitOfWork, house: House) -> None:
    uow.tell("board", region=house.region, organisations=(house.organisation_id,), subject=house.id)


@dataclass(frozen=True)
class ChangePool:
    """A pool as it is now; `version` is the shelter's."""

    shelter_id: UUID
    pool_id: UUID
    version: int
    pool: PoolFacts


UPDATE_POOL = sql(
    """
    UPDATE pools SET name = :name, sleeps = :sleeps, private = :private, family_unit = :family_unit,
        set_aside_for_trafficking = :set_aside_for_trafficking, accepts_genders = CAST(:accepts_genders AS text[]),
        min_age = :min_age, max_age = :max_age, wheelchair = :wheelchair
    WHERE id = :pool AND shelter_key = :shelter
    """
)
NEXT_VERSION = sql(
    "UPDATE shelters SET version = version + 1 WHERE key = :key AND version = :version RETURNING version"
)


@command(
    event=PoolChanged,
    allowed=only(Role.SHELTER_COORDINATOR),
    refusals=CONTRADICTIONS,
)
async def change_pool(uow: UnitOfWork, _: Actor, wish: ChangePool) -> Done[int, PoolChanged] | Refused:
    """Say anew what some equal beds are, such as set aside (BED-02). Answers the shelter's new version."""
    house = await own_house(uow, wish.shelter_id)
    if house is None:
        return Refused(NOT_FOUND)
    version = await uow.value(NEXT_VERSION, key=house.key, version=wish.version)
    if version is None:
        return Refused(CHANGED_MEANWHILE, {"version": house.version})
    values = {**asdict(wish.pool), "accepts_genders": list(wish.pool.accepts_genders)}
    if not await uow.execute(UPDATE_POOL, pool=wish.pool_id, shelter=house.key, **values):
        return Refused(NOT_FOUND)
    _tell(uow, house)
    set_aside = wish.pool.set_aside_for_trafficking
    return Done(version, PoolChanged(subject=house.id, pool=wish.pool_id, set_aside=set_aside))
