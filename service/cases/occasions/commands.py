"""A case rests when a human says so, is taken up again in one action, and never closes (ACC-05, SAF-10)."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from service.cases import refusals
from service.cases.access import locked, pivots_of_the_case
from service.cases.events import CaseReopened, CaseRested, ContactSet
from service.partners.actor import Actor
from service.refusals import CHANGED_MEANWHILE, NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

Context = Literal[
    "first_contact", "comes_back", "runaway_return", "after_detention", "after_operation", "other"
]
"""In which moment somebody asks. A return after running away is a moment to help, not a failure (MIN-04)."""
Contact = Literal["via_pivot_only", "safe", "safe_at_times"]
"""Whether a call or a letter reaches the person alone. Through the pivot unless the person says more (SAF-06)."""

NOTE = sql(
    """
    INSERT INTO case_occasions (case_id, organisation_id, context, noted_by, noted_at)
    VALUES (:case, relais.organisation(), :context, relais.member(), relais.now())
    """
)
SET_STATE = sql(
    """
    UPDATE cases SET state = :state, version = version + 1, last_activity_at = relais.now()
    WHERE id = :case RETURNING version
    """
)
STATE = sql("SELECT state FROM cases WHERE id = :case")
SET_CONTACT = sql(
    "UPDATE cases SET contact = :contact, version = version + 1 WHERE id = :case RETURNING version"
)


@dataclass(frozen=True)
class RestCase:
    """Nothing is under way for now."""

    case_id: UUID


@command(event=CaseRested, allowed=pivots_of_the_case)
async def rest_case(uow: UnitOfWork, _: Actor, wish: RestCase) -> Done[int, CaseRested] | Refused:
    """Put a case to rest: it keeps its pivots, its beds and its requests, and leaves only the day's list (SAF-10).

    Refusing help, running away or a dropped prosecution change nothing by themselves: only a human does this
    (ACC-05). Answers the new version.
    """
    case = await locked(uow, wish.case_id)
    if case is None:
        return Refused(NOT_FOUND)
    if await uow.value(STATE, case=case.id) == "resting":
        return Refused(refusals.RESTS_ALREADY)
    version: int = await uow.value(SET_STATE, case=case.id, state="resting")
    return Done(version, CaseRested(subject=case.id))


@dataclass(frozen=True)
class ReopenCase:
    """The person is there again."""

    case_id: UUID
    context: Context = "comes_back"


@command(event=CaseReopened, allowed=pivots_of_the_case)
async def reopen_case(uow: UnitOfWork, _: Actor, wish: ReopenCase) -> Done[int, CaseReopened] | Refused:
    """Take a case up again in one action, however often the person comes back, and note the moment (ACC-05, MIN-04).

    Nothing is asked again: what was told is still there (CNF-08). Answers the new version.
    """
    case = await locked(uow, wish.case_id)
    if case is None:
        return Refused(NOT_FOUND)
    await uow.execute(NOTE, case=case.id, context=wish.context)
    version: int = await uow.value(SET_STATE, case=case.id, state="open")
    return Done(version, CaseReopened(subject=case.id, context=wish.context))


@dataclass(frozen=True)
class SetContact:
    """How the person may be reached, as they say it."""

    case_id: UUID
    version: int
    contact: Contact


@command(event=ContactSet, allowed=pivots_of_the_case)
async def set_contact(uow: UnitOfWork, _: Actor, wish: SetContact) -> Done[int, ContactSet] | Refused:
    """Note whether the person can be reached without danger (SAF-06): a word for the pivot, never a number.

    Relais itself writes to nobody whom it helps, whatever is noted here. Answers the new version.
    """
    case = await locked(uow, wish.case_id)
    if case is None:
        return Refused(NOT_FOUND)
    if case.version != wish.version:
        return Refused(CHANGED_MEANWHILE, {"version": case.version})
    version: int = await uow.value(SET_CONTACT, case=case.id, contact=wish.contact)
    return Done(version, ContactSet(subject=case.id))
