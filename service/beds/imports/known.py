"""What Relais already knows of a file's shelters, and whether a row says anything new."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from uuid import UUID

import msgspec

from service.beds.imports.records import ImportedShelter
from service.store.session import Session
from service.store.statements import sql

KNOWN = sql(
    """
    SELECT i.source_key, i.digest, s.key, s.id, s.organisation_id, s.counted_at
    FROM imported_shelters i JOIN shelters s ON s.key = i.shelter_key
    WHERE i.source = :source AND i.source_key = ANY (CAST(:source_keys AS text[]))
    """
)


@dataclass(frozen=True, slots=True)
class Known:
    """A shelter that an earlier import made: its own key and organisation, and the digest of its row as last read."""

    key: int
    id: UUID
    organisation_id: UUID
    digest: bytes | None
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
            row["key"], row["id"], row["organisation_id"], row["digest"], row["counted_at"]
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
