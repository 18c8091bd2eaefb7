"""What the linking of codes leaves in the trail: on one's own case, without the other's code."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from service.events import Event


@dataclass(frozen=True, kw_only=True)
class LinkAsked(Event):
    name: ClassVar[str] = "cases.link_asked"
    link: UUID


@dataclass(frozen=True, kw_only=True)
class LinkAnswered(Event):
    name: ClassVar[str] = "cases.link_answered"
    accepted: bool


@dataclass(frozen=True, kw_only=True)
class LinkUndone(Event):
    name: ClassVar[str] = "cases.link_undone"
