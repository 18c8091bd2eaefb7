"""Where nobody is on call: gaps of a roster, split where a slot stands empty, because such a slot is given away."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from service.partners.rosters.queries import Roster, Slot
from service.partners.rosters.rules import Period

ONE_NIGHT = timedelta(hours=24)
AT_LEAST = timedelta(hours=4)
MORNING = time(8)


@dataclass(frozen=True)
class Hole:
    """Nobody is first on call then; `slot_id` names the slot that stands empty there, if one does."""

    roster: Roster
    period: Period
    slot_id: UUID | None = None


def holes(roster: Roster) -> list[Hole]:
    """Every hole of a roster in the two weeks ahead, in order (ACC-03)."""
    empty = [slot for slot in roster.slots if slot.rank == 1 and slot.member_id is None]
    return [hole for gap in roster.gaps for hole in _split(roster, gap, empty)]


def _split(roster: Roster, gap: Period, empty: list[Slot]) -> list[Hole]:
    found, reached = [], gap.starts_at
    for slot in empty:
        starts, ends = max(slot.starts_at, reached), min(slot.ends_at, gap.ends_at)
        if starts >= ends:
            continue
        if reached < starts:
            found.append(Hole(roster, Period(reached, starts)))
        found.append(Hole(roster, Period(starts, ends), slot.id))
        reached = ends
    if reached < gap.ends_at:
        found.append(Hole(roster, Period(reached, gap.ends_at)))
    return found


def hole_at(roster: Roster, at: datetime) -> Hole | None:
    """The hole that reaches past an instant: one that began just now has begun a little later on the next page."""
    return next((hole for hole in holes(roster) if hole.period.ends_at > at), None)


def one_night(period: Period, time_zone: str) -> Period:
    """As much of a hole as one person takes: all of a short one, else until the next morning at eight."""
    if period.ends_at - period.starts_at <= ONE_NIGHT:
        return period
    zone = ZoneInfo(time_zone)
    local = (period.starts_at + AT_LEAST).astimezone(zone)
    day = local.date() if local.time() <= MORNING else local.date() + timedelta(days=1)
    return Period(period.starts_at, min(datetime.combine(day, MORNING, zone), period.ends_at))
