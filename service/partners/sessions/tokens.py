"""What a browser or a client holds: 256 random bits; the server keeps a digest alone (ASVS 7.2.3)."""

import base64
import binascii
import secrets
from hashlib import sha256

BYTES = 32


def fresh_token() -> str:
    """A new secret, as it travels."""
    return secrets.token_urlsafe(BYTES)


def digest_of(token: str) -> bytes:
    """What the server keeps of a token. A long random secret needs no slow hash."""
    return sha256(token.encode()).digest()


def is_token(text: str) -> bool:
    """Whether a text can be one of ours: nothing else is looked up."""
    try:
        return len(text) == 43 and len(base64.urlsafe_b64decode(text + "=")) == BYTES
    except (binascii.Error, ValueError):
        return False
