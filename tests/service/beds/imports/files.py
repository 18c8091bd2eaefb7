"""Files for the import tests: the samples, and files made on the spot."""

import io
from collections.abc import Callable
from pathlib import Path

from service.beds.imports import READERS
from service.beds.imports.records import ImportedShelter
from service.tables.bad_rows import BadRow
from service.tables.rows import Source, opened

SAMPLES = Path(__file__).parents[3] / "samples"

TORONTO = SAMPLES / "toronto_2024-03-31.csv"
TORONTO_DAYS = SAMPLES / "toronto_several_days.csv"
TORONTO_DECIMALS = SAMPLES / "toronto_decimals.csv"
TORONTO_2017 = SAMPLES / "toronto_2017.csv"
HIC = SAMPLES / "hic_2014.csv.gz"
NSPL = SAMPLES / "nspl_2024.csv"

Found = tuple[list[ImportedShelter], list[BadRow]]


def read(format_name: str, path: Path, region: str | None = None) -> Found:
    with opened(path) as source:
        return _parted(READERS[format_name], source, region)


def read_bytes(format_name: str, content: bytes, region: str | None = None) -> Found:
    return _parted(READERS[format_name], Source(io.BytesIO(content), len(content)), region)


def _parted(reader: Callable[..., object], source: Source, region: str | None) -> Found:
    found = list(reader(source, region))  # type: ignore[call-overload]
    shelters = [one for one in found if isinstance(one, ImportedShelter)]
    return shelters, [one for one in found if isinstance(one, BadRow)]


def by_key(shelters: list[ImportedShelter]) -> dict[str, ImportedShelter]:
    return {shelter.source_key: shelter for shelter in shelters}
