"""The folder of keys of an installation that comes back: that of the backup, or the one that outlived the database.

It appears whole. The register of erasures in it is the longest of all that are at hand, and each is verified: a shorter
one would let come back what was erased (CNF-11).
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from service.backups.manifest import BackupError
from service.backups.places import flush, replace_whole
from service.keys.erasures import FILE_NAME as REGISTER
from service.keys.erasures import ErasuresError, Register
from service.keys.keyring import Keyring
from service.keys.local import LocalKeyring
from service.keys.opening import keyring_of, source_of
from service.keys.roots import FILE_NAME, RootKeysError
from service.keys.sources import KMS_FILE_NAME
from service.settings import Settings

TOKENS = "tokens.json"


async def open_copy(settings: Settings, files: Mapping[str, bytes]) -> LocalKeyring:
    """The keyring that these files are, opened aside. Raises `BackupError` where they open nothing."""
    with _aside() as folder:
        _write(folder / "keys", files)
        try:
            keyring = await keyring_of(source_of(replace(settings, data=folder)))
        except RootKeysError as wrong:
            raise BackupError(f"The keys of the backup do not open: {wrong}.") from None
        return LocalKeyring(keyring.roots)


def standing(settings: Settings) -> dict[str, bytes] | None:
    """The files of the folder of keys that is there already, if one is."""
    folder = settings.data / "keys"
    if not folder.is_dir() or not any(folder.iterdir()):
        return None
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def same_roots(standing: Mapping[str, bytes], files: Mapping[str, bytes]) -> bool:
    """Whether both folders hold the same root keys, byte for byte."""
    return all(standing.get(name) == files.get(name) for name in (FILE_NAME, KMS_FILE_NAME))


def lay_down(settings: Settings, files: Mapping[str, bytes]) -> None:
    """Put the folder of keys where the installation looks for it, whole; one that is there already stays.

    What signs access tokens is not in it: a new key is made at the first start, and no token of before is good.
    """
    folder = settings.data / "keys"
    if standing(settings) is None:
        settings.data.mkdir(mode=0o711, parents=True, exist_ok=True)
        for left in settings.data.glob(".keys-*"):  # by a restore that was killed: keys in clear
            shutil.rmtree(left)
        draft = Path(tempfile.mkdtemp(prefix=".keys-", dir=settings.data))
        try:
            _write(draft, files)
            draft.rename(folder)  # over an empty folder of that name, never over a full one
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        flush(settings.data)
    (folder / TOKENS).unlink(missing_ok=True)


def keep_longest(settings: Settings, copies: Sequence[bytes], keyring: Keyring) -> Register:
    """The register of erasures, after the longest of these copies has taken its place in the folder of keys.

    Raises `BackupError` for a copy that was torn or altered, and for two that say different things.
    """
    folder = settings.data / "keys"
    path = folder / REGISTER
    here = [path.read_bytes()] if path.exists() else []
    whole = [
        copy[: copy.rfind(b"\n") + 1] for copy in (*here, *copies)
    ]  # a torn last line told nobody anything
    longest = max(whole, key=len, default=b"")
    for copy in whole:
        _verify(copy, keyring)
        if not longest.startswith(copy):
            raise BackupError(
                "Two copies of the register of erasures say different things: look at both first."
            )
    if longest and longest not in here:
        replace_whole(path, longest)
    return Register(folder, keyring)


def _verify(copy: bytes, keyring: Keyring) -> None:
    with _aside() as folder:
        _write(folder, {REGISTER: copy})
        try:
            Register(folder, keyring).verify()
        except ErasuresError as wrong:
            raise BackupError(f"A copy of the register of erasures cannot be believed: {wrong}") from None


@contextmanager
def _aside() -> Iterator[Path]:
    """A folder that nobody else may read, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="relais-keys-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, content in files.items():
        if Path(name).name != name or name.startswith("."):
            raise BackupError(f"{name!r} is no name of a key file.")
        with os.fdopen(os.open(folder / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
