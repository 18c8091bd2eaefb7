"""Where backups go: the data to one place, the keys to another, and nothing half written under its name."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

from service.backups.manifest import BackupError

DRAFT = ".unfinished-"
DATA, KEYS = "relais-data", "relais-keys"


def apart(data: Path, keys: Path) -> None:
    """Refuse one place for both (CNF-11): whoever walks off with one folder must not have the other.

    Raises `BackupError` for one folder, for one within the other, and for two beside each other on one disk.
    """
    one, other = data.resolve(), keys.resolve()
    nested = one.is_relative_to(other) or other.is_relative_to(one)
    if nested or (one.parent == other.parent and _disk(one) == _disk(other)):
        raise BackupError(
            f"The keys must not lie beside the data: {other} and {one} are copied and stolen together. "
            "Name a folder for the keys somewhere else, best on another machine's disk."
        )


def _disk(folder: Path) -> int:
    """Of the folder, or of what it will be made in."""
    standing = next(place for place in (folder, *folder.parents) if place.exists())
    return standing.stat().st_dev


def name_of(what: str, taken_at: datetime, backup: UUID) -> str:
    """Such as `relais-data-20261122T031500Z-1a2b3c4d`; the two halves of a backup end alike."""
    return f"{what}-{taken_at:%Y%m%dT%H%M%SZ}-{backup.hex[:8]}"


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A folder to fill, which has its name once everything in it is on the disk; absent if anything goes wrong."""
    draft = path.with_name(f"{DRAFT}{path.name}")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft.mkdir(mode=0o700)
    try:
        yield draft
        for file in draft.iterdir():
            file.chmod(0o600)
            flush(file)
        flush(draft)
        draft.rename(path)
        flush(path.parent)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def write_whole(path: Path, content: bytes) -> None:
    """A new file of mode 0600, whole or absent. Raises `FileExistsError` rather than replace one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{DRAFT}{path.name}")
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
        flush(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def replace_whole(path: Path, content: bytes) -> None:
    """The file of mode 0600 with this content, or as it was: never neither, whatever is killed, nor in the way of the
    next attempt."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(prefix=DRAFT, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
        flush(path.parent)
    finally:
        Path(draft).unlink(missing_ok=True)


def flush(path: Path) -> None:
    """What is there survives a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
