"""That a key was replaced, or that Relais was begun, stands in the trail: what is done at the machine leaves an event.

There is no member behind it and no organisation whose it is: it is about the installation, and auditors read it.
"""

from dataclasses import dataclass
from typing import ClassVar, Final
from uuid import UUID

from service.events import Event, Root
from service.partners.actor import Actor, job_of
from service.refusals import NOT_ALLOWED, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork

INSTALLATION: Final = UUID("00000000-0000-4000-8000-000000000000")
"""Stands for the installation itself wherever an event names an organisation or what it is about."""
OPERATOR: Final = job_of(INSTALLATION)


@dataclass(frozen=True, kw_only=True)
class RootRotated(Event):
    """Another root key wraps the data keys; those of before are retired. `ordered` by two people, or an emergency."""

    name: ClassVar[str] = "installation.root_rotated"
    root: ClassVar[Root] = "financial"

    of: Root
    in_use: str
    rewrapped: int
    retired: tuple[str, ...]
    ordered: bool


@dataclass(frozen=True, kw_only=True)
class TokenKeyRotated(Event):
    """A key for access tokens was published; or it signs from now on."""

    name: ClassVar[str] = "installation.token_key_rotated"
    root: ClassVar[Root] = "financial"

    kid: str
    signs: bool


@dataclass(frozen=True, kw_only=True)
class InstallationStarted(Event):
    """The first two people of the installation were invited from the terminal."""

    name: ClassVar[str] = "installation.started"
    root: ClassVar[Root] = "financial"

    invited: int


@dataclass(frozen=True)
class RotatedRoot:
    """What to record; see the event."""

    of: Root
    in_use: str
    rewrapped: int
    retired: tuple[str, ...]
    ordered: bool


@dataclass(frozen=True)
class RotatedTokenKey:
    """What to record; see the event."""

    kid: str
    signs: bool


async def jobs_alone(_: UnitOfWork, actor: Actor, wish: object) -> Refused | None:  # noqa: ARG001
    """Nobody says through a door what was done at the machine."""
    return None if actor.is_job else Refused(NOT_ALLOWED)


@command(event=RootRotated, allowed=jobs_alone)
async def record_root_rotated(_: UnitOfWork, actor: Actor, wish: RotatedRoot) -> Done[str, RootRotated]:
    """The root key that is in use now, on record (FND-09, CNF-11)."""
    event = RootRotated(
        subject=actor.organisation_id,
        of=wish.of,
        in_use=wish.in_use,
        rewrapped=wish.rewrapped,
        retired=wish.retired,
        ordered=wish.ordered,
    )
    return Done(wish.in_use, event)


@command(event=TokenKeyRotated, allowed=jobs_alone)
async def record_token_key(_: UnitOfWork, actor: Actor, wish: RotatedTokenKey) -> Done[str, TokenKeyRotated]:
    """The key that was published or signs now, on record (FND-09)."""
    return Done(wish.kid, TokenKeyRotated(subject=actor.organisation_id, kid=wish.kid, signs=wish.signs))


@command(event=InstallationStarted, allowed=jobs_alone)
async def record_started(_: UnitOfWork, actor: Actor, invited: int) -> Done[int, InstallationStarted]:
    """That people were invited from the terminal, on record (FND-09)."""
    return Done(invited, InstallationStarted(subject=actor.organisation_id, invited=invited))
