"""Whoever asks pays before the work begins: a source for every request, a member for theirs (ASVS 2.4.1, 15.2.2)."""

import math
from collections import OrderedDict
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from litestar import Request
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from api.auth.source import source_of
from api.browser.cookies import SESSION
from api.limits.costs import COSTS, DEAR, ORDINARY, name_of
from api.limits.purses import REMEMBERED, Purses
from api.problems import Refusal, render
from service.partners.attempts.taking import Attempt, take
from service.refusals import TOO_FAST, TOO_OFTEN, Refused
from service.settings import Settings
from service.store.store import Store

MEMBERS_BEHIND_A_SOURCE: Final = 10
"""A whole organisation may sit behind one address of the Internet: it has the purse of so many members."""
EXIT: Final = "/lock"
"""Whoever leaves in a hurry is not sent away because somebody else asks without end (SAF-12)."""


class Limits:
    """What members and sources have left to ask of this process, and of all replicas what is dear."""

    def __init__(self, store: Store, settings: Settings) -> None:
        most = settings.units_a_minute
        self._store = store
        self._members = Purses(most) if most else None
        self._sources = Purses(most * MEMBERS_BEHIND_A_SOURCE) if most else None
        self._exits = Purses(most * MEMBERS_BEHIND_A_SOURCE) if most else None
        self._tokens = Purses(most) if most else None
        self._genuine: OrderedDict[bytes, None] = OrderedDict()
        """Digests of the tokens that were found to be somebody's."""

    @property
    def counts(self) -> bool:
        """Whether anybody is counted at all."""
        return self._sources is not None

    async def ask(self, member_id: UUID, operation: str) -> Refused | None:
        """Pay for an operation of this member; the refusal when they asked too much.

        What is dear is counted in PostgreSQL, which every replica asks, and whoever is refused there has paid here.
        """
        if self._members is None:
            return None
        if wait := self._members.pay(str(member_id), COSTS.get(operation, ORDINARY)):
            return Refused(TOO_FAST, {"retry_after_seconds": wait})
        if (limit := DEAR.get(operation)) is None:
            return None
        (taken,) = await take(self._store, [Attempt(limit, str(member_id))])
        if taken.judged or taken.until is None:
            return None
        seconds = max(1.0, (taken.until - self._store.clock.now()).total_seconds())
        return Refused(
            TOO_OFTEN, {"retry_after_seconds": math.ceil(seconds), "minutes": math.ceil(seconds / 60)}
        )

    def knock(self, source: str, *, token: str = "", leaves: bool = False) -> Refused | None:
        """Pay for a request of this source, whatever it asks.

        A token that was somebody's a moment ago has a purse of its own first, and leaving has one for itself: a
        stranger who floods from behind the same address locks out no colleague of the house (SAF-12).
        """
        if self._sources is None or self._tokens is None or self._exits is None:
            return None
        if token and _digest(token) in self._genuine and not self._tokens.pay(_digest(token).hex(), ORDINARY):
            return None
        wait = (self._exits if leaves else self._sources).pay(source, ORDINARY)
        return Refused(TOO_FAST, {"retry_after_seconds": wait}) if wait else None

    def remember(self, *tokens: str) -> None:
        """These tokens are somebody's; the one longest unseen is forgotten past a number of them."""
        for digest in map(_digest, filter(None, tokens)):
            self._genuine[digest] = None
            self._genuine.move_to_end(digest)
        while len(self._genuine) > REMEMBERED:
            self._genuine.popitem(last=False)


async def asks(request: Request[Any, Any, Any], member_id: UUID) -> None:
    """This member asks for what the request is for: paid once a request. Raises `Refusal` (429)."""
    scope: Any = request.scope
    limits = request.app.state.get("limits")
    if limits is None or "relais_paid" in scope:
        return
    scope["relais_paid"] = True
    limits.remember(_token_of(request), scope.get("relais_successor") or "")
    operation = name_of(scope.get("route_handler"), request.method, scope.get("path_template", ""))
    if refused := await limits.ask(member_id, operation):
        raise Refusal(refused)


class Knocking(ASGIMiddleware):
    """Refuses a source that asks without end, before anybody is looked up."""

    def __init__(self, limits: Limits, settings: Settings) -> None:
        self._limits = limits
        self._settings = settings

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if scope["type"] != ScopeType.HTTP or not self._limits.counts or _asks_for_health(scope):
            await next_app(scope, receive, send)
            return
        request = Request[Any, Any, Any](scope, receive)
        source, leaves = source_of(request, self._settings), request.url.path == EXIT
        if refused := self._limits.knock(source, token=_token_of(request), leaves=leaves):
            answer = render(request, refused)
            await answer.to_asgi_response(None, request)(scope, receive, send)
            return
        await next_app(scope, receive, send)


def _token_of(request: Request[Any, Any, Any]) -> str:
    """What this request says who it is by, as the doors look for it; nothing where it says nothing."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else request.cookies.get(SESSION, "")


def _digest(token: str) -> bytes:
    return sha256(token.encode(errors="surrogateescape")).digest()


def _asks_for_health(scope: Scope) -> bool:
    """Whoever looks whether Relais lives is not sent away: that would take a busy replica for a dead one."""
    return "health" in (getattr(scope.get("route_handler"), "tags", None) or ())
