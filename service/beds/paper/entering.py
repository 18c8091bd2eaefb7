"""What was written on paper, entered afterwards: line by line, in the order of their times, by the same commands."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from service.beds import refusals
from service.beds.counts.commands import MAY_COUNT, RecordCount
from service.beds.counts.desk import CountDesk
from service.beds.paper.rules import Line, Numbered, What, in_order
from service.beds.referrals.answers import Answer
from service.beds.shelters.house import own_house
from service.beds.stays.commands import Depart, arrive, depart
from service.events import Event
from service.partners.actor import Actor, Seat
from service.refusals import NOT_FOUND, Reason, Refused
from service.store.command import Done, Once, command
from service.store.session import UnitOfWork
from service.store.statements import sql
from service.store.store import Store


@dataclass(frozen=True, kw_only=True)
class SheetEntered(Event):
    """A sheet was entered; each of its lines leaves an event of its own."""

    name: ClassVar[str] = "beds.sheet_entered"
    lines: int


@dataclass(frozen=True)
class EnterSheet:
    """The lines of one shelter's sheet, as they were written."""

    shelter_id: UUID
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class LineDone:
    """What became of a line: `done`; `not_applied`, because somebody looked later; `known` already; or `refused`."""

    number: int
    at: datetime
    what: What
    outcome: Literal["done", "not_applied", "known", "refused"]
    refused: Refused | None = None


REFERRAL = sql(
    """
    SELECT r.id FROM referrals r JOIN shelters s ON s.key = r.shelter_key
    WHERE s.id = :shelter AND s.organisation_id = relais.organisation() AND r.code = :code
    ORDER BY r.state IN ('awaiting_self_call', 'held', 'confirmed') DESC, r.asked_at DESC LIMIT 1
    """
)
STAY = sql(
    """
    SELECT c.id FROM claims c JOIN beds b ON b.key = c.bed_key JOIN shelters s ON s.key = b.shelter_key
    WHERE s.id = :shelter AND b.id = :bed AND c.kind = 'stay' AND c.state = 'live' AND c.starts_at <= relais.now()
    """
)
KNOWN = sql(
    """
    SELECT EXISTS (SELECT FROM counts c JOIN shelters s ON s.key = c.shelter_key
        WHERE s.id = :shelter AND c.source = 'paper' AND c.looked_at = :at AND c.pool_key IS NULL
            AND (CAST(:free AS int) IS NULL OR c.free = :free))
    """
)


@command(event=SheetEntered, allowed=MAY_COUNT)
async def enter_sheet(uow: UnitOfWork, _: Actor, wish: EnterSheet) -> Done[int, SheetEntered] | Refused:
    """Note that a sheet is entered, once per key. Answers how many lines it has."""
    if await own_house(uow, wish.shelter_id) is None:
        return Refused(NOT_FOUND)
    return Done(len(wish.lines), SheetEntered(subject=wish.shelter_id, lines=len(wish.lines)))


class Clerk:
    """Enters sheets for one member. `await Clerk(store, desk, seat).enter(wish, once)`."""

    def __init__(self, store: Store, desk: CountDesk, seat: Seat) -> None:
        self._store, self._desk, self._seat = store, desk, seat

    async def enter(self, wish: EnterSheet, once: Once) -> list[LineDone] | Refused:
        """Carry out each line by the command of its kind; the answer names what became of each, in time order.

        The same sheet again, by anybody, does nothing twice (BED-15). Raises `NotAMember`.
        """
        begun = await self._store.run(enter_sheet, self._seat, wish, once)
        if isinstance(begun, Refused):
            return begun
        return [await self._line(wish.shelter_id, one) for one in in_order(wish.shelter_id, wish.lines)]

    async def _line(self, shelter_id: UUID, one: Numbered) -> LineDone:
        line, once = one.line, Once(one.key, one.key.encode())
        if line.at > self._store.clock.now():
            return _refused(one, Refused(refusals.LOOKED_IN_THE_FUTURE))
        if line.what in {"count", "unchanged"}:
            return await self._count(shelter_id, one, once)
        answer: object
        if line.what == "arrival":
            found, reason = await self._found_referral(shelter_id, line), refusals.NO_SUCH_CODE
            answer = await self._store.run(arrive, self._seat, Answer(found), once) if found else None
        else:
            found, reason = await self._found_stay(shelter_id, line), refusals.STAY_OVER
            answer = await self._store.run(depart, self._seat, Depart(found), once) if found else None
        return _done(one, answer, reason)

    async def _count(self, shelter_id: UUID, one: Numbered, once: Once) -> LineDone:
        line = one.line
        async with self._store.reading(self._seat) as session:
            known = await session.value(KNOWN, shelter=shelter_id, at=line.at, free=line.free)
        if known:
            return LineDone(one.number, line.at, line.what, "known")
        free = line.free if line.what == "count" else None
        answer = await self._desk.record(
            self._seat, RecordCount(shelter_id, free, line.at, source="paper"), once
        )
        if isinstance(answer, Refused):
            return _refused(one, answer)
        return LineDone(one.number, line.at, line.what, "done" if answer.applied else "not_applied")

    async def _found_referral(self, shelter_id: UUID, line: Line) -> UUID | None:
        async with self._store.reading(self._seat) as session:
            found: UUID | None = await session.value(REFERRAL, shelter=shelter_id, code=line.code)
            return found

    async def _found_stay(self, shelter_id: UUID, line: Line) -> UUID | None:
        async with self._store.reading(self._seat) as session:
            found: UUID | None = await session.value(STAY, shelter=shelter_id, bed=line.bed_id)
            return found


def _done(one: Numbered, answer: object, missing: Reason) -> LineDone:
    """Of a line whose person or bed is not found, or was noted already, nothing is done."""
    if answer is None:
        return _refused(one, Refused(missing))
    if isinstance(answer, Refused):
        return _refused(one, answer)
    return LineDone(one.number, one.line.at, one.line.what, "done")


def _refused(one: Numbered, refused: Refused) -> LineDone:
    return LineDone(one.number, one.line.at, one.line.what, "refused", refused)
