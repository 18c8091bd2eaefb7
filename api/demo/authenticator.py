"""A passkey in software: what a phone does when it registers and signs in, for the demo's people and for tests.

It speaks the JSON documents of WebAuthn (Level 3, 5.1): the options that a server gives, the credential that a browser
answers. The key is in memory, so it protects nobody: it exists in the demo and in tests alone.
"""

from __future__ import annotations

import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

USER_PRESENT, USER_VERIFIED, BACKUP_ELIGIBLE, BACKED_UP, ATTESTED = 0x01, 0x04, 0x08, 0x10, 0x40
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve P-256 (FIPS 186-5)."""


def b64(raw: bytes) -> str:
    """Base64url without padding, as WebAuthn writes bytes in JSON."""
    return urlsafe_b64encode(raw).decode().rstrip("=")


def unb64(text: str) -> bytes:
    """The bytes of such a text."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Authenticator:
    """One passkey for one site. With a `seed` it is the same one at every start.

    `counts`: whether it counts its signatures, as a security key does and a synchronised passkey does not.
    `verifies`: whether it asks its owner for a fingerprint or a PIN.
    """

    def __init__(
        self, origin: str, *, seed: bytes | None = None, counts: bool = False, verifies: bool = True
    ) -> None:
        seed = seed or secrets.token_bytes(32)
        number = int.from_bytes(hmac.digest(seed, b"passkey: key", "sha512"), "big") % (_ORDER - 1) + 1
        self.origin = origin
        self.rp_id = urlsplit(origin).hostname or ""
        self.credential_id = hmac.digest(seed, b"passkey: id", "sha256")
        self.handle: bytes | None = None
        self.count = 0
        self.counts = counts
        self.verifies = verifies
        self._key = ec.derive_private_key(number, ec.SECP256R1())

    def create(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """The credential of `navigator.credentials.create()`, without attestation."""
        self.rp_id = options["rp"]["id"]
        self.handle = unb64(options["user"]["id"])
        client = self._client_data("webauthn.create", options["challenge"])
        length = len(self.credential_id).to_bytes(2, "big")
        attested = bytes(16) + length + self.credential_id + self._public_key()
        data = self._authenticator_data(ATTESTED) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        response = {
            "clientDataJSON": b64(client),
            "attestationObject": b64(attestation),
            "transports": ["internal"],
        }
        return self._credential(response)

    def get(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """The credential of `navigator.credentials.get()`."""
        client = self._client_data("webauthn.get", options["challenge"])
        data = self._authenticator_data(0)
        signature = self._key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": b64(client),
            "authenticatorData": b64(data),
            "signature": b64(signature),
            "userHandle": b64(self.handle) if self.handle else None,
        }
        return self._credential(response)

    def _credential(self, response: dict[str, Any]) -> dict[str, Any]:
        known = b64(self.credential_id)
        return {
            "id": known,
            "rawId": known,
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": response,
        }

    def _client_data(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said, separators=(",", ":")).encode()

    def _authenticator_data(self, more: int) -> bytes:
        if self.counts:
            self.count += 1
        flags = more | USER_PRESENT | (USER_VERIFIED if self.verifies else 0)
        flags |= 0 if self.counts else BACKUP_ELIGIBLE | BACKED_UP
        return sha256(self.rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _public_key(self) -> bytes:
        """COSE (RFC 9053): EC2, ES256, P-256."""
        numbers = self._key.public_key().public_numbers()
        return cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        )
