"""Signing in to the demo: choose a person. It exists in the demo alone; real sign-in comes with its own proofs."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

import jwt
import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, URLEncodedBody
from litestar.response import Redirect

from api.auth.caller import Visitors
from api.auth.tokens import TokenKeys
from api.browser.cookies import DEMO, host_cookie
from api.demo import moment
from api.demo.partners import DOMAIN, ORGANISATIONS, PEOPLE, person
from api.doors import accepted
from api.pages.frame import paint
from service.refusals import NOT_FOUND, Refused
from service.settings import Settings
from service.store.store import Store

COOKIE = DEMO
STAY = timedelta(hours=12)

Email = Annotated[str, msgspec.Meta(max_length=200)]


class Who(msgspec.Struct, frozen=True):
    """A demo person's address."""

    email: Email


class Jump(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far to move the demo's clock."""

    minutes: Annotated[int, msgspec.Meta(ge=1, le=60 * 24 * 30)]


class Token(msgspec.Struct, frozen=True):
    """A bearer token, good for ten minutes of the demo's clock."""

    token: str


class Moment(msgspec.Struct, frozen=True):
    """The demo's present moment, in UTC."""

    now: str


def cookie_for(email: str, keys: TokenKeys) -> Cookie:
    """Names the demo person to the pages; signed, unreadable to scripts, sent to this site only."""
    value = jwt.encode({"aud": "demo", "email": email}, keys.private[keys.current], algorithm="EdDSA")
    return host_cookie(COOKIE, value, max_age=int(STAY.total_seconds()))


def email_in(request: Request[Any, Any, Any], keys: TokenKeys) -> str | None:
    """The demo person whom the cookie names, if it is ours."""
    try:
        claims = jwt.decode(
            request.cookies.get(COOKIE, ""),
            keys.private[keys.current].public_key(),
            algorithms=["EdDSA"],
            audience="demo",
        )
        return person(claims["email"]).email
    except (jwt.InvalidTokenError, KeyError):
        return None


def visitors(keys: TokenKeys) -> Visitors:
    """Whom the pages' cookie stands for."""

    def visitor(request: Request[Any, Any, Any]) -> UUID | None:
        email = email_in(request, keys)
        return person(email).id if email else None

    return visitor


@get("/demo", include_in_schema=False)
async def people(request: Request[Any, Any, Any], token_keys: NamedDependency[TokenKeys]) -> Response[str]:
    """Who can sign in."""
    return paint(request, "people.html", organisations=ORGANISATIONS, current=email_in(request, token_keys))


@post("/demo", include_in_schema=False, status_code=303)
async def enter(data: URLEncodedBody[Who], token_keys: NamedDependency[TokenKeys]) -> Response[None]:
    """See as this person."""
    _known(data.email)
    response: Response[None] = Redirect("/", status_code=303)
    response.cookies.append(cookie_for(data.email, token_keys))
    return response


@get("/demo/as/{name:str}", include_in_schema=False, status_code=303)
async def follow_link(name: FromPath[str], token_keys: NamedDependency[TokenKeys]) -> Response[None]:
    """See as the person whose link the terminal printed: the part of the address before the @."""
    email = f"{name}@{DOMAIN}"
    _known(email)
    response: Response[None] = Redirect("/", status_code=303)
    response.cookies.append(cookie_for(email, token_keys))
    return response


@post("/demo/tokens", include_in_schema=False)
async def give_token(
    data: JSONBody[Who], token_keys: NamedDependency[TokenKeys], store: NamedDependency[Store]
) -> Token:
    """A bearer token for a demo person, by the server's own clock."""
    return Token(token_keys.sign(_known(data.email), store.clock.now()))


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


handlers = [people, enter, follow_link, give_token, move_clock, read_clock]
