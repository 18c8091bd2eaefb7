"""What people see while the database is away: what is so, that nothing is done twice, and the form they filled in.

It may have been recorded after all: a connection can end between the commit and its word. So nobody is told that
nothing has changed. A form comes back whole, with the key that it had: sent again, it counts once.
"""

from typing import Any, Final

import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

from api.browser.typed import SECRET
from api.language import language_of
from api.pages.forms import fresh_key
from api.pages.frame import paint
from api.problems import on_defect, problem, reads_pages, render
from service.refusals import AWAY, Refused
from service.store.away import is_away

log = structlog.get_logger("relais.outage")

SOON: Final = 5
"""Seconds after which it is worth trying again."""
MOST: Final = 100
"""Fields of the longest form that comes back."""


def on_trouble(request: Request[Any, Any, Any], trouble: Exception) -> Response[Any]:
    """An outage is told as one; anything else that nobody foresaw is a defect."""
    if not is_away(trouble):
        return on_defect(request, trouble)
    scope: Any = request.scope
    log.warning("away", kind=type(trouble).__name__, request_id=scope.get("relais_request_id", ""))
    refused = Refused(AWAY, {"retry_after_seconds": SOON})
    return Page(refused) if reads_pages(request) else render(request, refused)


class Page(Response[Any]):
    """The page of an outage, painted once the form has been read."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(None, status_code=refused.reason.status)
        self._refused = refused

    def to_asgi_response(self, *_: Any, **__: Any) -> ASGIResponse:
        """Whoever handles an error cannot wait for a body; whoever answers can."""
        return _Painted(self._refused)


class _Painted(ASGIResponse):
    def __init__(self, refused: Refused) -> None:
        super().__init__(status_code=refused.reason.status)
        self._refused = refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request[Any, Any, Any](scope, receive)
        fields = await filled_in(request)
        page = paint(
            request,
            "problem.html",
            status=self._refused.reason.status,
            problem=problem(self._refused, language_of(request)),
            fields=(),
            typed=[value for name, value in fields if not name.startswith("_")],
            again=fields,
            posts=request.method == "POST",
        )
        page.headers["Retry-After"] = str(SOON)
        await page.to_asgi_response(None, request)(scope, receive, send)


async def filled_in(request: Request[Any, Any, Any]) -> list[tuple[str, str]]:
    """The fields of a page's form but its secrets, with the key of its intention; nothing where there is no form."""
    if request.method != "POST":
        return []
    try:
        posted = [(name, value) for name, value in (await request.form()).multi_items() if _kept(name, value)]
    except (HTTPException, ValueError):  # too large, or no form at all
        return []
    if not any(name == "_key" for name, _ in posted):
        posted.append(("_key", fresh_key()))
    return posted[:MOST]


def _kept(name: str, value: object) -> bool:
    if name.startswith("_"):
        return name in ("_key", "_page")
    return isinstance(value, str) and not name.startswith(SECRET)
