"""The key service that OpenBao (and Vault) offer as their transit engine: our root keys pass through, wrapped by its.

`url` ends at the engine, such as `https://bao.example:8200/v1/transit`; the token is read from its file at each call,
so that whoever renews it need not start us again. Its key must be of an authenticated type (aes256-gcm96).
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from pathlib import Path

import httpx
import msgspec

from service.keys.sources import KeyServiceError

SECONDS = 10.0
"""For one call. There are a few at a start, and one after a rotation."""


class Transit:
    """A KeyService over HTTP. `transport` takes the network's place in a test."""

    def __init__(
        self, url: str, key: str, token_file: Path, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._url = url.rstrip("/")
        self._key = key
        self._token_file = token_file
        self._transport = transport

    async def encrypt(self, plaintext: bytes, context: Mapping[str, str]) -> bytes:
        """Wrap a root key. Raises KeyServiceError."""
        return (await self._ask("encrypt", {"plaintext": _text(plaintext)}, context, "ciphertext")).encode()

    async def decrypt(self, ciphertext: bytes, context: Mapping[str, str]) -> bytes:
        """Unwrap it again. Raises KeyServiceError."""
        body = {"ciphertext": ciphertext.decode("ascii", "replace")}
        said = await self._ask("decrypt", body, context, "plaintext")
        try:
            return b64decode(said, validate=True)
        except ValueError:
            raise KeyServiceError("the key service answers with no key") from None

    async def _ask(self, what: str, body: dict[str, str], context: Mapping[str, str], wanted: str) -> str:
        """One call. What goes wrong is told by its kind: an answer may quote what was sent, and that is secret."""
        associated = msgspec.json.encode(dict(context), order="deterministic")
        body["associated_data"] = _text(associated)
        try:
            headers = {"X-Vault-Token": self._token_file.read_text().strip()}
            async with httpx.AsyncClient(
                transport=self._transport, timeout=SECONDS, headers=headers
            ) as client:
                answer = await client.post(f"{self._url}/{what}/{self._key}", json=body)
            if answer.status_code != httpx.codes.OK:
                raise KeyServiceError(f"the key service answers {answer.status_code} to {what}")
            return str(answer.json()["data"][wanted])
        except (httpx.HTTPError, OSError, ValueError, KeyError, TypeError) as wrong:
            raise KeyServiceError(f"the key service does not {what} ({type(wrong).__name__})") from None


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()
