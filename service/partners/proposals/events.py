"""What settings leave in the trail: which setting, whose, by whom, kept as long as the decisions that stand on it."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from service.events import Event, Root


@dataclass(frozen=True, kw_only=True)
class SettingEvent(Event):
    """About one proposal; its key is kept for the statutory period."""

    name: ClassVar[str] = "settings.event"
    root: ClassVar[Root] = "financial"

    kind: str
    about: UUID
    """The member, network, organisation, fund or payee that it changes."""
    organisation: UUID
    """Whose setting it is."""


@dataclass(frozen=True, kw_only=True)
class SettingProposed(SettingEvent):
    name: ClassVar[str] = "settings.proposed"


@dataclass(frozen=True, kw_only=True)
class SettingInForce(SettingEvent):
    name: ClassVar[str] = "settings.in_force"
    proposed_by: UUID


@dataclass(frozen=True, kw_only=True)
class ProposalWithdrawn(SettingEvent):
    name: ClassVar[str] = "settings.withdrawn"
