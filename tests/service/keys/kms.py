"""A key service in memory, at the edge of our own Protocol: its key never leaves it."""

from collections.abc import Mapping
from os import urandom

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.keys.sources import KeyServiceError


class MemoryKms:
    """Wraps under a key of its own, bound to the context; counts what it is asked and can be out of reach."""

    def __init__(self) -> None:
        self._cipher = AESGCM(urandom(32))
        self.asked = 0
        self.reachable = True

    async def encrypt(self, plaintext: bytes, context: Mapping[str, str]) -> bytes:
        self._ask()
        nonce = urandom(12)
        return nonce + self._cipher.encrypt(nonce, plaintext, self._said(context))

    async def decrypt(self, ciphertext: bytes, context: Mapping[str, str]) -> bytes:
        self._ask()
        try:
            return self._cipher.decrypt(ciphertext[:12], ciphertext[12:], self._said(context))
        except InvalidTag:
            raise KeyServiceError("the key service does not open this") from None

    def _ask(self) -> None:
        self.asked += 1
        if not self.reachable:
            raise KeyServiceError("the key service is out of reach")

    def _said(self, context: Mapping[str, str]) -> bytes:
        return msgspec.json.encode(dict(sorted(context.items())))
