"""What cases leave in the trail: codes and identifiers, never a word about the person."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from service.events import Event


@dataclass(frozen=True, kw_only=True)
class CaseOpened(Event):
    name: ClassVar[str] = "cases.case_opened"
    region: str
    pivot: UUID
    backup: UUID
    scopes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CompanionsChanged(Event):
    name: ClassVar[str] = "cases.companions_changed"
    pivot: UUID
    backup: UUID


@dataclass(frozen=True, kw_only=True)
class CoPivotNamed(Event):
    name: ClassVar[str] = "cases.co_pivot_named"
    member: UUID
    organisation: UUID


@dataclass(frozen=True, kw_only=True)
class ConsentGiven(Event):
    name: ClassVar[str] = "cases.consent_given"
    consent: UUID
    scope: str
    shared_with: UUID | None


@dataclass(frozen=True, kw_only=True)
class ConsentWithdrawn(Event):
    name: ClassVar[str] = "cases.consent_withdrawn"
    consent: UUID
    scope: str


@dataclass(frozen=True, kw_only=True)
class PlaceExcluded(Event):
    name: ClassVar[str] = "cases.place_excluded"
    exclusion: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class ExclusionLifted(Event):
    name: ClassVar[str] = "cases.exclusion_lifted"
    exclusion: UUID


@dataclass(frozen=True, kw_only=True)
class PlacementLinked(Event):
    name: ClassVar[str] = "cases.placement_linked"
    placement: UUID
    claim: UUID
    options_shown: int | None
    person_chose: bool | None


@dataclass(frozen=True, kw_only=True)
class DutyNoted(Event):
    name: ClassVar[str] = "cases.duty_noted"
    outcome: str


@dataclass(frozen=True, kw_only=True)
class CaseAssessed(Event):
    name: ClassVar[str] = "cases.assessed"


@dataclass(frozen=True, kw_only=True)
class ProfileShared(Event):
    name: ClassVar[str] = "cases.profile_shared"
    share: UUID
    referral: UUID
    what: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ShareEnded(Event):
    name: ClassVar[str] = "cases.share_ended"
    share: UUID


@dataclass(frozen=True, kw_only=True)
class SharedRead(Event):
    name: ClassVar[str] = "cases.shared_read"
    told: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TransferAsked(Event):
    name: ClassVar[str] = "cases.transfer_asked"
    transfer: UUID
    to_organisation: UUID
    to_region: str


@dataclass(frozen=True, kw_only=True)
class TransferEnded(Event):
    name: ClassVar[str] = "cases.transfer_ended"
    state: str


@dataclass(frozen=True, kw_only=True)
class CaseTransferred(Event):
    name: ClassVar[str] = "cases.transferred"
    transfer: UUID
    pivot: UUID
    backup: UUID


@dataclass(frozen=True, kw_only=True)
class CaseWatched(Event):
    name: ClassVar[str] = "cases.watched"
    outcome: str


@dataclass(frozen=True, kw_only=True)
class CaseRested(Event):
    name: ClassVar[str] = "cases.rested"


@dataclass(frozen=True, kw_only=True)
class CaseReopened(Event):
    name: ClassVar[str] = "cases.reopened"
    context: str


@dataclass(frozen=True, kw_only=True)
class ContactSet(Event):
    name: ClassVar[str] = "cases.contact_set"


@dataclass(frozen=True, kw_only=True)
class ReminderNoted(Event):
    name: ClassVar[str] = "cases.reminder_noted"
    kind: str


@dataclass(frozen=True, kw_only=True)
class ReminderDone(Event):
    name: ClassVar[str] = "cases.reminder_done"
    kind: str


@dataclass(frozen=True, kw_only=True)
class OtherNoted(Event):
    name: ClassVar[str] = "cases.other_noted"
    about: str


@dataclass(frozen=True, kw_only=True)
class ContactAsked(Event):
    name: ClassVar[str] = "cases.contact_asked"


@dataclass(frozen=True, kw_only=True)
class ContactAnswered(Event):
    name: ClassVar[str] = "cases.contact_answered"


@dataclass(frozen=True, kw_only=True)
class StepMarked(Event):
    name: ClassVar[str] = "cases.step_marked"
