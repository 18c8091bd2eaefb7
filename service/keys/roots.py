"""The root keys of an installation: one root for care, one for money, each in numbered generations (CNF-11).

They are never in the database, and every data key there is wrapped under one of them: a copy of the database without
them opens nothing, and losing them loses what was sealed. Where they are kept: `service.keys.sources`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import get_args

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from service.events import Root
from service.keys import root_file
from service.keys.root_file import FILE_NAME as FILE_NAME
from service.keys.root_file import RootKeysError as RootKeysError
from service.keys.root_file import Stored
from service.keys.sealing import KEY_BYTES

ROOTS: tuple[Root, ...] = get_args(Root)
CHECKPOINTS = "checkpoints"


class RootsChangedError(RootKeysError):
    """Another process has changed the root keys meanwhile: look again, and try the transaction again."""


@dataclass(frozen=True, slots=True)
class RootKeys:
    """The root keys by root and generation, and the seed that signs checkpoints."""

    keys: Mapping[Root, Mapping[int, bytes]] = field(repr=False)
    checkpoint_seed: bytes = field(repr=False)
    current: Mapping[str, int] = field(default_factory=dict, repr=False)
    """The generation of a root that wraps new data keys, where it is not the newest: a rotation has only begun."""
    _derived: dict[str, bytes] = field(default_factory=dict, init=False, repr=False, compare=False)

    def newest(self, root: Root) -> str:
        """The id of the root key under which new data keys are wrapped, such as `care-1`."""
        return f"{root}-{self.current.get(root) or max(self.keys[root])}"

    def ids(self, root: Root) -> tuple[str, ...]:
        """The ids of a root's generations, oldest first."""
        return tuple(f"{root}-{number}" for number in sorted(self.keys[root]))

    def by_id(self, root_key_id: str) -> bytes:
        """The root key of that id; raises RootsChangedError when this file does not hold it (any more, or yet)."""
        root, _, number = root_key_id.rpartition("-")
        for known, generations in self.keys.items():
            if known == root and number.isdecimal() and int(number) in generations:
                return generations[int(number)]
        raise RootsChangedError(f"this file holds no root key {root_key_id!r}")

    def derived(self, purpose: str) -> bytes:
        """A key for one purpose, the same in every process and through every rotation (HKDF, RFC 5869)."""
        if purpose not in self._derived:
            hkdf = HKDF(SHA256(), KEY_BYTES, salt=None, info=b"relais " + purpose.encode())
            self._derived[purpose] = hkdf.derive(self.checkpoint_seed)
        return self._derived[purpose]


def fresh() -> RootKeys:
    """New random root keys, generation 1 of each."""
    blobs = fresh_blobs()
    return assembled(Stored.of(blobs), blobs)


def fresh_blobs() -> dict[str, bytes]:
    """Random keys by id, for an installation that begins."""
    return {name: os.urandom(KEY_BYTES) for name in (*(f"{root}-1" for root in ROOTS), CHECKPOINTS)}


def assembled(stored: Stored, opened: Mapping[str, bytes]) -> RootKeys:
    """The root keys that a file lists, from its opened blobs by id. Raises RootKeysError for one of another length."""
    if any(len(opened[name]) != KEY_BYTES for name in stored.blobs()):
        raise RootKeysError("a key of another length")
    keys: dict[Root, Mapping[int, bytes]] = {
        root: MappingProxyType({number: opened[f"{root}-{number}"] for number in stored.numbers(root)})
        for root in ROOTS
    }
    return RootKeys(MappingProxyType(keys), opened[CHECKPOINTS], MappingProxyType(dict(stored.current)))


def read_or_create(folder: Path) -> RootKeys:
    """The root keys in the file of this folder; the first of several processes creates them and all read the same.

    Raises RootKeysError when the file is malformed or its mode lets others in.
    """
    path = folder / FILE_NAME
    if not path.exists():
        root_file.create(path, Stored.of(fresh_blobs()))
    stored = root_file.read(path)
    try:
        return assembled(stored, stored.blobs())
    except RootKeysError as wrong:
        raise RootKeysError(f"{path} is malformed ({wrong})") from None
