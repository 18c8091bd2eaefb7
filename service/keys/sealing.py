"""Sealing bytes under a data key with AES-256-GCM (FND-09, CNF-11).

A sealed record is `version (1) ‖ key id (16) ‖ nonce (12) ‖ ciphertext and tag`. The key id travels in the
record and is bound by the associated data, so a record can neither be read under another key nor be moved.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from os import urandom
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.events import Root

VERSION = b"\x01"
KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
_HEAD = 1 + 16


class CannotOpenError(Exception):
    """The bytes were altered, belong elsewhere, or were sealed under another key. Never says which."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """The key of one subject (a case, a shelter, an envelope …) under one root, unwrapped."""

    id: UUID
    root: Root
    subject: UUID
    secret: bytes = field(repr=False)
    _cipher: AESGCM = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Set the cipher up once: a key is used many times."""
        if len(self.secret) != KEY_BYTES:
            raise ValueError(f"a data key is {KEY_BYTES} bytes")
        object.__setattr__(self, "_cipher", AESGCM(self.secret))

    @property
    def cipher(self) -> AESGCM:
        """The cipher under this key."""
        return self._cipher


def seal(key: DataKey, plaintext: bytes, associated: bytes) -> bytes:
    """The plaintext sealed; `associated` says where the record belongs and must be given again to open it."""
    nonce = urandom(NONCE_BYTES)
    head = VERSION + key.id.bytes
    return head + nonce + key.cipher.encrypt(nonce, plaintext, head + associated)


def open_(key: DataKey, sealed: bytes, associated: bytes) -> bytes:
    """The plaintext of a sealed record; raises CannotOpenError."""
    head, nonce, rest = sealed[:_HEAD], sealed[_HEAD : _HEAD + NONCE_BYTES], sealed[_HEAD + NONCE_BYTES :]
    if head != VERSION + key.id.bytes or len(rest) < TAG_BYTES:
        raise CannotOpenError
    try:
        return key.cipher.decrypt(nonce, rest, head + associated)
    except InvalidTag as altered:
        raise CannotOpenError from altered


def key_id_of(sealed: bytes) -> UUID:
    """Which data key a sealed record says it needs; raises CannotOpenError when it is no sealed record."""
    if len(sealed) < _HEAD + NONCE_BYTES + TAG_BYTES or sealed[:1] != VERSION:
        raise CannotOpenError
    return UUID(bytes=sealed[1:_HEAD])


def fresh_secret() -> bytes:
    """The secret of a new data key."""
    return urandom(KEY_BYTES)


def wrap(root_key: bytes, key: DataKey) -> bytes:
    """The data key sealed under its root key, to be stored; bound to its id, root and subject."""
    nonce = urandom(NONCE_BYTES)
    return nonce + AESGCM(root_key).encrypt(nonce, key.secret, _place(key.id, key.root, key.subject))


def unwrap(root_key: bytes, wrapped: bytes, key_id: UUID, root: Root, subject: UUID) -> DataKey:
    """The data key of a stored wrapping; raises CannotOpenError under another root key or place."""
    try:
        secret = AESGCM(root_key).decrypt(
            wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], _place(key_id, root, subject)
        )
    except (InvalidTag, ValueError) as altered:
        raise CannotOpenError from altered
    return DataKey(key_id, root, subject, secret)


def _place(key_id: UUID, root: Root, subject: UUID) -> bytes:
    return b"relais data key 1\n" + root.encode() + b"\n" + key_id.bytes + subject.bytes
