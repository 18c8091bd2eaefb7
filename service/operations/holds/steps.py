"""The steps of an operation: ask again, launch, cancel, name who takes over, hand over, close."""

from dataclasses import dataclass
from uuid import UUID

from service.operations import refusals
from service.operations.arranging import Arranged, Operation, arrange, operation_of, places_of_operation
from service.operations.events import OperationChanged, PlacesArranged
from service.operations.feasibility.looks import take_look
from service.operations.holds.access import named
from service.operations.holds.making import arranged_event, release
from service.operations.holds.rules import Step, may
from service.operations.planner import planning
from service.operations.telling import tell_operation
from service.partners.actor import Actor, Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class AboutOperation:
    """Just the operation."""

    operation_id: UUID


SET_STATE = sql(
    """
    UPDATE operations SET state = :state, version = version + 1,
        closed_at = CASE WHEN :state IN ('closed', 'cancelled') THEN relais.now() END
    WHERE id = :operation
    """
)


async def ready(uow: UnitOfWork, operation_id: UUID, step: Step) -> Operation | Refused:
    """The operation, locked, if it may take this step; police hear that it is over, or that it is not theirs."""
    operation = await operation_of(uow, operation_id)
    if operation is None:
        return Refused(NOT_FOUND)
    if not may(step, operation.state):  # type: ignore[arg-type]
        return Refused(refusals.OVER)
    return operation


@command(event=PlacesArranged, allowed=named)
async def ask_beyond(
    uow: UnitOfWork, _: Actor, wish: AboutOperation
) -> Done[Arranged, PlacesArranged] | Refused:
    """Look again for whoever has no place, and ask shelters beyond their agreements (OPS-03). What was not answered in
    time counts as no, so that the next shelter is asked."""
    operation = await ready(uow, wish.operation_id, "arrange")
    if isinstance(operation, Refused):
        return operation
    over = operation.window.closes <= uow.now or await handed_over_by_police(uow, operation.id)
    if over:
        return Refused(refusals.OVER)
    look = await take_look(uow, operation.id)
    async with planning(uow):
        await uow.value(LAPSE, operation=operation.id)
    arranged = await arrange(uow, operation, look=look)
    return Done(arranged, arranged_event(operation.id, "asked", arranged))


LAPSE = sql("SELECT relais.lapse_requests(:operation)")
HANDED_OVER = sql(
    "SELECT handed_over IS NOT NULL OR moved_at IS NOT NULL FROM operations WHERE id = :operation"
)


async def handed_over_by_police(uow: UnitOfWork, operation_id: UUID) -> bool:
    """Whether police ask after their hand-over, or after they moved a window that is the pivot organisation's: from
    then on its places are not theirs to see or to arrange (OPS-14, OPS-18). Jobs go on."""
    return uow.actor.member_id is not None and await uow.value(HANDED_OVER, operation=operation_id)


@command(event=OperationChanged, allowed=named)
async def launch(uow: UnitOfWork, _: Actor, wish: AboutOperation) -> Done[None, OperationChanged] | Refused:
    """The operation begins: shelters see that arrivals are near (design.md section 12). Twice is once: whoever touches
    second hears the same yes, and nothing happens again."""
    operation = await ready(uow, wish.operation_id, "launch")
    if isinstance(operation, Refused):
        return operation
    if operation.state == "launched":
        return Done(None, OperationChanged(subject=operation.id, step="launched_before"))
    await uow.execute(SET_STATE, operation=operation.id, state="launched")
    return Done(None, OperationChanged(subject=operation.id, step="launched"))


@command(event=OperationChanged, allowed=named)
async def cancel(uow: UnitOfWork, _: Actor, wish: AboutOperation) -> Done[None, OperationChanged] | Refused:
    """One touch releases everything that is held or asked (OPS-18). Whoever has arrived keeps the place (OPS-15)."""
    operation = await ready(uow, wish.operation_id, "cancel")
    if isinstance(operation, Refused):
        return operation
    released = await release_all(uow, operation)
    await uow.execute(SET_STATE, operation=operation.id, state="cancelled")
    return Done(None, OperationChanged(subject=operation.id, step="cancelled", count=released))


async def release_all(uow: UnitOfWork, operation: Operation) -> int:
    """Give back every place to which nobody has come, and what is asked for it; how many places that were (OPS-15)."""
    known = await places_of_operation(uow, operation.id)
    waiting = [item.place.id for item in known if item.state != "arrived"]
    await release(uow, operation, waiting)
    return len(waiting)


@dataclass(frozen=True)
class NamePivot:
    """The organisation that takes over from the police."""

    operation_id: UUID
    organisation_id: UUID


PARTNERS = sql(
    "SELECT id FROM relais.partners_of_kind('pivot') UNION SELECT id FROM relais.partners_of_kind('shelter')"
)
NAME_PIVOT = sql(
    """
    UPDATE operations SET pivot_organisation_id = :organisation, pivot_named_at = relais.now(),
        version = version + 1
    WHERE id = :operation AND pivot_accepted_at IS NULL
    """
)


