"""A referral as a row: read by either side, locked for a step."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from service.beds.referrals.rules import State, stands_at
from service.store.session import Session, UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class Referral:
    """One referral, at the state that its deadlines leave it in."""

    id: UUID
    code: str
    organisation_id: UUID
    shelter_organisation_id: UUID
    shelter_key: int
    pool_key: int | None
    beds: int
    party: dict[str, Any]
    nights: int
    expected_at: datetime
    set_aside: bool
    state: State
    answer_by: datetime | None
    held_until: datetime | None
    decline_reason: str | None
    asked_at: datetime
    answered_at: datetime | None
    arrived_at: datetime | None
    left_at: datetime | None
    version: int
    exception_role: str | None = None
    """Who may say yes at the house, where it is asked to look past a criterion (RIG-02)."""


_SELECT = """
    SELECT id, code, organisation_id, shelter_organisation_id, shelter_key, pool_key, beds, party, nights, expected_at,
        set_aside, state, answer_by, held_until, decline_reason, asked_at, answered_at, arrived_at, left_at, version,
        exception_role
    FROM referrals
"""
ONE = sql(_SELECT + " WHERE id = :id")
LOCKED = sql(_SELECT + " WHERE id = :id FOR UPDATE")
STEP = sql(
    """
    UPDATE referrals SET state = :state, held_until = :held_until, answer_by = :answer_by, pool_key = :pool_key,
        decline_reason = :decline_reason, answered_at = :answered_at, arrived_at = :arrived_at, left_at = :left_at
    WHERE id = :id RETURNING version
    """
)
CLAIMS = sql("SELECT id, key FROM claims WHERE referral_id = :id AND state = 'live' ORDER BY key")


def referral_of(row: Any, now: datetime) -> Referral:
    """The referral of a row; past its deadline it has lapsed, whatever the row still says (OPS-03)."""
    values = {name: row[name] for name in Referral.__dataclass_fields__ if name in row}
    values["state"] = stands_at(row["state"], row["answer_by"], row["held_until"], now)
    return Referral(**values)


async def find(session: Session, referral_id: UUID) -> Referral | None:
    """The referral, for either of its two sides; `None` for anybody else."""
    row = await session.row(ONE, id=referral_id)
    return referral_of(row, session.now) if row else None


async def locked(uow: UnitOfWork, referral_id: UUID) -> Referral | None:
    """The same, until the commit nobody else's."""
    row = await uow.row(LOCKED, id=referral_id)
    return referral_of(row, uow.now) if row else None


async def write_step(uow: UnitOfWork, before: Referral, **changes: Any) -> int:
    """Write what a step changed of a referral. Answers the new version."""
    columns = (
        "held_until",
        "answer_by",
        "pool_key",
        "decline_reason",
        "answered_at",
        "arrived_at",
        "left_at",
    )
    values = {name: changes.get(name, getattr(before, name)) for name in columns}
    version: int = await uow.value(STEP, id=before.id, state=changes.get("state", before.state), **values)
    return version
