"""Leaving: the session ends on this device, and what follows in the history is an empty page (SAF-12)."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from api.auth.caller import Visitors
from api.auth.leaving import leave
from api.browser.cookies import DEMO, SESSION, forget
from api.pages.frame import paint
from api.pages.visits import nobody_here
from service.store.store import Store


@get("/lock", include_in_schema=False)
async def lock_by_link(
    request: Request[Any, Any, Any], store: NamedDependency[Store], visitors: NamedDependency[Visitors]
) -> Response[str]:
    """The exit without script."""
    await _leave(request, store, visitors)
    return _locked(paint(request, "lock.html"))


@post("/lock", include_in_schema=False, status_code=204)
async def lock_by_beacon(
    request: Request[Any, Any, Any], store: NamedDependency[Store], visitors: NamedDependency[Visitors]
) -> Response[None]:
    """The exit's beacon: ends the session while the browser is already elsewhere."""
    await _leave(request, store, visitors)
    return _locked(Response(None, status_code=204))


async def _leave(request: Request[Any, Any, Any], store: Store, visitors: Visitors) -> None:
    await leave(request, store, visitors, "locked")
    nobody_here(request)


def _locked(response: Response[Any]) -> Response[Any]:
    forget(response, SESSION, DEMO)
    return response


handlers = [lock_by_link, lock_by_beacon]
