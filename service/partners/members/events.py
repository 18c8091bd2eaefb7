"""What accesses leave in the trail, kept as long as the decisions that these people made."""

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from service.events import Event, Root


@dataclass(frozen=True, kw_only=True)
class MemberEvent(Event):
    """About a member or an invitation, its subject."""

    name: ClassVar[str] = "members.event"
    root: ClassVar[Root] = "financial"


@dataclass(frozen=True, kw_only=True)
class AccessEnded(MemberEvent):
    """An access ended: by its own member, by a colleague, or because its time was over (a job)."""

    name: ClassVar[str] = "members.access_ended"
    handed_over: dict[str, Any]
    """How many duties went to whom is named for them."""


@dataclass(frozen=True, kw_only=True)
class InvitationRenewed(MemberEvent):
    name: ClassVar[str] = "members.invitation_renewed"


@dataclass(frozen=True, kw_only=True)
class InvitationWithdrawn(MemberEvent):
    name: ClassVar[str] = "members.invitation_withdrawn"


@dataclass(frozen=True, kw_only=True)
class CaseTakenOver(Event):
    """A case whose pivot and backup have both left goes on with a colleague (PIV-02)."""

    name: ClassVar[str] = "members.case_taken_over"
    pivot: UUID
