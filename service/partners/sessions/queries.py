"""On which devices one is signed in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.partners.sessions.rules import Kind, SignedInBy
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class SessionCard:
    """One live session: a rough device, how one signed in, and when it was last used, to the hour (UTC)."""

    id: UUID
    kind: Kind
    signed_in_by: SignedInBy
    device: str
    started_at: datetime
    last_used: datetime
    ends_at: datetime
    this_one: bool


MINE = sql(
    """
    SELECT id, kind, signed_in_by, device, date_trunc('hour', started_at) AS started_at,
        date_trunc('hour', seen_at) AS last_used, ends_at, id IS NOT DISTINCT FROM relais.session() AS this_one
    FROM sessions
    WHERE member_id = relais.member() AND ended_at IS NULL AND ends_at > relais.now() AND idle_until > relais.now()
        AND (id = relais.session()
            OR NOT EXISTS (SELECT FROM sessions t WHERE t.id = relais.session() AND t.kind = 'tablet'))
    ORDER BY this_one DESC, seen_at DESC, id
    """
)


async def my_sessions(session: Session) -> list[SessionCard]:
    """Where the member is signed in, this device first (ASVS 7.5.2). To the hour: it is no record of who was where.
    At a shared tablet there is that one session and no other."""
    return [SessionCard(**row) for row in await session.rows(MINE)]
