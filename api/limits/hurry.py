"""No request takes for ever: whoever sends, waits or is waited for is let go after a while (ASVS 15.2.2, 16.5.2)."""

import asyncio
from typing import Any, Final

from litestar import Request
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import render
from service.refusals import AWAY, Refused

WHOLE: Final = 60.0
"""Seconds from the head of a request to the end of its answer; a statement has 15 (`service/store/store.py`)."""
AGAIN: Final = 5
"""Seconds until it is worth asking again."""
WITHOUT_END: Final = frozenset({"read_live"})
"""What is open until its reader leaves, or their access ends."""


class Hurry(ASGIMiddleware):
    """Ends what takes longer. A transaction that was open is rolled back; one that was committed is found again by its
    idempotency key."""

    def __init__(self, seconds: float = WHOLE) -> None:
        self._seconds = seconds

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        endless = getattr(scope.get("route_handler"), "operation_id", None) in WITHOUT_END
        if scope["type"] != ScopeType.HTTP or endless:
            await next_app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        limit = asyncio.timeout(self._seconds)
        try:
            async with limit:
                await next_app(scope, receive, watched)
        except TimeoutError:
            if begun or not limit.expired():
                raise
            request = Request[Any, Any, Any](scope, receive)
            answer = render(request, Refused(AWAY, {"retry_after_seconds": AGAIN}))
            await answer.to_asgi_response(None, request)(scope, receive, send)
