"""Who of the fund is on call: asked first, then next, before the duty phone and the coordination (OPS-04, FND-13)."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.pages.coordinator.holes import Hole, hole_at, holes, one_night
from api.pages.filling import trouble_of
from api.pages.forms import Form, read_form
from api.pages.fund.common import telling
from api.pages.visits import Visit
from api.v1.partners.roster_words import gap_sentence
from service.partners.actor import Role
from service.partners.members.queries import MemberView, members
from service.partners.rosters.commands import MakeRoster, PlanSlot, make_roster, plan_slot
from service.partners.rosters.queries import Roster, rosters
from service.partners.rosters.slots import (
    AssignSlot,
    OfferSlot,
    OfSlot,
    assign_slot,
    cancel_slot,
    offer_slot,
    take_slot,
)
from service.refusals import NOT_FOUND, Refused
from service.store.command import Once
from service.store.session import Session

HOME: Final = "/fund/duty"
What = Literal["offer", "keep", "take", "free"]
SHOWN: Final = 8
"""Shifts that show, the soonest first."""


async def _roster(session: Session) -> Roster | None:
    return next((one for one in await rosters(session) if one.duty == "fund"), None)


async def _team(session: Session) -> list[MemberView]:
    own = session.actor.organisation_id
    found = await members(session)
    return [one for one in found if one.organisation_id == own and Role.FUND_ADMINISTRATOR in one.roles]


@get(HOME, include_in_schema=False)
async def show_duty(visit: NamedDependency[Visit]) -> Response[str]:
    """The next hours without anybody first, then the shifts ahead."""
    return await _page(visit)


async def _page(visit: Visit, why: Refused | None = None) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
        roster, team = await _roster(session), await _team(session)
    hole = next(iter(holes(roster)), None) if roster else None
    trouble = trouble_of(why, visit.language)
    names = {one.id: one.email for one in team}
    slots = [slot for slot in roster.slots if slot.member_id in names] if roster else []
    return visit.paint(
        "fund/duty.html",
        status=trouble.status if trouble else 200,
        page=HOME,
        roster=roster,
        hole=hole,
        gap=gap_sentence(hole.period, tell.now, hole.roster.time_zone, tell.language) if hole else "",
        team=team,
        names=names,
        slots=slots[:SHOWN],
        trouble=trouble,
        **tell.context,
    )


@post(HOME, include_in_schema=False, status_code=200)
async def start(visit: NamedDependency[Visit]) -> Response[Any]:
    """The roster of the fund's duty."""
    form = await read_form(visit.request)
    outcome = await visit.store.run(make_roster, visit.seat, MakeRoster("fund"), form.once)
    if isinstance(outcome, Refused):
        return await _page(visit, outcome)
    return Redirect(f"{HOME}?done=fund_roster", status_code=303)


@post("/fund/duty/{roster_id:uuid}", include_in_schema=False, status_code=200)
async def put(visit: NamedDependency[Visit], roster_id: FromPath[UUID]) -> Response[Any]:
    """Somebody is asked first until the next morning, and somebody else next."""
    form = await read_form(visit.request)
    async with visit.store.reading(visit.seat) as session:
        await telling(visit, session)
        roster = await _roster(session)
        at = _at(form.value("at")) or session.now
    hole = hole_at(roster, at) if roster and roster.id == roster_id else None
    first, second = _id(form, "first"), _id(form, "second")
    if hole is None or first is None:
        return await _page(visit, Refused(NOT_FOUND))
    outcome = await _first(visit, hole, first, form.once)
    if not isinstance(outcome, Refused) and second not in (None, first):
        wish = _planned(hole, second, 2)
        outcome = await visit.store.run(plan_slot, visit.seat, wish, _again(form.once))
    if isinstance(outcome, Refused):
        return await _page(visit, outcome)
    return Redirect(f"{HOME}?done=fund_on_call", status_code=303)


@post("/fund/duty/slots/{slot_id:uuid}/{what:str}", include_in_schema=False, status_code=200)
async def change(
    visit: NamedDependency[Visit], slot_id: FromPath[UUID], what: FromPath[What]
) -> Response[Any]:
    """One's own shift is offered or kept, a colleague's is taken once it is offered, anybody's is freed (OPS-04)."""
    form = await read_form(visit.request)
    store, seat, once = visit.store, visit.seat, form.once
    outcome: UUID | Refused
    if what == "take":
        outcome = await store.run(take_slot, seat, OfSlot(slot_id), once)
    elif what == "free":
        outcome = await store.run(cancel_slot, seat, OfSlot(slot_id), once)
    else:
        outcome = await store.run(offer_slot, seat, OfferSlot(slot_id, what == "offer"), once)
    if isinstance(outcome, Refused):
        return await _page(visit, outcome)
    return Redirect(f"{HOME}?done=fund_shift_{what}", status_code=303)


def _again(once: Once) -> Once:
    """The second change of one page has a key of its own."""
    return replace(once, key=f"{once.key}-second")


async def _first(visit: Visit, hole: Hole, member: UUID, once: Once) -> UUID | Refused:
    if hole.slot_id is not None:
        return await visit.store.run(assign_slot, visit.seat, AssignSlot(hole.slot_id, member), once)
    return await visit.store.run(plan_slot, visit.seat, _planned(hole, member, 1), once)


def _planned(hole: Hole, member: UUID, rank: int) -> PlanSlot:
    """As much of the hole as one night, in the roster's own hours."""
    zone = ZoneInfo(hole.roster.time_zone)
    period = one_night(hole.period, hole.roster.time_zone)
    starts, ends = (at.astimezone(zone).replace(tzinfo=None) for at in (period.starts_at, period.ends_at))
    return PlanSlot(hole.roster.id, member, rank, starts, ends)


def _at(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _id(form: Form, field: str) -> UUID | None:
    try:
        return UUID(form.value(field)) if form.value(field) else None
    except ValueError:
        return None


handlers = [show_duty, start, put, change]
