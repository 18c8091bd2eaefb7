"""Who is at the door: from the bearer token, to a member that the transaction then looks up."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler

from api.auth.tokens import LIFETIME, NotGenuine, TokenKeys
from api.doors import Caller, proof_of
from api.language import language_of
from api.problems import NOT_SIGNED_IN, Refusal
from service.refusals import Refused
from service.store.store import Store

Visitors = Callable[[Request[Any, Any, Any]], UUID | None]
"""Whom a browser's cookie stands for, if anybody."""


def nobody(_: Request[Any, Any, Any]) -> UUID | None:
    """No cookie stands for anybody."""
    return None


def provide_caller(
    request: Request[Any, Any, Any],
    token_keys: NamedDependency[TokenKeys],
    store: NamedDependency[Store],
    visitors: NamedDependency[Visitors],
) -> Caller:
    """The caller of `Authorization: Bearer …`. Raises `Refusal` (401)."""
    found = request.scope.get("relais_caller")
    return found if isinstance(found, Caller) else _recognised(request, token_keys, store, visitors)


async def signed_in(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """A guard: nobody's body or key is read before it is known whose it is. Raises `Refusal` (401).

    A door whose security is empty on purpose is open to everybody. It waits for nothing, and is a coroutine because
    Litestar would otherwise send every request through a thread.
    """
    if getattr(handler, "security", None) == []:
        return
    state, request = connection.app.state, Request[Any, Any, Any](connection.scope)
    who = _recognised(request, state["token_keys"], state["store"], state["visitors"])
    connection.scope["relais_caller"] = who  # type: ignore[typeddict-unknown-key]


def _recognised(
    request: Request[Any, Any, Any], token_keys: TokenKeys, store: Store, visitors: Visitors
) -> Caller:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return _visitor(request, visitors, store.clock.now())
    try:
        access = token_keys.verify(token.strip(), store.clock.now())
    except NotGenuine:
        raise Refusal(Refused(NOT_SIGNED_IN)) from None
    return Caller(access.member_id, language_of(request), access.until, proof=proof_of(request))


def _visitor(request: Request[Any, Any, Any], visitors: Visitors, now: datetime) -> Caller:
    """Who a page's own request comes from. A cookie reads and never changes: it can be sent without being meant."""
    member_id = visitors(request) if request.method == "GET" else None
    if member_id is None:
        raise Refusal(Refused(NOT_SIGNED_IN))
    return Caller(member_id, language_of(request), now + LIFETIME)
