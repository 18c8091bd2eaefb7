"""Pushes leave without a word in them: the phone itself shows the neutral line, so nothing is encrypted, read or kept.

RFC 8030 for the message, RFC 8292 (VAPID) for who sends it. The address of a device names a host that we then call:
only the services of browsers' makers are called, whatever a device says.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import urlsplit

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from service.messages.outbox import Failed, Hopeless, NotYet, Unreachable

if TYPE_CHECKING:
    from service.clock import Clock

SERVICES: Final = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "web.push.apple.com",
    "notify.windows.com",
)
"""The services of the makers of browsers; each may have names in front."""
_HOST: Final = re.compile(r"(?:(?!xn--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){2,10}[a-z]{2,20}")
_PLAIN: Final = re.compile(r"[!-\[\]-~]{1,1000}")
"""Visible ASCII without a backslash, as a browser gives an address: what two parsers may read differently is refused,
because the one that judges is not the one that calls."""
SECONDS: Final = 15.0
SIGNED_FOR: Final = timedelta(hours=12)
"""Less than the day that RFC 8292 allows."""
TOPIC: Final = "relais"
"""A later push takes the place of one that was not delivered: there is one line, and it says nothing."""
REST: Final = timedelta(seconds=30)


class Gone(Exception):
    """The device takes no more pushes, and never will again (404 or 410)."""


class PushChannel(Protocol):
    """Rings one device, which then shows the neutral line.

    Raises `Gone`, or `Failed`, `NotYet` or `Hopeless` of the outbox.
    """

    @property
    def public_key(self) -> str:
        """What a browser asks for before it gives an address: our key, as base64url of the uncompressed point."""
        ...

    async def ring(self, endpoint: str, kept_for: timedelta) -> None: ...


def is_of_a_service(endpoint: str) -> bool:
    """Whether an address is one of a browser maker's service, over TLS on its usual port, and nothing else."""
    if not _PLAIN.fullmatch(endpoint):
        return False
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    known = any(host == name or host.endswith(f".{name}") for name in SERVICES)
    plain = parts.username is None and parts.password is None and not parts.fragment
    return parts.scheme == "https" and port in {None, 443} and known and plain and bool(_HOST.fullmatch(host))


@dataclass(frozen=True)
class VapidKey:
    """Who we are to the services: a key on P-256, and where their people may write to us."""

    private: EllipticCurvePrivateKey = field(repr=False)
    contact: str

    @classmethod
    def of_pem(cls, pem: bytes, contact: str) -> VapidKey:
        """From a PEM file. Raises `ValueError` when it holds no key on P-256."""
        private = load_pem_private_key(pem, password=None)
        if not isinstance(private, EllipticCurvePrivateKey) or not isinstance(private.curve, SECP256R1):
            raise ValueError("a key on P-256 is needed")
        return cls(private, contact)

    @property
    def public(self) -> str:
        point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return base64.urlsafe_b64encode(point).rstrip(b"=").decode()

    def signed(self, endpoint: str, clock: Clock) -> str:
        """The header that names us to the service of this address, and to no other."""
        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int((clock.now() + SIGNED_FOR).timestamp()),
            "sub": self.contact,
        }
        return f"vapid t={jwt.encode(claims, self.private, 'ES256')}, k={self.public}"


class WebPush:
    """The channel over the services themselves. `transport` replaces the network (the tests)."""

    def __init__(
        self, key: VapidKey, clock: Clock, *, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._key, self._clock = key, clock
        self._http = httpx.AsyncClient(transport=transport, timeout=SECONDS, follow_redirects=False)

    @property
    def public_key(self) -> str:
        return self._key.public

    async def close(self) -> None:
        """Give back the connections."""
        await self._http.aclose()

    async def ring(self, endpoint: str, kept_for: timedelta) -> None:
        """Hand one push over, without a body, to be kept for a phone that is off no longer than the question is open.

        Raises `Gone`; `NotYet` when there are too many; `Hopeless` when our key is refused; else `Failed`.
        """
        if not is_of_a_service(endpoint):
            raise Gone
        headers = {
            "Authorization": self._key.signed(endpoint, self._clock),
            "TTL": str(max(0, int(kept_for.total_seconds()))),
            "Urgency": "high",
            "Topic": TOPIC,
        }
        try:
            answer = await self._http.post(endpoint, headers=headers)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            raise Unreachable("push_unreachable") from None
        except (httpx.HTTPError, httpx.InvalidURL):
            raise Failed("push_unreachable") from None
        _accepted(answer.status_code)


def _accepted(status: int) -> None:
    match status:
        case 200 | 201 | 202 | 204:
            return
        case 404 | 410:
            raise Gone
        case 429:
            raise NotYet("push_too_many", REST)
        case 401 | 403:
            raise Hopeless("push_credentials")
        case _:
            raise Failed("push_service")
