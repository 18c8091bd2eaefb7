"""The root keys: a file of mode 0600 in the data folder, made on first use, never in the database (CNF-11).

Each root has numbered generations, so that a root can be replaced while older wrappings still open. Losing
the file loses what was sealed; a copy of the database without it opens nothing.
"""

from __future__ import annotations

import os
import stat
from base64 import b64decode, b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import get_args
from uuid import uuid4

import msgspec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from service.events import Root
from service.keys.sealing import KEY_BYTES

FILE_NAME = "root-keys.json"
ROOTS: tuple[Root, ...] = get_args(Root)


class RootKeysError(Exception):
    """The file of root keys is malformed, or others could have read it."""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    care: dict[int, str]
    financial: dict[int, str]
    checkpoints: str


@dataclass(frozen=True, slots=True)
class RootKeys:
    """The root keys by root and generation, and the seed that signs checkpoints."""

    keys: Mapping[Root, Mapping[int, bytes]] = field(repr=False)
    checkpoint_seed: bytes = field(repr=False)
    _derived: dict[str, bytes] = field(default_factory=dict, init=False, repr=False, compare=False)

    def newest(self, root: Root) -> str:
        """The id of the root key under which new data keys are wrapped, such as `care-1`."""
        return f"{root}-{max(self.keys[root])}"

    def by_id(self, root_key_id: str) -> bytes:
        """The root key of that id; raises RootKeysError when this file does not hold it."""
        root, _, number = root_key_id.rpartition("-")
        for known, generations in self.keys.items():
            if known == root and number.isdecimal() and int(number) in generations:
                return generations[int(number)]
        raise RootKeysError(f"this file holds no root key {root_key_id!r}")

    def derived(self, purpose: str) -> bytes:
        """A key for one purpose, the same in every process and through every rotation (HKDF, RFC 5869)."""
        if purpose not in self._derived:
            hkdf = HKDF(SHA256(), KEY_BYTES, salt=None, info=b"relais " + purpose.encode())
            self._derived[purpose] = hkdf.derive(self.checkpoint_seed)
        return self._derived[purpose]


def fresh() -> RootKeys:
    """New random root keys, generation 1 of each."""
    roots: dict[Root, Mapping[int, bytes]] = {
        root: MappingProxyType({1: os.urandom(KEY_BYTES)}) for root in ROOTS
    }
    return RootKeys(MappingProxyType(roots), os.urandom(KEY_BYTES))


def read_or_create(folder: Path) -> RootKeys:
    """The root keys of this folder; the first of several processes creates them and all read the same.

    Raises RootKeysError when the file is malformed or its mode lets others in.
    """
    path = folder / FILE_NAME
    if not path.exists():
        _create(path, fresh())
    return _read(path)


def _create(path: Path, keys: RootKeys) -> None:
    """Write beside, flush, then link: the file appears whole or not at all, and never replaces another."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{uuid4().hex}")
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_encode(keys))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    """A data key wrapped under a root key that a power cut forgets would be lost: flush the name too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read(path: Path) -> RootKeys:
    with path.open("rb") as file:
        if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
            raise RootKeysError(f"{path} must have mode 0600")
        raw = file.read()
    try:
        return _decode(msgspec.json.decode(raw, type=_File))
    except (msgspec.MsgspecError, ValueError) as wrong:
        # The cause may quote the file, and the file is secret.
        raise RootKeysError(f"{path} is malformed ({type(wrong).__name__})") from None


def _encode(keys: RootKeys) -> bytes:
    texts = {
        root: {number: b64encode(key).decode() for number, key in generations.items()}
        for root, generations in keys.keys.items()
    }
    file = _File(
        care=texts["care"],
        financial=texts["financial"],
        checkpoints=b64encode(keys.checkpoint_seed).decode(),
    )
    return msgspec.json.format(msgspec.json.encode(file)) + b"\n"


def _decode(file: _File) -> RootKeys:
    roots: dict[Root, dict[int, str]] = {"care": file.care, "financial": file.financial}
    if not all(roots.values()):
        raise ValueError("a root without a key")
    keys = {
        root: MappingProxyType({n: _key(text) for n, text in each.items()}) for root, each in roots.items()
    }
    return RootKeys(MappingProxyType(keys), _key(file.checkpoints))


def _key(text: str) -> bytes:
    key = b64decode(text, validate=True)
    if len(key) != KEY_BYTES:
        raise ValueError("a key of another length")
    return key
