"""A request beyond the agreements: so many places in a window, yes, in part, or no with one reason (OPS-03, OPS-11)."""

from functools import partial
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.doors import for_roles
from api.pages.acting import About, act
from api.pages.filling import Unfit, fill, trouble_of
from api.pages.forms import read_form
from api.pages.front_desk.beds import houses
from api.pages.front_desk.questions import AT_THE_DESK, groups, questions
from api.pages.front_desk.requests import FIRST_REASONS, OTHER_REASONS
from api.pages.front_desk.saying import when
from api.pages.front_desk.wishes import Places, Reasoned
from api.pages.visits import Visit
from api.pages.words import WORDS
from api.problems import Refusal
from service.operations.arrivals.at_door import RefuseAtDoor, refuse_at_door
from service.operations.requests.commands import AnswerRequest, answer_request
from service.operations.requests.queries import shelter_requests
from service.refusals import NOT_FOUND, Refused, Said
from service.store.session import Session

Visiting = NamedDependency[Visit]
HELD = About(WORDS["desk.request.title"], {}, "/")


@get("/desk/asked/{request_id:uuid}", include_in_schema=False)
async def show_asked(visit: Visiting, request_id: FromPath[UUID]) -> Response[str]:
    """How many, when, for how long, and whom to call; never who asked (OPS-11)."""
    return await _page(visit, request_id)


async def _page(
    visit: Visit, request_id: UUID, why: Refused | Unfit | None = None, typed: str = ""
) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        for_roles(session, *AT_THE_DESK)
        found = {one.id: one for one in await questions(session, visit.language)}.get(request_id)
        over, now = None if found else await _over(session, request_id), session.now
    if found is None:
        return visit.paint("front_desk/over.html", state=over, page=f"/desk/asked/{request_id}")
    trouble = trouble_of(why, visit.language)
    return visit.paint(
        "front_desk/request.html",
        status=trouble.status if trouble else 200,
        page=found.address,
        one=found,
        when=partial(when, visit.language, zone=found.house.time_zone, now=now),
        late=False,
        trouble=trouble,
        typed=typed,
        first=FIRST_REASONS,
        others=OTHER_REASONS,
    )


async def _over(session: Session, request_id: UUID) -> Said:
    """Where it stands. Raises `Refusal` for what no house of this desk was asked."""
    for one in await shelter_requests(session):
        if one.id == request_id:
            return WORDS[f"desk.asked.state.{one.state}"]
    raise Refusal(Refused(NOT_FOUND))


@post("/desk/asked/{request_id:uuid}/accept", include_in_schema=False, status_code=303)
async def accept(visit: Visiting, request_id: FromPath[UUID]) -> Response[Any]:
    """So many places, or all of them."""
    form = await read_form(visit.request)
    wish = fill(form, Places)
    if form.language or isinstance(wish, Unfit):
        why = None if form.language or not isinstance(wish, Unfit) else wish
        return await _page(visit, request_id, why, form.value("accept"))
    asked = AnswerRequest(request_id, wish.accept)
    answer = await act(visit, form, answer_request, asked, HELD)
    if isinstance(answer, Refused):
        return await _page(visit, request_id, answer, form.value("accept"))
    return Redirect(f"/?done=asked_{answer.state}", status_code=303)


@post("/desk/asked/{request_id:uuid}/decline", include_in_schema=False, status_code=303)
async def decline(visit: Visiting, request_id: FromPath[UUID]) -> Response[Any]:
    """None, with exactly one code (ADM-04)."""
    form = await read_form(visit.request)
    wish = fill(form, Reasoned)
    if form.language or isinstance(wish, Unfit):
        return await _page(visit, request_id, wish if isinstance(wish, Unfit) else None)
    answer = await act(visit, form, answer_request, AnswerRequest(request_id, 0, wish.reason), HELD)
    if isinstance(answer, Refused):
        return await _page(visit, request_id, answer)
    return Redirect("/?done=declined", status_code=303)


@get("/desk/door", include_in_schema=False)
async def show_door(visit: Visiting) -> Response[str]:
    """Places held for a window: if somebody came and was not taken in, which one."""
    return await _door(visit)


async def _door(visit: Visit, why: Refused | Unfit | None = None) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        for_roles(session, *AT_THE_DESK)
        found = await groups(session, visit.language, await houses(session))
        now = session.now
    trouble = trouble_of(why, visit.language)
    return visit.paint(
        "front_desk/door.html",
        status=trouble.status if trouble else 200,
        page="/desk/door",
        groups=found,
        when=lambda group, at: when(visit.language, at, group.house.time_zone, now),
        trouble=trouble,
        first=FIRST_REASONS,
        others=OTHER_REASONS,
    )


@post("/desk/door/{place_id:uuid}", include_in_schema=False, status_code=303)
async def refuse(visit: Visiting, place_id: FromPath[UUID]) -> Response[Any]:
    """Why, in one code: the next place is looked for at once, in other houses (FND-14)."""
    form = await read_form(visit.request)
    wish = fill(form, Reasoned)
    if form.language or isinstance(wish, Unfit):
        return await _door(visit, wish if isinstance(wish, Unfit) else None)
    answer = await act(visit, form, refuse_at_door, RefuseAtDoor(place_id, wish.reason), HELD)
    if isinstance(answer, Refused):
        return await _door(visit, answer)
    return Redirect("/?done=door", status_code=303)


handlers: list[Any] = [show_asked, accept, decline, show_door, refuse]
