"""Signing in and out on a page: a passkey first, a code second; whoever is refused reads the same sentence."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from api.auth.caller import Visitors
from api.auth.cookies import DEVICE, keep
from api.auth.leaving import EVERYTHING, leave, what_to_forget
from api.auth.source import site_of, source_of
from api.browser.cookies import DEMO, SESSION, TABLET, forget
from api.language import language_of
from api.pages.arriving import sign_in_page
from api.pages.forms import Form, read_form
from api.pages.frame import paint
from api.pages.language import own_path
from api.pages.proofs import credential_in
from api.pages.visits import nobody_here
from api.problems import problem
from service.partners.attempts.limits import SOURCE
from service.partners.attempts.taking import Attempt, take
from service.partners.codes.places import Typed, sign_in_with_code
from service.partners.passkeys.commands import SignInByPasskey, sign_in_by_passkey
from service.partners.passkeys.queries import presented
from service.partners.refusals import SIGN_IN_REFUSED
from service.partners.sessions.rules import device_of
from service.partners.sessions.starting import Started
from service.partners.sessions.strangers import stranger_of
from service.refusals import Refused
from service.settings import Settings
from service.store.store import Store

Asking = Request[Any, Any, Any]


@get("/sign-in", include_in_schema=False)
async def show_sign_in(request: Asking) -> Response[str]:
    """How to sign in."""
    return sign_in_page(request)


@post("/sign-in/passkey", include_in_schema=False, status_code=200)
async def by_passkey(
    request: Asking,
    store: NamedDependency[Store],
    settings: NamedDependency[Settings],
    visitors: NamedDependency[Visitors],
) -> Response[Any]:
    """What the browser's script put into the form, judged."""
    form = await read_form(request)
    started = await _by_passkey(request, store, settings, form)
    if started is None or isinstance(started, Refused):
        return refused(request, form, started or Refused(SIGN_IN_REFUSED))
    return await let_in(request, store, visitors, started, form.value("next"))


async def _by_passkey(
    request: Asking, store: Store, settings: Settings, form: Form
) -> Started | Refused | None:
    found = await presented(store, site_of(request, settings), credential_in(form.credential))
    if found is None:
        await take(store, [Attempt(SOURCE, source_of(request, settings))])
        return None
    answer, organisation = found
    device = device_of(request.headers.get("user-agent", ""))
    wish = SignInByPasskey(answer, "browser", device, request.cookies.get(DEVICE, ""))
    return await store.run(sign_in_by_passkey, stranger_of(organisation), wish)


@post("/sign-in", include_in_schema=False, status_code=200)
async def by_code(
    request: Asking,
    store: NamedDependency[Store],
    settings: NamedDependency[Settings],
    visitors: NamedDependency[Visitors],
) -> Response[Any]:
    """An address and a code on a device that is known, or with a recovery code."""
    form = await read_form(request)
    if form.language:
        then = own_path(form.value("next") or "/")
        return sign_in_page(request, next=then, values={"email": form.value("email")}, by_code=True)
    started = await _by_code(request, store, settings, form)
    if started is None or isinstance(started, Refused):
        return refused(request, form, started or Refused(SIGN_IN_REFUSED), by_code=True)
    return await let_in(request, store, visitors, started, form.value("next"))


async def _by_code(request: Asking, store: Store, settings: Settings, form: Form) -> Started | Refused | None:
    typed = Typed(
        form.value("email")[:200],
        digits(form.value("code")),
        form.value("recovery_code")[:60],
        request.cookies.get(DEVICE, ""),
        "browser",
        device_of(request.headers.get("user-agent", "")),
        source_of(request, settings),
    )
    return await sign_in_with_code(store, typed)


def digits(typed: str) -> str:
    """A code as people type or paste it: in two groups, or with a space behind."""
    return "".join(typed.split())[:12]


def refused(request: Asking, form: Form, why: Refused, *, by_code: bool = False) -> Response[str]:
    """The same page, with the sentence that everybody reads, and the address that was typed."""
    return sign_in_page(
        request,
        status=why.reason.status,
        next=own_path(form.value("next") or "/"),
        problem=problem(why, language_of(request)),
        values={"email": form.value("email")},
        by_code=by_code,
    )


async def let_in(
    request: Asking, store: Store, visitors: Visitors, started: Started, then: str
) -> Response[None]:
    """A new session in the place of the one that this browser had (ASVS 7.2.4), and on to where one was going."""
    await leave(request, store, visitors, "signed_in_again")
    response: Response[None] = Redirect(own_path(then or "/"), status_code=303)
    keep(response, started)
    return response


@post("/sign-out", include_in_schema=False, status_code=200)
async def sign_out(
    request: Asking, store: NamedDependency[Store], visitors: NamedDependency[Visitors]
) -> Response[Any]:
    """End this session; the browser forgets what it kept, but a shared tablet stays enrolled."""
    seated = await visitors(request)
    header = await what_to_forget(store, seated)
    await leave(request, store, visitors, "left")
    if TABLET in request.cookies:
        response: Response[Any] = Redirect("/tablet", status_code=303)
        forget(response, SESSION)
        return response
    return gone(request, "sign_out.title", "sign_out.text", header=header)


def gone(
    request: Asking,
    title: str,
    text: str,
    *,
    header: str = EVERYTHING,
    way: str = "/sign-in",
    stays: Sequence[str] = (),
) -> Response[str]:
    """The last page of a session: nothing of it stays in the browser."""
    nobody_here(request)
    response = paint(request, "said.html", title=title, text=text, way=way, stays=stays)
    forget(response, SESSION, DEMO)
    response.headers["Clear-Site-Data"] = header
    return response


handlers: list[Any] = [show_sign_in, by_passkey, by_code, sign_out]
