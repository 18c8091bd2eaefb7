"""What a kept checkpoint proves about a restored log: that it is the same one, and how much of it is lost (FND-09)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from service.backups.manifest import BackupError
from service.store.statements import sql
from service.trail.notes import Checkpoint, NoteError, VerifyingKey, open_checkpoint
from service.trail.rules import Frontier

if TYPE_CHECKING:
    import asyncpg

MOST_BYTES = 100_000
PAGE = 50_000
LEAVES = sql("SELECT leaf FROM trail_leaves WHERE index >= :start AND index < :end ORDER BY index")
STANDS = sql("SELECT (SELECT count(*) FROM trail_leaves) AS leaves, (SELECT count(*) FROM events) AS events")


@dataclass(frozen=True)
class Gap:
    """How far the restored log reaches, and how far the newest kept checkpoint says that it reached.

    Up to `leaves` the two are one log, where a checkpoint was given that says so. `missing` events at least are lost:
    they were signed, and are not in the copy.
    """

    leaves: int
    known: int
    known_root: str
    missing: int


def read_notes(paths: Sequence[Path], key: VerifyingKey) -> list[Checkpoint]:
    """The checkpoints in these files. Raises `BackupError` for one that this log has not signed."""
    found = []
    for path in paths:
        try:
            if path.stat().st_size > MOST_BYTES:
                raise NoteError("too long")
            found.append(open_checkpoint(path.read_text(encoding="utf-8"), key))
        except (NoteError, UnicodeDecodeError) as wrong:
            raise BackupError(f"{path} is no checkpoint of this log ({wrong}).") from None
    return found


async def gap(connection: asyncpg.Connection, kept: Sequence[Checkpoint]) -> Gap:
    """Hold the restored log against what was kept of the lost one, before anything is appended to it.

    Raises `BackupError` when a checkpoint says something else of leaves that both have: then the copy is of another
    log, or was altered by somebody who held the keys.
    """
    row = await connection.fetchrow(STANDS.text)
    leaves, events = row["leaves"], row["events"]
    for checkpoint in kept:
        if 0 < checkpoint.size <= leaves and await _root(connection, checkpoint.size) != checkpoint.root:
            raise BackupError(
                f"A kept checkpoint says something else of the first {checkpoint.size} leaves than the restored log: "
                "the copy is of another log, or was altered. It stays shut."
            )
    newest = max(kept, key=lambda each: each.size, default=None)
    if newest is None:
        return Gap(leaves, 0, "", 0)
    return Gap(leaves, newest.size, newest.root.hex(), max(0, newest.size - events))


async def _root(connection: asyncpg.Connection, size: int) -> bytes:
    """From the leaves alone: subtrees that were kept may be those of before somebody rewrote what is under them."""
    tree = Frontier()
    for start in range(0, size, PAGE):
        values = {"start": start, "end": min(start + PAGE, size)}
        rows = await connection.fetch(LEAVES.text, *LEAVES.arguments(values))
        tree = tree.extend([row["leaf"] for row in rows])
    return tree.root
