"""One request: who, when, how long; yes, or no with one coded reason, one tap each (OPS-03, ADM-04)."""

from functools import partial
from typing import Any, get_args
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.doors import for_roles
from api.pages.acting import About, act
from api.pages.filling import Unfit, fill, trouble_of
from api.pages.forms import Form, read_form
from api.pages.front_desk.questions import AT_THE_DESK, questions
from api.pages.front_desk.saying import when
from api.pages.front_desk.undo import YesSaid, to_undo, undone
from api.pages.front_desk.wishes import Reasoned
from api.pages.visits import Visit
from api.pages.words import WORDS
from api.problems import Refusal
from service.beds.referrals.answers import (
    Answer,
    AnswerException,
    Decline,
    answer_exception,
    confirm,
    decline,
    keep_longer,
    self_called,
)
from service.beds.referrals.second_thoughts import let_go, take_back_yes
from service.beds.referrals.store import find
from service.beds.said import REFERRAL_STATES
from service.beds.stays.commands import arrive
from service.beds.words import DeclineReason
from service.refusals import NOT_FOUND, Refused, Said
from service.store.command import Command
from service.store.session import Session

FIRST_REASONS = ("no_bed", "language", "stay_too_short", "age", "several_at_once")
"""What shows at once wherever a no is said, always in this order (screens, F2); the rest is one touch further."""
OTHER_REASONS = tuple(code for code in get_args(DeclineReason) if code not in FIRST_REASONS)
Visiting = NamedDependency[Visit]


@get("/desk/requests/{request_id:uuid}", include_in_schema=False)
async def show_request(visit: Visiting, request_id: FromPath[UUID]) -> Response[str]:
    """Who, when, how long, whom to call, and what silence does."""
    return await page_of(visit, request_id)


async def page_of(
    visit: Visit, request_id: UUID, why: Refused | Unfit | None = None, typed: str = ""
) -> Response[str]:
    """The request's page. Raises `Refusal` for what is not one's own, or nothing."""
    async with visit.store.reading(visit.seat) as session:
        for_roles(session, *AT_THE_DESK)
        found = {one.id: one for one in await questions(session, visit.language)}.get(request_id)
        over = None if found else await _over(session, request_id)
        now = session.now
    if found is None:
        return visit.paint("front_desk/over.html", state=over, page=f"/desk/requests/{request_id}")
    trouble = trouble_of(why, visit.language)
    return visit.paint(
        "front_desk/request.html",
        status=trouble.status if trouble else 200,
        page=found.address,
        one=found,
        when=partial(when, visit.language, zone=found.house.time_zone, now=now),
        late=found.late(now),
        trouble=trouble,
        typed=typed,
        first=FIRST_REASONS,
        others=OTHER_REASONS,
    )


async def _over(session: Session, request_id: UUID) -> Said:
    """Where a request stands that waits for nobody here. Raises `Refusal` for somebody else's."""
    found = await find(session, request_id)
    if found is None or found.shelter_organisation_id != session.actor.organisation_id:
        raise Refusal(Refused(NOT_FOUND))
    return REFERRAL_STATES[found.state]


async def _step(visit: Visit, request_id: UUID, command: Command[Answer, Any], done: str) -> Response[Any]:
    """One tap: done, and home again; a no shows the request with its reason and the ways on."""
    form = await read_form(visit.request)
    about = About(WORDS["desk.request.title"], {}, f"/desk/requests/{request_id}")
    answer = await act(visit, form, command, Answer(request_id), about)
    return await _after(visit, request_id, answer, done)


async def _after(visit: Visit, request_id: UUID, answer: object, done: str) -> Response[Any]:
    if isinstance(answer, Refused):
        return await page_of(visit, request_id, answer)
    return Redirect(f"/?done={done}", status_code=303)


