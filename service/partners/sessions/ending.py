"""Sessions end: one, or all of a member's but the one in hand."""

from collections.abc import Sequence
from uuid import UUID

from service.partners.sessions.rules import EndedWhy
from service.store.session import UnitOfWork
from service.store.statements import sql

END = sql(
    """
    WITH ended AS (
        UPDATE sessions SET ended_at = relais.now(), ended_why = :why
        WHERE id = ANY (CAST(:ids AS uuid[])) AND member_id = :member AND ended_at IS NULL
        RETURNING id, known_device_id
    ), forgotten AS (
        DELETE FROM known_devices d USING ended e
        WHERE d.id = e.known_device_id AND CAST(:forget AS boolean)
    )
    SELECT id FROM ended
    """
)
LIVE = sql(
    """
    SELECT id FROM sessions WHERE member_id = :member AND ended_at IS NULL AND ends_at > relais.now()
    ORDER BY id FOR NO KEY UPDATE
    """
)
FORGET_OTHERS = sql(
    """
    DELETE FROM known_devices WHERE member_id = relais.member()
        AND id IS DISTINCT FROM (SELECT known_device_id FROM sessions WHERE id = relais.session())
    """
)


async def end_these(
    uow: UnitOfWork, member_id: UUID, ids: Sequence[UUID], why: EndedWhy, *, forget: bool = False
) -> tuple[UUID, ...]:
    """End those of the member's sessions that still live, and with `forget` what made their devices known."""
    found = await uow.rows(END, ids=list(ids), member=member_id, why=why, forget=forget)
    return tuple(row["id"] for row in found)


async def live_sessions(uow: UnitOfWork, member_id: UUID) -> list[UUID]:
    """The member's sessions that have not ended, locked."""
    return [row["id"] for row in await uow.rows(LIVE, member=member_id)]


async def forget_other_devices(uow: UnitOfWork) -> None:
    """Of the acting member's known devices only this one stays: a code opens nothing on the others any more, whether
    or not somebody is signed in there."""
    await uow.execute(FORGET_OTHERS)
