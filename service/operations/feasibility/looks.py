"""A look: one question, or one arranging of an operation by its investigators, paid from the same day's budget
(OPS-19, design.md section 4).

What a look costs and what was told before is kept by the database under one lock a service; whether more may be told is
a pure rule.
"""

from dataclasses import dataclass
from uuid import UUID, uuid4

from service.operations.feasibility.rules import behind, tellable
from service.operations.planner import planning
from service.operations.sites.problem import Question
from service.operations.sites.queries import Sites
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class Look:
    """`paid`: the day's budget had room for it; `left` remain after it. `minimum_sites` must stand behind a figure."""

    id: UUID
    paid: bool
    left: int
    budget: int
    minimum_sites: int


LOOK = sql("SELECT * FROM relais.look(:id, CAST(:operation AS uuid))")
TOLD = sql("SELECT told_sets AS sites FROM relais.told_sets(:look)")
NOTE = sql("SELECT relais.note_told(:look, CAST(:sets AS jsonb))")


async def take_look(uow: UnitOfWork, operation: UUID | None = None) -> Look | None:
    """One look of the caller's day, for an operation or for a question. None for a job: nobody is told anything.

    An operation's look is never refused: one that is not paid for is told only what it holds. Until the end of the
    transaction nobody else of the service looks.
    """
    look_id = uuid4()
    async with planning(uow):
        row = await uow.row(LOOK, id=look_id, operation=operation)
    if row is None:
        return None
    left = max(row["left_before"] - 1, 0)
    return Look(look_id, row["paid"], left, row["budget"], row["minimum_sites"])


async def may_tell(uow: UnitOfWork, look: Look | None, question: Question, known: Sites) -> bool:
    """Whether what lies beyond the caller's agreements may be told to this look; if so, it is noted what stood
    behind it."""
    if look is None or not look.paid:
        return False
    sets = behind(question)
    own = frozenset(site.key for site in known.sites if site.terms is not None)
    async with planning(uow):
        told = [frozenset(row["sites"]) for row in await uow.rows(TOLD, look=look.id)]
        tell = tellable(sets, told, own, look.minimum_sites)
        await uow.value(NOTE, look=look.id, sets=[sorted(one) for one in sets] if tell else [])
    return tell
