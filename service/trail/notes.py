"""Checkpoints of the trail as C2SP signed notes, so that any log client can check what we say (FND-09).

A note is text, an empty line, and signature lines `— name base64(key id ‖ signature)`. A checkpoint's text
has three lines: the origin of the log, the size of the tree in decimal, and its root in base64. Only Ed25519
is spoken here; lines of keys we do not know are ignored, so that witnesses may add theirs.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from service.trail.rules import HASH_BYTES

ED25519 = b"\x01"
KEY_ID_BYTES = 4
MOST_SIGNATURES = 100
LOG_NAME = "relais/trail"
"""The origin of the log, and the name under which its checkpoints are signed."""
LARGEST_SIZE = 2**53 - 1
_DASH = "— "
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f]")
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


class NoteError(Exception):
    """The note, or the key it should be read with, is malformed, or no known key signed it."""


class NotOfThisLogError(NoteError):
    """It is a note, but not one that the key signed: of another log, or altered."""


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """A name and an Ed25519 public key of 32 bytes, as published to those who verify (FND-09)."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        """Refuse a name or key that the format cannot carry."""
        if not self.name or "+" in self.name or self.name.split() != [self.name]:
            raise NoteError(f"not a key name: {self.name!r}")
        if len(self.public) != HASH_BYTES:
            raise NoteError("an Ed25519 public key is 32 bytes")

    @property
    def id(self) -> bytes:
        """The published rule: the first four bytes of SHA-256(name ‖ newline ‖ 0x01 ‖ public key)."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:KEY_ID_BYTES]

    def __str__(self) -> str:
        """`name+hex(id)+base64(0x01 ‖ public key)`, the usual text of a verifier key."""
        return f"{self.name}+{self.id.hex()}+{b64encode(ED25519 + self.public).decode()}"

    @staticmethod
    def parse(text: str) -> VerifyingKey:
        """Read the text form; raises NoteError when malformed or when its id does not follow from the key."""
        name, _, rest = text.partition("+")
        key_id, _, encoded = rest.partition("+")
        raw = _base64(encoded)
        if raw[:1] != ED25519:
            raise NoteError("not an Ed25519 key")
        key = VerifyingKey(name, raw[1:])
        if key.id.hex() != key_id:
            raise NoteError("the key id does not follow from the key")
        return key

    def signed(self, text: str, signature: bytes) -> bool:
        """Whether this key made this signature of this text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The log's own key: its name and the Ed25519 seed of 32 bytes, which is never shown."""

    name: str
    seed: bytes = field(repr=False)

    @property
    def public(self) -> VerifyingKey:
        """What to publish."""
        return VerifyingKey(self.name, self._private().public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """The signature line over this text, which must end with a newline."""
        signature = self._private().sign(text.encode())
        return f"{_DASH}{self.name} {b64encode(self.public.id + signature).decode()}\n"

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def log_key(seed: bytes) -> SigningKey:
    """The key that signs this installation's checkpoints."""
    return SigningKey(LOG_NAME, seed)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What the log promised at one size: which log, how many leaves, which root (FND-09)."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        """The text of the note."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    @staticmethod
    def parse(text: str) -> Checkpoint:
        """Read the text of a note; extension lines are refused, for nobody could audit them."""
        lines = text.split("\n")
        if len(lines) != 4 or lines[3] or not lines[0]:
            raise NoteError("a checkpoint is three lines")
        if not _DECIMAL.fullmatch(lines[1]):
            raise NoteError(f"not a tree size: {lines[1]!r}")
        root = _base64(lines[2])
        if len(root) != HASH_BYTES:
            raise NoteError("a root is 32 bytes")
        return Checkpoint(lines[0], int(lines[1]), root)


def sign_note(text: str, *keys: SigningKey) -> str:
    """The note over this text, signed by each key; raises NoteError where the format forbids the text."""
    if not text.endswith("\n") or _CONTROLS.search(text):
        raise NoteError("the text ends with a newline and has no other control character")
    return text + "\n" + "".join(key.sign(text) for key in keys)


def open_note(note: str, keys: Iterable[VerifyingKey]) -> str:
    """The text, once a known key is seen to have signed it (FND-09).

    Raises NoteError when the note is malformed, when no known key signed it, or when one of them fails to
    verify: a good signature beside a bad one of a key we trust is no reason to trust the text.
    """
    text, signatures = _split(note)
    known = {(key.name, key.id): key for key in keys}
    verified = 0
    for name, key_id, signature in signatures:
        key = known.get((name, key_id))
        if key is None:
            continue
        if not key.signed(text, signature):
            raise NotOfThisLogError(f"the signature of {name} does not match the text")
        verified += 1
    if not verified:
        raise NotOfThisLogError("no known key signed this")
    return text


def sign_checkpoint(checkpoint: Checkpoint, key: SigningKey) -> str:
    """The signed note of a checkpoint (FND-09)."""
    return sign_note(str(checkpoint), key)


def open_checkpoint(note: str, key: VerifyingKey) -> Checkpoint:
    """The checkpoint of a signed note, whose origin must be the key's name (FND-09); raises NoteError."""
    checkpoint = Checkpoint.parse(open_note(note, [key]))
    if checkpoint.origin != key.name:
        raise NotOfThisLogError(f"a checkpoint of {checkpoint.origin}, not of {key.name}")
    return checkpoint


def size_of(note: str) -> int:
    """The size that a note names, whoever signed it; raises NoteError."""
    size = Checkpoint.parse(note.rpartition("\n\n")[0] + "\n").size
    if size > LARGEST_SIZE:
        raise NoteError("a log that no browser could count")
    return size


def _split(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """The text with its last newline, and each signature line as name, key id, signature."""
    head, blank, tail = note.rpartition("\n\n")
    if not blank or not tail.endswith("\n") or _CONTROLS.search(note):
        raise NoteError("not a signed note")
    lines = tail[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NoteError("too many signatures")
    return head + "\n", [_signature(line) for line in lines]


def _signature(line: str) -> tuple[str, bytes, bytes]:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not name or "+" in name:
        raise NoteError("not a signature line")
    raw = _base64(encoded)
    if len(raw) <= KEY_ID_BYTES:
        raise NoteError("a signature line without a signature")
    return name, raw[:KEY_ID_BYTES], raw[KEY_ID_BYTES:]


def _base64(text: str) -> bytes:
    try:
        raw = b64decode(text, validate=True)
    except (Base64Error, ValueError) as wrong:
        raise NoteError("not base64") from wrong
    # Two spellings of the same bytes would let a note change without its meaning changing.
    if b64encode(raw).decode() != text:
        raise NoteError("not canonical base64")
    return raw