@command(event=OperationChanged, allowed=named)
async def name_pivot(uow: UnitOfWork, _: Actor, wish: NamePivot) -> Done[None, OperationChanged] | Refused:
    """Name the pivot organisation, which is then asked (OPS-14, PIV-05: the police cannot be pivot)."""
    operation = await ready(uow, wish.operation_id, "name_pivot")
    if isinstance(operation, Refused):
        return operation
    if wish.organisation_id not in {row["id"] for row in await uow.rows(PARTNERS)}:
        return Refused(refusals.NOT_A_PIVOT)
    if not await uow.execute(NAME_PIVOT, operation=operation.id, organisation=wish.organisation_id):
        return Refused(refusals.OVER)
    uow.tell("hand_over", organisations=(wish.organisation_id,), subject=operation.id)
    return Done(
        None, OperationChanged(subject=operation.id, step="pivot_named", organisation=wish.organisation_id)
    )


@dataclass(frozen=True)
class AnswerAsPivot:
    """Yes or no to being the pivot organisation of an operation."""

    operation_id: UUID
    accept: bool


ANSWER_AS_PIVOT = sql("SELECT relais.answer_as_pivot(:operation, :accept)")


async def pivot_workers(_: UnitOfWork, actor: Actor, __: AnswerAsPivot) -> Refused | None:
    """Pivot workers answer; whether their organisation was named is the statement's own condition."""
    return None if actor.has(Role.PIVOT_WORKER) else Refused(NOT_ALLOWED)


@command(event=OperationChanged, allowed=pivot_workers)
async def answer_as_pivot(
    uow: UnitOfWork, actor: Actor, wish: AnswerAsPivot
) -> Done[None, OperationChanged] | Refused:
    """The pivot organisation accepts or declines; arrivals count from its yes on (OPS-14)."""
    police = await uow.value(ANSWER_AS_PIVOT, operation=wish.operation_id, accept=wish.accept)
    if police is None:
        return Refused(NOT_FOUND)
    await tell_operation(uow, wish.operation_id)
    step = "pivot_accepted" if wish.accept else "pivot_declined"
    return Done(
        None,
        OperationChanged(subject=wish.operation_id, step=step, organisation=actor.organisation_id),
    )


@dataclass(frozen=True)
class HandOver:
    """How many people the police handed over."""

    operation_id: UUID
    people: int


PIVOT = sql("SELECT pivot_organisation_id, pivot_accepted_at FROM operations WHERE id = :operation")
HAND_OVER = sql(
    """
    UPDATE operations SET handed_over = :people, handed_over_at = relais.now(), version = version + 1
    WHERE id = :operation
    """
)


@command(event=OperationChanged, allowed=named)
async def hand_over(uow: UnitOfWork, _: Actor, wish: HandOver) -> Done[None, OperationChanged] | Refused:
    """Record how many were handed over. From then on the police see two numbers and nothing else (OPS-14)."""
    operation = await ready(uow, wish.operation_id, "hand_over")
    if isinstance(operation, Refused):
        return operation
    refused = await pivot_missing(uow, operation.id)
    if refused is not None:
        return refused
    await uow.execute(HAND_OVER, operation=operation.id, people=wish.people)
    return Done(None, OperationChanged(subject=operation.id, step="handed_over", count=wish.people))


async def pivot_missing(uow: UnitOfWork, operation_id: UUID) -> Refused | None:
    """Why nothing can arrive yet: no pivot organisation named, or none that accepted (OPS-14)."""
    row = await uow.row(PIVOT, operation=operation_id)
    if row is None:
        return Refused(NOT_FOUND)
    if row["pivot_organisation_id"] is None:
        return Refused(refusals.PIVOT_FIRST)
    return None if row["pivot_accepted_at"] else Refused(refusals.PIVOT_MUST_ACCEPT)


@command(event=OperationChanged, allowed=named)
async def close(uow: UnitOfWork, _: Actor, wish: AboutOperation) -> Done[None, OperationChanged] | Refused:
    """After the window: what nobody came for is released and its nights are counted for the agreements' review
    (OPS-12, OPS-13). Jobs do it without any police action."""
    operation = await ready(uow, wish.operation_id, "close")
    if isinstance(operation, Refused):
        return operation
    if operation.window.closes > uow.now:
        return Refused(refusals.WINDOW)
    async with planning(uow):
        await uow.value(LAPSE, operation=operation.id)
        counted = await uow.value(COUNT_NIGHTS, operation=operation.id)
    await uow.execute(SET_STATE, operation=operation.id, state="closed")
    return Done(None, OperationChanged(subject=operation.id, step="closed", count=counted))


COUNT_NIGHTS = sql("SELECT relais.count_held_nights(:operation)")
