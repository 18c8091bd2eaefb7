"""When each signature of a request was given: a second person reads when the first one signed (FND-10)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class SignatureView:
    """A signature of a decision, and whether it is the reader's own; nobody else is named."""

    decision_id: UUID
    signed_at: datetime
    by_you: bool


SIGNED = sql(
    """
    SELECT s.decision_id, s.signed_at, s.member_id = relais.member() AS by_you
    FROM signatures s JOIN decisions d ON d.id = s.decision_id
    WHERE d.request_id = :request AND d.fund_organisation_id = relais.organisation()
    ORDER BY s.signed_at, s.decision_id
    """
)


async def signatures_of(session: Session, request_id: UUID) -> list[SignatureView]:
    """The signatures under a request of the actor's fund, oldest first (FND-10)."""
    return [SignatureView(**row) for row in await session.rows(SIGNED, request=request_id)]
