"""Where root keys are kept: a file of this machine, or blobs that only a key service opens (CNF-11).

Whoever opens them does so at start, and again between transactions when they have changed: no call leaves the machine
while a transaction is open.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from service.events import Root
from service.keys import root_file
from service.keys.root_file import FILE_NAME, Stored
from service.keys.roots import RootKeys, RootKeysError, assembled, fresh_blobs, read_or_create
from service.keys.sealing import KEY_BYTES

KMS_FILE_NAME = "root-keys.kms.json"


class KeyServiceError(RootKeysError):
    """The key service did not answer, or refuses."""


class KeyService(Protocol):
    """A key management service, as AWS KMS, Cloud KMS and OpenBao's transit engine offer it.

    Its own key never leaves it. `context` is authenticated with the blob: a blob opens under its own context only.
    Both raise KeyServiceError.
    """

    async def encrypt(self, plaintext: bytes, context: Mapping[str, str]) -> bytes:
        """Wrap a root key."""
        ...

    async def decrypt(self, ciphertext: bytes, context: Mapping[str, str]) -> bytes:
        """Unwrap it again."""
        ...


class RootSource(Protocol):
    """Keeps the root keys of an installation. The ids of root keys are such as `care-2`; numbers only grow."""

    async def open(self) -> RootKeys:
        """All root keys, made on first use. Raises RootKeysError. Never called inside a transaction."""
        ...

    def stamp(self) -> Any:
        """Another value after each change; asks nobody outside of this machine."""
        ...

    async def add(self, root: Root) -> str:
        """Make a new generation, under which nothing is wrapped until `use`. Answers its id."""
        ...

    async def use(self, root_key_id: str) -> None:
        """Wrap new data keys under this generation from now on."""
        ...

    async def drop(self, root_key_id: str) -> None:
        """Forget a generation under which nothing is wrapped any more. Raises RootKeysError for the one in use."""
        ...


class _InAFile:
    """What both adapters share: a file of blobs, and which of them is in use."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def stamp(self) -> Any:
        """The file's identity, size and time: replacing it changes them."""
        found = self._path.stat()
        return found.st_ino, found.st_mtime_ns, found.st_size

    async def use(self, root_key_id: str) -> None:
        """Wrap new data keys under this generation. Raises RootKeysError for one that is not there."""
        root, number = _split(root_key_id)

        def how(stored: Stored) -> None:
            if number not in stored.of_root(root):
                raise RootKeysError(f"no root key {root_key_id!r}")
            stored.current[root] = number

        root_file.change(self._path, how)

    async def drop(self, root_key_id: str) -> None:
        """Forget a generation. Raises RootKeysError for the one in use."""
        root, number = _split(root_key_id)

        def how(stored: Stored) -> None:
            if number == (stored.current.get(root) or max(stored.of_root(root))):
                raise RootKeysError(f"the root key {root_key_id!r} is in use")
            stored.of_root(root).pop(number, None)

        root_file.change(self._path, how)

    def _added(self, blob: Callable[[str], bytes], root: Root) -> str:
        """Put a new generation in the file; the one in use stays so. Answers its id."""
        made: list[str] = []

        def how(stored: Stored) -> None:
            newest = max(stored.of_root(root))
            stored.current.setdefault(root, newest)
            made.append(f"{root}-{newest + 1}")
            text = Stored.of({made[0]: blob(made[0]), "checkpoints": b""}).of_root(root)[newest + 1]
            stored.of_root(root)[newest + 1] = text

        root_file.change(self._path, how)
        return made[0]


class FileRoots(_InAFile):
    """Root keys in clear in a file of mode 0600, for an installation of one machine."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / FILE_NAME)

    async def open(self) -> RootKeys:
        """The root keys of the file; the first of several processes creates them and all read the same."""
        return read_or_create(self._path.parent)

    async def add(self, root: Root) -> str:
        """A new random generation."""
        return self._added(lambda _: os.urandom(KEY_BYTES), root)


class KmsRoots(_InAFile):
    """Root keys wrapped by a key service, in a file that is useless without it; open in memory alone."""

    def __init__(self, folder: Path, service: KeyService) -> None:
        super().__init__(folder / KMS_FILE_NAME)
        self._service = service
        self._opened: dict[bytes, bytes] = {}

    async def open(self) -> RootKeys:
        """The root keys of the file. The service is asked once for each blob that this process has not met."""
        if not self._path.exists():
            blobs = {name: await self._wrap(name, key) for name, key in fresh_blobs().items()}
            root_file.create(self._path, Stored.of(blobs))
        stored = root_file.read(self._path)
        opened = {name: await self._open(name, blob) for name, blob in stored.blobs().items()}
        return assembled(stored, opened)

    async def add(self, root: Root) -> str:
        """A new random generation, wrapped by the service before the file is touched."""
        number = max(root_file.read(self._path).numbers(root)) + 1
        expected = f"{root}-{number}"
        blob = await self._wrap(expected, os.urandom(KEY_BYTES))

        def only(name: str) -> bytes:
            if name != expected:
                raise RootKeysError(f"{name!r} was added meanwhile")
            return blob

        return self._added(only, root)

    async def _wrap(self, name: str, key: bytes) -> bytes:
        blob = await self._service.encrypt(key, _context(name))
        self._opened[blob] = key
        return blob

    async def _open(self, name: str, blob: bytes) -> bytes:
        if blob not in self._opened:
            self._opened[blob] = await self._service.decrypt(blob, _context(name))
        return self._opened[blob]


def _context(name: str) -> dict[str, str]:
    """What a blob is bound to: another root's, or another generation's, does not open in its place."""
    return {"relais": "root key", "id": name}


def _split(root_key_id: str) -> tuple[str, int]:
    root, _, number = root_key_id.rpartition("-")
    return root, int(number)
