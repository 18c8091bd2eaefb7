"""What signing in leaves in the trail: identifiers of members and of what they hold, never an address or a secret."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from service.events import Event


@dataclass(frozen=True, kw_only=True)
class SignInTried(Event):
    """Somebody tried to sign in. `subject` is the member whom it was about, or the organisation when it was nobody."""

    name: ClassVar[str] = "partners.sign_in_tried"


@dataclass(frozen=True, kw_only=True)
class SignedIn(SignInTried):
    name: ClassVar[str] = "partners.signed_in"
    session: UUID
    by: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class SignInRefused(SignInTried):
    """`why` is a code; whoever tried is not told it."""

    name: ClassVar[str] = "partners.sign_in_refused"
    by: str


@dataclass(frozen=True, kw_only=True)
class SessionEnded(Event):
    name: ClassVar[str] = "partners.session_ended"
    sessions: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class TokenReused(Event):
    """A token that was replaced came back: somebody has a copy, and the session is over."""

    name: ClassVar[str] = "partners.token_reused"
    session: UUID


@dataclass(frozen=True, kw_only=True)
class PasskeyRegistered(Event):
    name: ClassVar[str] = "partners.passkey_registered"
    passkey: UUID
    first: bool


@dataclass(frozen=True, kw_only=True)
class PasskeyEnded(Event):
    name: ClassVar[str] = "partners.passkey_ended"
    passkey: UUID


@dataclass(frozen=True, kw_only=True)
class CodeSetUp(Event):
    name: ClassVar[str] = "partners.code_set_up"


@dataclass(frozen=True, kw_only=True)
class CodeConfirmed(Event):
    name: ClassVar[str] = "partners.code_confirmed"


@dataclass(frozen=True, kw_only=True)
class CodeEnded(Event):
    name: ClassVar[str] = "partners.code_ended"


@dataclass(frozen=True, kw_only=True)
class RecoveryCodesRenewed(Event):
    name: ClassVar[str] = "partners.recovery_codes_renewed"


@dataclass(frozen=True, kw_only=True)
class TabletOffered(Event):
    name: ClassVar[str] = "partners.tablet_offered"


@dataclass(frozen=True, kw_only=True)
class TabletEnrolled(Event):
    name: ClassVar[str] = "partners.tablet_enrolled"


@dataclass(frozen=True, kw_only=True)
class TabletEnded(Event):
    name: ClassVar[str] = "partners.tablet_ended"


@dataclass(frozen=True, kw_only=True)
class PinGiven(Event):
    name: ClassVar[str] = "partners.pin_given"


@dataclass(frozen=True, kw_only=True)
class PinTaken(Event):
    name: ClassVar[str] = "partners.pin_taken"


@dataclass(frozen=True, kw_only=True)
class StepUpProven(Event):
    name: ClassVar[str] = "partners.step_up_proven"
    step_up: UUID
    by: str
