"""The key of a subject's events: made of its data key, and no way back to it (FND-09, CNF-11).

Whoever is shown what happened gets this one. It opens the events of one subject and none of its sealed columns: not
where somebody travels to, not a hotel's name, not a reason in words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hmac import digest
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.keys.sealing import HEAD_BYTES, NONCE_BYTES, TAG_BYTES, CannotOpenError, DataKey, fresh_nonce

RECORD_VERSION = b"\x02"
ASSOCIATED = b"relais event 2"
"""Says that these bytes are an event's record, so that nothing else sealed can pass for one."""
_PURPOSE = b"relais record key 2\n"
_LEAST = HEAD_BYTES + NONCE_BYTES + TAG_BYTES


@dataclass(frozen=True, slots=True)
class RecordKey:
    """HMAC-SHA256 of a purpose and the data key's id, under the data key."""

    id: UUID
    secret: bytes = field(repr=False)
    cipher: AESGCM = field(init=False, repr=False, compare=False)
    head: bytes = field(init=False, repr=False, compare=False)
    """How every record under this key begins: the version and the data key's id."""
    associated: bytes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Set up once what is used for every record."""
        object.__setattr__(self, "cipher", AESGCM(self.secret))
        object.__setattr__(self, "head", RECORD_VERSION + self.id.bytes)
        object.__setattr__(self, "associated", self.head + ASSOCIATED)

    @staticmethod
    def of(key: DataKey) -> RecordKey:
        """The key of this subject's events."""
        return RecordKey(key.id, digest(key.secret, _PURPOSE + key.id.bytes, "sha256"))

    def seal(self, plaintext: bytes) -> bytes:
        """`2 (1) ‖ data key's id (16) ‖ nonce (12) ‖ ciphertext and tag`, AES-256-GCM."""
        nonce = fresh_nonce()
        return self.head + nonce + self.cipher.encrypt(nonce, plaintext, self.associated)

    def open(self, record: bytes) -> bytes:
        """What was sealed; raises CannotOpenError."""
        if not record.startswith(self.head) or len(record) < _LEAST:
            raise CannotOpenError
        nonce, rest = record[HEAD_BYTES : HEAD_BYTES + NONCE_BYTES], record[HEAD_BYTES + NONCE_BYTES :]
        try:
            return self.cipher.decrypt(nonce, rest, self.associated)
        except InvalidTag as altered:
            raise CannotOpenError from altered
