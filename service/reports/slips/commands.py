"""Writing a month's slips: once, shuffled, apart from the cases they came from (DAT-05)."""

from dataclasses import dataclass
from datetime import date

from service.partners.actor import Actor, only
from service.refusals import NOT_FOUND, Refused
from service.reports.events import SlipsWritten
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

WRITE = sql("SELECT relais.write_slips(:month)")


@dataclass(frozen=True)
class WriteSlips:
    """The first day of the month."""

    month: date


@command(event=SlipsWritten, allowed=only())
async def write_slips(uow: UnitOfWork, actor: Actor, wish: WriteSlips) -> Done[int, SlipsWritten] | Refused:
    """Write down what there is to count of a month (DAT-05, DAT-07): from what exists, with no further input.

    Jobs only, four days after the month's end, when the first 72 hours of its last case are over (DAT-10). Answers
    how many slips; a month that has its slips, or whose time has not come, is not found.
    """
    written: int | None = await uow.value(WRITE, month=wish.month)
    if written is None:
        return Refused(NOT_FOUND)
    return Done(written, SlipsWritten(subject=actor.organisation_id, month=wish.month.isoformat()[:7]))