@post("/desk/requests/{request_id:uuid}/accept", include_in_schema=False, status_code=303)
async def accept(visit: Visiting, request_id: FromPath[UUID]) -> Response[Any]:
    """The bed waits for them: in force at once, and taken back by one tap for two minutes."""
    response = await _step(visit, request_id, confirm, "accepted")
    if isinstance(response, Redirect):
        response.cookies.append(to_undo(YesSaid(request_id)))
    return response


@post("/desk/requests/{request_id:uuid}/take-back", include_in_schema=False, status_code=303)
async def take_back(visit: Visiting, request_id: FromPath[UUID]) -> Response[Any]:
    """The yes was a slip: the bed stays held, and the request waits again."""
    return undone(await _step(visit, request_id, take_back_yes, "taken_back"))


@post("/desk/requests/{request_id:uuid}/called", include_in_schema=False, status_code=303)
async def called(visit: Visiting, request_id: FromPath[UUID]) -> Response[Any]:
    """The person has called, as this house asks (ADM-05)."""
    return await _step(visit, request_id, self_called, "called")


@post("/desk/requests/{request_id:uuid}/arrived", include_in_schema=False, status_code=303)
async def arrived(visit: Visiting, request_id: FromPath[UUID]) -> Response[Any]:
    """They are there: a fact, also after the hold has ended (OPS-14)."""
    return await _step(visit, request_id, arrive, "arrived")


@post("/desk/requests/{request_id:uuid}/keep", include_in_schema=False, status_code=303)
async def keep(visit: Visiting, request_id: FromPath[UUID]) -> Response[Any]:
    """An hour more (OPS-13)."""
    return await _step(visit, request_id, keep_longer, "kept")


@post("/desk/requests/{request_id:uuid}/release", include_in_schema=False, status_code=303)
async def release(visit: Visiting, request_id: FromPath[UUID]) -> Response[Any]:
    """The bed is anybody's again; nothing is noted against whoever has not come (FND-14)."""
    return await _step(visit, request_id, let_go, "released")


@post("/desk/requests/{request_id:uuid}/exception", include_in_schema=False, status_code=303)
async def exception(visit: Visiting, request_id: FromPath[UUID]) -> Response[Any]:
    """This once, or not: either is counted and blamed on nobody (RIG-02)."""
    form = await read_form(visit.request)
    granted = form.value("granted") == "yes"
    about = About(WORDS["desk.request.title"], {}, f"/desk/requests/{request_id}")
    answer = await act(visit, form, answer_exception, AnswerException(request_id, granted), about)
    return await _after(visit, request_id, answer, "accepted" if granted else "declined")


@post("/desk/requests/{request_id:uuid}/decline", include_in_schema=False, status_code=303)
async def say_no(visit: Visiting, request_id: FromPath[UUID]) -> Response[Any]:
    """No, with exactly one code (ADM-04)."""
    return await _declined(visit, request_id, await read_form(visit.request), at_the_door=False)


@post("/desk/requests/{request_id:uuid}/door", include_in_schema=False, status_code=303)
async def at_the_door(visit: Visiting, request_id: FromPath[UUID]) -> Response[Any]:
    """They came and were not taken in: why, in one code (ADM-04)."""
    return await _declined(visit, request_id, await read_form(visit.request), at_the_door=True)


async def _declined(visit: Visit, request_id: UUID, form: Form, *, at_the_door: bool) -> Response[Any]:
    wish = fill(form, Reasoned)
    if form.language or isinstance(wish, Unfit):
        return await page_of(visit, request_id, wish if isinstance(wish, Unfit) else None)
    about = About(WORDS["desk.request.title"], {}, f"/desk/requests/{request_id}")
    answer = await act(visit, form, decline, Decline(request_id, wish.reason, at_the_door), about)
    return await _after(visit, request_id, answer, "declined")


handlers: list[Any] = [
    show_request,
    accept,
    take_back,
    called,
    arrived,
    keep,
    release,
    exception,
    say_no,
    at_the_door,
]
