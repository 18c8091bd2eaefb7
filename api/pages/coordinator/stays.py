"""Who is in each bed, as far as a house knows; a stay made longer, and the alert that prepares a move (SAF-03)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.pages.coordinator.houses import after, changes_language, houses
from api.pages.filling import Unfit, fill, trouble_of
from api.pages.forms import read_form
from api.pages.frame import said
from api.pages.keeping import take_kept
from api.pages.moments import day_in
from api.pages.visits import Visit
from api.problems import Refusal
from api.v1.beds.moves import Extension
from service.beds.referrals.moving import RaiseAlert, raise_alert
from service.beds.shelters.queries import ShelterView
from service.beds.stays.longer import ExtendStay, extend_stay
from service.beds.stays.queries import PeopleView, StayView, stays_of
from service.refusals import NOT_FOUND, Language, Refused

HOME = "/house/stays"
BECAUSE = ("person_asks", "next_place_not_ready", "travel", "health", "procedure")


@dataclass(frozen=True)
class Line:
    """A stay as its row shows it."""

    stay: StayView
    bed: str
    who: str
    when: str


def _line(language: Language, shelter: ShelterView, stay: StayView, many: bool) -> Line:
    day = day_in(language, shelter.time_zone)
    bed = said(language, "rooms.bed", label=stay.bed)
    when = said(language, "stays.when", first=day(stay.since), last=day(stay.until))
    return Line(stay, f"{bed}, {shelter.name}" if many else bed, _who(language, stay), when)


def _who(language: Language, stay: StayView) -> str:
    """Counts and bands, as the desk may see them (SAF-08)."""
    if stay.party is None:
        return said(language, "stays.counted")
    people = [f"{one.count} {_gender(language, one)}, {one.age_band}" for one in stay.party.people]
    children = [said(language, "stays.children", count=stay.party.children)] if stay.party.children else []
    return "; ".join([*people, *children])


def _gender(language: Language, people: PeopleView) -> str:
    return said(language, f"gender.{people.gender}" if people.count > 1 else f"gender.one.{people.gender}")


async def _lines(visit: Visit) -> list[Line]:
    async with visit.store.reading(visit.seat) as session:
        shelters = await houses(session)
        return [
            _line(visit.language, shelter, stay, len(shelters) > 1)
            for shelter in shelters
            for stay in await stays_of(session, shelter.id) or []
        ]


async def _one(visit: Visit, stay_id: UUID) -> Line:
    found = next((line for line in await _lines(visit) if line.stay.id == stay_id), None)
    if found is None:
        raise Refusal(Refused(NOT_FOUND))
    return found


@get(HOME, include_in_schema=False)
async def show_stays(visit: NamedDependency[Visit]) -> Response[str]:
    """Bed by bed."""
    return visit.paint("coordinator/stays.html", page=HOME, lines=await _lines(visit))


@get("/house/stays/{stay_id:uuid}/alert", include_in_schema=False)
async def ask_alert(visit: NamedDependency[Visit], stay_id: FromPath[UUID]) -> Response[str]:
    """The check page: who is told, and that nothing of why is asked."""
    return await _alert_page(visit, stay_id)


async def _alert_page(visit: Visit, stay_id: UUID, why: Refused | None = None) -> Response[str]:
    trouble = trouble_of(why, visit.language)
    return visit.paint(
        "coordinator/alert.html",
        status=trouble.status if trouble else 200,
        page=f"{HOME}/{stay_id}/alert",
        trouble=trouble,
        line=await _one(visit, stay_id),
    )


@post("/house/stays/{stay_id:uuid}/alert", include_in_schema=False, status_code=200)
async def alert(visit: NamedDependency[Visit], stay_id: FromPath[UUID]) -> Response[Any]:
    """The pivots of the case prepare a move; no search for the case proposes this house any more (SAF-03)."""
    form = await read_form(visit.request)
    outcome = await visit.store.run(raise_alert, visit.seat, RaiseAlert(stay_id), form.once)
    if isinstance(outcome, Refused) and outcome.reason is not NOT_FOUND:
        return await _alert_page(visit, stay_id, outcome)
    return after(outcome, HOME, "alert")


@get("/house/stays/{stay_id:uuid}/longer", include_in_schema=False)
async def show_longer(visit: NamedDependency[Visit], stay_id: FromPath[UUID]) -> Response[str]:
    """So many nights more, and one word of why."""
    kept = await take_kept(visit)
    return await _longer_page(visit, stay_id, kept.values if kept else {})


async def _longer_page(
    visit: Visit, stay_id: UUID, values: Mapping[str, str], why: Refused | Unfit | None = None
) -> Response[str]:
    trouble = trouble_of(why, visit.language, "nights")
    return visit.paint(
        "coordinator/longer.html",
        status=trouble.status if trouble else 200,
        page=f"{HOME}/{stay_id}/longer",
        trouble=trouble,
        line=await _one(visit, stay_id),
        because=BECAUSE,
        values={"nights": "1", "reason": BECAUSE[0], **values},
    )


@post("/house/stays/{stay_id:uuid}/longer", include_in_schema=False, status_code=200)
async def longer(visit: NamedDependency[Visit], stay_id: FromPath[UUID]) -> Response[Any]:
    """A plan displaces nobody's promise: where there is no bed for it, the stay keeps its end (BED-11)."""
    form = await read_form(visit.request)
    if changes_language(form):
        return await _longer_page(visit, stay_id, form.values)
    body = fill(form, Extension)
    if isinstance(body, Unfit):
        return await _longer_page(visit, stay_id, form.values, body)
    outcome = await visit.store.run(
        extend_stay, visit.seat, ExtendStay(stay_id, body.nights, body.reason), form.once
    )
    if isinstance(outcome, Refused):
        return await _longer_page(visit, stay_id, form.values, outcome)
    return after(outcome, HOME, "longer")


handlers: list[Any] = [show_stays, ask_alert, alert, show_longer, longer]
