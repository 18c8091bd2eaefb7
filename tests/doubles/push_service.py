"""A double of a browser maker's push service: reads who sends (VAPID), keeps what was rung, and fails when told to.

What it knows: 201 for a push taken, 400 for one without TTL, 403 for a signature that is not of the key it names or not
for this service, 404 and 410 for a device that is gone, 413 for a body that is too long, 429 when there are too many.
"""

import base64
from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePublicKey,
    generate_private_key,
)

from service.clock import Clock
from service.messages.channels.push import VapidKey, WebPush

CONTACT = "mailto:aide@relais.test"

OURS = VapidKey(generate_private_key(SECP256R1()), CONTACT)


@dataclass(frozen=True)
class Rung:
    """One push as the service saw it."""

    endpoint: str
    body: bytes
    kept_for: timedelta
    topic: str


@dataclass
class PushDouble:
    """`faults` are statuses, or None for a line that breaks; each is used up by one call."""

    clock: Clock
    key: VapidKey = OURS
    rung: list[Rung] = field(default_factory=list)
    faults: deque[int | None] = field(default_factory=deque)
    gone: set[str] = field(default_factory=set)

    def channel(self) -> WebPush:
        """The adapter under test, which talks to this double."""
        return WebPush(self.key, self.clock, transport=httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        endpoint = str(request.url)
        if self.faults:
            fault = self.faults.popleft()
            if fault is None:
                raise httpx.ConnectTimeout("no answer", request=request)
            return httpx.Response(fault, headers={"Location": "http://169.254.169.254/"})
        if not self._believes(request):
            return httpx.Response(403)
        if endpoint in self.gone:
            return httpx.Response(410)
        if not request.headers.get("ttl", "").isdecimal():
            return httpx.Response(400)
        kept_for = timedelta(seconds=int(request.headers["ttl"]))
        self.rung.append(Rung(endpoint, request.content, kept_for, request.headers["topic"]))
        return httpx.Response(201, headers={"Location": f"{endpoint}/message"})

    def _believes(self, request: httpx.Request) -> bool:
        scheme, _, rest = request.headers["authorization"].partition(" ")
        parts = dict(each.strip().split("=", 1) for each in rest.split(","))
        try:
            claims: dict[str, Any] = jwt.decode(
                parts["t"],
                EllipticCurvePublicKey.from_encoded_point(SECP256R1(), _bytes(parts["k"])),
                ["ES256"],
                audience=f"{request.url.scheme}://{request.url.netloc.decode()}",
                options={"verify_exp": False},
            )
        except jwt.InvalidTokenError:
            return False
        left = claims["exp"] - self.clock.now().timestamp()
        return scheme == "vapid" and 0 < left <= 86400 and claims["sub"] == CONTACT


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
