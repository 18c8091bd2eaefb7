"""What is promised on each bed of an own shelter, now and to come: which bed, which claim, from when to when."""

from datetime import datetime
from uuid import UUID

import msgspec

from service.beds.shelters.house import own_house
from service.store.session import Session
from service.store.statements import sql


class PromiseView(msgspec.Struct, frozen=True):
    """A bed held for somebody. `place_held`: for an arrival of an operation; by whom is read elsewhere (SAF-08)."""

    bed_id: UUID
    claim_id: UUID
    starts_at: datetime
    ends_at: datetime
    held_until: datetime | None
    place_held: bool


PROMISES = sql(
    """
    SELECT b.id AS bed_id, c.id AS claim_id, c.starts_at, c.ends_at, c.lapses_at AS held_until,
        c.place_id IS NOT NULL AS place_held
    FROM claims c JOIN beds b ON b.key = c.bed_key
    WHERE c.shelter_key = :shelter AND c.state = 'live' AND c.kind IN ('hold', 'reservation')
        AND c.ends_at > relais.now() AND (c.lapses_at IS NULL OR c.lapses_at > relais.now())
    ORDER BY c.starts_at, c.key LIMIT 1000
    """
)


async def promises_of(session: Session, shelter_id: UUID) -> list[PromiseView] | None:
    """The held places of an own shelter, the next first; `None` for anybody else's (BED-16)."""
    house = await own_house(session, shelter_id)
    if house is None:
        return None
    return [PromiseView(**row) for row in await session.rows(PROMISES, shelter=house.key)]
