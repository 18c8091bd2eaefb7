"""An invitation: typed, read before it is accepted, and a first way to sign in at once (POL-04)."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from api.auth.caller import Visitors
from api.auth.source import site_of, source_of
from api.language import language_of
from api.pages.account import roles_of
from api.pages.formats import day
from api.pages.forms import Form, read_form
from api.pages.frame import paint, said
from api.pages.naming import name_in
from api.pages.proofs import credential_in
from api.pages.sign_in import let_in
from api.pages.visits import Visit
from api.problems import Refusal, problem
from service.partners.attempts.limits import ENROLMENT
from service.partners.attempts.taking import Attempt, allowed
from service.partners.members.invitations import Invitation, invitation_for
from service.partners.passkeys.commands import RegisterFirstPasskey, register_first_passkey
from service.partners.sessions.invited import EnterInvited, enter_invited
from service.partners.sessions.rules import device_of
from service.partners.sessions.strangers import stranger_of
from service.refusals import Refused
from service.settings import Settings
from service.store.store import Store

Asking = Request[Any, Any, Any]


@get("/invitation", include_in_schema=False)
async def show_invitation(request: Asking) -> Response[str]:
    """Where the code of an invitation is typed."""
    return _ask(request, {})


def _ask(request: Asking, values: dict[str, str], *, wrong: bool = False) -> Response[str]:
    return paint(request, "invitation.html", status=404 if wrong else 200, values=values, wrong=wrong)


@post("/invitation", include_in_schema=False, status_code=200)
async def open_invitation(
    request: Asking,
    store: NamedDependency[Store],
    settings: NamedDependency[Settings],
    visitors: NamedDependency[Visitors],
) -> Response[Any]:
    """What the code opens, read before it is accepted; then accepted, with a session of fifteen minutes."""
    form = await read_form(request)
    code = form.value("invitation")[:60]
    if form.language and form.value("accept") != "yes":
        return _ask(request, form.values)
    found = await _found(request, store, settings, code)
    if found is None:
        return _ask(request, form.values, wrong=True)
    if form.language or form.value("accept") != "yes":
        return _shown(request, form, found)
    wish = EnterInvited(code, device_of(request.headers.get("user-agent", "")))
    started = await store.run(enter_invited, stranger_of(found.organisation_id), wish)
    if isinstance(started, Refused):
        raise Refusal(started)
    return await let_in(request, store, visitors, started, "/welcome")


async def _found(request: Asking, store: Store, settings: Settings, code: str) -> Invitation | None:
    """Codes are guessed in vain, and each attempt counts (ASVS 6.3.1)."""
    if not await allowed(store, Attempt(ENROLMENT, source_of(request, settings))):
        return None
    return await invitation_for(store, code)


def _shown(request: Asking, form: Form, found: Invitation) -> Response[str]:
    """The organisation, the role, what it will see and what it will never see."""
    language = language_of(request)
    sights = [(said(language, f"sees.{role}"), said(language, f"never.{role}")) for role in found.roles]
    return paint(
        request,
        "invited.html",
        organisation=found.organisation_name,
        email=found.email,
        ends=day(found.ends_on, language),
        roles=roles_of(found.roles, language),
        sights=sights,
        values=form.values,
    )


@get("/welcome", include_in_schema=False)
async def show_welcome(visit: NamedDependency[Visit]) -> Response[str]:
    """A first way to sign in."""
    return _welcome(visit, {})


def _welcome(visit: Visit, values: dict[str, str], why: Refused | None = None) -> Response[str]:
    return visit.paint(
        "welcome.html",
        status=why.reason.status if why else 200,
        page="/welcome",
        values=values,
        problem=problem(why, visit.language) if why else None,
    )


@post("/welcome/passkey", include_in_schema=False, status_code=303)
async def first_passkey(visit: NamedDependency[Visit], visitors: NamedDependency[Visitors]) -> Response[Any]:
    """The first passkey, and a full session in the place of the invitation's."""
    form = await read_form(visit.request)
    if form.language:
        return _welcome(visit, form.values)
    name = name_in(form, said(visit.language, "passkeys.name.default"))
    if isinstance(name, Refused):
        return _welcome(visit, form.values, name)
    device = device_of(visit.request.headers.get("user-agent", ""))
    site = site_of(visit.request, visit.settings)
    wish = RegisterFirstPasskey(site, credential_in(form.value("credential")), name, "browser", device)
    started = await visit.store.run(register_first_passkey, visit.seat, wish)
    if isinstance(started, Refused):
        return _welcome(visit, form.values, started)
    return await let_in(visit.request, visit.store, visitors, started, "/account")


open_handlers: list[Any] = [show_invitation, open_invitation]
handlers: list[Any] = [show_welcome, first_passkey]
