"""Saying where texts go for a duty, and what the phone itself decides: stop, and start again."""

from dataclasses import dataclass
from typing import ClassVar, Literal
from uuid import UUID, uuid4

from service.events import Event
from service.messages.climbing.rules import Duty
from service.messages.phones.numbers import recognised, sealed
from service.messages.phones.refusals import CONSTRAINTS
from service.partners.actor import Actor
from service.partners.rosters.commands import MAY_PLAN, PLANNERS
from service.partners.rosters.refusals import NOT_YOUR_DUTY
from service.refusals import NOT_FOUND, Language, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True, kw_only=True)
class DutyPhoneWritten(Event):
    """That a duty's phone was written or removed, never its number (SAF-09)."""

    name: ClassVar[str] = "messages.duty_phone_written"

    rung: str
    removed: bool = False


@dataclass(frozen=True)
class WriteDutyPhone:
    """The phone of a rung: of whoever is first on call, second, or of the duty as a whole. `number` is E.164."""

    duty: Duty
    rung: Literal["first", "second", "duty"]
    number: str | None
    language: Language = "fr"
    shelter_id: UUID | None = None


REMOVE = sql(
    """
    DELETE FROM duty_phones WHERE organisation_id = relais.organisation() AND duty = :duty AND rung = :rung
        AND shelter_key IS NOT DISTINCT FROM CAST(:shelter AS bigint)
    """
)
INSERT = sql(
    """
    INSERT INTO duty_phones (id, organisation_id, duty, rung, shelter_key, sealed, recognised, language, written_at)
    VALUES (:id, relais.organisation(), :duty, :rung, :shelter, :sealed, :recognised, :language, relais.now())
    """
)
SHELTER = sql("SELECT key FROM shelters WHERE id = :id AND organisation_id = relais.organisation()")


@command(event=DutyPhoneWritten, allowed=MAY_PLAN, refusals=CONSTRAINTS, step_up=True)
async def write_duty_phone(
    uow: UnitOfWork, actor: Actor, wish: WriteDutyPhone
) -> Done[None, DutyPhoneWritten] | Refused:
    """Say where the texts of a duty go, or nowhere (SAF-09). Proven: whoever holds that phone answers for the house.

    Writing it again ends an earlier STOP, because another phone may now stand there.
    """
    if not actor.has(PLANNERS[wish.duty]):
        return Refused(NOT_YOUR_DUTY)
    key = await uow.value(SHELTER, id=wish.shelter_id) if wish.shelter_id else None
    if wish.shelter_id is not None and (key is None or wish.duty != "shelter"):
        return Refused(NOT_FOUND)
    await uow.execute(REMOVE, duty=wish.duty, rung=wish.rung, shelter=key)
    if wish.number is not None:
        phone = uuid4()
        await uow.execute(
            INSERT,
            id=phone,
            duty=wish.duty,
            rung=wish.rung,
            shelter=key,
            sealed=await sealed(uow, actor.organisation_id, phone, wish.number),
            recognised=recognised(uow.keyring, wish.number),
            language=wish.language,
        )
    return Done(
        None,
        DutyPhoneWritten(subject=actor.organisation_id, rung=wish.rung, removed=wish.number is None),
    )
