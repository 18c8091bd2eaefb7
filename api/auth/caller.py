"""Who is at the door: a bearer token, or the cookie of a session; a member that the transaction then looks up."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler

from api.auth.tokens import NotGenuine, TokenKeys
from api.browser.cookies import LEFT, SESSION
from api.doors import Caller, proof_of
from api.language import language_of
from api.limits.asking import asks
from api.problems import NOT_SIGNED_IN, Refusal
from service.partners.actor import Seat
from service.partners.sessions.commands import EndReused, Leave, end_reused, leave
from service.partners.sessions.recognising import BROWSER, Recognised, recognise
from service.partners.sessions.rules import Kind, SignedInBy
from service.partners.sessions.strangers import stranger_of
from service.refusals import Refused
from service.settings import Settings
from service.store.store import NotAMember, Store


@dataclass(frozen=True)
class Seated:
    """Who sits at a browser: the seat, how they came to it, and the longest that it lasts (UTC)."""

    seat: Seat
    kind: Kind
    signed_in_by: SignedInBy
    until: datetime


LISTENING = "/v1/live"
"""A page listens without anybody being there: its connections keep no session awake."""
REPAINTING = "x-live"
"""The header with which a page reads itself again because something changed elsewhere: nobody touched it."""
Visitors = Callable[[Request[Any, Any, Any]], Awaitable[Seated | None]]
"""Whom a browser's cookie stands for, if anybody."""


async def nobody(_: Request[Any, Any, Any]) -> Seated | None:
    """No cookie stands for anybody."""
    return None


def by_session(store: Store) -> Visitors:
    """Whom the cookie of a session stands for: one round trip a request, however often it is asked."""

    async def visitor(request: Request[Any, Any, Any]) -> Seated | None:
        scope: Any = request.scope
        if "relais_seated" not in scope:
            scope["relais_seated"] = await _seated(store, request)
        found = scope["relais_seated"]
        return found if isinstance(found, Seated) else None

    return visitor


async def _seated(store: Store, request: Request[Any, Any, Any]) -> Seated | None:
    token = request.cookies.get(SESSION)
    if LEFT in request.cookies:
        await _has_left(store, request, token)
        return None
    repaints = request.method == "GET" and request.headers.get(REPAINTING) == "1"
    counts = request.url.path != LISTENING and not repaints
    found = await recognise(store, token, BROWSER, counts=counts) if token else None
    if found is None:
        return None
    if found.outcome == "reused":
        await end_copied(store, found)
        return None
    if found.successor is not None:
        scope: Any = request.scope
        scope["relais_successor"] = found.successor
    return Seated(found.seat, found.kind, found.signed_in_by, found.ends_at)


async def _has_left(store: Store, request: Request[Any, Any, Any], token: str | None) -> None:
    """Whoever left by the exit is not here, even where the exit's own word is still on its way (SAF-12)."""
    scope: Any = request.scope
    scope["relais_left"] = True
    found = await recognise(store, token, BROWSER, counts=False) if token else None
    if found is not None and found.outcome == "reused":
        await end_copied(store, found)
    elif found is not None:
        with suppress(NotAMember):
            await store.run(leave, found.seat, Leave("locked"))


async def end_copied(store: Store, found: Recognised) -> None:
    """A token that was replaced has come back: end its session, and let the trail say so."""
    await store.run(
        end_reused, stranger_of(found.organisation_id), EndReused(found.member_id, found.session_id)
    )


async def provide_caller(request: Request[Any, Any, Any], store: NamedDependency[Store]) -> Caller:
    """The caller of `Authorization: Bearer …`, or of a session's cookie. Raises `Refusal` (401)."""
    found = request.scope.get("relais_caller")
    if isinstance(found, Caller):
        return found
    state = request.app.state
    keeper = _Doorkeeper(state["token_keys"], store, state["visitors"], state["settings"])
    return await _recognised(request, keeper)


async def signed_in(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """A guard: nobody's body or key is read before it is known whose it is, and that they may ask so much.

    Raises `Refusal` (401, 429).

    A door whose security is empty on purpose is open to everybody.
    """
    if getattr(handler, "security", None) == []:
        return
    state, request = connection.app.state, Request[Any, Any, Any](connection.scope)
    keeper = _Doorkeeper(state["token_keys"], state["store"], state["visitors"], state["settings"])
    scope: Any = connection.scope
    caller = scope["relais_caller"] = await _recognised(request, keeper)
    await asks(request, caller.member_id)


@dataclass(frozen=True)
class _Doorkeeper:
    token_keys: TokenKeys
    store: Store
    visitors: Visitors
    settings: Settings


async def _recognised(request: Request[Any, Any, Any], keeper: _Doorkeeper) -> Caller:
    """A bearer token comes before a cookie: whoever sends one means it."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return await _visitor(request, keeper.visitors)
    try:
        access = keeper.token_keys.verify(token.strip(), keeper.store.clock.now())
    except NotGenuine:
        raise Refusal(Refused(NOT_SIGNED_IN)) from None
    if access.session_id is None and keeper.settings.environment == "production":
        raise Refusal(
            Refused(NOT_SIGNED_IN)
        )  # a token outside of any session exists in the demo and in tests alone
    return Caller(access.member_id, language_of(request), access.until, access.session_id, proof_of(request))


async def _visitor(request: Request[Any, Any, Any], visitors: Visitors) -> Caller:
    """Who sits at the browser. What another site made it send was refused before (api/browser/same_origin.py)."""
    seated = await visitors(request)
    if seated is None:
        raise Refusal(Refused(NOT_SIGNED_IN))
    return Caller(
        seated.seat.member_id, language_of(request), seated.until, seated.seat.session_id, proof_of(request)
    )
