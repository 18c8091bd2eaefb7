"""What the regional coordination is asked, and what asking disclosed to it (OPS-07)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from service.keys.secrets import Box, open_texts
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class OverrideView:
    """One place that a label keeps out."""

    id: UUID
    operation_id: UUID
    place_id: UUID
    label: str | None
    state: Literal["asked", "granted", "refused"]
    asked_at: datetime
    decided_at: datetime | None
    reason: str | None


@dataclass(frozen=True)
class DisclosedPlace:
    """A place with its label, profile and site, for the one coordination that was asked."""

    place_id: UUID
    number: int
    gender: str
    age_band: str
    label: str | None
    together: UUID | None
    alone_first_nights: bool
    state: str
    shelter_id: UUID | None
    shelter: str | None


WHY: Final = Box("care", "overrides.reason")
"""Why a label was lifted or not: words of a coordinator, sealed."""
OVERRIDES = sql(
    """
    SELECT v.id, v.operation_id, v.place_id, d.label, v.state, v.asked_at, v.decided_at, v.reason
    FROM overrides v LEFT JOIN LATERAL (
        SELECT p.label, p.number FROM relais.disclosed_places(v.operation_id) p WHERE p.place_id = v.place_id) d ON true
    ORDER BY v.state <> 'asked', v.asked_at DESC, v.operation_id, d.number, v.id LIMIT 200
    """
)
PLACES = sql(
    """
    SELECT place_id, number, gender, age_band, label, family AS together, alone AS alone_first_nights, state,
        shelter_id, shelter_name AS shelter
    FROM relais.disclosed_places(:operation)
    """
)


async def overrides_asked(session: Session) -> list[OverrideView]:
    """Overrides that the caller's coordination was asked for, the open ones first; nobody else reads any."""
    rows = await session.rows(OVERRIDES)
    reasons = await open_texts(session, WHY, {row["id"]: row["reason"] for row in rows})
    return [OverrideView(**{**row, "reason": reasons[row["id"]]}) for row in rows]


async def disclosed_places(session: Session, operation_id: UUID) -> list[DisclosedPlace]:
    """The places of an operation disclosed to the caller's coordination."""
    return [DisclosedPlace(**row) for row in await session.rows(PLACES, operation=operation_id)]
