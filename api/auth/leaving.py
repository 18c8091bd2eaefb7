"""Leaving a browser: its session ends on the server, whatever the browser keeps."""

from typing import Any, Literal

from litestar import Request

from api.auth.caller import Visitors
from service.partners.sessions.commands import Leave
from service.partners.sessions.commands import leave as leave_session
from service.store.store import NotAMember, Store


async def leave(
    request: Request[Any, Any, Any],
    store: Store,
    visitors: Visitors,
    why: Literal["left", "locked", "signed_in_again"],
) -> None:
    """End the session of this browser, if it has one that lives. Leaving never fails (SAF-12)."""
    seated = await visitors(request)
    scope: Any = request.scope
    scope.pop("relais_successor", None)
    if seated is None or seated.seat.session_id is None:
        return
    try:
        await store.run(leave_session, seated.seat, Leave(why))
    except NotAMember:
        return
