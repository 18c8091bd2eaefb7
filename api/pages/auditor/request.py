"""One request from end to end: found by its code, by a form; the reading leaves an event (POL-03, FND-09)."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency

from api.doors import accepted
from api.pages.auditor.telling import Told
from api.pages.filling import Trouble
from api.pages.forms import Form, read_form
from api.pages.frame import said
from api.pages.moments import moment_in, zone_of
from api.pages.visits import Visit
from api.problems import Refusal
from service.fund.requests.audit import AuditedRequest, audit_request
from service.fund.requests.audited_rules import audited_rules
from service.partners.actor import Role
from service.partners.queries import regions
from service.refusals import NOT_ALLOWED, Refused

HERE = "/audit/request"
LONGEST = 40


@get(HERE, include_in_schema=False)
async def show_find(visit: NamedDependency[Visit]) -> Response[str]:
    """The form alone: what an address without its form leads to."""
    async with visit.store.reading(visit.seat) as session:
        if not session.actor.has(Role.AUDITOR):
            raise Refusal(Refused(NOT_ALLOWED))
    return _find(visit, "")


@post(HERE, include_in_schema=False, status_code=200)
async def find(visit: NamedDependency[Visit]) -> Response[str]:
    """Open a request; a code that nobody has is answered on the form, with what was typed."""
    form = await read_form(visit.request)
    code = written(form)
    if form.language:
        return _find(visit, form.value("code"))
    return await open_request(visit, code)


async def open_request(
    visit: Visit, code: str, *, since: str = "", trouble: Trouble | None = None
) -> Response[str]:
    """The request, read on record; with what was asked of its proof when that could not be done."""
    opened = await visit.store.run(audit_request, visit.seat, code) if code else None
    if not isinstance(opened, AuditedRequest):
        if isinstance(opened, Refused) and opened.reason is NOT_ALLOWED:
            raise Refusal(opened)
        return _find(visit, code, wrong=True)
    async with visit.store.reading(visit.seat) as session:
        rules, zone = accepted(await audited_rules(session, opened.id)), await zone_of(session)
        named = {each.code: each.name(visit.language) for each in await regions(session)}
    told = Told(visit.language, {one.decision_id: one for one in rules})
    return visit.paint(
        "auditor/request.html",
        status=trouble.status if trouble else 200,
        page=HERE,
        opened=opened,
        where=named.get(opened.region, opened.region),
        told=told,
        moments=told.moments(opened),
        moment=moment_in(visit.language, zone),
        since=since,
        trouble=trouble,
    )


def written(form: Form) -> str:
    """A code as people write it: spaces and case do not matter, and its first sign may be left out."""
    code = "".join(form.value("code").upper().split())[:LONGEST]
    return code if not code or "-" in code else f"R-{code}"


def _find(visit: Visit, code: str, *, wrong: bool = False) -> Response[str]:
    none, hint = said(visit.language, "audit.none"), said(visit.language, "audit.none.hint")
    trouble = Trouble(none, hint, 404, {"code": none}) if wrong else None
    return visit.paint(
        "auditor/find.html", status=404 if wrong else 200, page=HERE, code=code, trouble=trouble
    )


handlers: list[Any] = [show_find, find]
