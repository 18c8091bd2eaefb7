"""The register of erasures: a file beside the root keys, of which a restored database learns what it must forget again
(CNF-11).

A copy of the database from before an erasure still holds the data keys that were destroyed since. So the register is
kept where the database's own copies are not, grows by whole lines, and is replayed before a restored copy opens.
Each line carries the hash of the one before it and a code that only the root keys make: a line that was altered, taken
out or put in does not verify. That the end was cut off is not to be seen in the file; the database's own register
writes it anew (`service.retention.jobs`). No line names anybody: an identifier stands for what is gone.
"""

from __future__ import annotations

import fcntl
import hmac
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol
from uuid import UUID

import msgspec

from service.store.statements import sql

if TYPE_CHECKING:
    import asyncpg

FILE_NAME = "erasures.log"
FIRST = "0" * 64
PURPOSE = "erasures"


class ErasuresError(Exception):
    """The register was altered, or others could have written in it."""


class Blind(Protocol):
    """The part of a keyring that this needs."""

    def blind(self, purpose: str, message: bytes) -> bytes: ...


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One erasure: of a case, a referral, a request or an incident, by its identifier; `at` is when it began (UTC)."""

    n: int
    at: datetime
    kind: str
    subject: UUID
    why: str
    before: str
    """SHA-256 of the line before, in hex; zeros in the first."""
    mac: str = ""


class Register:
    """The register in one folder. Every process of an installation that runs jobs has the same folder, as the root keys
    have: whoever appends holds a lock on the file."""

    def __init__(self, folder: Path, keyring: Blind) -> None:
        self._path = folder / FILE_NAME
        self._keyring = keyring

    @property
    def path(self) -> Path:
        """The file, which may not be there yet."""
        return self._path

    def entries(self) -> tuple[Entry, ...]:
        """Every erasure, the oldest first; none without a file. Raises ErasuresError for what does not verify.

        A last line without its end was being written when a machine went down: nothing was told to be erased by it.
        """
        if not self._path.exists():
            return ()
        with self._path.open("rb") as file:
            self._require_private(file)
            return tuple(self._verified(file.read())[0])

    def verify(self) -> int:
        """How many erasures the register holds, each line of it looked at. Raises ErasuresError."""
        return len(self.entries())

    def register(self, kind: str, subject: UUID, why: str, at: datetime) -> bool:
        """Write an erasure down, durably before this returns; False when it stands there already. Raises ErasuresError.

        Never called inside a transaction: the disk is waited for.
        """
        with self._alone() as file:
            known, end, before = self._verified(file.read())
            if any((entry.kind, entry.subject) == (kind, subject) for entry in known):
                return False
            entry = Entry(len(known) + 1, at, kind, subject, why, before)
            file.truncate(end)
            file.seek(end)
            file.write(_line(msgspec.structs.replace(entry, mac=self._mac(entry))))
            file.flush()
            os.fsync(file.fileno())
            return True

    @contextmanager
    def _alone(self) -> Iterator[BinaryIO]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        opened = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(opened, "r+b") as file:
            self._require_private(file)
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # a new file is there after a crash once its folder is written too
        finally:
            os.close(folder)

    def _require_private(self, file: BinaryIO) -> None:
        if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
            raise ErasuresError(f"{self._path} must have mode 0600")

    def _verified(self, raw: bytes) -> tuple[list[Entry], int, str]:
        """The entries, where the last whole line ends, and that line's hash."""
        whole, found, before = raw[: raw.rfind(b"\n") + 1], [], FIRST
        for number, line in enumerate(whole.splitlines(keepends=True), 1):
            found.append(self._one(line, number, before))
            before = sha256(line).hexdigest()
        return found, len(whole), before

    def _one(self, line: bytes, number: int, before: str) -> Entry:
        try:
            entry = msgspec.json.decode(line, type=Entry)
        except msgspec.MsgspecError:
            raise ErasuresError(f"line {number} of {self._path} does not read") from None
        if (entry.n, entry.before) != (number, before) or not hmac.compare_digest(
            entry.mac, self._mac(entry)
        ):
            raise ErasuresError(f"line {number} of {self._path} was altered")
        return entry

    def _mac(self, entry: Entry) -> str:
        return self._keyring.blind(PURPOSE, _line(msgspec.structs.replace(entry, mac=""))).hex()


def _line(entry: Entry) -> bytes:
    return msgspec.json.encode(entry) + b"\n"


@dataclass(frozen=True)
class Replayed:
    """How many erasures the register holds, and of how many this database still had something."""

    looked_at: int
    erased: int


REPLAY = sql("SELECT relais.replay_erasure(:kind, :subject, :at)")


async def replay(connection: asyncpg.Connection, register: Register) -> Replayed:
    """Erase in this database whatever the register says was erased, before it opens; again and again without harm.

    `connection` is the schema's owner's. Each erasure is a transaction: an interrupted replay is taken up by the next.
    What this copy never had is not an error. Raises ErasuresError before anything is touched.
    """
    entries = register.entries()
    erased = 0
    for entry in entries:
        values = {"kind": entry.kind, "subject": entry.subject, "at": entry.at}
        erased += bool(await connection.fetchval(REPLAY.text, *REPLAY.arguments(values)))
    return Replayed(len(entries), erased)
