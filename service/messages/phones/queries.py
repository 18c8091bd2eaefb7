"""Which duties have a phone: that it is there, its language, whether it takes texts. Never the number (SAF-09)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from service.messages.climbing.rules import Duty
from service.refusals import Language
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class DutyPhone:
    """A phone that stands for a rung of a duty. `stopped_at`: it has asked for no more texts."""

    duty: Duty
    rung: Literal["first", "second", "duty"]
    shelter_id: UUID | None
    language: Language
    written_at: datetime
    stopped_at: datetime | None


PHONES = sql(
    """
    SELECT p.duty, p.rung, s.id AS shelter_id, p.language, p.written_at, p.stopped_at
    FROM duty_phones p LEFT JOIN shelters s ON s.key = p.shelter_key ORDER BY p.duty, s.id NULLS FIRST, p.rung
    """
)


async def duty_phones(session: Session) -> list[DutyPhone]:
    """The duty phones of the caller's organisation."""
    return [DutyPhone(**row) for row in await session.rows(PHONES)]
