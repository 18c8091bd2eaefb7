"""A request names one host, in the form of one (RFC 9112, section 3.2), and an address without control characters.

Anything else is met before anything reads it: no file is opened and no address composed with it.
"""

import re
from typing import Any, Final

import msgspec
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from api.language import preferred
from api.problems import BAD_INPUT, MEDIA_TYPE, problem
from service.refusals import Refused

_HOST: Final = re.compile(
    rb"(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])"
    rb"(?::(?:[0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?"
)
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f]")
_TOLD: Final = {
    language: msgspec.json.encode(problem(Refused(BAD_INPUT), language)) for language in ("fr", "en")
}


class OneHost:
    """Stands in front of the whole application, also of addresses that do not exist."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in what names one host, or none (HTTP/1.0, the health checks of a machine)."""
        if scope["type"] != ScopeType.HTTP or is_plain(scope):
            await self._app(scope, receive, send)
            return
        language = preferred(_first(scope, b"accept-language"))
        headers = [(b"content-type", MEDIA_TYPE.encode()), (b"content-language", language.encode())]
        await send({"type": "http.response.start", "status": 400, "headers": headers})
        await send({"type": "http.response.body", "body": _TOLD[language], "more_body": False})


def is_plain(scope: Any) -> bool:
    """Whether the request names at most one host, in the form of one, and a path that could be a path."""
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    one = not hosts or (len(hosts) == 1 and _HOST.fullmatch(hosts[0]) is not None)
    return one and _CONTROLS.search(scope["path"]) is None


def _first(scope: Any, wanted: bytes) -> str:
    found = (value for name, value in scope["headers"] if name == wanted)
    return next(found, b"").decode("latin-1")
