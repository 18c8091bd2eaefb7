"""That this installation was restored stands in its own log, signed: the log goes on honestly (FND-09)."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from service.backups.gap import Gap
from service.backups.manifest import Manifest
from service.events import Event, Root
from service.partners.actor import Actor, job_of
from service.refusals import NOT_ALLOWED, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql
from service.store.store import Store

# Of each network; where none has begun, of whoever was there first.
WHOSE = sql(
    """
    SELECT id FROM organisations WHERE kind = 'network'
        OR id = (SELECT id FROM organisations ORDER BY kind = 'network' DESC, created_at, id LIMIT 1)
    ORDER BY id
    """
)


@dataclass(frozen=True, kw_only=True)
class InstallationRestored(Event):
    """The log went on from a copy. Up to `leaves` it is the log of before; what was signed beyond is lost."""

    name: ClassVar[str] = "installation.restored"
    root: ClassVar[Root] = "financial"

    backup: UUID
    taken_at: datetime
    leaves: int
    known_leaves: int
    """How many leaves the newest kept checkpoint signs; 0 where none was at hand."""
    known_root: str
    missing: int
    """Events at least that were signed and are lost."""
    erased: int
    """Erasures of the register that were carried out again."""


@dataclass(frozen=True)
class Restored:
    """What to record; see the event."""

    backup: UUID
    taken_at: datetime
    leaves: int
    known_leaves: int
    known_root: str
    missing: int
    erased: int

    @staticmethod
    def of(made: Manifest, found: Gap, erased: int) -> "Restored":
        """What is known once the copy is loaded and the register replayed."""
        backup = UUID(made.id)
        return Restored(
            backup, made.taken_at, found.leaves, found.known, found.known_root, found.missing, erased
        )


async def jobs_alone(_: UnitOfWork, actor: Actor, wish: object) -> Refused | None:  # noqa: ARG001
    """Nobody says through a door that a copy was restored."""
    return None if actor.is_job else Refused(NOT_ALLOWED)


@command(event=InstallationRestored, allowed=jobs_alone)
async def record_restored(
    uow: UnitOfWork, actor: Actor, wish: Restored
) -> Done[int, InstallationRestored] | Refused:
    """Write it in the trail of the actor's organisation; answers how many events are known to be lost."""
    uow.tell("outbox", organisations=(actor.organisation_id,))
    event = InstallationRestored(
        subject=actor.organisation_id,
        backup=wish.backup,
        taken_at=wish.taken_at,
        leaves=wish.leaves,
        known_leaves=wish.known_leaves,
        known_root=wish.known_root,
        missing=wish.missing,
        erased=wish.erased,
    )
    return Done(wish.missing, event)


async def record_everywhere(store: Store, owners: list[UUID], restored: Restored) -> None:
    """In the trail of each of these organisations."""
    for organisation_id in owners:
        await store.run(record_restored, job_of(organisation_id), restored)
