"""Putting somebody on call: a gap in three taps, a slot that changes hands, a week that repeats (OPS-04)."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.pages.amounts import day_in_text, hour_in
from api.pages.coordinator.duty import HOME, roster_in, team
from api.pages.coordinator.holes import Hole, hole_at, one_night
from api.pages.coordinator.houses import after, changes_language
from api.pages.filling import Unfit, fill, trouble_of
from api.pages.forms import Form, read_form
from api.pages.keeping import take_kept
from api.pages.visits import Visit
from api.v1.partners.roster_words import gap_sentence
from api.wrong import Wrong
from service.partners.rosters.commands import PlanSlot, RepeatWeekly, plan_slot, repeat_weekly
from service.partners.rosters.queries import Roster
from service.partners.rosters.rules import Period, Week
from service.partners.rosters.slots import AssignSlot, assign_slot
from service.refusals import Refused

FIELDS = ("starts_on", "starts", "ends_on", "ends")


class Who(msgspec.Struct, frozen=True):
    """Who takes it, and in which order they are asked."""

    member_id: UUID
    rank: Annotated[int, msgspec.Meta(ge=1, le=2)] = 1


class EachWeek(msgspec.Struct, frozen=True):
    """Who, and on which weekday of each week (1 is Monday)."""

    member_id: UUID
    weekday: Annotated[int, msgspec.Meta(ge=1, le=7)]
    rank: Annotated[int, msgspec.Meta(ge=1, le=2)] = 1


def local(period: Period, time_zone: str) -> dict[str, str]:
    """A period as the four fields hold it, in the roster's time, whole minutes."""
    starts, ends = (at.astimezone(ZoneInfo(time_zone)) for at in (period.starts_at, period.ends_at))
    shown = (
        starts.date().isoformat(),
        starts.strftime("%H:%M"),
        ends.date().isoformat(),
        ends.strftime("%H:%M"),
    )
    return dict(zip(FIELDS, shown, strict=True))


def _asked_at(visit: Visit) -> datetime | None:
    """The gap that the link named."""
    try:
        found = datetime.fromisoformat(visit.request.query_params.get("at", ""))
    except ValueError:
        return None
    return found if found.tzinfo else None


@get("/house/duty/{roster_id:uuid}/fill", include_in_schema=False)
async def show_fill(visit: NamedDependency[Visit], roster_id: FromPath[UUID]) -> Response[str]:
    """Who takes this gap; without one, any moment of the next two weeks."""
    kept = await take_kept(visit)
    return await _fill_page(visit, roster_id, kept.values if kept else {}, at=_asked_at(visit))


async def _fill_page(
    visit: Visit,
    roster_id: UUID,
    values: dict[str, str],
    why: Refused | Unfit | None = None,
    *,
    at: datetime | None = None,
) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        roster, people = await roster_in(session, roster_id), await team(session)
        hole, now = hole_at(roster, at or session.now), session.now
    trouble = trouble_of(why, visit.language, "member_id" if isinstance(why, Refused) else "")
    return visit.paint(
        "coordinator/fill.html",
        status=trouble.status if trouble else 200,
        page=f"/house/duty/{roster_id}/fill",
        trouble=trouble,
        roster=roster,
        people=people,
        values={**_proposed(roster, hole), "rank": "1", **values},
        gap=gap_sentence(hole.period, now, roster.time_zone, visit.language, roster.shelter)
        if hole and at
        else "",
    )


def _proposed(roster: Roster, hole: Hole | None) -> dict[str, str]:
    """The gap as one person takes it; a slot that stands empty is given away whole."""
    if hole is None:
        return dict.fromkeys((*FIELDS, "slot_id", "member_id"), "")
    period = hole.period if hole.slot_id else one_night(hole.period, roster.time_zone)
    return {**local(period, roster.time_zone), "slot_id": str(hole.slot_id or ""), "member_id": ""}


@post("/house/duty/{roster_id:uuid}/fill", include_in_schema=False, status_code=200)
async def fill_gap(visit: NamedDependency[Visit], roster_id: FromPath[UUID]) -> Response[Any]:
    """Somebody is on call then."""
    form = await read_form(visit.request)
    if changes_language(form):
        return await _fill_page(visit, roster_id, form.values)
    who = fill(form, Who)
    if isinstance(who, Unfit):
        return await _fill_page(visit, roster_id, form.values, who)
    outcome = await _give(visit, roster_id, form, who)
    if isinstance(outcome, Refused | Unfit):
        return await _fill_page(visit, roster_id, form.values, outcome)
    return after(outcome, HOME, "filled")


