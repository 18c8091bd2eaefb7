"""Listens to one request and its answer: which address, which title, and which secrets passed."""

import html
import re
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, unquote

import msgspec
from litestar.types import Message, Receive, Scope, Send

from tests.quality.leaks.gathered import Gathered

SECRET_FIELDS = {
    "address": "address",
    "arrival_point": "arrival point",
    "canary": "canary",
    "code": "code",
    "duty_number": "duty number",
    "email": "e-mail",
    "enrolment_code": "enrolment code",
    "invitation": "invitation",
    "invitation_code": "invitation",
    "note": "note",
    "pin": "PIN",
    "recovery_code": "recovery code",
    "recovery_codes": "recovery code",
    "refresh_token": "token",
    "secret": "secret",
    "token": "token",
    "access_token": "token",
}
A_SECRET_CODE = re.compile(r"[0-9]{6}|[2-9B-DF-HJ-NP-TV-Z]{3}-[2-9B-DF-HJ-NP-TV-Z]{3}|(?![a-z_]+$).{16,}")
"""Six digits of an app, a case's, a long one. Regions have codes too, and the random reference of a request or a payee,
which an auditor asks for by name, is opaque like an id: it names nothing and opens nothing. A code of the code book
(`travel_international`) is a word of ours."""
IN_WORDS = re.compile(r".*[\d ].*", re.S)
"""An address, a note: one plain word would be found wherever it is used."""
FORM_OF = {"code": A_SECRET_CODE, **dict.fromkeys(("address", "arrival_point", "note"), IN_WORDS)}
ANYTHING = re.compile(r".*", re.S)
TITLE = re.compile(r"<title>(.*?)</title>", re.S)
GIVEN = re.compile(r"\b(?:href|action|formaction|src)=\"(?!tel:)([^\"#]+)")
"""What a touch opens. A number to call is no address: it is shown to be called, and goes to no server."""
SHOWN_ONCE = re.compile(r"<[a-z]+ class=\"secret[^\"]*\"[^>]*>([^<]+)<")
MOST = 300_000
"""Bytes of a body that are looked at."""


class Exchange:
    """One request; wrap `receive` and `send`, then call `note`."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.asked = bytearray()
        self.answered = bytearray()
        self.status = 0
        self.headers: dict[bytes, list[str]] = {}

    def receiving(self, receive: Receive) -> Receive:
        async def received() -> Any:
            message = await receive()
            if message["type"] == "http.request" and len(self.asked) < MOST:
                self.asked += message.get("body", b"")
            return message

        return received

    def sending(self, send: Send) -> Send:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.status = message["status"]
                for name, value in message["headers"]:
                    self.headers.setdefault(name.lower(), []).append(value.decode("latin-1"))
            elif message["type"] == "http.response.body" and self._read() and len(self.answered) < MOST:
                self.answered += message.get("body", b"")
            await send(message)

        return sent

    def _read(self) -> bool:
        kind = self._first(b"content-type")
        return kind.startswith(("text/html", "application/json", "application/problem+json"))

    def _first(self, name: bytes) -> str:
        return self.headers.get(name, [""])[0]

    def note(self, gathered: Gathered) -> None:
        """An address that a test made up is judged when the application accepted it; one that we gave, always."""
        if self.status and self.status < 400:
            query = self.scope["query_string"].decode("latin-1")
            gathered.address(unquote(f"{self.scope['path']}?{query}"))
        for given in self.headers.get(b"location", []):
            gathered.address(unquote(given))
        self._cookies(gathered)
        for name, value in self._fields():
            if FORM_OF.get(name, ANYTHING).fullmatch(str(value)):
                gathered.secret(SECRET_FIELDS[name], value)
        if self._first(b"content-type").startswith("text/html"):
            self._page(gathered)

    def _page(self, gathered: Gathered) -> None:
        packed = self._first(b"content-encoding") == "gzip"
        body = zlib.decompressobj(wbits=31).decompress(self.answered) if packed else self.answered
        text = body.decode("utf-8", "replace")
        gathered.titles |= {html.unescape(title).strip() for title in TITLE.findall(text)}
        for given in GIVEN.findall(text):
            gathered.address(unquote(html.unescape(given)))
        for shown in SHOWN_ONCE.findall(text):
            gathered.secret("shown once", html.unescape(shown))

    def _cookies(self, gathered: Gathered) -> None:
        for cookie in self.headers.get(b"set-cookie", []):
            name, _, rest = cookie.partition("=")
            value = rest.partition(";")[0].strip('"')
            if name.startswith("__Host-relais") and len(value) >= 16:
                gathered.secret("cookie", value)

    def _fields(self) -> Iterator[tuple[str, Any]]:
        kind = dict(self.scope["headers"]).get(b"content-type", b"")
        if kind.startswith(b"application/x-www-form-urlencoded"):
            pairs = parse_qsl(self.asked.decode("utf-8", "replace"))
            yield from ((name, value) for name, value in pairs if name in SECRET_FIELDS)
        elif kind.startswith(b"application/json"):
            yield from _sensitive(_json(self.asked))
        if self._first(b"content-type").startswith("application/json"):
            yield from _sensitive(_json(self.answered))


def _json(body: bytearray) -> Any:
    try:
        return msgspec.json.decode(bytes(body))
    except (msgspec.DecodeError, RecursionError):
        return None


def _sensitive(value: Any, depth: int = 0) -> Iterator[tuple[str, Any]]:
    if depth > 12:
        return
    if isinstance(value, dict):
        for name, item in value.items():
            if name in SECRET_FIELDS and isinstance(item, str | list):
                yield name, item
            else:
                yield from _sensitive(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from _sensitive(item, depth + 1)
