"""A double of the provider of texts: takes them as the usual one does, signs what it tells, and fails when told to.

It answers from memory over httpx's own transport, so the adapter speaks real HTTP to it. What it knows of the provider:
the `Messages` resource answers 201 with a `sid`; refusals carry `code`; notices are forms signed in
`X-Twilio-Signature`; they come twice, late, and out of order.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from itertools import count
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode

import httpx

from service.messages.channels.texts import Account, HttpTexts, signature_of

Fault = Literal[
    "too_many", "broken", "lost_after", "lost_before", "stopped", "no_number", "credentials", "strange"
]
WHERE = "http://relais.test"
ACCOUNT = Account("AC00000000000000000000000000000000", "a-secret-token", "+15145550100")


@dataclass(frozen=True)
class Taken:
    """A text that the provider took."""

    sid: str
    to: str
    body: str


@dataclass
class TextsDouble:
    """`faults` are used up one by one, each by one call."""

    taken: list[Taken] = field(default_factory=list)
    faults: deque[Fault] = field(default_factory=deque)
    callbacks: list[str] = field(default_factory=list)
    _ids: Any = field(default_factory=lambda: count(1))

    def channel(self) -> HttpTexts:
        """The adapter under test, which talks to this double."""
        return HttpTexts(
            "https://texts.test",
            ACCOUNT,
            status_url=f"{WHERE}/v1/webhooks/texts/status",
            transport=httpx.MockTransport(self._answer),
        )

    def bodies(self) -> list[str]:
        """What was sent, in order."""
        return [each.body for each in self.taken]

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if not request.headers.get("authorization", "").startswith("Basic "):
            return httpx.Response(401, json={"code": 20003, "status": 401})
        fault = self.faults.popleft() if self.faults else None
        match fault:
            case "too_many":
                return httpx.Response(429, headers={"Retry-After": "7"}, json={"code": 20429})
            case "broken":
                return httpx.Response(503, text="<html>")
            case "lost_before":
                raise httpx.ConnectTimeout("no answer", request=request)
            case "stopped":
                return httpx.Response(400, json={"code": 21610})
            case "no_number":
                return httpx.Response(400, json={"code": 21211})
            case "credentials":
                return httpx.Response(401, json={"code": 20003})
            case "strange":
                return httpx.Response(201, json={"sid": 7})
        taken = self._take(request)
        if fault == "lost_after":
            raise httpx.ReadTimeout("no answer", request=request)
        return httpx.Response(201, json={"sid": taken.sid, "status": "queued", "error_code": None})

    def _take(self, request: httpx.Request) -> Taken:
        form = dict(parse_qsl(request.content.decode()))
        assert request.url.path == f"/2010-04-01/Accounts/{ACCOUNT.name}/Messages.json"
        assert form["From"] == ACCOUNT.sender
        self.callbacks.append(form["StatusCallback"])
        taken = Taken(f"SM{next(self._ids):032}", form["To"], form["Body"])
        self.taken.append(taken)
        return taken


def notice(sender: str, body: str, sid: str, sent: datetime | None = None) -> dict[str, str]:
    """The form of a text that came."""
    form = {"MessageSid": sid, "From": sender, "To": ACCOUNT.sender, "Body": body, "NumSegments": "1"}
    return form if sent is None else {**form, "DateSent": format_datetime(sent)}


async def tell(
    client: httpx.AsyncClient, path: str, form: dict[str, str], *, token: str = ACCOUNT.token
) -> httpx.Response:
    """Call our door with a notice, signed."""
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Twilio-Signature": signature_of(token, WHERE + path, form),
    }
    return await client.post(path, content=urlencode(form), headers=headers)
