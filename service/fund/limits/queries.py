"""An approver's day: the sum of what they signed for in the last 24 hours, and what is left of it (FND-10).

PostgreSQL keeps a snapshot per signature and refuses what passes the limit (migrations/fund/hurrying/approvals.py).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.fund.limits.refusals import ABOVE_YOUR_DAY
from service.fund.money import money
from service.fund.policy.queries import in_force
from service.partners.actor import Actor, Role
from service.refusals import NOT_ALLOWED, Refused
from service.store.session import Session, UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class Snapshot:
    """One signature, in cents: what had been signed for in the 24 hours before, with it, and the limit then."""

    decision_id: UUID
    request_id: UUID
    request_code: str
    cents: int
    before_cents: int
    after_cents: int
    limit_cents: int | None
    signed_at: datetime


@dataclass(frozen=True)
class Approvals:
    """The reader's own last 24 hours; `left_cents` is None without a limit."""

    limit_cents: int | None
    signed_cents: int
    left_cents: int | None
    signatures: list[Snapshot]


DAY_WITH = sql("SELECT * FROM relais.approver_day(:decision)")
OWN_LIMIT = sql("SELECT day_cents FROM approver_limits WHERE member_id = relais.member()")
SIGNED = sql(
    """
    SELECT a.decision_id, d.request_id, r.code AS request_code, a.cents, a.before_cents, a.after_cents, a.limit_cents,
           a.signed_at
    FROM approvals a JOIN decisions d ON d.id = a.decision_id JOIN fund_requests r ON r.id = d.request_id
    WHERE a.member_id = relais.member() AND a.signed_at > relais.now() - interval '24 hours'
    ORDER BY a.signed_at DESC, a.decision_id LIMIT 500
    """
)


async def over_the_day(uow: UnitOfWork, actor: Actor, decision_id: UUID) -> Refused | None:
    """Why the actor does not sign this decision: it would pass what they approve in 24 hours (FND-10).

    Called before their signature, with the lock that makes two signatures of one person wait for each other.
    """
    day = await uow.row(DAY_WITH, decision=decision_id)
    if day is None or day["limit_cents"] is None or day["before_cents"] + day["cents"] <= day["limit_cents"]:
        return None
    facts = {
        "before_cents": day["before_cents"],
        "asked_cents": day["cents"],
        "limit_cents": day["limit_cents"],
        "possible_cents": max(0, day["limit_cents"] - day["before_cents"]),
    }
    words = {name.removesuffix("_cents"): money(cents, actor.language) for name, cents in facts.items()}
    return Refused(ABOVE_YOUR_DAY, {**facts, **words})


async def day_of(session: Session) -> Approvals | Refused:
    """What the reader has signed for in the last 24 hours, and how much is left (FND-10)."""
    if not session.actor.has(Role.FUND_ADMINISTRATOR):
        return Refused(NOT_ALLOWED)
    signatures = [Snapshot(**row) for row in await session.rows(SIGNED)]
    limit = await session.value(OWN_LIMIT)
    if limit is None:
        policy = await in_force(session, session.actor.organisation_id, "")
        limit = policy.policy.limits.approver_cents if policy else None
    signed = sum(each.cents for each in signatures)
    return Approvals(limit, signed, None if limit is None else max(0, limit - signed), signatures)
