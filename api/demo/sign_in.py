"""Signing in to the demo: choose a person. It exists in the demo alone; real sign-in comes with its own proofs."""

from datetime import timedelta
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, URLEncodedBody
from litestar.response import Redirect

from api.auth.caller import Visitors
from api.auth.cookies import keep
from api.auth.leaving import leave
from api.auth.tokens import TokenKeys
from api.browser.cookies import host_cookie
from api.demo import moment
from api.demo.guide import STEPS, STORY, Step, reached
from api.demo.partners import DOMAIN, ORGANISATIONS, PEOPLE, person
from api.doors import accepted
from api.pages.frame import paint
from service.partners.sessions.commands import StartInDemo, start_in_demo
from service.partners.sessions.rules import device_of
from service.refusals import NOT_FOUND, Refused
from service.settings import Settings
from service.store.store import Store

Email = Annotated[str, msgspec.Meta(max_length=200)]


class Who(msgspec.Struct, frozen=True):
    """A demo person's address."""

    email: Email


class Chosen(msgspec.Struct, frozen=True):
    """Somebody of the list, or a step of the story: its own person, at its own page."""

    email: Email = ""
    step: int | None = None


class Jump(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far to move the demo's clock."""

    minutes: Annotated[int, msgspec.Meta(ge=1, le=60 * 24 * 30)]


class Token(msgspec.Struct, frozen=True):
    """A bearer token, good for ten minutes of the demo's clock."""

    token: str


class Moment(msgspec.Struct, frozen=True):
    """The demo's present moment, in UTC."""

    now: str


async def _sit_down(
    request: Request[Any, Any, Any], store: Store, visitors: Visitors, email: str, at: str = "/"
) -> Response[None]:
    """A real session of this person, in the place of the one that this browser had, at their page."""
    member_id = _known(email)
    await leave(request, store, visitors, "signed_in_again")
    wish = StartInDemo(device_of(request.headers.get("user-agent", "")))
    started = accepted(await store.run(start_in_demo, member_id, wish))
    response: Response[None] = Redirect(at, status_code=303)
    keep(response, started)
    return response


def _step(number: int) -> Step:
    found = [step for step in STEPS if step.number == number]
    return accepted(found[0] if found else Refused(NOT_FOUND))


@get("/demo", include_in_schema=False)
async def people(request: Request[Any, Any, Any], visitors: NamedDependency[Visitors]) -> Response[str]:
    """The story, step by step, and who can sign in."""
    seated = await visitors(request)
    current = next((one.email for one in PEOPLE if seated and one.id == seated.seat.member_id), None)
    return paint(
        request,
        "people.html",
        organisations=ORGANISATIONS,
        current=current,
        steps=STEPS,
        reached=reached(request),
        passkeys_at=_where_passkeys_work(request),
    )


def _where_passkeys_work(request: Request[Any, Any, Any]) -> str:
    """The same server by its name: WebAuthn binds no passkey to an address in numbers."""
    host, _, port = request.headers.get("host", "").partition(":")
    return f"http://localhost:{port}/sign-in" if host == "127.0.0.1" else "/sign-in"


@post("/demo", include_in_schema=False, status_code=303)
async def enter(
    request: Request[Any, Any, Any],
    data: URLEncodedBody[Chosen],
    store: NamedDependency[Store],
    visitors: NamedDependency[Visitors],
) -> Response[None]:
    """See as this person; a step of the story leads to its page, and is remembered until the browser closes."""
    if data.step is None:
        return await _sit_down(request, store, visitors, data.email)
    step = _step(data.step)
    response = await _sit_down(request, store, visitors, step.person.email, step.path)
    response.cookies.append(host_cookie(STORY, str(step.number), samesite="lax"))
    return response


@get("/demo/as/{name:str}", include_in_schema=False, status_code=303)
async def follow_link(
    request: Request[Any, Any, Any],
    name: FromPath[str],
    store: NamedDependency[Store],
    visitors: NamedDependency[Visitors],
) -> Response[None]:
    """See as the person whose link the terminal printed: the part of the address before the @.

    A page of another site that leads here is answered by the list: nobody is signed in behind their back.
    """
    if request.headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
        return Redirect("/demo", status_code=303)
    return await _sit_down(request, store, visitors, f"{name}@{DOMAIN}")


@post("/demo/tokens", include_in_schema=False)
async def give_token(
    data: JSONBody[Who], token_keys: NamedDependency[TokenKeys], store: NamedDependency[Store]
) -> Token:
    """A bearer token for a demo person, by the server's own clock."""
    return Token(token_keys.sign(_known(data.email), store.clock.now()))


class Invited(msgspec.Struct, frozen=True):
    """An access token that may register a passkey."""

    access_token: str


class Invitation(Who, frozen=True, forbid_unknown_fields=True):
    """Whom to invite; `full`: to a session of the demo instead, for somebody who has a passkey already."""

    full: bool = False


@post("/demo/invitations", include_in_schema=False)
async def invite(
    data: JSONBody[Invitation], token_keys: NamedDependency[TokenKeys], store: NamedDependency[Store]
) -> Invited:
    """As if this demo person had just accepted an invitation: what follows is everybody's way to a first passkey."""
    wish = StartInDemo("", "demo" if data.full else "invitation")
    started = accepted(await store.run(start_in_demo, _known(data.email), wish))
    return Invited(token_keys.sign(started.member_id, store.clock.now(), started.session_id))


@post("/demo/clock", include_in_schema=False)
async def move_clock(
    data: JSONBody[Jump], store: NamedDependency[Store], settings: NamedDependency[Settings]
) -> Moment:
    """Move the demo's clock forwards: scenarios reach tomorrow's arrival window without waiting for it."""
    moment.move(store.clock, settings, timedelta(minutes=data.minutes))
    return Moment(store.clock.now().isoformat())


@get("/demo/clock", include_in_schema=False)
async def read_clock(store: NamedDependency[Store]) -> Moment:
    """The demo's present moment."""
    return Moment(store.clock.now().isoformat())


def _known(email: str) -> Any:
    known = {found.email for found in PEOPLE}
    return accepted(person(email).id if email in known else Refused(NOT_FOUND))


handlers = [people, enter, follow_link, give_token, invite, move_clock, read_clock]
