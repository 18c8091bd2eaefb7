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
HEAD_BYTES = 1 + 16


class CannotOpenError(Exception):
    """The bytes were altered, belong elsewhere, or were sealed under another key. Never says which."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """The key of one subject (a case, a shelter, an envelope …) under one root, unwrapped."""

    id: UUID
    root: Root
    subject: UUID
    secret: bytes = field(repr=False)
    cipher: AESGCM = field(init=False, repr=False, compare=False)
    head: bytes = field(init=False, repr=False, compare=False)
    """How every record under this key begins: the version and the key's id."""

    def __post_init__(self) -> None:
        """Set up once what is used for every record."""
        if len(self.secret) != KEY_BYTES:
            raise ValueError(f"a data key is {KEY_BYTES} bytes")
        object.__setattr__(self, "cipher", AESGCM(self.secret))
        object.__setattr__(self, "head", VERSION + self.id.bytes)


def seal(key: DataKey, plaintext: bytes, associated: bytes) -> bytes:
    """The plaintext sealed; `associated` says where the record belongs and must be given again to open it."""
    nonce = urandom(NONCE_BYTES)
    return key.head + nonce + key.cipher.encrypt(nonce, plaintext, key.head + associated)


def open_(key: DataKey, sealed: bytes, associated: bytes) -> bytes:
    """The plaintext of a sealed record; raises CannotOpenError."""
    if not sealed.startswith(key.head) or len(sealed) < HEAD_BYTES + NONCE_BYTES + TAG_BYTES:
        raise CannotOpenError
    nonce, rest = sealed[HEAD_BYTES : HEAD_BYTES + NONCE_BYTES], sealed[HEAD_BYTES + NONCE_BYTES :]
    try:
        return key.cipher.decrypt(nonce, rest, key.head + associated)
    except InvalidTag as altered:
        raise CannotOpenError from altered


def key_id_of(sealed: bytes) -> UUID:
    """Which data key a sealed record says it needs; raises CannotOpenError when it is no sealed record."""
    if len(sealed) < HEAD_BYTES + NONCE_BYTES + TAG_BYTES or sealed[:1] != VERSION:
        raise CannotOpenError
    return UUID(bytes=sealed[1:HEAD_BYTES])


def fresh_nonce() -> bytes:
    """A number used once: 96 random bits."""
    return urandom(NONCE_BYTES)


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
