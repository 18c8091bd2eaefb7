"""Unwrapped keys kept in the process for a while: few, and not for long, so that an erasure takes hold."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from uuid import UUID

from service.events import Root
from service.keys.sealing import DataKey


class KeyCache:
    """At most `most` keys, each for at most `seconds`; the one unused for longest leaves first.

    Destroying a key takes hold in other processes when it leaves their cache, within `seconds` (CNF-11).
    """

    def __init__(
        self, most: int = 4096, seconds: float = 60.0, elapsed: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = most
        self._seconds = seconds
        self._elapsed = elapsed
        self._kept: OrderedDict[tuple[Root, UUID], tuple[float, DataKey]] = OrderedDict()

    def get(self, root: Root, subject: UUID) -> DataKey | None:
        """The key of a subject, unless it was never kept, was pushed out or has stayed too long."""
        found = self._kept.get((root, subject))
        if found is None:
            return None
        until, key = found
        if until <= self._elapsed():
            del self._kept[root, subject]
            return None
        self._kept.move_to_end((root, subject))
        return key

    def keep(self, key: DataKey) -> None:
        """Keep a key that is known to be committed: one that was rolled back would seal what nobody opens."""
        self._kept[key.root, key.subject] = (self._elapsed() + self._seconds, key)
        self._kept.move_to_end((key.root, key.subject))
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def forget(self, root: Root, subject: UUID) -> None:
        """Drop a key that has been destroyed."""
        self._kept.pop((root, subject), None)

    def __len__(self) -> int:
        """How many are kept."""
        return len(self._kept)
