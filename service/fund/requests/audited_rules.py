"""By which rules an audited request was decided, and whether they give the same answer again (ELG-08, POL-03)."""

from dataclasses import dataclass
from uuid import UUID

from service.fund.policy.simulating.replay import does_not_replay
from service.fund.reviews.rules import Outcome
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, Refused
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class AuditedRules:
    """A decision, the version of the rules that it was made by, and whether they answer the same today; what a second
    person said of it, and of an objection its code."""

    decision_id: UUID
    version: int
    replays: bool
    outcome: Outcome | None = None
    objection: str | None = None


RULES = sql("SELECT * FROM relais.audited_rules(:request)")


async def audited_rules(session: Session, request_id: UUID) -> list[AuditedRules] | Refused:
    """The rules behind each decision of a request, replayed from what is stored with it; for auditors."""
    if not session.actor.has(Role.AUDITOR):
        return Refused(NOT_ALLOWED)
    rows = await session.rows(RULES, request=request_id)
    return [
        AuditedRules(
            row["id"], row["version"], does_not_replay(row) is None, row["outcome"], row["objection"]
        )
        for row in rows
    ]
