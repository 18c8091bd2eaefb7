"""Planning who is on call: rosters, single slots, weeks that repeat, and what is freed or given to somebody else."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from service.messages.climbing.rules import Duty
from service.partners.actor import Actor, Role, only
from service.partners.rosters.events import RosterChanged
from service.partners.rosters.refusals import CONSTRAINTS, NO_SUCH_SLOT, NO_TIME_ZONE, NOT_YOUR_DUTY
from service.partners.rosters.rules import LONGEST, WRITTEN_AHEAD, Period, Week, instant, occurrences, too_far
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

PLANNERS: Final[dict[Duty, Role]] = {
    "shelter": Role.SHELTER_COORDINATOR,
    "pivot": Role.PIVOT_WORKER,
    "fund": Role.FUND_ADMINISTRATOR,
    "coordination": Role.REGIONAL_COORDINATOR,
}
"""Whose roster it is to plan: the team plans its own."""
MAY_PLAN: Final = only(*PLANNERS.values())


@dataclass(frozen=True)
class MakeRoster:
    """A roster of one's organisation for a duty; of one of its shelters, or of the whole house.

    It keeps the shelter's local time, else that of the organisation's region.
    """

    duty: Duty
    shelter_id: UUID | None = None


PLACE = sql(
    """
    SELECT s.key, coalesce(s.time_zone, (SELECT r.time_zone FROM organisations o JOIN regions r ON r.code = o.regions[1]
        WHERE o.id = relais.organisation())) AS time_zone
    FROM (VALUES (CAST(:shelter AS uuid))) w (id)
        LEFT JOIN shelters s ON s.id = w.id AND s.organisation_id = relais.organisation()
    WHERE w.id IS NULL OR s.key IS NOT NULL
    """
)
INSERT_ROSTER = sql(
    """
    INSERT INTO rosters (organisation_id, duty, shelter_key, time_zone)
    VALUES (relais.organisation(), :duty, :shelter, :time_zone) RETURNING id
    """
)


@command(event=RosterChanged, allowed=MAY_PLAN, refusals=CONSTRAINTS)
async def make_roster(uow: UnitOfWork, actor: Actor, wish: MakeRoster) -> Done[UUID, RosterChanged] | Refused:
    """Make the roster of a duty (ACC-03). Refused when there is one, or the duty is not the actor's to plan."""
    if not actor.has(PLANNERS[wish.duty]):
        return Refused(NOT_YOUR_DUTY)
    place = await uow.row(PLACE, shelter=wish.shelter_id)
    if place is None:
        return Refused(NOT_FOUND)
    if place["time_zone"] is None:
        return Refused(NO_TIME_ZONE)
    shelter = place["key"] if wish.duty == "shelter" else None
    made = await uow.value(INSERT_ROSTER, duty=wish.duty, time_zone=place["time_zone"], shelter=shelter)
    return Done(made, told(uow, actor, made, "made"))


def told(uow: UnitOfWork, actor: Actor, roster_id: UUID, step: Any, slots: int = 0) -> RosterChanged:
    """The event, and the word to the organisation's pages that the roster changed."""
    uow.tell("rosters", organisations=(actor.organisation_id,), subject=roster_id)
    return RosterChanged(subject=roster_id, step=step, slots=slots)


ROSTER = sql("SELECT id, duty, time_zone FROM rosters WHERE id = :id")


async def plannable(uow: UnitOfWork, actor: Actor, roster_id: UUID) -> Any | Refused:
    """The roster, for whoever plans its duty; not there for another organisation."""
    row = await uow.row(ROSTER, id=roster_id)
    if row is None:
        return Refused(NOT_FOUND)
    return row if actor.is_job or actor.has(PLANNERS[row["duty"]]) else Refused(NOT_YOUR_DUTY)


@dataclass(frozen=True)
class PlanSlot:
    """One slot, from and to in local time of the roster; `rank` 1 is asked first, 2 second."""

    roster_id: UUID
    member_id: UUID
    rank: int
    starts: datetime
    ends: datetime


