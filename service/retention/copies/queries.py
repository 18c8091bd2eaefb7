"""The copy of a case for the person it is about: theirs alone, for their pivot to print (Loi 25, CNF-01)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from service.cases.queries import DutyView, case_of
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.session import Session
from service.store.statements import sql

LineKind = Literal["consent", "shared", "kept_away", "stay", "money", "moved", "reader", "waited"]


@dataclass(frozen=True)
class CopyLine:
    """One thing that Relais holds: what it is, with which organisation or region, from when to when (UTC)."""

    kind: LineKind
    what: str
    whom: str | None
    at: datetime
    until: datetime | None
    cents: int | None


@dataclass(frozen=True)
class CaseCopy:
    """What Relais holds of a case, without an address, without the people who came along, without a colleague."""

    code: str
    opened_at: datetime
    region: str
    age_band: str
    languages: list[str]
    forms: list[str]
    risk: str
    contact: str
    people_beside: int
    """How many people came along; nothing else of them is told."""
    duty: DutyView
    lines: list[CopyLine]
    erased_after: datetime
    """When time erases it, if nothing more happens."""
    months: int


@dataclass(frozen=True)
class CaseErasure:
    """When a case is erased, what stands in the way of erasing it today, and whether somebody has asked for that."""

    due_at: datetime
    months: int
    blocks: list[Literal["open_referral", "current_stay", "unpaid_promise"]]
    proposal_id: UUID | None
    proposed_by_you: bool
    has_backup: bool
    """Without a backup there is nobody to sign: name one first."""


LINES = sql("SELECT kind, what, whom, at, until, cents FROM relais.copy_of_case(:case)")
ERASURE = sql("SELECT * FROM relais.erasure_of_case(:case)")


async def erasure_of(session: Session, case_id: UUID) -> CaseErasure | Refused:
    """How it stands with a case's erasure, for its pivot, its backup and those they named (CNF-11)."""
    if not session.actor.has(Role.PIVOT_WORKER):
        return Refused(NOT_ALLOWED)
    row = await session.row(ERASURE, case=case_id)
    if row is None:
        return Refused(NOT_FOUND)
    return CaseErasure(**{**row, "proposed_by_you": bool(row["proposed_by_you"])})


async def copy_of(session: Session, case_id: UUID) -> CaseCopy | Refused:
    """What the person may be given of their case; for whoever accompanies it at the organisation that has it.

    Of people who came along only how many; of houses their region; of colleagues their organisation.
    """
    erasure = await erasure_of(session, case_id)
    if isinstance(erasure, Refused):
        return erasure
    case = await case_of(session, case_id)
    if case is None:
        return Refused(NOT_FOUND)
    return CaseCopy(
        code=case.code,
        opened_at=case.opened_at,
        region=case.region,
        age_band=case.age_band,
        languages=case.languages,
        forms=case.forms,
        risk=case.risk,
        contact=case.contact,
        people_beside=len(case.party.get("dependants") or []),
        duty=case.duty,
        lines=[CopyLine(**row) for row in await session.rows(LINES, case=case_id)],
        erased_after=erasure.due_at,
        months=erasure.months,
    )
