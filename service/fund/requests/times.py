"""How long a fund's decisions took, beside their targets (FND-01, DAT-02)."""

from dataclasses import dataclass
from datetime import datetime

from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, Refused
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class TimeTaken:
    """One request that people decided: minutes to its last decision, and the target in minutes. It names nothing."""

    urgency: str
    minutes: int
    target: int


# What a rule approved took no time and would flatter; what is still open has no time yet.
TAKEN = sql(
    """
    SELECT r.urgency, CAST(extract(epoch FROM max(d.made_at) - r.submitted_at) / 60 AS integer) AS minutes,
           CAST(extract(epoch FROM r.decide_by - r.submitted_at) / 60 AS integer) AS target
    FROM fund_requests r JOIN decisions d ON d.request_id = r.id AND d.kind IN ('people', 'declined')
    WHERE r.fund_organisation_id = relais.organisation() AND r.submitted_at >= :since AND NOT EXISTS (
        SELECT FROM request_lines o WHERE o.request_id = r.id AND o.state IN ('submitted', 'partly_approved'))
    GROUP BY r.id ORDER BY r.submitted_at DESC LIMIT 200
    """
)


async def times_taken(session: Session, since: datetime) -> list[TimeTaken] | Refused:
    """The requests of the actor's fund that people have decided since a moment, newest first: at most 200 (DAT-02)."""
    if not session.actor.has(Role.FUND_ADMINISTRATOR):
        return Refused(NOT_ALLOWED)
    return [TimeTaken(**row) for row in await session.rows(TAKEN, since=since)]
