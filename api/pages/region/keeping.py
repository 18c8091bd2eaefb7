"""What a coordination keeps in order: displaced promises, holds that ran out, hotels, its own duty (BED-10, OPS-12)."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.doors import for_roles
from api.pages.acting import About, act
from api.pages.coordinator.holes import Hole, hole_at, holes, one_night
from api.pages.filling import trouble_of
from api.pages.forms import read_form
from api.pages.investigator.times import window_words
from api.pages.moments import zone_of
from api.pages.visits import Visit
from api.pages.words import WORDS
from api.problems import Refusal
from api.v1.partners.roster_words import gap_sentence
from service.beds.displaced.commands import TakeInstead, take_instead
from service.beds.displaced.queries import places_instead
from service.beds.lodging.queries import hotels_to_vet
from service.beds.lodging.vetting import EndVetting, VetHotel, end_vetting, vet_hotel
from service.operations.holds.queries import OperationCounts, operation_counts
from service.operations.holds.releasing import ReleaseRunOut, release_run_out
from service.operations.holds.rules import OPEN
from service.operations.overrides.queries import overrides_asked
from service.partners.actor import Role
from service.partners.members.queries import members
from service.partners.rosters.commands import MakeRoster, PlanSlot, make_roster, plan_slot
from service.partners.rosters.queries import Roster, rosters
from service.partners.rosters.slots import AssignSlot, assign_slot
from service.refusals import NOT_FOUND, Language, Refused
from service.store.session import Session

MOST_HOLES = 6


@get("/region/displaced/{escalation_id:uuid}", include_in_schema=False)
async def show_displaced(visit: NamedDependency[Visit], escalation_id: FromPath[UUID]) -> Response[str]:
    """Where a promise that a fact displaced could be instead (BED-16)."""
    return await _displaced(visit, escalation_id)


async def _displaced(visit: Visit, escalation_id: UUID, why: Refused | None = None) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        for_roles(session, Role.REGIONAL_COORDINATOR)
        places = await places_instead(session, escalation_id)
    if places is None:
        raise Refusal(Refused(NOT_FOUND))
    return visit.paint(
        "region/displaced.html",
        status=why.reason.status if why else 200,
        escalation=escalation_id,
        places=places,
        trouble=trouble_of(why, visit.language),
        wrong=why is not None,
    )


@post("/region/displaced/{escalation_id:uuid}", include_in_schema=False, status_code=303)
async def take(visit: NamedDependency[Visit], escalation_id: FromPath[UUID]) -> Response[Any]:
    """One tap takes a place that is the coordination's to take."""
    form = await read_form(visit.request)
    pool = _id(form.value("pool"))
    if pool is None:
        raise Refusal(Refused(NOT_FOUND))
    wish = TakeInstead(escalation_id, pool)
    outcome = await visit.store.run(take_instead, visit.seat, wish, form.once)
    if isinstance(outcome, Refused):
        return await _displaced(visit, escalation_id, outcome)
    return Redirect("/?done=reg_taken", status_code=303)


@get("/region/holds", include_in_schema=False)
async def show_holds(visit: NamedDependency[Visit]) -> Response[str]:
    """What is held for operations of one's regions: counts, without a reference or a service (POL-03)."""
    return await _holds(visit)


async def _holds(visit: Visit, why: Refused | None = None) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        for_roles(session, Role.REGIONAL_COORDINATOR)
        found = [one for one in await operation_counts(session) if one.state in OPEN]
        disclosed = {one.operation_id for one in await overrides_asked(session)}
        zone, now = await zone_of(session), session.now
    found.sort(key=lambda one: one.window_starts_at)
    return visit.paint(
        "region/holds.html",
        status=why.reason.status if why else 200,
        rows=[(one, _window(one, now, zone, visit.language)) for one in found],
        disclosed=disclosed,
        trouble=trouble_of(why, visit.language),
        wrong=why is not None,
    )


def _window(one: OperationCounts, now: datetime, zone: str, language: Language) -> str:
    return window_words(one.window_starts_at, one.window_ends_at, now, zone, language)


@post("/region/holds/{operation_id:uuid}/release", include_in_schema=False, status_code=303)
async def release(visit: NamedDependency[Visit], operation_id: FromPath[UUID]) -> Response[Any]:
    """Police secrecy blocks no bed: what ran out, or is left to nobody, is free again (OPS-12)."""
    form = await read_form(visit.request)
    outcome = await visit.store.run(release_run_out, visit.seat, ReleaseRunOut(operation_id), form.once)
    if isinstance(outcome, Refused):
        return await _holds(visit, outcome)
    return Redirect("/region/holds?done=reg_released", status_code=303)


@get("/region/hotels", include_in_schema=False)
async def show_hotels(visit: NamedDependency[Visit]) -> Response[str]:
    """Hotels of one's regions; two people sign before one is proposed."""
    return await _hotels(visit)


