"""United States, Housing Inventory Count by project (HUD, 2014): one row per project, national scale.

Shelters are the projects whose `Project Type` is ES (emergency), TH (transitional) or SH (safe haven): 13,424
of 23,587 rows. Their beds are `Total Beds`, 477,515 in all; no other column or filter is needed (every row is
`Confirmed` and of 2014, new and under-development projects included, as HUD's own total has them). Supportive
housing, rapid rehousing and the like are homes, not beds for tonight, and are passed over without being bad
rows.

- `Total Beds` = year-round beds (for families + for adults + for children alone) + seasonal and overflow ones
  that stood on the night; the rest of the total after the year-round parts is the pool `overflow`.
- `Target Population B` DV marks domestic-violence projects; `Bed Type` V marks vouchers for a hotel or motel,
  which comes first: a room in a motel is not a house with staff, whoever it is kept for (BED-10).
- No count: the people counted (`PIT Count`) slept there on one night of January that the file does not name,
  and a count without the moment when somebody looked is no count (BED-15).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from service.beds.imports.names import public_name, without_address
from service.beds.imports.records import ImportedPool, ImportedShelter
from service.beds.imports.regions import AMERICAN
from service.beds.imports.repeats import without_repeats
from service.beds.words import Gender, ShelterKind
from service.tables.bad_rows import BadRow
from service.tables.cells import RejectedError, identifier, one_of, required, text, whole, whole_or_zero
from service.tables.rows import Row, Source, rows

SOURCE: Final = "hic"

COLUMNS: Final = (
    "Row #",
    "State",
    "Organization Name",
    "Project Name",
    "Project Type",
    "Bed Type",
    "Target Population A",
    "Target Population B",
    "Beds HH w/ Children",
    "Beds HH w/o Children",
    "Beds HH w/ only Children",
    "Total Beds",
)

_IS_SHELTER: Final = {
    "ES": True,
    "TH": True,
    "SH": True,
    "PSH": False,
    "RRH": False,
    "OPH": False,
    "DEM": False,
}
_IS_VOUCHER: Final = {"F": False, "V": True, "O": False}
_IS_VIOLENCE: Final = {"DV": True, "HIV": False, "NA": False}

_BOTH: Final[tuple[Gender, ...]] = ("woman", "man")
_GENDERS: Final[dict[str, tuple[Gender, ...]]] = {
    "SM": ("man",),
    "SMHC": ("man",),
    "YM": ("man",),
    "SF": ("woman",),
    "SFHC": ("woman",),
    "YF": ("woman",),
    "SMF": _BOTH,
    "SMF+HC": _BOTH,
    "HC": _BOTH,
    "YMF": _BOTH,
    "CO": _BOTH,
}
_ADULTS_ONLY: Final = frozenset({"SM", "SF", "SMF", "CO"})
_YOUTH: Final = frozenset({"YM", "YF", "YMF"})
_WOMEN: Final = frozenset({"SF", "SFHC"})
_OLDEST_CHILD: Final = 17
_OLDEST_YOUTH: Final = 24

_PARTS: Final = (
    ("families", "Beds HH w/ Children"),
    ("adults", "Beds HH w/o Children"),
    ("children", "Beds HH w/ only Children"),
)


def read(source: Source, region: str | None = None) -> Iterator[ImportedShelter | BadRow]:
    """Yield each shelter project, or its bad row, in the order of the file; `region` stands in for an empty
    State.

    Remembers only the row numbers met. Raises UnreadableFileError for a file of another format. (AGR-06)
    """
    yield from without_repeats(_projects(source, region))


def _projects(source: Source, region: str | None) -> Iterator[ImportedShelter | BadRow]:
    for row in rows(source, COLUMNS):
        found = row if isinstance(row, BadRow) else _project(row, region)
        if found is not None:
            yield found


def _project(row: Row, region: str | None) -> ImportedShelter | BadRow | None:
    try:
        return _shelter(row, region) if one_of(row, "Project Type", _IS_SHELTER) else None
    except RejectedError as rejected:
        return rejected.at(row.line)


def _shelter(row: Row, region: str | None) -> ImportedShelter:
    organisation = without_address(required(row, "Organization Name"))
    target = text(row, "Target Population A")
    return ImportedShelter(
        source=SOURCE,
        source_key=identifier(row, "Row #"),
        name=public_name(row, "Project Name", organisation),
        organisation_name=organisation,
        kind=_kind(row, target),
        region=_region(row, region),
        city=None,
        genders=one_of(row, "Target Population A", _GENDERS) if target else _BOTH,
        pools=_pools(row, target),
        count=None,
        line=row.line,
    )


def _kind(row: Row, target: str) -> ShelterKind:
    """Who the project is for; an empty cell of an optional column means that HUD did not ask."""
    if text(row, "Bed Type") and one_of(row, "Bed Type", _IS_VOUCHER):
        return "hotel_partner"
    if text(row, "Target Population B") and one_of(row, "Target Population B", _IS_VIOLENCE):
        return "women_violence"
    if target in _YOUTH:
        return "youth"
    if text(row, "Project Type") == "TH":
        return "transition"
    if target == "HC":
        return "families"
    return "women_difficulty" if target in _WOMEN else "homeless"


def _ages(part: str, target: str) -> tuple[int | None, int | None]:
    """HUD's adults are 18 and over and its children under 18; youth projects go up to 24 (BED-04)."""
    if part == "families":
        return 0, None
    if part == "children":
        return 0, _OLDEST_CHILD
    youngest = 18 if part == "adults" or target in _ADULTS_ONLY else None
    return youngest, _OLDEST_YOUTH if target in _YOUTH else None


def _region(row: Row, otherwise: str | None) -> str:
    return (
        otherwise
        if otherwise and not text(row, "State")
        else one_of(row, "State", AMERICAN, "unknown_region")
    )


def _pools(row: Row, target: str) -> tuple[ImportedPool, ...]:
    total = whole(row, "Total Beds")
    parts = {name: whole_or_zero(row, column) for name, column in _PARTS}
    year_round = sum(parts.values())
    if year_round > total:
        raise RejectedError("parts_exceed_total", parts=year_round, column="Total Beds", value=total)
    parts["overflow"] = total - year_round
    return tuple(_pool(name, beds, target) for name, beds in parts.items() if beds)


def _pool(part: str, beds: int, target: str) -> ImportedPool:
    min_age, max_age = _ages(part, target)
    return ImportedPool(part, beds, family=part == "families", min_age=min_age, max_age=max_age)
