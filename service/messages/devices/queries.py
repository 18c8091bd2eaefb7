"""A member's own devices: that they are there, never their addresses."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class PushDevice:
    """A phone of the caller's that takes pushes. `this` is the one that is asking."""

    id: UUID
    registered_at: datetime
    this: bool


DEVICES = sql(
    """
    SELECT id, registered_at, coalesce(session_id = relais.session(), false) AS this FROM push_devices
    WHERE member_id = relais.member() ORDER BY registered_at DESC, id
    """
)


async def devices(session: Session) -> list[PushDevice]:
    """The caller's own, the newest first."""
    return [PushDevice(**row) for row in await session.rows(DEVICES)]
