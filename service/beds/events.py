"""What the room leaves in the trail: identifiers, codes and counts, never a word about a person."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from service.events import Event


@dataclass(frozen=True, kw_only=True)
class ShelterCreated(Event):
    name: ClassVar[str] = "beds.shelter_created"
    kind: str
    region: str
    published: bool


@dataclass(frozen=True, kw_only=True)
class ShelterChanged(Event):
    name: ClassVar[str] = "beds.shelter_changed"
    version: int
    published: bool


@dataclass(frozen=True, kw_only=True)
class PoolAdded(Event):
    name: ClassVar[str] = "beds.pool_added"
    pool: UUID
    beds: int


@dataclass(frozen=True, kw_only=True)
class HotelVetted(Event):
    name: ClassVar[str] = "beds.hotel_vetted"
    state: str


@dataclass(frozen=True, kw_only=True)
class VettingEnded(Event):
    name: ClassVar[str] = "beds.vetting_ended"


@dataclass(frozen=True, kw_only=True)
class RoomBooked(Event):
    name: ClassVar[str] = "beds.room_booked"
    booking: UUID
    nights: int


@dataclass(frozen=True, kw_only=True)
class WaitingChanged(Event):
    name: ClassVar[str] = "beds.waiting_changed"
    what: str


@dataclass(frozen=True, kw_only=True)
class PoolChanged(Event):
    name: ClassVar[str] = "beds.pool_changed"
    pool: UUID
    set_aside: bool


@dataclass(frozen=True, kw_only=True)
class BedsClosed(Event):
    name: ClassVar[str] = "beds.beds_closed"
    closures: tuple[UUID, ...]
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class BedReopened(Event):
    name: ClassVar[str] = "beds.bed_reopened"
    closure: UUID


@dataclass(frozen=True, kw_only=True)
class CountRecorded(Event):
    """A human looked and counted. `applied` is false for a look older than the newest."""

    name: ClassVar[str] = "beds.count_recorded"
    count: UUID
    free: int
    looked_at: datetime
    source: str
    applied: bool
    unexplained: int
    displaced: int
    overflow: int = 0


@dataclass(frozen=True, kw_only=True)
class PromiseMoved(Event):
    name: ClassVar[str] = "beds.promise_moved"
    claim: UUID


@dataclass(frozen=True, kw_only=True)
class PromiseDisplaced(Event):
    """A fact took the bed that was promised, and no equal one was free: it is in someone's hands now."""

    name: ClassVar[str] = "beds.promise_displaced"
    claim: UUID
    cause: str


@dataclass(frozen=True, kw_only=True)
class ReferralMade(Event):
    name: ClassVar[str] = "beds.referral_made"
    code: str
    state: str
    beds: int
    nights: int
    options_shown: int | None
    person_chose: bool
    low_security_reason: str | None
    exceptions: tuple[str, ...] = ()
    mixed_ages_reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class ReferralStep(Event):
    """One step of a referral, and the state that it led to; a refusal carries its one code (ADM-04)."""

    name: ClassVar[str] = "beds.referral_step"
    step: str
    state: str
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class StayEnded(Event):
    name: ClassVar[str] = "beds.stay_ended"
    stay: UUID
    anonymous: bool


@dataclass(frozen=True, kw_only=True)
class WayThereAsked(Event):
    """A bed and the way to it were asked for together (EXP-02)."""

    name: ClassVar[str] = "beds.way_there_asked"
    request: UUID


@dataclass(frozen=True, kw_only=True)
class StayExtended(Event):
    """A stay was made longer, with its reason (BED-11)."""

    name: ClassVar[str] = "beds.stay_extended"
    stay: UUID
    ends_at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class MoveRaised(Event):
    """A house says that a stay must go on elsewhere; whose it is stands nowhere in it (SAF-03, ADM-12)."""

    name: ClassVar[str] = "beds.move_raised"
    move: UUID
    cause: str


@dataclass(frozen=True, kw_only=True)
class MoveTaken(Event):
    """A pivot prepares the move: where not to look again is an exclusion of the case (SAF-04)."""

    name: ClassVar[str] = "beds.move_taken"
    cause: str
    exclude_city: bool


@dataclass(frozen=True, kw_only=True)
class StaysRolled(Event):
    name: ClassVar[str] = "beds.stays_rolled_forward"
    stays: int


@dataclass(frozen=True, kw_only=True)
class PromisesLapsed(Event):
    name: ClassVar[str] = "beds.promises_lapsed"
    claims: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class CountAsked(Event):
    name: ClassVar[str] = "beds.count_asked"


@dataclass(frozen=True, kw_only=True)
class NeedUnmet(Event):
    name: ClassVar[str] = "beds.need_unmet"
    region: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class EscalationSettled(Event):
    """`moved` to another bed there, back `by_itself`, taken `elsewhere`, `not_needed`, or `over` with its time."""

    name: ClassVar[str] = "beds.escalation_settled"
    escalation: UUID
    outcome: str = "not_needed"


@dataclass(frozen=True, kw_only=True)
class PromisesBroughtBack(Event):
    """Beds became free: so many displaced promises have one again, and so many nobody waits for any more."""

    name: ClassVar[str] = "beds.promises_brought_back"
    back: int
    over: int
