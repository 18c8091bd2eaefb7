"""Already funded? Asked before anybody approves: a warning, never a refusal, and nothing else crosses (FND-07)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class Elsewhere:
    """Within so many days this category was funded for the same case: by another fund, or by another envelope of this
    one; and a band in dollars. Which day, whose, for what and under which code stay where they are (FND-07)."""

    line_id: UUID
    category: str
    within_days: int
    band: str
    same_fund: bool


ALREADY = sql("SELECT * FROM relais.already_funded(:request)")


async def elsewhere(session: Session, request_id: UUID) -> list[Elsewhere]:
    """What is known elsewhere of the lines that somebody has still to decide (FND-07)."""
    return [Elsewhere(**row) for row in await session.rows(ALREADY, request=request_id)]


async def warning(session: Session, request_id: UUID, lines: Collection[UUID]) -> dict[str, Any]:
    """The first of these lines that was funded elsewhere, as the facts of a warning; empty when none was."""
    for found in await elsewhere(session, request_id):
        if found.line_id in lines:
            return {
                "category": found.category,
                "within_days": found.within_days,
                "band": found.band,
                "by": "this_fund" if found.same_fund else "another_fund",
            }
    return {}
