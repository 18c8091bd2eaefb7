"""What operations leave in the trail: identifiers, counts and codes; never a name, a target or a shelter's address."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from service.events import Event


@dataclass(frozen=True, kw_only=True)
class AgreementProposed(Event):
    name: ClassVar[str] = "operations.agreement_proposed"
    partner: UUID
    shelter: UUID
    places: int
    notice_hours: int
    longest_hold_hours: int
    answer: str
    form: str


@dataclass(frozen=True, kw_only=True)
class AgreementAnswered(Event):
    name: ClassVar[str] = "operations.agreement_answered"
    yes: bool


@dataclass(frozen=True, kw_only=True)
class AgreementEnded(Event):
    name: ClassVar[str] = "operations.agreement_ended"


@dataclass(frozen=True, kw_only=True)
class AgreementRested(Event):
    """Suspended, or resumed."""

    name: ClassVar[str] = "operations.agreement_rested"
    rests: bool


@dataclass(frozen=True, kw_only=True)
class AgreementReviewed(Event):
    """The yearly review; its evidence is in the review's own row (OPS-13)."""

    name: ClassVar[str] = "operations.agreement_reviewed"
    outcome: str


@dataclass(frozen=True, kw_only=True)
class FeasibilityAsked(Event):
    """Each question is an event, because counts leak (OPS-19)."""

    name: ClassVar[str] = "operations.feasibility_asked"
    people: int
    possible: int
    by_agreement: int
    on_request: int
    withheld: bool


@dataclass(frozen=True, kw_only=True)
class PlacesArranged(Event):
    """Places were looked for: how many are held, asked, and left, and whether the plan is proven best; as it was told
    to whoever looked."""

    name: ClassVar[str] = "operations.places_arranged"
    cause: str
    held: int
    asked: int
    waiting: int
    proven: bool


@dataclass(frozen=True, kw_only=True)
class PlacesProposed(Event):
    """A plan was asked for and nothing held: its numbers, as they were told."""

    name: ClassVar[str] = "operations.places_proposed"
    proposal: UUID
    by_agreement: int
    on_request: int
    waiting: int
    proven: bool


@dataclass(frozen=True, kw_only=True)
class OperationChanged(Event):
    """A step of the operation: launched, postponed, cancelled, closed; or who takes over."""

    name: ClassVar[str] = "operations.operation_changed"
    step: str
    organisation: UUID | None = None
    count: int | None = None


@dataclass(frozen=True, kw_only=True)
class RequestAnswered(Event):
    name: ClassVar[str] = "operations.request_answered"
    state: str
    accepted: int
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class OverridesAsked(Event):
    """Asking discloses this operation's labels, profiles and sites to that coordination (design.md section 4)."""

    name: ClassVar[str] = "operations.overrides_asked"
    coordination: UUID
    places: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class OverrideDecided(Event):
    """One place, one decision; the coordinator's reason is in `why`."""

    name: ClassVar[str] = "operations.override_decided"
    override: UUID
    place: UUID
    granted: bool
    outcome: str


@dataclass(frozen=True, kw_only=True)
class KeptTogether(Event):
    name: ClassVar[str] = "operations.kept_together"
    places: tuple[UUID, ...]
    released: int


@dataclass(frozen=True, kw_only=True)
class DisclosureRead(Event):
    """A coordinator read what an operation disclosed: reads of sensitive things are events."""

    name: ClassVar[str] = "operations.disclosure_read"


@dataclass(frozen=True, kw_only=True)
class ArrivalRecorded(Event):
    name: ClassVar[str] = "operations.arrival_recorded"
    place: UUID
    claim: UUID | None


@dataclass(frozen=True, kw_only=True)
class RefusedAtDoor(Event):
    """The code is kept as requests keep theirs; two codes exist only as counts (ADM-04)."""

    name: ClassVar[str] = "operations.refused_at_door"
    place: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class ArrivalPointPublished(Event):
    """The words are not repeated here."""

    name: ClassVar[str] = "operations.arrival_point_published"
    point: UUID
