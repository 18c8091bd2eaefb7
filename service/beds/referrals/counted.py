"""How a house answered, month by month and never by person: for its own coordinator, to look at, not to be blamed."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

import msgspec

from service.beds.shelters.house import own_house
from service.store.session import Session
from service.store.statements import sql

A_YEAR: Final = timedelta(days=365)


class Answered(msgspec.Struct, frozen=True):
    """How often a house gave one answer in a month: a refusal's code, or an exception's criterion with its outcome.

    `status` and `substance` exist here and nowhere else (ADM-04).
    """

    month: date
    what: str
    outcome: str
    count: int


BY_MONTH = sql(
    """
    SELECT month, code AS what, 'refused' AS outcome, count FROM refusals_by_month
    WHERE shelter_key = :shelter AND month >= :since
    UNION ALL
    SELECT month, criterion, outcome, count FROM exceptions_by_month
    WHERE shelter_key = :shelter AND month >= :since
    ORDER BY month DESC, outcome, what
    """
)


async def answers_by_month(session: Session, shelter_id: UUID, since: date | None) -> list[Answered] | None:
    """Refusals by code (ADM-04) and exceptions by how they ended (RIG-02), newest month first, a year back if no
    date is given; `None` for anybody else's house."""
    house = await own_house(session, shelter_id)
    if house is None:
        return None
    first = since or session.now.date() - A_YEAR
    return [Answered(**row) for row in await session.rows(BY_MONTH, shelter=house.key, since=first)]
