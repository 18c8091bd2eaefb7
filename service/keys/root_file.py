"""A file of root keys: in clear for one machine, or wrapped by a key service (CNF-11).

It has mode 0600, appears whole or not at all, and changes by replacement: whoever reads it meets one state.
"""

from __future__ import annotations

import fcntl
import os
import stat
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import msgspec

FILE_NAME = "root-keys.json"


class RootKeysError(Exception):
    """The file of root keys is malformed, or others could have read it."""


class Stored(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What the file says: blobs in base64 by root and generation, and which generation wraps new data keys."""

    care: dict[int, str]
    financial: dict[int, str]
    checkpoints: str
    current: dict[str, int] = {}

    @staticmethod
    def of(blobs: Mapping[str, bytes]) -> Stored:
        """A file that holds these blobs by id, such as `care-1`, and `checkpoints`."""
        stored = Stored({}, {}, b64encode(blobs["checkpoints"]).decode())
        for name, blob in blobs.items():
            root, _, number = name.rpartition("-")
            if root:
                stored.of_root(root)[int(number)] = b64encode(blob).decode()
        return stored

    def of_root(self, root: str) -> dict[int, str]:
        """The generations of one root."""
        return self.care if root == "care" else self.financial

    def numbers(self, root: str) -> list[int]:
        """The numbers of a root's generations, oldest first."""
        return sorted(self.of_root(root))

    def blobs(self) -> dict[str, bytes]:
        """Every blob by id. Raises ValueError for what is no base64."""
        texts = {
            f"{root}-{number}": text
            for root in ("care", "financial")
            for number, text in self.of_root(root).items()
        }
        return {name: b64decode(text, validate=True) for name, text in {**texts, **self._seed()}.items()}

    def _seed(self) -> dict[str, str]:
        return {"checkpoints": self.checkpoints}


def read(path: Path) -> Stored:
    """What the file holds. Raises RootKeysError when it is malformed or its mode lets others in."""
    with path.open("rb") as file:
        if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
            raise RootKeysError(f"{path} must have mode 0600")
        raw = file.read()
    try:
        stored = msgspec.json.decode(raw, type=Stored)
        if not (stored.care and stored.financial and stored.blobs() and _known(stored)):
            raise ValueError("a root without a key")
    except (msgspec.MsgspecError, ValueError) as wrong:
        # The cause may quote the file, and the file is secret.
        raise RootKeysError(f"{path} is malformed ({type(wrong).__name__})") from None
    return stored


def _known(stored: Stored) -> bool:
    return all(number in stored.of_root(root) for root, number in stored.current.items())


def create(path: Path, stored: Stored) -> None:
    """Make the file unless it is there: it never replaces another."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _draft(path, stored) as draft, suppress(FileExistsError):
        os.link(draft, path)
    _flush_folder(path.parent)


def change(path: Path, how: Callable[[Stored], None]) -> None:
    """Read, change and replace, one process at a time; nobody reads it half changed."""
    with _alone(path):
        stored = read(path)
        how(stored)
        with _draft(path, stored) as draft:
            os.link(draft, kept := draft.with_name(f"{draft.name}.new"))
            kept.replace(path)
        _flush_folder(path.parent)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    handle = os.open(path.with_name(f"{path.name}.lock"), os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def _draft(path: Path, stored: Stored) -> Iterator[Path]:
    """The text beside the file, flushed: a data key wrapped under a key that a power cut forgets would be lost."""
    draft = path.with_name(f".{path.name}.{uuid4().hex}")
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(stored)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        yield draft
    finally:
        draft.unlink()


def _flush_folder(folder: Path) -> None:
    """The name must survive a power cut too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
