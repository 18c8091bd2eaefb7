"""What Relais already knows of a file's shelters, and whether a row says anything new."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from uuid import UUID

import msgspec

from service.beds.imports.records import ImportedShelter
from service.store.session import Session, UnitOfWork
from service.store.statements import sql

KNOWN = sql(
    """
    SELECT i.source_key, i.digest, i.as_of, s.key, s.id, s.organisation_id, s.counted_at
    FROM imported_shelters i JOIN shelters s ON s.key = i.shelter_key
    WHERE i.source = :source AND i.source_key = ANY (CAST(:source_keys AS text[]))
    """
)
LATER = sql(
    """
    UPDATE imported_shelters i SET as_of = r.as_of
    FROM unnest(CAST(:source_keys AS text[]), CAST(:moments AS timestamptz[])) AS r (source_key, as_of)
    WHERE i.source = :source AND i.source_key = r.source_key AND (i.as_of IS NULL OR i.as_of < r.as_of)
    """
)


@dataclass(frozen=True, slots=True)
class Known:
    """A shelter that an earlier import made: its key and organisation, its row as last read, and of which moment."""

    key: int
    id: UUID
    organisation_id: UUID
    digest: bytes | None
    as_of: datetime | None
    counted_at: datetime | None


async def known_shelters(session: Session, shelters: Sequence[ImportedShelter]) -> dict[str, Known]:
    """By source key; all of one source."""
    if not shelters:
        return {}
    rows = await session.rows(
        KNOWN, source=shelters[0].source, source_keys=[shelter.source_key for shelter in shelters]
    )
    return {
        row["source_key"]: Known(
            row["key"], row["id"], row["organisation_id"], row["digest"], row["as_of"], row["counted_at"]
        )
        for row in rows
    }


def digest(shelter: ImportedShelter) -> bytes:
    """Of all that an import writes of a shelter, its count apart: a count has its own time and its own rule."""
    written = (
        shelter.name,
        shelter.kind,
        shelter.region,
        shelter.city,
        shelter.genders,
        shelter.pools,
    )
    return blake2b(msgspec.json.encode(written), digest_size=16).digest()


def as_of(shelter: ImportedShelter) -> datetime | None:
    """The moment that a row tells of, where its source says one."""
    return shelter.count.looked_at if shelter.count else None


def says_anew(shelter: ImportedShelter, known: Known) -> bool:
    """Whether a row says something else than the one last read. One of an earlier moment never does (BED-15)."""
    moment = as_of(shelter)
    older = moment is not None and known.as_of is not None and moment < known.as_of
    return known.digest != digest(shelter) and not older


async def remember_moments(uow: UnitOfWork, shelters: Sequence[ImportedShelter]) -> None:
    """Note the latest moment that rows told of; nothing is written where none is later."""
    told = [(shelter.source_key, moment) for shelter in shelters if (moment := as_of(shelter))]
    if told:
        await uow.execute(
            LATER,
            source=shelters[0].source,
            source_keys=[source_key for source_key, _ in told],
            moments=[moment for _, moment in told],
        )
