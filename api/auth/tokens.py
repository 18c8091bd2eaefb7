"""Access tokens: PyJWT, EdDSA, ten minutes, and a published key set so that keys can change without interruption."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

LIFETIME = timedelta(minutes=10)
ISSUER = "relais"
REMEMBERED = 5_000
"""Tokens whose signature need not be verified again; past that many, all are forgotten."""


LONGEST = 2_000
"""Characters; ours have about 350."""


class NotGenuine(Exception):
    """The token is not ours, is over, or is not a token at all."""


@dataclass(frozen=True)
class Access:
    """What a genuine token gives: a member, until a moment (UTC), within a session that must still live."""

    member_id: UUID
    until: datetime
    session_id: UUID | None = None
    """None in the demo and in tests alone."""


@dataclass(frozen=True)
class _Claims:
    """What a genuine token says: times in seconds of the epoch."""

    member_id: UUID
    issued: float
    ends: float
    session_id: UUID | None
    kid: str


@dataclass(frozen=True)
class Held:
    """The keys at one moment."""

    current: str
    private: Mapping[str, Ed25519PrivateKey]
    retired: Mapping[str, datetime]
    """Until when a key that no longer signs still verifies (UTC)."""

    def verifies(self, kid: str, now: datetime) -> bool:
        """Whether what this key signed is believed now."""
        until = self.retired.get(kid)
        return kid in self.private and (until is None or now < until)


class TokenKeys:
    """Signing keys by `kid`; `current` signs, all of them verify, each until its time if it has one."""

    def __init__(
        self,
        current: str,
        private: Mapping[str, Ed25519PrivateKey],
        retired: Mapping[str, datetime] | None = None,
    ) -> None:
        self._held = Held(current, private, retired or {})
        self._seen: dict[bytes, _Claims] = {}
        """Genuine tokens by their digest: a signature is verified once, the time each time."""

    def held(self) -> "Held":
        """The keys as they are now."""
        return self._held

    @property
    def current(self) -> str:
        """The key that signs."""
        return self.held().current

    @property
    def private(self) -> Mapping[str, Ed25519PrivateKey]:
        """Every key that may verify."""
        return self.held().private

    def sign(self, member_id: UUID, now: datetime, session_id: UUID | None = None) -> str:
        """A token for this member, good for ten minutes from `now`, and no longer than the session lives."""
        claims = {"iss": ISSUER, "sub": str(member_id), "iat": now, "exp": now + LIFETIME, "jti": uuid4().hex}
        if session_id is not None:
            claims["sid"] = str(session_id)
        held = self.held()
        return jwt.encode(
            claims, held.private[held.current], algorithm="EdDSA", headers={"kid": held.current}
        )

    def verify(self, token: str, now: datetime) -> Access:
        """Whom the token names, and until when. Raises `NotGenuine`."""
        if len(token) > LONGEST:
            raise NotGenuine
        held, digest = self.held(), sha256(token.encode("utf-8", "surrogatepass")).digest()
        claims = self._seen.get(digest) or self._remembered(digest, self._genuine(token))
        if not claims.issued <= now.timestamp() + 1 < claims.ends + 1 or not held.verifies(claims.kid, now):
            raise NotGenuine
        return Access(claims.member_id, datetime.fromtimestamp(claims.ends, UTC), claims.session_id)

    def _remembered(self, digest: bytes, claims: "_Claims") -> "_Claims":
        if len(self._seen) >= REMEMBERED:
            self._seen.clear()
        self._seen[digest] = claims
        return claims

    def _genuine(self, token: str) -> "_Claims":
        try:
            kid = jwt.get_unverified_header(token)["kid"]
            key = self.private[kid]
            claims = jwt.decode(
                token,
                key.public_key(),
                algorithms=["EdDSA"],
                issuer=ISSUER,
                options={"require": ["exp", "iat", "sub"], "verify_exp": False, "verify_iat": False},
            )
            sid = claims.get("sid")
            within = None if sid is None else UUID(sid)
            return _Claims(UUID(claims["sub"]), float(claims["iat"]), float(claims["exp"]), within, kid)
        except (jwt.InvalidTokenError, KeyError, ValueError, TypeError, AttributeError) as error:
            raise NotGenuine from error

    def published(self) -> dict[str, Any]:
        """The JSON Web Key Set (RFC 7517) that lets others verify our tokens."""
        return {"keys": [_public(kid, key) for kid, key in self.private.items()]}


def _public(kid: str, key: Ed25519PrivateKey) -> dict[str, str]:
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    x = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    return {"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": kid, "x": x}


def new_keys() -> TokenKeys:
    """One fresh key, for tests and for a first start."""
    return TokenKeys(kid := uuid4().hex[:12], {kid: Ed25519PrivateKey.generate()})
