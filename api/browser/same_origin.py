"""Only our own pages may make a browser change something (ASVS 3.5.1, 3.5.3): the browser itself says where from.

Every browser of today sends `Sec-Fetch-Site`, which no page can forge, to https and to localhost. `Origin` is for the
one that does not. Forms of sign-in are held to it as well: nobody is signed in as somebody else behind their back.
"""

from typing import Any

from litestar import Request
from litestar.datastructures import Headers
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from api.browser.typed import typed
from api.problems import NOT_FROM_HERE, render
from service.refusals import Refused
from service.settings import Settings

SAFE = {"GET", "HEAD", "OPTIONS"}
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")
"""What a page of any other site can send without asking first."""


class SameOrigin(ASGIMiddleware):
    """Refuses what a browser was made to send by a page that is not ours, before any door is reached."""

    def __init__(self, settings: Settings) -> None:
        self._origin = settings.origin

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] in SAFE:
            await next_app(scope, receive, send)
            return
        request = Request[Any, Any, Any](scope, receive)
        if may_change(request, self._origin):
            await next_app(scope, receive, send)
            return
        answer = render(request, Refused(NOT_FROM_HERE), typed=await typed(request))
        await answer.to_asgi_response(None, request)(scope, receive, send)


def may_change(request: Request[Any, Any, Any], ours: str | None) -> bool:
    """Whether an unsafe request is our own page's, or comes from no browser at all.

    A bearer token proves intent only where no cookie comes along: no other site can add the header. What shows neither
    a cookie nor a browser's headers is a program, and is judged by the door it knocks at; a form is a browser's.
    """
    headers = request.headers
    cookies = "cookie" in headers
    if not cookies and headers.get("authorization", "").lower().startswith("bearer "):
        return True
    if (site := headers.get("sec-fetch-site")) is not None:
        return site == "same-origin"
    if (origin := headers.get("origin")) is not None:
        return _is_ours(origin, headers, ours)
    form = headers.get("content-type", "").lower().startswith(FORMS)
    return not cookies and (request.url.path.startswith("/v1/") or not form)


def _is_ours(origin: str, headers: Headers, ours: str | None) -> bool:
    if ours is not None:
        return origin == ours
    scheme, _, host = origin.partition("://")
    return scheme in {"http", "https"} and host == headers.get("host") != ""
