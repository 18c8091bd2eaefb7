"""The roster ahead: who is on call, what is offered, and where nobody is (OPS-04, ACC-03)."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from service.messages.climbing.rules import Duty
from service.partners.rosters.rules import SHOWN_AHEAD, Period, gaps
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class Slot:
    """One slot. Without a member it is empty: somebody left, or their access ends before it begins."""

    id: UUID
    rank: int
    member_id: UUID | None
    starts_at: datetime
    ends_at: datetime
    week_id: UUID | None
    offered: bool
    mine: bool
    now: bool


@dataclass(frozen=True)
class Roster:
    """A roster for the days ahead. `gaps` are when nobody is first on call, in UTC; the pages show local time.
    `shelter` is the house's name, where the roster is a house's."""

    id: UUID
    duty: Duty
    shelter_id: UUID | None
    shelter: str | None
    time_zone: str
    slots: list[Slot]
    gaps: list[Period]


ROSTERS = sql(
    """
    SELECT r.id, r.duty, r.time_zone, h.id AS shelter_id, h.name AS shelter, s.id AS slot_id, s.rank, s.starts_at,
        s.ends_at, s.week_id,
        CASE WHEN m.ends_on > s.starts_at AND m.ends_on > relais.now() THEN s.member_id END AS member_id,
        s.offered_at IS NOT NULL AS offered
    FROM rosters r
        LEFT JOIN shelters h ON h.key = r.shelter_key
        LEFT JOIN roster_slots s ON s.roster_id = r.id AND s.cancelled_at IS NULL
            AND s.ends_at > :starts_at AND s.starts_at < :ends_at
        LEFT JOIN members m ON m.id = s.member_id
    ORDER BY r.duty, r.id, s.starts_at, s.rank
    """
)


async def rosters(session: Session) -> list[Roster]:
    """The rosters of the caller's organisation, two weeks ahead, with every gap (ACC-03)."""
    shown = Period(session.now, session.now + SHOWN_AHEAD)
    rows = await session.rows(ROSTERS, starts_at=shown.starts_at, ends_at=shown.ends_at)
    return [_roster(session, shown, list(group)) for _, group in groupby(rows, key=lambda row: row["id"])]


def _roster(session: Session, shown: Period, rows: list[Any]) -> Roster:
    slots = [_slot(session, row) for row in rows if row["slot_id"] is not None]
    taken = [
        Period(slot.starts_at, slot.ends_at)
        for slot in slots
        if slot.rank == 1 and slot.member_id is not None
    ]
    first = rows[0]
    return Roster(
        id=first["id"],
        duty=first["duty"],
        shelter_id=first["shelter_id"],
        shelter=first["shelter"],
        time_zone=first["time_zone"],
        slots=slots,
        gaps=list(gaps(taken, shown)),
    )


def _slot(session: Session, row: Any) -> Slot:
    return Slot(
        row["slot_id"],
        row["rank"],
        row["member_id"],
        row["starts_at"],
        row["ends_at"],
        row["week_id"],
        row["offered"],
        row["member_id"] is not None and row["member_id"] == session.actor.member_id,
        row["starts_at"] <= session.now < row["ends_at"],
    )
