"""Another arrival window: the reference stays, and every place is found again or named by its number (OPS-18)."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from service.operations import refusals
from service.operations.arranging import Arranged, Operation, arrange, operation_of, places_of_operation
from service.operations.events import PlacesArranged
from service.operations.feasibility.looks import take_look
from service.operations.holds.access import named
from service.operations.holds.making import arranged_event
from service.operations.holds.steps import SET_STATE, ready, release_all
from service.operations.planner import planning
from service.operations.sites.queries import Window
from service.operations.windows.rules import Moved, moved, window_fits
from service.partners.actor import Actor
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class Postpone:
    """Another window, or none yet."""

    operation_id: UUID
    window: tuple[Window] | None = None


@dataclass(frozen=True)
class Postponed:
    """How the places stand, and what became of those that were held. With `by_pivot` neither is told: the organisation
    that has accepted finds the places again, and whoever has come is nobody's to know (OPS-14)."""

    arranged: Arranged
    moved: Moved
    by_pivot: bool = False


TAKEN_OVER = sql("SELECT pivot_accepted_at IS NOT NULL FROM operations WHERE id = :operation")
SET_WINDOW = sql(
    """
    UPDATE operations SET window_starts_at = :opens, window_ends_at = :closes, state = 'planned', version = version + 1
    WHERE id = :operation
    """
)
BOARD = sql("SELECT place_id, state FROM relais.operation_board(:operation)")


@command(event=PlacesArranged, allowed=named)
async def postpone(uow: UnitOfWork, _: Actor, wish: Postpone) -> Done[Postponed, PlacesArranged] | Refused:
    """Keep the reference; each place is held over the new window where an agreement gives it, and asked for again where
    not (OPS-18). Once a pivot organisation has accepted, a job does so for whoever has not come, and does not tell."""
    operation = await ready(uow, wish.operation_id, "postpone")
    if isinstance(operation, Refused):
        return operation
    if wish.window and not window_fits(wish.window[0].opens, wish.window[0].closes, uow.now):
        return Refused(refusals.WINDOW)
    if await uow.value(TAKEN_OVER, operation=operation.id):
        done = await _leave_to_the_pivot(uow, operation.id, wish)
    else:
        done = await _move(uow, operation, wish)
    if done is None:
        return Refused(NOT_FOUND)
    return Done(done, arranged_event(operation.id, "postponed", done.arranged))


async def _move(uow: UnitOfWork, operation: Operation, wish: Postpone) -> Postponed | None:
    look = await take_look(uow, operation.id)
    before = await _states(uow, operation.id)
    await release_all(uow, operation)
    if wish.window:
        opens, closes = wish.window[0].opens, wish.window[0].closes
        await uow.execute(SET_WINDOW, operation=operation.id, opens=opens, closes=closes)
    else:
        await uow.execute(SET_STATE, operation=operation.id, state="postponed")
    later = await operation_of(uow, operation.id)
    if later is None:
        return None
    arranged = await arrange(uow, later, look=look) if wish.window else await _nothing(uow, later)
    return Postponed(arranged, moved(before, await _states(uow, operation.id)))


async def _states(uow: UnitOfWork, operation_id: UUID) -> dict[UUID, str]:
    """Each place as police may read it."""
    async with planning(uow):
        rows: Iterable[tuple[UUID, str]] = await uow.rows(BOARD, operation=operation_id)
    return dict(rows)


async def _nothing(uow: UnitOfWork, operation: Operation) -> Arranged:
    known = await places_of_operation(uow, operation.id)
    return Arranged(0, 0, len(known), proven=True, not_placed=(), state="postponed")


LEAVE = sql("SELECT relais.move_window(:operation, :opens, :closes)")


async def _leave_to_the_pivot(uow: UnitOfWork, operation_id: UUID, wish: Postpone) -> Postponed | None:
    """The intention alone. Nothing is looked at here, so nothing can be told, whoever has come (OPS-14)."""
    window = wish.window[0] if wish.window else None
    closes = window.closes if window else None
    if not await uow.value(
        LEAVE, operation=operation_id, opens=window.opens if window else None, closes=closes
    ):
        return None
    state = "planned" if window else "postponed"
    return Postponed(
        Arranged(0, 0, 0, proven=True, not_placed=(), state=state), Moved(0, 0, 0), by_pivot=True
    )


@dataclass(frozen=True)
class SeeToMove:
    """An operation whose window was moved after the pivot organisation had accepted."""

    operation_id: UUID


SEEN_TO = sql("SELECT relais.moved_window(:operation)")


async def jobs_alone(_: UnitOfWork, actor: Actor, __: SeeToMove) -> Refused | None:
    """Nobody sees to it by hand: what they could see would tell."""
    return None if actor.is_job else Refused(NOT_FOUND)


@command(event=PlacesArranged, allowed=jobs_alone)
async def see_to_move(uow: UnitOfWork, _: Actor, wish: SeeToMove) -> Done[Arranged, PlacesArranged] | Refused:
    """Carry a move out, once: whoever has not come is released, and the houses are asked again for the new window. No
    agreement gives a place by itself then: how many it has left would tell who has come (OPS-14, OPS-18)."""
    operation = await operation_of(uow, wish.operation_id)
    if operation is None:
        return Refused(NOT_FOUND)
    async with planning(uow):
        due = await uow.value(SEEN_TO, operation=operation.id)
    if not due:
        return Refused(NOT_FOUND)
    await release_all(uow, operation)
    if operation.state == "postponed":
        arranged = await _nothing(uow, operation)
    else:
        arranged = await arrange(uow, operation)
    return Done(arranged, arranged_event(operation.id, "moved", arranged))
