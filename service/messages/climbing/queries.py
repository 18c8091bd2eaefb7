"""Sent is not heard: whom Relais asked, when, and who is next, as duties and never as people (SAF-09)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from service.messages.climbing.rules import NO_ANSWER, Duty, Step
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class Rung:
    """Who was asked: the duty on a rung, from when to when it had the question."""

    duty: Duty
    rung: Step
    asked_at: datetime
    until: datetime


@dataclass(frozen=True)
class Progress:
    """How far a question has climbed. `next` has it from the end of the last rung on; `outcome` once it is over."""

    subject: UUID
    kind: str
    asked: list[Rung]
    next: Step | None
    until: datetime
    outcome: str | None
    code: str | None
    ours: bool
    """Whether the reader's organisation must answer; else it asked, or coordinates the region."""


ASKED = sql(
    """
    SELECT DISTINCT ON (a.subject) a.subject, a.kind, a.duty, a.next_rung, a.until, a.outcome, a.code,
        a.organisation_id,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('rung', r.rung, 'asked_at', r.asked_at, 'until', r.until)
            ORDER BY r.number), '[]') FROM asking_rungs r WHERE r.asking_id = a.id) AS rungs
    FROM askings a WHERE a.kind = :kind AND a.subject = ANY (CAST(:subjects AS uuid[]))
    ORDER BY a.subject, a.opened_at DESC
    """
)
WAITING = sql(
    """
    SELECT a.subject, a.kind, a.duty, a.next_rung, a.until, a.outcome, a.code,
        a.organisation_id,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('rung', r.rung, 'asked_at', r.asked_at, 'until', r.until)
            ORDER BY r.number), '[]') FROM asking_rungs r WHERE r.asking_id = a.id) AS rungs
    FROM askings a WHERE a.outcome IS NULL AND a.until > relais.now()
    ORDER BY a.until, a.id LIMIT 200
    """
)


async def progress(session: Session, kind: str, subjects: Collection[UUID]) -> dict[UUID, Progress]:
    """How far these questions have climbed, for whoever asked, must answer, or coordinates the region."""
    rows = await session.rows(ASKED, kind=kind, subjects=list(subjects))
    return {row["subject"]: _progress(row, session) for row in rows}


async def waiting(session: Session) -> list[Progress]:
    """What waits for an answer now, of the caller's organisation or asked by it, the most pressing first (ACC-03).

    At most 200.
    """
    return [_progress(row, session) for row in await session.rows(WAITING)]


def _progress(row: Any, session: Session) -> Progress:
    """Past its end a question is unanswered, whether or not a job has said so (OPS-03)."""
    rungs = [
        Rung(
            row["duty"] if item["rung"] != "region" else "coordination",
            item["rung"],
            datetime.fromisoformat(item["asked_at"]),
            datetime.fromisoformat(item["until"]),
        )
        for item in row["rungs"]
    ]
    outcome = row["outcome"] or (NO_ANSWER if row["until"] <= session.now else None)
    above = row["next_rung"] if outcome is None else None
    ours = row["organisation_id"] == session.actor.organisation_id
    code = row["code"] if ours else None
    return Progress(row["subject"], row["kind"], rungs, above, row["until"], outcome, code, ours)
