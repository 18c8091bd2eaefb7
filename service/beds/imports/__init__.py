"""Public files read into shelters, beds and counts: Toronto, HUD, Canada's provider list."""

from collections.abc import Iterator, Mapping
from typing import Final, Protocol

from service.beds.imports import hic, nspl, toronto
from service.beds.imports.records import ImportedShelter
from service.tables.bad_rows import BadRow
from service.tables.rows import Source


class Reader(Protocol):
    """Reads one format; see the module of each for what its columns mean."""

    def __call__(self, source: Source, region: str | None = None) -> Iterator[ImportedShelter | BadRow]: ...


READERS: Final[Mapping[str, Reader]] = {
    toronto.SOURCE: toronto.read,
    hic.SOURCE: hic.read,
    nspl.SOURCE: nspl.read,
}
"""By the name that `relais import --format` takes."""
