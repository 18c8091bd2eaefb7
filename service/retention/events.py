"""What erasures leave in the trail: that one happened, of what kind and why; never of whom. Kept for the statutory
period, because it says why something can no longer be read."""

from dataclasses import dataclass
from typing import ClassVar

from service.events import Event, Root


@dataclass(frozen=True, kw_only=True)
class ErasureBegun(Event):
    """Time made it due. Its subject is the erasure, not what is erased."""

    name: ClassVar[str] = "retention.erasure_begun"
    root: ClassVar[Root] = "financial"
    kind: str


@dataclass(frozen=True, kw_only=True)
class ErasureDone(Event):
    """Nothing of it opens any more."""

    name: ClassVar[str] = "retention.erasure_done"
    root: ClassVar[Root] = "financial"
    kind: str
    keys: int
    """Data keys that were destroyed."""
