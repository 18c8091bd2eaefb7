"""The ids of the live stream's events: sealed positions, because a bare sequence would say how much happens."""

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass
from datetime import UTC, datetime
from os import urandom
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from api.auth.tokens import TokenKeys
from service.messages.tellings import Position

_LAYOUT = struct.Struct(">QQq")
_NONCE = 12
_LENGTH = _NONCE + _LAYOUT.size + 16


@dataclass(frozen=True)
class Place:
    """Where a listener was, and when."""

    position: Position
    at: datetime


class Seals:
    """Seals the positions of one member. Another member's id, or another deployment's, opens to nothing.

    Each member has keys of their own, derived from the token keys: so no key seals so often that a random nonce
    could repeat, and ids go on opening while the token keys are replaced.
    """

    def __init__(self, token_keys: TokenKeys, member_id: UUID) -> None:
        kids = [token_keys.current, *(kid for kid in token_keys.private if kid != token_keys.current)]
        self._ciphers = [AESGCM(_derived(token_keys, kid, member_id)) for kid in kids]

    def seal(self, place: Place) -> str:
        """The opaque id of a place; always of the same length."""
        nonce = urandom(_NONCE)
        plain = _LAYOUT.pack(place.position.xid, place.position.id, int(place.at.timestamp()))
        return urlsafe_b64encode(nonce + self._ciphers[0].encrypt(nonce, plain, None)).decode().rstrip("=")

    def open(self, id: str) -> Place | None:
        """The place of an id that this class sealed for this member, else `None`."""
        try:
            sealed = urlsafe_b64decode(id.encode("ascii") + b"=" * (-len(id) % 4))
        except (Error, ValueError):
            return None
        if len(sealed) != _LENGTH:
            return None
        for cipher in self._ciphers:
            try:
                xid, row, at = _LAYOUT.unpack(cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], None))
            except InvalidTag:
                continue
            return Place(Position(xid, row), datetime.fromtimestamp(at, UTC))
        return None


def _derived(token_keys: TokenKeys, kid: str, member_id: UUID) -> bytes:
    secret = token_keys.private[kid].private_bytes_raw()
    return HKDF(SHA256(), 32, salt=None, info=b"relais live ids 1\n" + member_id.bytes).derive(secret)
