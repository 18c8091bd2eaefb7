"""A dated task of the pivot: before somebody turns 18 (MIN-05), or to offer help again (ACC-05)."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from service.cases import refusals
from service.cases.access import locked, pivots_of_the_case
from service.cases.events import ReminderDone, ReminderNoted
from service.cases.minors.rules import remind_on
from service.partners.actor import Actor
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

ReminderKind = Literal["turns_18", "offer_again"]

NOTE = sql(
    """
    INSERT INTO case_reminders (case_id, organisation_id, kind, remind_on, noted_by, noted_at)
    VALUES (:case, relais.organisation(), :kind, :on, relais.member(), relais.now())
    ON CONFLICT (case_id, kind) WHERE done_at IS NULL DO UPDATE SET remind_on = EXCLUDED.remind_on RETURNING remind_on
    """
)
DONE = sql(
    """
    UPDATE case_reminders SET done_at = relais.now() WHERE case_id = :case AND kind = :kind AND done_at IS NULL
    RETURNING id
    """
)


@dataclass(frozen=True)
class TurnsEighteen:
    """The month in which somebody turns 18, as they tell it; only the day of the reminder is kept."""

    case_id: UUID
    month: date


@command(event=ReminderNoted, allowed=pivots_of_the_case)
async def turns_eighteen(
    uow: UnitOfWork, _: Actor, wish: TurnsEighteen
) -> Done[date, ReminderNoted] | Refused:
    """Remind the pivot 90 days before (MIN-05). Answers the day; noted again, it takes the place of the earlier one.

    Nothing ends on that day: no bed, no request, no case.
    """
    return await _note(uow, wish.case_id, "turns_18", remind_on(wish.month))


@dataclass(frozen=True)
class OfferAgain:
    """A day on which to offer help once more."""

    case_id: UUID
    on: date


@command(event=ReminderNoted, allowed=pivots_of_the_case)
async def offer_again(uow: UnitOfWork, _: Actor, wish: OfferAgain) -> Done[date, ReminderNoted] | Refused:
    """Remind the pivot to offer again: a no today closes nothing (ACC-05). Refused for a day that is past."""
    if wish.on < uow.now.date():
        return Refused(refusals.ENDS_TOO_SOON)
    return await _note(uow, wish.case_id, "offer_again", wish.on)


async def _note(
    uow: UnitOfWork, case_id: UUID, kind: ReminderKind, on: date
) -> Done[date, ReminderNoted] | Refused:
    case = await locked(uow, case_id)
    if case is None:
        return Refused(NOT_FOUND)
    day: date = await uow.value(NOTE, case=case.id, kind=kind, on=on)
    return Done(day, ReminderNoted(subject=case.id, kind=kind))


@dataclass(frozen=True)
class SettleReminder:
    """What was prepared, or offered again."""

    case_id: UUID
    kind: ReminderKind


@command(event=ReminderDone, allowed=pivots_of_the_case)
async def settle_reminder(
    uow: UnitOfWork, _: Actor, wish: SettleReminder
) -> Done[None, ReminderDone] | Refused:
    """Take the reminder off the pivot's list."""
    if await uow.value(DONE, case=wish.case_id, kind=wish.kind) is None:
        return Refused(NOT_FOUND)
    return Done(None, ReminderDone(subject=wish.case_id, kind=wish.kind))
