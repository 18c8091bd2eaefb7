"""The address behind a reveal that was just written down, and the reveals that a house was told of (SAF-01)."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from service.beds.addresses.commands import ADDRESS, FOR_PIVOT, LINE, Opened
from service.beds.addresses.refusals import SHOWN_ALREADY
from service.beds.addresses.rules import still_shown
from service.beds.shelters.house import own_house
from service.keys.secrets import open_text
from service.refusals import NOT_FOUND, Refused
from service.store.session import Session
from service.store.statements import sql


class WayThere(msgspec.Struct, frozen=True):
    """Where a house is and its own line. `version` is for whoever may change it; `open_until` for whoever may not."""

    where: str
    line: str | None
    version: int | None
    open_until: datetime | None


class Shown(msgspec.Struct, frozen=True):
    """One reveal of a house's address to another organisation."""

    at: datetime
    organisation: str
    open_until: datetime


OWN = sql(
    """
    SELECT a.id AS address_id, a.sealed, a.line_sealed, a.version
    FROM shelter_addresses a JOIN shelters s ON s.key = a.shelter_key
    WHERE s.id = :shelter AND s.organisation_id = relais.organisation()
    """
)
REVEALS = sql(
    """
    SELECT r.at, o.name AS organisation, r.open_until
    FROM address_reveals r CROSS JOIN LATERAL relais.organisation_card(r.shown_to) o
    WHERE r.shelter_key = :shelter ORDER BY r.at DESC, r.id LIMIT 200
    """
)


async def own_way(session: Session, opened: Opened) -> WayThere | Refused:
    """The address of one's own house, after its reading was written down."""
    if not still_shown(opened.at, session.now):
        return Refused(SHOWN_ALREADY)
    row = await session.row(OWN, shelter=opened.shelter_id)
    return await _way(session, row, None) if row else Refused(NOT_FOUND)


async def revealed_way(session: Session, placement_id: UUID, opened: Opened) -> WayThere | Refused:
    """The address that a pivot was granted a moment ago: looked up and allowed anew, because no record holds it."""
    if not still_shown(opened.at, session.now):
        return Refused(SHOWN_ALREADY)
    row = await session.row(FOR_PIVOT, placement=placement_id)
    return await _way(session, row, row["open_until"]) if row else Refused(NOT_FOUND)


async def shows(session: Session, placement_id: UUID) -> bool:
    """Whether whoever accompanies the case could be shown where the house is now (SAF-01)."""
    return await session.row(FOR_PIVOT, placement=placement_id) is not None


async def _way(session: Session, row: Any, open_until: datetime | None) -> WayThere | Refused:
    where = await open_text(session, ADDRESS, row=row["address_id"], sealed=row["sealed"])
    line = await open_text(session, LINE, row=row["address_id"], sealed=row["line_sealed"])
    if where is None:
        return Refused(NOT_FOUND)
    return WayThere(where, line, row["version"] if open_until is None else None, open_until)


async def own_address(session: Session, shelter_id: UUID) -> str | None:
    """The address of a house of the actor's organisation, to compare with and never to show; `None` without one."""
    row = await session.row(OWN, shelter=shelter_id)
    return await open_text(session, ADDRESS, row=row["address_id"], sealed=row["sealed"]) if row else None


async def reveals_of(session: Session, shelter_id: UUID) -> list[Shown] | None:
    """To which organisations an own house's address was shown, newest first; `None` for anybody else's."""
    house = await own_house(session, shelter_id)
    if house is None:
        return None
    return [Shown(**row) for row in await session.rows(REVEALS, shelter=house.key)]
