"""The shared tablet itself: put in service by a code, then one field, and no list of people (SAF-12)."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from api.auth.caller import Visitors
from api.auth.source import source_of
from api.browser.cookies import SESSION, TABLET, forget, host_cookie
from api.language import language_of
from api.pages.arriving import sign_in_page
from api.pages.forms import Form, read_form
from api.pages.frame import paint
from api.pages.language import own_path
from api.pages.sign_in import digits, let_in
from api.problems import problem
from service.partners.attempts.limits import ENROLMENT, SOURCE
from service.partners.attempts.taking import Attempt, allowed, take
from service.partners.refusals import SIGN_IN_REFUSED, TABLET_LOCKED, TABLET_UNKNOWN
from service.partners.sessions.starting import Started
from service.partners.sessions.strangers import stranger_of
from service.partners.tablets.commands import Enrolled, EnrolTablet, enrol_tablet
from service.partners.tablets.sign_in import Locked, offered_tablet, sign_in_at, tablet_of
from service.refusals import Refused
from service.settings import Settings
from service.store.store import Store

Asking = Request[Any, Any, Any]
YEAR = 365 * 24 * 3600


@get("/tablet", include_in_schema=False)
async def show_tablet(request: Asking, store: NamedDependency[Store]) -> Response[str]:
    """The lock of a tablet in service; on any other device, where its code is typed."""
    if await tablet_of(store, request.cookies.get(TABLET, "")) is not None:
        return sign_in_page(request)
    response = _enrol_page(request)
    forget(response, *([TABLET] if TABLET in request.cookies else []))
    return response


def _enrol_page(request: Asking, why: Refused | None = None) -> Response[str]:
    return paint(
        request,
        "enrol.html",
        status=why.reason.status if why else 200,
        problem=problem(why, language_of(request)) if why else None,
    )


@post("/tablet", include_in_schema=False, status_code=303)
async def enrol(
    request: Asking, store: NamedDependency[Store], settings: NamedDependency[Settings]
) -> Response[Any]:
    """The code that the coordinator's phone shows."""
    form = await read_form(request)
    if form.language:
        return _enrol_page(request)
    done = await _enrolled(request, store, settings, form)
    if isinstance(done, Refused):
        return _enrol_page(request, done)
    response: Response[Any] = Redirect("/tablet", status_code=303)
    response.cookies.append(host_cookie(TABLET, done.token, max_age=YEAR))
    forget(response, SESSION)
    return response


async def _enrolled(request: Asking, store: Store, settings: Settings, form: Form) -> Enrolled | Refused:
    if not await allowed(store, Attempt(ENROLMENT, source_of(request, settings))):
        return Refused(TABLET_UNKNOWN)
    found = await offered_tablet(store, form.value("enrolment_code")[:60])
    actor = stranger_of(found.organisation_id if found else None)
    return await store.run(enrol_tablet, actor, EnrolTablet(found.id if found else None))


@post("/tablet/pin", include_in_schema=False, status_code=200)
async def by_pin(
    request: Asking,
    store: NamedDependency[Store],
    settings: NamedDependency[Settings],
    visitors: NamedDependency[Visitors],
) -> Response[Any]:
    """A PIN; then back at the same spot."""
    form = await read_form(request)
    then = own_path(form.value("next") or "/")
    if form.language:
        return sign_in_page(request, next=then)
    started = await _by_pin(request, store, settings, form)
    if isinstance(started, Refused):
        wrong = started.reason is SIGN_IN_REFUSED
        why = problem(started, language_of(request))
        return sign_in_page(request, status=started.reason.status, next=then, problem=why, wrong=wrong)
    return await let_in(request, store, visitors, started, then)


async def _by_pin(request: Asking, store: Store, settings: Settings, form: Form) -> Started | Refused:
    tablet = await tablet_of(store, request.cookies.get(TABLET, ""))
    if tablet is None:
        await take(store, [Attempt(SOURCE, source_of(request, settings))])
        return Refused(TABLET_UNKNOWN)
    found = await sign_in_at(store, tablet, digits(form.value("pin")))
    if isinstance(found, Locked):
        return Refused(TABLET_LOCKED)
    return Refused(SIGN_IN_REFUSED) if found is None else found


handlers: list[Any] = [show_tablet, enrol, by_pin]
