"""Who acts: a member of an organisation with roles, or the system on behalf of one organisation."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from service.refusals import NOT_ALLOWED, Language, Refused


class Role(StrEnum):
    """The eight roles (POL-03 and design.md section 7). There is none for border services (IMM-01)."""

    INVESTIGATOR = "investigator"
    PIVOT_WORKER = "pivot_worker"
    SHELTER_COORDINATOR = "shelter_coordinator"
    FRONT_DESK = "front_desk"
    FUND_ADMINISTRATOR = "fund_administrator"
    REGIONAL_COORDINATOR = "regional_coordinator"
    AUDITOR = "auditor"
    NETWORK_ADMINISTRATOR = "network_administrator"


@dataclass(frozen=True)
class Actor:
    """A person in a role, or a job (`member_id` is `None`) that acts as one organisation."""

    member_id: UUID | None
    organisation_id: UUID
    roles: frozenset[Role] = field(default_factory=frozenset)
    language: Language = "fr"
    regions: tuple[str, ...] = ()
    """Regions that the organisation serves (ISO 3166-2)."""

    def has(self, *roles: Role) -> bool:
        """Whether the actor holds one of these roles."""
        return bool(self.roles.intersection(roles))

    @property
    def is_job(self) -> bool:
        return self.member_id is None


@dataclass(frozen=True)
class Seat:
    """A member at a door: the session they sit in, and the proof that they gave for this one action, if any.

    Without a session the member was named by a token of the demo, or by a test.
    """

    member_id: UUID
    session_id: UUID | None = None
    proof: UUID | None = None


def job_of(organisation_id: UUID) -> Actor:
    """The actor of a job that acts on a row of this organisation."""
    return Actor(None, organisation_id)


def only(*roles: Role) -> "Guard":
    """A guard that lets these roles, and jobs, pass; whoever has none of them is refused."""
    return Guard(frozenset(roles))


@dataclass(frozen=True)
class Guard:
    """The plainest authorisation: by role. Commands that depend on the row bring a guard of their own."""

    roles: frozenset[Role]

    async def __call__(self, _uow: object, actor: Actor, _wish: object) -> Refused | None:
        if actor.is_job or actor.roles & self.roles:
            return None
        return Refused(NOT_ALLOWED)
