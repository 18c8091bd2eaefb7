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
        self._places: dict[UUID, tuple[Root, UUID]] = {}

    def get(self, root: Root, subject: UUID) -> DataKey | None:
        """The key of a subject, unless it was never kept, was pushed out or has stayed too long."""
        found = self._kept.get((root, subject))
        if found is None:
            return None
        until, key = found
        if until <= self._elapsed():
            self.forget(root, subject)
            return None
        self._kept.move_to_end((root, subject))
        return key

    def by_id(self, key_id: UUID) -> DataKey | None:
        """The key of that id, under the same conditions."""
        place = self._places.get(key_id)
        return self.get(*place) if place else None

    def keep(self, key: DataKey) -> None:
        """Keep a key that is known to be committed: one that was rolled back would seal what nobody opens."""
        self.forget(key.root, key.subject)
        self._kept[key.root, key.subject] = (self._elapsed() + self._seconds, key)
        self._places[key.id] = key.root, key.subject
        if len(self._kept) > self._most:
            self.forget(*next(iter(self._kept)))

    def forget(self, root: Root, subject: UUID) -> None:
        """Drop a key that has been destroyed."""
        found = self._kept.pop((root, subject), None)
        if found is not None:
            del self._places[found[1].id]

    def __len__(self) -> int:
        """How many are kept."""
        return len(self._kept)
