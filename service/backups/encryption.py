"""The data half of a backup, encrypted to recipients while it is written, and opened while it is loaded (CNF-11).

The format is age's (age-encryption.org/v1: X25519, HKDF-SHA-256, ChaCha20-Poly1305 in pieces of 64 KiB, the last one
marked). Who encrypts holds public keys alone; nothing in clear touches a disk on either way.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pyrage
from pyrage import x25519

from service.backups.manifest import BackupError, Content, Manifest
from service.refusals import Said

if TYPE_CHECKING:
    from io import FileIO

Pipe = Callable[[int], Awaitable[None]]
"""Runs a program on one end of a pipe."""

NOT_A_RECIPIENT = Said(
    "RELAIS_BACKUP_RECIPIENTS : {name} n'est pas un destinataire age (age1…). Rien n'a été copié.",
    "RELAIS_BACKUP_RECIPIENTS: {name} is no age recipient (age1…). Nothing was copied.",
)
NOT_WRITTEN = Said(
    "{file} n'a pas pu être écrit : {why}. Il n'y a pas de copie.",
    "{file} could not be written: {why}. There is no copy.",
)
NO_IDENTITY_NAMED = Said(
    "Cette copie est chiffrée pour {recipients}. Donnez le fichier de l'identité : --identity-file. "
    "Rien n'a été touché.",
    "This copy is encrypted to {recipients}. Name the file of the identity: --identity-file. Nothing was touched.",
)
NOT_AN_IDENTITY = Said(
    "{file} ne contient pas d'identité lisible (AGE-SECRET-KEY-1…). Rien n'a été touché.",
    "{file} holds no identity that can be read (AGE-SECRET-KEY-1…). Nothing was touched.",
)
ANOTHER_IDENTITY = Said(
    "{file} n'ouvre pas cette copie : elle est chiffrée pour {recipients}. Rien n'a été touché.",
    "{file} does not open this copy: it is encrypted to {recipients}. Nothing was touched.",
)
DAMAGED = Said(
    "{file} ne s'ouvre pas jusqu'au bout : endommagé, coupé ou modifié depuis.",
    "{file} does not open to its end: it is damaged, cut short, or was altered since.",
)


def new_identity(now: datetime) -> tuple[str, str]:
    """The text of an identity's file, which every program for age reads, and the recipient that it opens for."""
    identity = x25519.Identity.generate()
    recipient = str(identity.to_public())
    return f"# created: {now:%Y-%m-%dT%H:%M:%SZ}\n# public key: {recipient}\n{identity}\n", recipient


def recipients_of(names: Sequence[str]) -> list[x25519.Recipient]:
    """Those who will be able to open. Raises `BackupError` for a name that is none: one letter amiss is noticed."""
    found = []
    for name in names:
        try:
            found.append(x25519.Recipient.from_str(name))
        except pyrage.RecipientError:
            raise BackupError(NOT_A_RECIPIENT, name=name) from None
    return found


def opening(folder: Path, made: Manifest, file: Path | None) -> list[x25519.Identity]:
    """What opens this copy, after it has opened it to its end and kept nothing of it; nothing for a copy in clear.

    Raises `BackupError` without an identity, with another one, and for a dump that is damaged.
    """
    if not made.encrypted_to:
        return []
    recipients = ", ".join(made.encrypted_to)
    if file is None:
        raise BackupError(NO_IDENTITY_NAMED, recipients=recipients)
    identities = _identities_in(file)
    try:
        with Path(os.devnull).open("wb", buffering=0) as nowhere:
            _opened_into(nowhere, folder / made.dump, identities)
    except pyrage.DecryptError:  # what it begins with was verified: it is whole, and for somebody else
        raise BackupError(ANOTHER_IDENTITY, file=file, recipients=recipients) from None
    return identities


def _identities_in(file: Path) -> list[x25519.Identity]:
    """Of a file as `age-keygen` writes it: one identity a line, beside remarks."""
    try:
        lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
        found = [x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (UnicodeDecodeError, pyrage.IdentityError):
        found = []
    if not found:
        raise BackupError(NOT_AN_IDENTITY, file=file)
    return found


async def encrypt(to: Path, recipients: Sequence[x25519.Recipient], fill: Pipe) -> None:
    """Encrypt to a new file what `fill` writes into its end of a pipe.

    Raises what `fill` raises, and `BackupError` where the file could not be written.
    """
    ours, theirs = os.pipe()
    work = asyncio.create_task(asyncio.to_thread(_encrypt, ours, to, recipients))
    try:
        await fill(theirs)
    finally:
        os.close(theirs)
        await work  # a disk that is full is why the program failed, so it is what is said


def _encrypt(source: int, to: Path, recipients: Sequence[x25519.Recipient]) -> None:
    with open(source, "rb", buffering=0) as plain, to.open("wb", buffering=0) as file:
        out = _Out(file)
        try:
            pyrage.encrypt_io(plain, out, recipients)
        except (pyrage.EncryptError, OSError) as wrong:
            if out.failed is None:
                raise BackupError(NOT_WRITTEN, file=to, why=wrong) from None
        if out.failed:
            raise BackupError(NOT_WRITTEN, file=to, why=out.failed.strerror)


async def pour(dump: Path, identities: Sequence[x25519.Identity], drain: Pipe) -> Content:
    """Let `drain` read from its end of a pipe what the file holds, opened on the way; without identities, as it stands.

    Answers size and digest of the very bytes that were read. Raises what `drain` raises, and `BackupError` for a file
    that does not open to its end.
    """
    theirs, ours = os.pipe()
    work = asyncio.create_task(asyncio.to_thread(_pour, dump, ours, identities))
    try:
        await drain(theirs)
    finally:
        os.close(theirs)
        read = await work
    return read


def _pour(dump: Path, to: int, identities: Sequence[x25519.Identity]) -> Content:
    with open(to, "wb", buffering=0) as pipe:
        try:
            return _opened_into(pipe, dump, identities)
        except pyrage.DecryptError:
            raise BackupError(DAMAGED, file=dump) from None


def _opened_into(file: FileIO, dump: Path, identities: Sequence[x25519.Identity]) -> Content:
    """Raises `BackupError` for a dump that is damaged; a reader that goes away says itself why."""
    with dump.open("rb", buffering=0) as kept:
        source, out = _In(kept), _Out(file)
        try:
            if identities:
                pyrage.decrypt_io(source, out, identities)
            else:
                shutil.copyfileobj(source, out)
        except OSError:
            if out.failed is None:
                raise BackupError(DAMAGED, file=dump) from None
        return source.content()


class _In:
    """Remembers what was read, so that nobody can show one file to who looks and another to who loads."""

    def __init__(self, file: FileIO) -> None:
        self._file = file
        self._size, self._digest = 0, sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size) or b""
        self._size += len(piece)
        self._digest.update(piece)
        return piece

    def content(self) -> Content:
        """Of the whole file, with what nobody wanted to read any more."""
        while self.read(65536):
            pass
        return Content(self._size, self._digest.hexdigest())


class _Out:
    """Remembers what went wrong: whether its last eight kilobytes arrive, the library does not look."""

    def __init__(self, file: FileIO) -> None:
        self._file = file
        self.failed: OSError | None = None

    def write(self, piece: bytes) -> int:
        rest = memoryview(piece)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as failed:
            self.failed = failed
            raise
        return len(piece)

    def flush(self) -> None:
        """Each piece has gone out already."""
