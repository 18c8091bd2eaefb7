"""What a public file says about shelters, in one shape whatever the file (AGR-06).

A record has no address, no post code and no coordinates, because there is no field to put them in (SAF-01).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from service.beds.words import Gender, ShelterKind


@dataclass(frozen=True, slots=True)
class ImportedPool:
    """Equivalent beds of one shelter: `beds` of them, each sleeping `sleeps` people.

    `private` marks a whole room or flat, which one claim takes entire (BED-06); `family` marks beds kept for
    households with children. Ages are inclusive, None where the source does not say.
    """

    name: str
    beds: int
    sleeps: int = 1
    private: bool = False
    family: bool = False
    min_age: int | None = None
    max_age: int | None = None


@dataclass(frozen=True, slots=True)
class ImportedCount:
    """Beds (or rooms) that were physically free when somebody looked, in UTC (BED-15)."""

    free: int
    looked_at: datetime


@dataclass(frozen=True, slots=True)
class ImportedShelter:
    """One shelter or programme of a file.

    `source` and `source_key` name it for good: the same programme has the same pair in every file of that
    source, so that reading a file again changes nothing. `region` is ISO 3166-2. Ages are inclusive, None
    where the source does not say. `line` is the physical line of the file, for people; it is not part of what
    the record says.
    """

    source: str
    source_key: str
    name: str
    organisation_name: str
    kind: ShelterKind
    region: str
    city: str | None
    genders: tuple[Gender, ...]
    pools: tuple[ImportedPool, ...]
    count: ImportedCount | None
    line: int = field(compare=False)

    @property
    def beds(self) -> int:
        """Beds and rooms together: what claims can take."""
        return sum(pool.beds for pool in self.pools)
