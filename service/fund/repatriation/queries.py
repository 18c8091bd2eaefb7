"""The returns of a request, for who asked, decides or pays: where to, until it is purged, and the checklist."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from service.fund.repatriation.commands import WHERE_TO
from service.fund.repatriation.rules import STEPS, WHAT, WHY, Step, country_name
from service.fund.series.queries import readable
from service.keys.secrets import open_texts
from service.refusals import NOT_FOUND, Language, Refused
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class StepView:
    """A step: what to do, what it is for, and its mark."""

    step: str
    what: str
    why: str
    mark: str
    marked_at: datetime | None


@dataclass(frozen=True)
class ReturnView:
    """A return: `country` is null once the line is settled, declined or taken back (IMM-02)."""

    line_id: UUID
    country: str | None
    country_name: str | None
    purged_at: datetime | None
    steps: list[StepView]


RETURNS = sql(
    """
    SELECT r.line_id, r.sealed, r.purged_at FROM repatriations r JOIN request_lines l ON l.id = r.line_id
    WHERE l.request_id = :request ORDER BY l.position
    """
)
MARKS = sql(
    """
    SELECT s.line_id, s.step, s.mark, s.marked_at FROM repatriation_steps s
    JOIN request_lines l ON l.id = s.line_id WHERE l.request_id = :request
    """
)


async def returns_of(session: Session, request_id: UUID, language: Language) -> list[ReturnView] | Refused:
    """The returns of a request that the actor may read (IMM-02, FND-04)."""
    if not await readable(session, request_id):
        return Refused(NOT_FOUND)
    rows = await session.rows(RETURNS, request=request_id)
    where = await open_texts(session, WHERE_TO, {row["line_id"]: row["sealed"] for row in rows})
    marks = {(row["line_id"], row["step"]): row for row in await session.rows(MARKS, request=request_id)}
    return [
        ReturnView(
            line := row["line_id"],
            code := where[line],
            country_name(code, language) if code else None,
            row["purged_at"],
            [_step(step, marks[line, step], language) for step in STEPS if (line, step) in marks],
        )
        for row in rows
    ]


def _step(step: Step, row: Any, language: Language) -> StepView:
    return StepView(step, WHAT[step].in_(language), WHY[step].in_(language), row["mark"], row["marked_at"])
