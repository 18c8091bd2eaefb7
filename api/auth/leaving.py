"""Leaving a browser: its session ends on the server, whatever the browser keeps."""

from typing import Any, Literal

from litestar import Request

from api.auth.caller import Seated, Visitors
from service.partners.codes.queries import has_code
from service.partners.sessions.commands import Leave
from service.partners.sessions.commands import leave as leave_session
from service.store.store import NotAMember, Store

EVERYTHING = '"cache", "cookies", "storage"'
"""What a browser forgets at signing out (SAF-12). Leaving by the exit waits for none of it: Chrome was seen to take
25 seconds over its cache, and whoever leaves in a hurry must be gone at once."""
BUT_COOKIES = '"cache", "storage"'


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


async def what_to_forget(store: Store, seated: Seated | None) -> str:
    """Everything; but who signs in by codes keeps what makes this device known, or no code would open it again."""
    if seated is None:
        return EVERYTHING
    try:
        async with store.reading(seated.seat) as session:
            return BUT_COOKIES if await has_code(session) else EVERYTHING
    except NotAMember:
        return EVERYTHING
