"""The number that a partner answers at any hour: a role's, never a person's (SAF-09); sealed in the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Final
from uuid import UUID

from service.events import Event
from service.keys.secrets import Box, Holder, open_texts, seal_text
from service.partners.actor import Actor, Role, only
from service.refusals import Refused
from service.store.command import Done, command
from service.store.session import Session, UnitOfWork
from service.store.statements import sql

DUTY: Final = Box("care", "organisations.duty_number")


async def sealed_number(holder: Holder, organisation_id: UUID, number: str) -> bytes:
    """What the column `organisations.duty_number` holds for this number."""
    return await seal_text(holder, DUTY, subject=organisation_id, row=organisation_id, text=number)


async def duty_numbers(holder: Holder, rows: Iterable[Any], of: str) -> dict[UUID, str | None]:
    """The numbers in rows that carry `duty_number`, by the organisation in their column `of`.

    At most one round trip, and none for organisations read a moment ago.
    """
    sealed = {row[of]: row["duty_number"] for row in rows if row[of] is not None}
    return await open_texts(holder, DUTY, sealed)


@dataclass(frozen=True, kw_only=True)
class DutyNumberWritten(Event):
    """That it was written, never the number."""

    name: ClassVar[str] = "partners.duty_number_written"


@dataclass(frozen=True)
class WriteDutyNumber:
    """The number of the actor's own organisation, or none."""

    number: str | None


WRITE = sql("UPDATE organisations SET duty_number = :sealed WHERE id = relais.organisation()")
KNOWN = sql("SELECT duty_number IS NOT NULL FROM organisations WHERE id = relais.organisation()")
ANSWERABLE: Final = only(
    Role.PIVOT_WORKER,
    Role.SHELTER_COORDINATOR,
    Role.FUND_ADMINISTRATOR,
    Role.REGIONAL_COORDINATOR,
    Role.NETWORK_ADMINISTRATOR,
)


async def answers_at_a_number(session: Session) -> bool:
    """Whether one's own organisation has a number at which it answers at any hour; never the number (SAF-09)."""
    return bool(await session.value(KNOWN))


@command(event=DutyNumberWritten, allowed=ANSWERABLE, step_up=True)
async def write_duty_number(
    uow: UnitOfWork, actor: Actor, wish: WriteDutyNumber
) -> Done[None, DutyNumberWritten] | Refused:
    """Write where one's organisation answers at any hour (SAF-09). Proven: a false number takes calls away."""
    organisation = actor.organisation_id
    sealed = await sealed_number(uow, organisation, wish.number) if wish.number else None
    await uow.execute(WRITE, sealed=sealed)
    return Done(None, DutyNumberWritten(subject=organisation))