INSERT_SLOTS = """
    INSERT INTO roster_slots (organisation_id, roster_id, rank, member_id, starts_at, ends_at, week_id, week_day)
    SELECT relais.organisation(), :roster, :rank, :member, n.starts_at, n.ends_at, CAST(:week AS uuid), n.day
    FROM unnest(CAST(:starts AS timestamptz[]), CAST(:ends AS timestamptz[]), CAST(:days AS date[]))
        AS n (starts_at, ends_at, day)
"""
PLAN = sql(INSERT_SLOTS + " RETURNING id")
PLAN_WHERE_FREE = sql(INSERT_SLOTS + " ON CONFLICT DO NOTHING RETURNING id")
"""For the job: what a human planned by hand for that day stands."""


@command(event=RosterChanged, allowed=MAY_PLAN, refusals=CONSTRAINTS)
async def plan_slot(uow: UnitOfWork, actor: Actor, wish: PlanSlot) -> Done[UUID, RosterChanged] | Refused:
    """Put a member on call once (OPS-04). PostgreSQL refuses a second one of the same order at the same time."""
    roster = await plannable(uow, actor, wish.roster_id)
    if isinstance(roster, Refused):
        return roster
    if too_far(max(wish.starts, wish.ends).date(), uow.now):
        return Refused(NO_SUCH_SLOT)
    starts_at = instant(wish.starts.date(), wish.starts.time(), roster["time_zone"])
    ends_at = instant(wish.ends.date(), wish.ends.time(), roster["time_zone"])
    if not starts_at < ends_at <= starts_at + LONGEST or ends_at <= uow.now:
        return Refused(NO_SUCH_SLOT)
    made = await uow.value(
        PLAN,
        roster=wish.roster_id,
        rank=wish.rank,
        member=wish.member_id,
        week=None,
        starts=[starts_at],
        ends=[ends_at],
        days=[None],
    )
    return Done(made, told(uow, actor, wish.roster_id, "planned", 1))


@dataclass(frozen=True)
class RepeatWeekly:
    """A slot that repeats each week, from the first to the last day; without a last day until it is ended."""

    roster_id: UUID
    member_id: UUID
    rank: int
    week: Week


@dataclass(frozen=True)
class Repeated:
    """The week, and how many of its slots are written already."""

    id: UUID
    slots: int


INSERT_WEEK = sql(
    """
    INSERT INTO roster_weeks (organisation_id, roster_id, member_id, rank, weekday, starts, ends, midnights, first_day,
        last_day, written_to)
    VALUES (relais.organisation(), :roster, :member, :rank, :weekday, :starts, :ends, :midnights, :first_day,
        :last_day, :written_to) RETURNING id
    """
)


@command(event=RosterChanged, allowed=MAY_PLAN, refusals=CONSTRAINTS)
async def repeat_weekly(
    uow: UnitOfWork, actor: Actor, wish: RepeatWeekly
) -> Done[Repeated, RosterChanged] | Refused:
    """Put a member on call each week (OPS-04). Local times stay what they are when the clocks change."""
    roster = await plannable(uow, actor, wish.roster_id)
    if isinstance(roster, Refused):
        return roster
    today = uow.now.astimezone(ZoneInfo(roster["time_zone"])).date()
    week = wish.week
    if (
        not week.possible
        or too_far(week.first_day, uow.now)
        or (week.last_day is not None and week.last_day < max(week.first_day, today))
    ):
        return Refused(NO_SUCH_SLOT)
    to = (uow.now + WRITTEN_AHEAD).date()
    slots = list(occurrences(week, today - timedelta(days=1), to, roster["time_zone"]))
    week_id = await uow.value(
        INSERT_WEEK,
        roster=wish.roster_id,
        member=wish.member_id,
        rank=wish.rank,
        weekday=week.weekday,
        starts=week.starts,
        ends=week.ends,
        midnights=week.midnights,
        first_day=week.first_day,
        last_day=week.last_day,
        written_to=to,
    )
    await uow.rows(PLAN, **_written(wish.roster_id, wish.rank, wish.member_id, week_id, slots))
    return Done(Repeated(week_id, len(slots)), told(uow, actor, wish.roster_id, "repeated", len(slots)))


