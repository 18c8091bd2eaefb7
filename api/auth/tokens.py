"""Access tokens: PyJWT, EdDSA, ten minutes, and a published key set so that keys can change without interruption."""

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

LIFETIME = timedelta(minutes=10)
ISSUER = "relais"
REMEMBERED = 5_000
"""Tokens whose signature need not be verified again; past that many, all are forgotten."""


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


@dataclass(frozen=True)
class TokenKeys:
    """Signing keys by `kid`; `current` signs, all of them verify."""

    current: str
    private: Mapping[str, Ed25519PrivateKey]
    _seen: dict[bytes, "_Claims"] = field(default_factory=dict, compare=False, repr=False)
    """Genuine tokens by their digest: a signature is verified once, the time each time."""

    def sign(self, member_id: UUID, now: datetime, session_id: UUID | None = None) -> str:
        """A token for this member, good for ten minutes from `now`, and no longer than the session lives."""
        claims = {"iss": ISSUER, "sub": str(member_id), "iat": now, "exp": now + LIFETIME, "jti": uuid4().hex}
        if session_id is not None:
            claims["sid"] = str(session_id)
        return jwt.encode(
            claims, self.private[self.current], algorithm="EdDSA", headers={"kid": self.current}
        )

    def verify(self, token: str, now: datetime) -> Access:
        """Whom the token names, and until when. Raises `NotGenuine`."""
        digest = sha256(token.encode()).digest()
        claims = self._seen.get(digest) or self._remembered(digest, self._genuine(token))
        if not claims.issued <= now.timestamp() + 1 < claims.ends + 1:
            raise NotGenuine
        return Access(claims.member_id, datetime.fromtimestamp(claims.ends, UTC), claims.session_id)

    def _remembered(self, digest: bytes, claims: "_Claims") -> "_Claims":
        if len(self._seen) >= REMEMBERED:
            self._seen.clear()
        self._seen[digest] = claims
        return claims

    def _genuine(self, token: str) -> "_Claims":
        try:
            key = self.private[jwt.get_unverified_header(token)["kid"]]
            claims = jwt.decode(
                token,
                key.public_key(),
                algorithms=["EdDSA"],
                issuer=ISSUER,
                options={"require": ["exp", "iat", "sub"], "verify_exp": False, "verify_iat": False},
            )
            sid = claims.get("sid")
            within = None if sid is None else UUID(sid)
            return _Claims(UUID(claims["sub"]), float(claims["iat"]), float(claims["exp"]), within)
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


def keys_in(folder: Path) -> TokenKeys:
    """The keys kept in this folder, made at the first start; the last by name signs. Readable by the owner only."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "tokens.json"
    if not path.exists():
        _write_once(path, new_keys())
    kept = json.loads(path.read_text())
    private = {kid: load_pem_private_key(pem.encode(), None) for kid, pem in kept["keys"].items()}
    return TokenKeys(kept["current"], {k: v for k, v in private.items() if isinstance(v, Ed25519PrivateKey)})


def _write_once(path: Path, keys: TokenKeys) -> None:
    """Two processes may start at once: the first file stays."""
    text = json.dumps(
        {
            "current": keys.current,
            "keys": {
                kid: key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
                for kid, key in keys.private.items()
            },
        }
    )
    draft = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
