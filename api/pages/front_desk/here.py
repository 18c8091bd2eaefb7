"""Who is here: beds and dates, never a name; a departure is one tap (SAF-08, SAF-05)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.doors import for_roles
from api.pages.acting import About, act
from api.pages.filling import trouble_of
from api.pages.forms import read_form
from api.pages.front_desk.beds import houses
from api.pages.front_desk.questions import AT_THE_DESK
from api.pages.front_desk.saying import party
from api.pages.moments import day_in
from api.pages.visits import Visit
from api.pages.words import WORDS
from service.beds.stays.commands import Depart, depart
from service.beds.stays.queries import StayView, departures_of, stays_of
from service.refusals import Refused

Visiting = NamedDependency[Visit]
HOME = "/desk/here"


@dataclass(frozen=True)
class Bed:
    """Somebody in a bed: which one, since when, until when, and whom to call."""

    stay: UUID
    label: str
    who: str
    since: str
    until: str
    contact: str
    number: str | None


@get(HOME, include_in_schema=False)
async def show_here(visit: Visiting) -> Response[str]:
    """Bed by bed, house by house; and who left lately, by the code of their request."""
    return await _page(visit)


async def _page(visit: Visit, why: Refused | None = None) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        for_roles(session, *AT_THE_DESK)
        served = await houses(session)
        homes = []
        for house in served:
            says = day_in(visit.language, house.time_zone)
            beds = [_bed(visit, one, says) for one in await stays_of(session, house.id) or ()]
            left = [(one.code, says(one.left_at)) for one in await departures_of(session, house.id) or ()]
            homes.append((house, beds, left[:20]))
    trouble = trouble_of(why, visit.language)
    return visit.paint(
        "front_desk/here.html",
        status=trouble.status if trouble else 200,
        page=HOME,
        homes=homes,
        trouble=trouble,
    )


def _bed(visit: Visit, stay: StayView, says: Any) -> Bed:
    return Bed(
        stay=stay.id,
        label=stay.bed,
        who=party(visit.language, stay.party) if stay.party else "",
        since=says(stay.since),
        until=says(stay.until),
        contact=stay.contact.name if stay.contact else "",
        number=stay.contact.duty_number if stay.contact else None,
    )


@post("/desk/here/{stay_id:uuid}", include_in_schema=False, status_code=303)
async def leave(visit: Visiting, stay_id: FromPath[UUID]) -> Response[Any]:
    """They have left; where to, no house reads (SAF-05)."""
    form = await read_form(visit.request)
    about = About(WORDS["desk.here.title"], {}, HOME)
    answer = await act(visit, form, depart, Depart(stay_id), about)
    if isinstance(answer, Refused):
        return await _page(visit, answer)
    return Redirect(f"{HOME}?done=departed", status_code=303)


handlers: list[Any] = [show_here, leave]
