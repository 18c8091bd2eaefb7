"""People whom an operation brings: the organisation accepts, each one arrives, and a case is linked (OPS-14)."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.pages.filling import trouble_of
from api.pages.forms import read_form
from api.pages.moments import moment_in
from api.pages.pivot.doing import one_of
from api.pages.pivot.linking import link
from api.pages.pivot.reading import here_of
from api.pages.visits import Visit
from api.problems import Refusal
from service.beds.words import DECLINE_REASONS
from service.cases.overview import case_lines
from service.operations.arrivals.at_door import RefuseAtDoor, refuse_at_door
from service.operations.arrivals.commands import RecordArrival, record_arrival
from service.operations.holds.queries import hand_overs, pivot_arrivals, pivot_points
from service.operations.holds.steps import AnswerAsPivot, answer_as_pivot
from service.refusals import NOT_FOUND, Refused

MOST = 100


@get("/arriving/{operation_id:uuid}", include_in_schema=False)
async def show_arriving(visit: NamedDependency[Visit], operation_id: FromPath[UUID]) -> Response[str]:
    """Numbers before the answer; once accepted, who is expected where, in bands and genders."""
    return await _page(visit, operation_id, None)


async def _page(visit: Visit, operation_id: UUID, why: Refused | None) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        here = await here_of(session)
        line = next((one for one in await hand_overs(session) if one.operation_id == operation_id), None)
        people = await pivot_arrivals(session, operation_id) if line else None
        points = await pivot_points(session, operation_id) if people else None
        mine = await case_lines(session, MOST)
    if line is None:
        raise Refusal(Refused(NOT_FOUND))
    trouble = trouble_of(why, visit.language)
    return visit.paint(
        "pivot/arriving.html",
        status=trouble.status if trouble else 200,
        page=f"/arriving/{operation_id}",
        line=line,
        people=people or [],
        points=points or [],
        cases=[]
        if isinstance(mine, Refused)
        else [one for one in mine if one.state == "open" and not one.bed_kind],
        reasons=DECLINE_REASONS,
        trouble=trouble,
        moment=moment_in(visit.language, here.zone),
    )


@post("/arriving/{operation_id:uuid}/answer", include_in_schema=False, status_code=200)
async def answer(visit: NamedDependency[Visit], operation_id: FromPath[UUID]) -> Response[Any]:
    """Yes or no to being the pivot organisation."""
    form = await read_form(visit.request)
    yes = form.value("accept") == "yes"
    outcome = await visit.store.run(answer_as_pivot, visit.seat, AnswerAsPivot(operation_id, yes), form.once)
    if isinstance(outcome, Refused):
        return await _page(visit, operation_id, outcome)
    done = f"/arriving/{operation_id}?done=pivot.accepted" if yes else "/?done=pivot.declined_operation"
    return Redirect(done, status_code=303)


@post("/arriving/{operation_id:uuid}/places/{place_id:uuid}", include_in_schema=False, status_code=200)
async def arrived(
    visit: NamedDependency[Visit], operation_id: FromPath[UUID], place_id: FromPath[UUID]
) -> Response[Any]:
    """Somebody is there; the case that was chosen is linked with the place. Told twice, nothing changes."""
    form = await read_form(visit.request)
    made = await visit.store.run(record_arrival, visit.seat, RecordArrival(place_id), form.once)
    if isinstance(made, Refused):
        return await _page(visit, operation_id, made)
    case = form.value("case")
    if case and made.claim_id is not None:
        async with visit.store.reading(visit.seat) as session:
            mine = await case_lines(session, MOST)
        known = [] if isinstance(mine, Refused) else [one.id for one in mine if str(one.id) == case]
        for each in known:
            await link(visit, each, made.claim_id)
    return Redirect(f"/arriving/{operation_id}?done=pivot.arrived", status_code=303)


@post(
    "/arriving/{operation_id:uuid}/places/{place_id:uuid}/refused", include_in_schema=False, status_code=200
)
async def refused(
    visit: NamedDependency[Visit], operation_id: FromPath[UUID], place_id: FromPath[UUID]
) -> Response[Any]:
    """Not taken in at the door, with one code; the next place is looked for at once (ADM-04, FND-14)."""
    form = await read_form(visit.request)
    reason = one_of(form.value("reason"), DECLINE_REASONS, "other")
    wish = RefuseAtDoor(place_id, reason)
    outcome = await visit.store.run(refuse_at_door, visit.seat, wish, form.once)
    if isinstance(outcome, Refused):
        return await _page(visit, operation_id, outcome)
    return Redirect(f"/arriving/{operation_id}?done=pivot.next_sought", status_code=303)


handlers: list[Any] = [show_arriving, answer, arrived, refused]
