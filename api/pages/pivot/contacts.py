"""Police would like to speak with somebody: the pivot passes it on, and the person says yes, no or not now (POL-06)."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.pages.filling import trouble_of
from api.pages.forms import read_form
from api.pages.moments import moment_in
from api.pages.pivot.reading import here_of
from api.pages.visits import Visit
from api.problems import Refusal
from service.cases.consents import GiveConsent, GivenConsent, give_consent
from service.cases.contacts.commands import AnswerContact, answer_contact
from service.cases.contacts.queries import contact_requests
from service.cases.overview import case_lines
from service.cases.refusals import ALREADY_GIVEN
from service.refusals import NOT_FOUND, Refused

MOST = 100


@get("/contacts/{request_id:uuid}", include_in_schema=False)
async def show_contact(visit: NamedDependency[Visit], request_id: FromPath[UUID]) -> Response[str]:
    """No message, no name, no reason: only that somebody asks."""
    return await _page(visit, request_id, None)


async def _page(visit: Visit, request_id: UUID, why: Refused | None) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        here, found = await here_of(session), await contact_requests(session)
        mine = await case_lines(session, MOST)
    asked = None if isinstance(found, Refused) else next((one for one in found if one.id == request_id), None)
    if asked is None:
        raise Refusal(Refused(NOT_FOUND))
    trouble = trouble_of(why, visit.language)
    return visit.paint(
        "pivot/contact.html",
        status=trouble.status if trouble else 200,
        page=f"/contacts/{request_id}",
        asked=asked,
        cases=[] if isinstance(mine, Refused) else mine,
        trouble=trouble,
        moment=moment_in(visit.language, here.zone),
    )


@post("/contacts/{request_id:uuid}", include_in_schema=False, status_code=200)
async def answer(visit: NamedDependency[Visit], request_id: FromPath[UUID]) -> Response[Any]:
    """A yes stands on that case's consent to police contact; a no needs nothing (CNF-01, CPL-05)."""
    form = await read_form(visit.request)
    said: Any = form.value("answer") if form.value("answer") in ("yes", "no", "not_now") else "not_now"
    async with visit.store.reading(visit.seat) as session:
        mine = await case_lines(session, MOST)
    lines = [] if isinstance(mine, Refused) else mine
    case = next((one.id for one in lines if str(one.id) == form.value("case")), None)
    if said == "yes" and case is not None:
        given = await visit.store.run(
            give_consent, visit.seat, GiveConsent(case, GivenConsent("police_contact", "spoken"))
        )
        if isinstance(given, Refused) and given.reason is not ALREADY_GIVEN:
            return await _page(visit, request_id, given)
    wish = AnswerContact(request_id, said, case if said == "yes" else None)
    outcome = await visit.store.run(answer_contact, visit.seat, wish, form.once)
    if isinstance(outcome, Refused):
        return await _page(visit, request_id, outcome)
    return Redirect("/?done=pivot.answered", status_code=303)


handlers: list[Any] = [show_contact, answer]