def _written(
    roster: UUID, rank: int, member: UUID | None, week: UUID, slots: list[tuple[date, Period]]
) -> dict[str, Any]:
    return {
        "roster": roster,
        "rank": rank,
        "member": member,
        "week": week,
        "starts": [slot.starts_at for _, slot in slots],
        "ends": [slot.ends_at for _, slot in slots],
        "days": [day for day, _ in slots],
    }


@dataclass(frozen=True)
class WriteAhead:
    """Which roster's weeks are written further."""

    roster_id: UUID


WEEKS = sql(
    """
    SELECT w.*, r.time_zone, (m.ends_on > relais.now()) AS stays FROM roster_weeks w
        JOIN rosters r ON r.id = w.roster_id JOIN members m ON m.id = w.member_id
    WHERE w.roster_id = :roster AND w.written_to < CAST(:to AS date)
        AND (w.last_day IS NULL OR w.written_to < w.last_day) ORDER BY w.id FOR UPDATE OF w
    """
)
WRITTEN = sql("UPDATE roster_weeks SET written_to = :to WHERE id = :id")


@command(event=RosterChanged, allowed=only())
async def write_ahead(uow: UnitOfWork, actor: Actor, wish: WriteAhead) -> Done[int, RosterChanged] | Refused:
    """Write the slots of the weeks to come. Of whoever has left, the slots are gaps, and shown as such. Jobs only."""
    to = (uow.now + WRITTEN_AHEAD).date()
    weeks = await uow.rows(WEEKS, roster=wish.roster_id, to=to)
    if not weeks:
        return Refused(NOT_FOUND)
    written = 0
    for row in weeks:
        found = list(occurrences(_week(row), row["written_to"], to, row["time_zone"]))
        member = row["member_id"] if row["stays"] else None
        values = _written(wish.roster_id, row["rank"], member, row["id"], found)
        written += len(await uow.rows(PLAN_WHERE_FREE, **values))
        await uow.execute(WRITTEN, id=row["id"], to=to)
    return Done(written, told(uow, actor, wish.roster_id, "repeated", written))


def _week(row: Any) -> Week:
    return Week(
        row["weekday"], row["starts"], row["ends"], row["midnights"], row["first_day"], row["last_day"]
    )


@dataclass(frozen=True)
class EndWeek:
    """Which week repeats no more after its last day."""

    week_id: UUID
    last_day: date


WEEK = sql("SELECT roster_id, first_day FROM roster_weeks WHERE id = :id FOR UPDATE")
END_WEEK = sql("UPDATE roster_weeks SET last_day = greatest(:last_day, first_day) WHERE id = :id")
FREE_AFTER = sql(
    """
    UPDATE roster_slots SET cancelled_at = relais.now(), offered_at = NULL, version = version + 1
    WHERE week_id = :id AND week_day > :last_day AND cancelled_at IS NULL AND starts_at > relais.now()
    """
)


@command(event=RosterChanged, allowed=MAY_PLAN)
async def end_week(uow: UnitOfWork, actor: Actor, wish: EndWeek) -> Done[int, RosterChanged] | Refused:
    """Repeat no more after that day; answers how many slots are free again. What has begun is finished."""
    row = await uow.row(WEEK, id=wish.week_id)
    roster = await plannable(uow, actor, row["roster_id"]) if row else Refused(NOT_FOUND)
    if row is None or isinstance(roster, Refused):
        return roster if isinstance(roster, Refused) else Refused(NOT_FOUND)
    await uow.execute(END_WEEK, id=wish.week_id, last_day=wish.last_day)
    freed = await uow.execute(FREE_AFTER, id=wish.week_id, last_day=wish.last_day)
    return Done(freed, told(uow, actor, row["roster_id"], "week_ended", freed))
