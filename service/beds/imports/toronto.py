"""City of Toronto, daily shelter occupancy: one row per programme and day.

Three shapes are read. *Daily Shelter & Overnight Service Occupancy & Capacity* (2021 on) counts beds or
rooms, as `CAPACITY_TYPE` says, and leaves the other four columns empty on purpose; some of its years write
48.0 for 48. *Daily Shelter Occupancy* (2017–2020) has `SHELTER_NAME`, `FACILITY_NAME`, `OCCUPANCY` and
`CAPACITY`, counts beds alone, and numbers nothing, so that its programmes are known by their names.

- Beds are those that stood open that night (`CAPACITY_ACTUAL_…`); the funded ones that were out of service
  are not there to be taken. On 2024-03-31 that is 4,703 beds with 49 free, and 2,798 rooms with 2 free.
- The count of a day is taken at 04:00 the next morning, Toronto time.
- Of several days, a programme's latest one is the record, whatever the order of the rows; a second row of the
  same programme and day is a bad row.
- A family room is taken to sleep 3, about what the city's own counts give (3.3 people a room), a couple's
  room 2, any other 1: the file does not say, and a bed promised must exist.
- Youth is 16 to 24, the age that the city gives its youth sector; the adult sectors are 18 and over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from service.beds.imports.names import public_name, without_address
from service.beds.imports.records import ImportedCount, ImportedPool, ImportedShelter
from service.beds.imports.regions import CANADIAN
from service.beds.words import Gender, ShelterKind
from service.tables.bad_rows import BadRow
from service.tables.cells import RejectedError, day, identifier, one_of, optional, required, text, whole
from service.tables.rows import Row, Source, rows

SOURCE: Final = "toronto"
REGION: Final = "CA-ON"

CURRENT: Final = (
    "OCCUPANCY_DATE",
    "ORGANIZATION_NAME",
    "LOCATION_CITY",
    "LOCATION_PROVINCE",
    "PROGRAM_ID",
    "PROGRAM_NAME",
    "SECTOR",
    "PROGRAM_MODEL",
    "OVERNIGHT_SERVICE_TYPE",
    "PROGRAM_AREA",
    "CAPACITY_TYPE",
    "CAPACITY_ACTUAL_BED",
    "OCCUPIED_BEDS",
    "UNOCCUPIED_BEDS",
    "CAPACITY_ACTUAL_ROOM",
    "OCCUPIED_ROOMS",
    "UNOCCUPIED_ROOMS",
)
OLDER: Final = (
    "OCCUPANCY_DATE",
    "ORGANIZATION_NAME",
    "SHELTER_NAME",
    "SHELTER_CITY",
    "SHELTER_PROVINCE",
    "FACILITY_NAME",
    "PROGRAM_NAME",
    "SECTOR",
    "OCCUPANCY",
    "CAPACITY",
)

_NAMES: Final = ("PROGRAM_NAME", "FACILITY_NAME", "SHELTER_NAME")

_TORONTO: Final = ZoneInfo("America/Toronto")
_COUNTED_AT: Final = time(4)
_FAMILY_ROOM_SLEEPS: Final = 3
_COUPLE_ROOM_SLEEPS: Final = 2

Sector = Literal["families", "youth", "women", "men", "adults"]
_SECTORS: Final[dict[str, Sector]] = {
    "Families": "families",
    "Youth": "youth",
    "Women": "women",
    "Men": "men",
    "Mixed Adult": "adults",
    "Co-ed": "adults",
}
_GENDERS: Final[dict[Sector, tuple[Gender, ...]]] = {
    "families": ("woman", "man"),
    "youth": ("woman", "man"),
    "women": ("woman",),
    "men": ("man",),
    "adults": ("woman", "man"),
}
_AGES: Final[dict[Sector, tuple[int | None, int | None]]] = {
    "families": (0, None),
    "youth": (16, 24),
    "women": (18, None),
    "men": (18, None),
    "adults": (18, None),
}
_KINDS: Final[dict[Sector, ShelterKind]] = {
    "families": "families",
    "youth": "youth",
    "women": "women_difficulty",
    "men": "homeless",
    "adults": "homeless",
}
_REFUGEE_KINDS: Final[dict[Sector, ShelterKind]] = {
    "families": "migrant_refugee_women_families",
    "women": "migrant_refugee_women_families",
    "men": "men_migrant",
}
_TRANSITIONAL: Final[dict[str, bool]] = {"Emergency": False, "Transitional": True}
_STOP_GAPS: Final = ("24-Hour Respite Site", "24-Hour Women's Drop-in", "Warming Centre")
_UNITS: Final[dict[str, Literal["BED", "ROOM"]]] = {
    "Bed Based Capacity": "BED",
    "Room Based Capacity": "ROOM",
}


def read(source: Source, region: str | None = None) -> Iterator[ImportedShelter | BadRow]:
    """Yield bad rows as they are met, then each programme's latest day in order of first appearance.

    Memory grows with the programmes (some 300), not with the rows. `region` stands in where a row has no
    province. Raises UnreadableFileError for a file of another format. (AGR-06, BED-15)
    """
    latest: dict[str, _Programme] = {}
    for row in rows(source, CURRENT, OLDER):
        found = row if isinstance(row, BadRow) else _programme(row, region or REGION)
        if isinstance(found, BadRow):
            yield found
            continue
        known = latest.get(found.shelter.source_key)
        if known is not None and known.day == found.day:
            yield BadRow(row.line, "repeated", (("first", known.shelter.line),))
        elif known is None or known.day < found.day:
            latest[found.shelter.source_key] = found
    yield from (programme.shelter for programme in latest.values())


@dataclass(frozen=True, slots=True)
class _Programme:
    day: date
    shelter: ImportedShelter


@dataclass(frozen=True, slots=True)
class _Numbers:
    rooms: bool
    capacity: int
    free: int


def _programme(row: Row, region: str) -> _Programme | BadRow:
    try:
        occupancy_day = day(row, "OCCUPANCY_DATE")
        older = "shelter_name" in row.cells
        shelter = _older(row, region) if older else _current(row, region)
    except RejectedError as rejected:
        return rejected.at(row.line)
    return _Programme(occupancy_day, shelter)


def _current(row: Row, region: str) -> ImportedShelter:
    sector = one_of(row, "SECTOR", _SECTORS)
    return _shelter(
        row,
        key=identifier(row, "PROGRAM_ID"),
        name_column="PROGRAM_NAME",
        place="LOCATION",
        region=region,
        sector=sector,
        kind=_kind(row, sector),
        numbers=_counted(row, one_of(row, "CAPACITY_TYPE", _UNITS)),
    )


def _older(row: Row, region: str) -> ImportedShelter:
    sector = one_of(row, "SECTOR", _SECTORS)
    capacity, taken = whole(row, "CAPACITY"), whole(row, "OCCUPANCY")
    _check_taken("OCCUPANCY", taken, capacity)
    return _shelter(
        row,
        key=_names_key(required(row, "SHELTER_NAME"), text(row, "FACILITY_NAME"), text(row, "PROGRAM_NAME")),
        name_column=next(name for name in _NAMES if text(row, name)),
        place="SHELTER",
        region=region,
        sector=sector,
        kind=_KINDS[sector],
        numbers=_Numbers(rooms=False, capacity=capacity, free=capacity - taken),
    )


def _shelter(
    row: Row,
    *,
    key: str,
    name_column: str,
    place: str,
    region: str,
    sector: Sector,
    kind: ShelterKind,
    numbers: _Numbers,
) -> ImportedShelter:
    own_address = optional(row, f"{place}_ADDRESS")
    organisation = without_address(required(row, "ORGANIZATION_NAME"), own_address)
    name = public_name(row, name_column, organisation, own_address)
    return ImportedShelter(
        source=SOURCE,
        source_key=key,
        name=name,
        organisation_name=organisation,
        kind=kind,
        region=_region(row, f"{place}_PROVINCE", region),
        city=text(row, f"{place}_CITY") or None,
        genders=_GENDERS[sector],
        pools=_pools(name, sector, numbers),
        count=ImportedCount(numbers.free, _looked_at(day(row, "OCCUPANCY_DATE"))),
        line=row.line,
    )


def _names_key(*names: str) -> str:
    """Names hold addresses, so that the key is their digest."""
    return "names:" + hashlib.sha256("\0".join(names).casefold().encode()).hexdigest()[:24]


def _kind(row: Row, sector: Sector) -> ShelterKind:
    """What the programme is for; a stop-gap is never more than a low-security night (BED-03, BED-14)."""
    transitional = one_of(row, "PROGRAM_MODEL", _TRANSITIONAL)
    if required(row, "OVERNIGHT_SERVICE_TYPE") in _STOP_GAPS:
        return "homeless"
    if sector in _REFUGEE_KINDS and "Refugee" in text(row, "PROGRAM_AREA"):
        return _REFUGEE_KINDS[sector]
    if transitional and sector != "youth":
        return "transition"
    return _KINDS[sector]


def _counted(row: Row, unit: Literal["BED", "ROOM"]) -> _Numbers:
    capacity, taken = whole(row, f"CAPACITY_ACTUAL_{unit}"), whole(row, f"OCCUPIED_{unit}S")
    _check_taken(f"OCCUPIED_{unit}S", taken, capacity)
    free = whole(row, f"UNOCCUPIED_{unit}S")
    if taken + free != capacity:
        raise RejectedError("does_not_add_up", occupied=taken, free=free, capacity=capacity)
    return _Numbers(unit == "ROOM", capacity, free)


def _check_taken(column: str, taken: int, capacity: int) -> None:
    if taken > capacity:
        raise RejectedError("above_capacity", column=column, value=taken, capacity=capacity)


def _pools(name: str, sector: Sector, numbers: _Numbers) -> tuple[ImportedPool, ...]:
    family = sector == "families"
    min_age, max_age = _AGES[sector]
    pool = ImportedPool("beds", numbers.capacity, family=family, min_age=min_age, max_age=max_age)
    if not numbers.rooms:
        return (pool,)
    sleeps = _FAMILY_ROOM_SLEEPS if family else _COUPLE_ROOM_SLEEPS if "couple" in name.casefold() else 1
    return (replace(pool, name="rooms", sleeps=sleeps, private=True),)


def _region(row: Row, column: str, otherwise: str) -> str:
    return one_of(row, column, CANADIAN, "unknown_region") if text(row, column) else otherwise


def _looked_at(occupancy_day: date) -> datetime:
    return datetime.combine(occupancy_day + timedelta(days=1), _COUNTED_AT, _TORONTO).astimezone(UTC)
