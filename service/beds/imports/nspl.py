"""Canada, National Service Provider List (2024): one row per shelter, with its type, clientele and permanent
beds.

- `Shelter_Type` Emergency or Transitional Housing; `Target_Clientele` General, Youth or Family;
  `Gender_Served`.
- A shelter without an umbrella organisation is its own organisation.
- No count: the list says what exists, not what is free.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from service.beds.imports.names import public_name, without_address
from service.beds.imports.records import ImportedPool, ImportedShelter
from service.beds.imports.regions import CANADIAN
from service.beds.imports.repeats import without_repeats
from service.beds.words import Gender, ShelterKind
from service.tables.bad_rows import BadRow
from service.tables.cells import RejectedError, identifier, one_of, required, text, whole
from service.tables.rows import Row, Source, rows

SOURCE: Final = "nspl"

COLUMNS: Final = (
    "ServiceProviderID",
    "Shelter_Type",
    "ProvCode",
    "City",
    "Target_Clientele",
    "Gender_Served",
    "Name",
    "Umbrella",
    "Beds",
)

Clientele = Literal["general", "youth", "family"]
_CLIENTELES: Final[dict[str, Clientele]] = {"General": "general", "Youth": "youth", "Family": "family"}
_IS_TRANSITIONAL: Final = {"Emergency": False, "Transitional Housing": True}
_GENDERS: Final[dict[str, tuple[Gender, ...]]] = {
    "Women": ("woman",),
    "Men": ("man",),
    "All genders": ("woman", "man", "trans_woman", "trans_man", "non_binary"),
}


def read(source: Source, region: str | None = None) -> Iterator[ImportedShelter | BadRow]:
    """Yield each shelter, or its bad row, in the order of the file; `region` stands in for an empty ProvCode.

    Remembers only the identifiers met. Raises UnreadableFileError for a file of another format. (AGR-06)
    """
    found = (row if isinstance(row, BadRow) else _provider(row, region) for row in rows(source, COLUMNS))
    yield from without_repeats(found)


def _provider(row: Row, region: str | None) -> ImportedShelter | BadRow:
    try:
        return _shelter(row, region)
    except RejectedError as rejected:
        return rejected.at(row.line)


def _shelter(row: Row, region: str | None) -> ImportedShelter:
    organisation = without_address(text(row, "Umbrella") or required(row, "Name"))
    clientele = one_of(row, "Target_Clientele", _CLIENTELES)
    genders = one_of(row, "Gender_Served", _GENDERS)
    return ImportedShelter(
        source=SOURCE,
        source_key=identifier(row, "ServiceProviderID"),
        name=public_name(row, "Name", organisation),
        organisation_name=organisation,
        kind=_kind(one_of(row, "Shelter_Type", _IS_TRANSITIONAL), clientele, genders),
        region=_region(row, region),
        city=text(row, "City") or None,
        genders=genders,
        pools=(_pool(whole(row, "Beds"), clientele),),
        count=None,
        line=row.line,
    )


def _kind(transitional: bool, clientele: Clientele, genders: tuple[Gender, ...]) -> ShelterKind:
    if clientele == "youth":
        return "youth"
    if transitional:
        return "transition"
    if clientele == "family":
        return "families"
    return "women_difficulty" if genders == ("woman",) else "homeless"


def _pool(beds: int, clientele: Clientele) -> ImportedPool:
    family = clientele == "family"
    return ImportedPool("beds", beds, family=family, min_age=0 if family else None)


def _region(row: Row, otherwise: str | None) -> str:
    return (
        otherwise
        if otherwise and not text(row, "ProvCode")
        else one_of(row, "ProvCode", CANADIAN, "unknown_region")
    )
