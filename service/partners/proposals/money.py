"""A fund's own settings as its administrators read them: which rails are on, and who approves how much."""

from dataclasses import dataclass
from typing import get_args
from uuid import UUID

from service.partners.actor import Role
from service.partners.proposals.rules import OFF_AT_FIRST, RailName
from service.refusals import NOT_ALLOWED, Refused
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class RailView:
    """A way for money to leave, on or off for one's fund."""

    rail: RailName
    active: bool


@dataclass(frozen=True)
class LimitView:
    """What one administrator approves at most, in cents: per case and day, and in all over a rolling 24 h (FND-10)."""

    member_id: UUID
    up_to_cents: int | None
    day_cents: int | None


RAILS = sql("SELECT rail, active FROM fund_rails")
LIMITS = sql("SELECT member_id, up_to_cents, day_cents FROM approver_limits ORDER BY member_id LIMIT 1000")


async def rails(session: Session) -> list[RailView] | Refused:
    """Every rail; one that nobody has turned off is on, but for those that begin off."""
    if not session.actor.has(Role.FUND_ADMINISTRATOR):
        return Refused(NOT_ALLOWED)
    known = {row["rail"]: row["active"] for row in await session.rows(RAILS)}
    return [RailView(rail, known.get(rail, rail not in OFF_AT_FIRST)) for rail in get_args(RailName)]


async def approver_limits(session: Session) -> list[LimitView] | Refused:
    """Who approves less than the policy allows; whoever is not named approves what it allows."""
    if not session.actor.has(Role.FUND_ADMINISTRATOR):
        return Refused(NOT_ALLOWED)
    return [LimitView(**row) for row in await session.rows(LIMITS)]