async def _give(visit: Visit, roster_id: UUID, form: Form, who: Who) -> UUID | Refused | Unfit:
    """An empty slot of this very time is given; any other time is planned."""
    slot = form.value("slot_id")
    if slot and form.value("proposed") == "|".join(form.value(name) for name in FIELDS):
        wish = fill(form, AssignShape, member_id=who.member_id)
        if isinstance(wish, Unfit):
            return wish
        return await visit.store.run(
            assign_slot, visit.seat, AssignSlot(wish.slot_id, wish.member_id), form.once
        )
    days = [day_in_text(form.value(name), name) for name in ("starts_on", "ends_on")]
    hours = [hour_in(form.value(name), name) for name in ("starts", "ends")]
    wrongs = tuple(each for each in (*days, *hours) if isinstance(each, Wrong))
    if wrongs:
        return Unfit(wrongs)
    starts, ends = (datetime.combine(day, hour) for day, hour in zip(days, hours, strict=True))  # type: ignore[arg-type]
    wish_slot = PlanSlot(roster_id, who.member_id, who.rank, starts, ends)
    return await visit.store.run(plan_slot, visit.seat, wish_slot, form.once)


class AssignShape(msgspec.Struct, frozen=True):
    """Which slot, to whom."""

    slot_id: UUID
    member_id: UUID


@get("/house/duty/{roster_id:uuid}/week", include_in_schema=False)
async def show_week(visit: NamedDependency[Visit], roster_id: FromPath[UUID]) -> Response[str]:
    """Somebody on call each week."""
    kept = await take_kept(visit)
    return await _week_page(visit, roster_id, kept.values if kept else {})


async def _week_page(
    visit: Visit, roster_id: UUID, values: dict[str, str], why: Refused | Unfit | None = None
) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        roster, people = await roster_in(session, roster_id), await team(session)
        today = session.now.astimezone(ZoneInfo(roster.time_zone)).date()
    trouble = trouble_of(why, visit.language, "member_id" if isinstance(why, Refused) else "")
    usual = {
        "member_id": "",
        "weekday": str(today.isoweekday()),
        "rank": "1",
        "starts": "20:00",
        "ends": "08:00",
    }
    return visit.paint(
        "coordinator/week.html",
        status=trouble.status if trouble else 200,
        page=f"/house/duty/{roster_id}/week",
        trouble=trouble,
        roster=roster,
        people=people,
        values={**usual, "first_day": today.isoformat(), "last_day": "", **values},
    )


@post("/house/duty/{roster_id:uuid}/week", include_in_schema=False, status_code=200)
async def repeat(visit: NamedDependency[Visit], roster_id: FromPath[UUID]) -> Response[Any]:
    """On call each week, until it is ended."""
    form = await read_form(visit.request)
    if changes_language(form):
        return await _week_page(visit, roster_id, form.values)
    who = fill(form, EachWeek)
    if isinstance(who, Unfit):
        return await _week_page(visit, roster_id, form.values, who)
    week = _week(form, who)
    if isinstance(week, Unfit):
        return await _week_page(visit, roster_id, form.values, week)
    wish = RepeatWeekly(roster_id, who.member_id, who.rank, week)
    outcome = await visit.store.run(repeat_weekly, visit.seat, wish, form.once)
    if isinstance(outcome, Refused):
        return await _week_page(visit, roster_id, form.values, outcome)
    return after(outcome, HOME, "week")


def _week(form: Form, who: EachWeek) -> Week | Unfit:
    """An end that is not after the start is of the next morning."""
    starts, ends = hour_in(form.value("starts"), "starts"), hour_in(form.value("ends"), "ends")
    first = day_in_text(form.value("first_day"), "first_day")
    last: date | Wrong | None = None
    if form.value("last_day"):
        last = day_in_text(form.value("last_day"), "last_day")
    if (
        isinstance(starts, Wrong)
        or isinstance(ends, Wrong)
        or isinstance(first, Wrong)
        or isinstance(last, Wrong)
    ):
        return Unfit(tuple(each for each in (starts, ends, first, last) if isinstance(each, Wrong)))
    return Week(who.weekday, starts, ends, 0 if ends > starts else 1, first, last)


handlers: list[Any] = [show_fill, fill_gap, show_week, repeat]
