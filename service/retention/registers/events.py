"""What the registers leave in the trail: that an entry was written, never its words."""

from dataclasses import dataclass
from typing import ClassVar

from service.events import Event, Root


@dataclass(frozen=True, kw_only=True)
class IncidentWritten(Event):
    """A first or a later version of an entry; its key goes when the entry does."""

    name: ClassVar[str] = "retention.incident_written"
    root: ClassVar[Root] = "financial"
    version: int
    serious: bool


@dataclass(frozen=True, kw_only=True)
class AnonymisationWritten(Event):
    name: ClassVar[str] = "retention.anonymisation_written"
    root: ClassVar[Root] = "financial"
    what: str
