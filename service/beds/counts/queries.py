"""The latest counts of an own shelter: what was seen, when, by which way it came, and whether it applied (BED-15)."""

from datetime import datetime
from uuid import UUID

import msgspec

from service.beds.shelters.house import own_house
from service.store.session import Session
from service.store.statements import sql

LATEST = 50


class CountView(msgspec.Struct, frozen=True):
    """One look. `source` is desk, text, import or paper; `by_you`: you sent it. Times in UTC."""

    id: UUID
    free: int
    looked_at: datetime
    recorded_at: datetime
    source: str
    applied: bool
    pool_id: UUID | None
    by_you: bool


COUNTS = sql(
    """
    SELECT c.id, c.free, c.looked_at, c.recorded_at, c.source, c.applied, p.id AS pool_id,
        coalesce(c.member_id = relais.member(), false) AS by_you
    FROM counts c LEFT JOIN pools p ON p.key = c.pool_key
    WHERE c.shelter_key = :shelter ORDER BY c.looked_at DESC, c.recorded_at DESC LIMIT :latest
    """
)


async def counts_of(session: Session, shelter_id: UUID) -> list[CountView] | None:
    """The latest counts, the newest look first; `None` for a shelter that is not one's own."""
    house = await own_house(session, shelter_id)
    if house is None:
        return None
    return [CountView(**row) for row in await session.rows(COUNTS, shelter=house.key, latest=LATEST)]
