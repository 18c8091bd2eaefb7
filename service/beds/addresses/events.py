"""What is kept of an address in the trail: that it was written, read or shown, never the address (SAF-01)."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from service.events import Event


@dataclass(frozen=True, kw_only=True)
class AddressWritten(Event):
    name: ClassVar[str] = "beds.address_written"
    version: int


@dataclass(frozen=True, kw_only=True)
class AddressRemoved(Event):
    name: ClassVar[str] = "beds.address_removed"


@dataclass(frozen=True, kw_only=True)
class AddressRead(Event):
    """The house's own people read it."""

    name: ClassVar[str] = "beds.address_read"


@dataclass(frozen=True, kw_only=True)
class AddressRevealed(Event):
    """A pivot of the case was shown it, which is possible until `open_until` (UTC)."""

    name: ClassVar[str] = "beds.address_revealed"
    placement: UUID
    open_until: datetime