async def _hotels(visit: Visit, why: Refused | None = None) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        found = await hotels_to_vet(session)
    if isinstance(found, Refused):
        raise Refusal(found)
    return visit.paint(
        "region/hotels.html",
        status=why.reason.status if why else 200,
        page="/region/hotels",
        hotels=found,
        trouble=trouble_of(why, visit.language),
        wrong=why is not None,
    )


@post("/region/hotels/{shelter_id:uuid}/sign", include_in_schema=False, status_code=303)
async def sign_hotel(visit: NamedDependency[Visit], shelter_id: FromPath[UUID]) -> Response[Any]:
    """One of two signatures, proven (BED-10)."""
    form = await read_form(visit.request)
    async with visit.store.reading(visit.seat) as session:
        found = await hotels_to_vet(session)
    names = [one.name for one in found if one.id == shelter_id] if not isinstance(found, Refused) else []
    about = About(WORDS["reg.hotel.about"], {"name": names[0] if names else ""}, "/region/hotels")
    outcome = await act(visit, form, vet_hotel, VetHotel(shelter_id), about)
    if isinstance(outcome, Refused):
        return await _hotels(visit, outcome)
    done = "reg_vetted" if outcome == "vetted" else "reg_signed"
    return Redirect(f"/region/hotels?done={done}", status_code=303)


@post("/region/hotels/{shelter_id:uuid}/end", include_in_schema=False, status_code=303)
async def end_hotel(visit: NamedDependency[Visit], shelter_id: FromPath[UUID]) -> Response[Any]:
    """Proposed no more; one person is enough to close a door."""
    form = await read_form(visit.request)
    outcome = await visit.store.run(end_vetting, visit.seat, EndVetting(shelter_id), form.once)
    if isinstance(outcome, Refused):
        return await _hotels(visit, outcome)
    return Redirect("/region/hotels?done=reg_vetting_ended", status_code=303)


async def own_rosters(session: Session) -> list[Roster]:
    """The rosters of the coordination's own duty."""
    return [one for one in await rosters(session) if one.duty == "coordination"]


@get("/region/duty", include_in_schema=False)
async def show_duty(visit: NamedDependency[Visit]) -> Response[str]:
    """When nobody of the coordination is on call, and who could be."""
    return await _duty(visit)


async def _duty(visit: Visit, why: Refused | None = None) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        for_roles(session, Role.REGIONAL_COORDINATOR)
        found, now = await own_rosters(session), session.now
        own = session.actor.organisation_id
        team = [
            one
            for one in await members(session)
            if one.organisation_id == own and Role.REGIONAL_COORDINATOR in one.roles
        ]
    gaps = [
        (hole, gap_sentence(hole.period, now, roster.time_zone, visit.language))
        for roster in found
        for hole in holes(roster)
    ]
    return visit.paint(
        "region/duty.html",
        status=why.reason.status if why else 200,
        page="/region/duty",
        rosters=found,
        gaps=gaps[:MOST_HOLES],
        team=team,
        trouble=trouble_of(why, visit.language),
        wrong=why is not None,
    )


@post("/region/duty", include_in_schema=False, status_code=303)
async def start_roster(visit: NamedDependency[Visit]) -> Response[Any]:
    """The roster of the coordination's duty."""
    form = await read_form(visit.request)
    outcome = await visit.store.run(make_roster, visit.seat, MakeRoster("coordination"), form.once)
    if isinstance(outcome, Refused):
        return await _duty(visit, outcome)
    return Redirect("/region/duty?done=reg_roster", status_code=303)


@post("/region/duty/{roster_id:uuid}", include_in_schema=False, status_code=303)
async def fill_gap(visit: NamedDependency[Visit], roster_id: FromPath[UUID]) -> Response[Any]:
    """Somebody is on call then: an empty slot is given, any other hole until the next morning is planned."""
    form = await read_form(visit.request)
    member = _id(form.value("member"))
    async with visit.store.reading(visit.seat) as session:
        found = [one for one in await own_rosters(session) if one.id == roster_id]
        hole = hole_at(found[0], _at(form.value("at")) or session.now) if found else None
    if hole is None or member is None:
        return await _duty(visit, Refused(NOT_FOUND))
    outcome = await _given(visit, hole, member, form.once)
    if isinstance(outcome, Refused):
        return await _duty(visit, outcome)
    return Redirect("/region/duty?done=reg_filled", status_code=303)


async def _given(visit: Visit, hole: Hole, member: UUID, once: Any) -> UUID | Refused:
    if hole.slot_id is not None:
        return await visit.store.run(assign_slot, visit.seat, AssignSlot(hole.slot_id, member), once)
    zone = ZoneInfo(hole.roster.time_zone)
    period = one_night(hole.period, hole.roster.time_zone)
    starts, ends = (at.astimezone(zone).replace(tzinfo=None) for at in (period.starts_at, period.ends_at))
    return await visit.store.run(
        plan_slot, visit.seat, PlanSlot(hole.roster.id, member, 1, starts, ends), once
    )


def _at(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


handlers: list[Any] = [
    show_displaced,
    take,
    show_holds,
    release,
    show_hotels,
    sign_hotel,
    end_hotel,
    show_duty,
    start_roster,
    fill_gap,
]
