"""Members, invitations and alerts as they are read: an address, roles, an end, and nothing else about anybody."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from service.partners.actor import Role
from service.partners.proposals.rules import PROPOSERS
from service.refusals import NOT_ALLOWED, Refused
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class MemberView:
    """A member of one's organisation, or of one in a network that one administers."""

    id: UUID
    organisation_id: UUID
    organisation_name: str
    email: str
    roles: tuple[Role, ...]
    supervisor_id: UUID | None
    ends_on: date
    """The first day without access."""
    is_you: bool
    may_change: bool
    """Whether the actor may propose another access for them, and may end this one."""


@dataclass(frozen=True)
class InvitationView:
    """An invitation that was agreed to and not yet accepted; `sent_at` is empty until the letter has left."""

    id: UUID
    organisation_id: UUID
    organisation_name: str
    email: str
    roles: tuple[Role, ...]
    supervisor_id: UUID | None
    ends_on: date
    invited_at: datetime
    sent_at: datetime | None
    expires_at: datetime
    may_change: bool


Waits = Literal[
    "receipts_owed",
    "cases_left_alone",
    "cases_without_backup",
    "cases_without_pivot",
    "accesses_end_soon",
    "too_few_to_sign",
    "accreditation_ends_soon",
]


@dataclass(frozen=True)
class AlertView:
    """Something that waits for care in an organisation, counted: accesses that end within 30 days (POL-04), cases
    without a backup (PIV-01), too few people to sign for one another."""

    kind: Waits
    organisation_id: UUID
    organisation_name: str
    count: int


@dataclass(frozen=True)
class OrphanCase:
    """A case of one's organisation that nobody accompanies: its code alone."""

    id: UUID
    code: str


MEMBERS = sql("SELECT *, id = relais.member() AS is_you FROM relais.visible_members()")
INVITATIONS = sql("SELECT * FROM relais.visible_invitations()")
ALERTS = sql("SELECT * FROM relais.alerts()")
ORPHANS = sql("SELECT * FROM relais.orphan_cases()")


async def members(session: Session) -> list[MemberView]:
    """Members of the actor's organisation, and of its networks for a network administrator; a front desk sees itself,
    and so does everybody at a shared tablet (SAF-12).

    At most 2,000.
    """
    settles = session.actor.roles & PROPOSERS
    return [MemberView(**row) for row in await session.rows(MEMBERS) if settles or row["is_you"]]


async def invitations(session: Session) -> list[InvitationView] | Refused:
    """Invitations that wait to be accepted; an expired one is among them, to be renewed or withdrawn. At most 500."""
    if not session.actor.roles & PROPOSERS:
        return Refused(NOT_ALLOWED)
    return [InvitationView(**row) for row in await session.rows(INVITATIONS)]


async def alerts(session: Session) -> list[AlertView] | Refused:
    """What waits for care, read off the state of things as it is: an alert ends when its cause does."""
    if not session.actor.roles & PROPOSERS:
        return Refused(NOT_ALLOWED)
    return [AlertView(**row) for row in await session.rows(ALERTS)]


async def orphan_cases(session: Session) -> list[OrphanCase] | Refused:
    """Cases of the actor's organisation whose pivot and backup have both left (PIV-01)."""
    if not session.actor.has(Role.PIVOT_WORKER):
        return Refused(NOT_ALLOWED)
    return [OrphanCase(**row) for row in await session.rows(ORPHANS)]
