"""Where to bring people for one arrival: words for one window, gone after it, never the address (SAF-13)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.pages.coordinator.closing import Period, period_in, typed
from api.pages.coordinator.houses import (
    after,
    changes_language,
    coordinators_only,
    houses,
)
from api.pages.filling import Unfit, fill, trouble_of
from api.pages.forms import read_form
from api.pages.frame import said
from api.pages.keeping import take_kept
from api.pages.moments import moment_in
from api.pages.visits import Visit
from api.problems import Refusal
from api.v1.fields import plain, screened
from service.operations.arrivals.commands import PublishArrivalPoint, publish_arrival_point
from service.operations.refusals import WINDOW
from service.operations.requests.queries import Arrival, expected_arrivals
from service.refusals import NOT_FOUND, Language, Refused
from service.store.session import Session

PAGE = "/house/points"
DEFAULT_ZONE = "America/Toronto"


class Words(msgspec.Struct, frozen=True):
    """What is read before the car leaves."""

    words: Annotated[str, msgspec.Meta(pattern=plain(3, 200), max_length=200)]


@dataclass(frozen=True)
class Line:
    """An arrival that is expected."""

    place_id: UUID
    who: str
    when: str
    agreement: str


async def _arrivals(session: Session) -> tuple[list[Arrival], dict[UUID, str]]:
    """Whom the houses expect, and each house's time zone."""
    coordinators_only(session)
    zones = {shelter.id: shelter.time_zone for shelter in await houses(session)}
    return [one for one in await expected_arrivals(session) if one.state == "held"], zones


def _line(language: Language, one: Arrival, zone: str) -> Line:
    at = moment_in(language, zone)
    who = said(
        language,
        "points.who",
        gender=said(language, f"gender.one.{one.gender}"),
        age=one.age_band,
        house=one.shelter,
    )
    when = said(language, "points.when", first=at(one.window_starts_at), last=at(one.window_ends_at))
    agreement = said(language, "points.agreement", partner=one.agreement) if one.agreement else ""
    return Line(one.place_id, who, when, agreement)


@get(PAGE, include_in_schema=False)
async def show_points(visit: NamedDependency[Visit]) -> Response[str]:
    """The arrivals that can be told where to come."""
    async with visit.store.reading(visit.seat) as session:
        found, zones = await _arrivals(session)
    lines = [_line(visit.language, one, zones.get(one.shelter_id, DEFAULT_ZONE)) for one in found]
    return visit.paint("coordinator/points.html", page=PAGE, lines=lines)


@get("/house/points/{place_id:uuid}", include_in_schema=False)
async def show_point(visit: NamedDependency[Visit], place_id: FromPath[UUID]) -> Response[str]:
    """Words, and from when to when they are read: the arrival's own window is proposed."""
    kept = await take_kept(visit)
    return await _page(visit, place_id, kept.values if kept else {})


async def _page(
    visit: Visit, place_id: UUID, values: Mapping[str, str], why: Refused | Unfit | None = None
) -> Response[str]:
    one, zone = await _arrival(visit, place_id)
    at = "ends_on" if isinstance(why, Refused) and why.reason is WINDOW else "words"
    trouble = trouble_of(why, visit.language, at)
    window = typed(Period(one.window_starts_at, one.window_ends_at), zone)
    return visit.paint(
        "coordinator/point.html",
        status=trouble.status if trouble else 200,
        page=f"{PAGE}/{place_id}",
        trouble=trouble,
        line=_line(visit.language, one, zone),
        values={**window, "words": "", **values},
    )


async def _arrival(visit: Visit, place_id: UUID) -> tuple[Arrival, str]:
    async with visit.store.reading(visit.seat) as session:
        found, zones = await _arrivals(session)
    one = next((each for each in found if each.place_id == place_id), None)
    if one is None:
        raise Refusal(Refused(NOT_FOUND))
    return one, zones.get(one.shelter_id, DEFAULT_ZONE)


@post("/house/points/{place_id:uuid}", include_in_schema=False, status_code=200)
async def publish(visit: NamedDependency[Visit], place_id: FromPath[UUID]) -> Response[Any]:
    """Read by whoever brings people, in that window alone."""
    form = await read_form(visit.request)
    if changes_language(form):
        return await _page(visit, place_id, form.values)
    _, zone = await _arrival(visit, place_id)
    body, window = fill(form, Words), period_in(form, zone)
    if isinstance(body, Unfit) or isinstance(window, Unfit):
        wrongs = [wrong for part in (body, window) if isinstance(part, Unfit) for wrong in part.wrongs]
        return await _page(visit, place_id, form.values, Unfit(tuple(wrongs)))
    try:
        screened({"words": body.words})
    except Refusal as refusal:
        return await _page(visit, place_id, form.values, refusal.refused)
    wish = PublishArrivalPoint(place_id, window.starts_at, window.ends_at, body.words)
    outcome = await visit.store.run(publish_arrival_point, visit.seat, wish, form.once)
    if isinstance(outcome, Refused):
        return await _page(visit, place_id, form.values, outcome)
    return after(outcome, PAGE, "point")


handlers: list[Any] = [show_points, show_point, publish]
