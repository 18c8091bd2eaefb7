"""The signing keys kept in a file, and changed under running processes: published first, signing later, then retired.

A key is in the file, and so in every process and in the published set, before it signs; and it verifies for as long as
the last token that it signed lasts. So no token is refused on any replica while keys change (RFC 7517, ASVS 13.3.4).
"""

from __future__ import annotations

import fcntl
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from api.auth.tokens import LIFETIME, Held, TokenKeys, new_keys

FILE_NAME = "tokens.json"
LOOKS_EVERY = 1.0
"""Seconds between two looks at whether the file has changed."""
RETIRED_FOR = LIFETIME + timedelta(minutes=1)
"""The last token of a key is over by then, also by a clock that is half a minute behind."""


class TokenFileError(Exception):
    """The file of signing keys is malformed, or others could have read it."""


class _File(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    current: str
    keys: dict[str, str]
    next: str | None = None
    retired: dict[str, datetime] = {}


class FileKeys(TokenKeys):
    """The keys of a file, as it is now: a process follows a change within a second, without a restart."""

    def __init__(
        self, path: Path, every: float = LOOKS_EVERY, elapsed: Callable[[], float] = time.monotonic
    ) -> None:
        self._path, self._every, self._elapsed = path, every, elapsed
        self._stamp = _stamp(path)
        held = _held(_read(path))
        super().__init__(held.current, held.private, held.retired)
        self._look_at = elapsed() + every

    def held(self) -> Held:
        """The keys of now; what cannot be read, in the middle of a copy perhaps, leaves those of before."""
        if self._elapsed() >= self._look_at:
            self._look_at = self._elapsed() + self._every
            with suppress(OSError, TokenFileError):
                self._look()
        return self._held

    def _look(self) -> None:
        stamp = _stamp(self._path)
        if stamp != self._stamp:
            self._held = _held(_read(self._path))
            self._stamp = stamp
            self._seen.clear()


def keys_in(folder: Path) -> FileKeys:
    """The keys kept in this folder, made at the first start. Readable by the owner only. Raises `TokenFileError`."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / FILE_NAME
    if not path.exists():
        fresh = new_keys()
        _write(path, _File(fresh.current, {kid: _pem(key) for kid, key in fresh.private.items()}), new=True)
    return FileKeys(path)


def prepare(folder: Path, now: datetime) -> str:
    """Publish the key that signs next, unless one is waiting already; its `kid`. Keys whose time is over leave."""
    with _alone(folder) as path:
        file = _without_over(_read(path), now)
        if file.next is None:
            fresh = new_keys()
            file.keys[fresh.current] = _pem(fresh.private[fresh.current])
            file.next = fresh.current
        _write(path, file)
    return file.next


def switch(folder: Path, now: datetime) -> str | None:
    """Let the published key sign, and the one before only verify, until its last token is over; the new `kid`.

    None when no key was published before: every replica must have had the time to read it.
    """
    with _alone(folder) as path:
        file = _without_over(_read(path), now)
        if file.next is None:
            return None
        file.retired[file.current] = now + RETIRED_FOR
        file.current, file.next = file.next, None
        _write(path, file)
    return file.current


def _without_over(file: _File, now: datetime) -> _File:
    over = {kid for kid, until in file.retired.items() if until <= now}
    file.keys = {kid: pem for kid, pem in file.keys.items() if kid not in over}
    file.retired = {kid: until for kid, until in file.retired.items() if kid not in over}
    return file


@contextmanager
def _alone(folder: Path) -> Iterator[Path]:
    """One rotation at a time on this machine."""
    with (folder / f"{FILE_NAME}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder / FILE_NAME


def _stamp(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


def _read(path: Path) -> _File:
    with path.open("rb") as file:
        if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
            raise TokenFileError(f"{path} must have mode 0600")
        raw = file.read()
    try:
        found = msgspec.json.decode(raw, type=_File)
    except msgspec.MsgspecError as wrong:
        # The cause may quote the file, and the file is secret.
        raise TokenFileError(f"{path} is malformed ({type(wrong).__name__})") from None
    if found.current not in found.keys:
        raise TokenFileError(f"{path} has no key that signs")
    return found


def _held(file: _File) -> Held:
    try:
        keys = {kid: load_pem_private_key(pem.encode(), None) for kid, pem in file.keys.items()}
    except ValueError as wrong:
        raise TokenFileError(f"a signing key is malformed ({type(wrong).__name__})") from None
    private = {kid: key for kid, key in keys.items() if isinstance(key, Ed25519PrivateKey)}
    return Held(file.current, private, file.retired)


def _pem(key: Ed25519PrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _write(path: Path, file: _File, *, new: bool = False) -> None:
    """Whole or not at all; a `new` file never replaces the one of a process that was faster."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(msgspec.json.format(msgspec.json.encode(file)))
            out.flush()
            os.fsync(out.fileno())
        if new:
            with suppress(FileExistsError):
                os.link(draft, path)
        else:
            draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
