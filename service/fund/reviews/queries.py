"""What waits for a second signature or look at a fund, why a right rests, and the figures of both (FND-10)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from service.fund.calendars.queries import calendar_of
from service.fund.policy.queries import InForce, in_force
from service.fund.requests.judging import spent
from service.fund.reviews.refusals import FREEZES
from service.fund.reviews.rules import Frozen, Kind, ceilings_left
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Language, Refused
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class ReviewCard:
    """What waits: a signature owed, a sampled look, or a right to restore after an objection. No case, no person.

    `may_judge` is false for who asked or accompanies; `due_at` has passed when `is_late`. `restored_by` counts those
    who have given the right back so far, of two.
    """

    decision_id: UUID
    request_id: UUID
    request_code: str
    waits_for: Literal["second_signature", "second_look", "restoration"]
    region: str
    categories: list[str]
    cents: int
    made_at: datetime
    due_at: datetime
    is_late: bool
    may_judge: bool
    objection: str | None
    restored_by: int


@dataclass(frozen=True)
class Owed:
    """A second signature under what the reader issued: until when, and what became of it."""

    decision_id: UUID
    request_id: UUID
    cents: int
    review_by: datetime
    is_late: bool
    outcome: str | None
    objection: str | None


@dataclass(frozen=True)
class EmergencyDoor:
    """Whether the reader may issue something of this request alone now, and up to how much, in cents.

    `frozen` with its neutral `notice` when the right rests; `left_cents` is the least that the three ceilings leave.
    """

    is_open: bool
    out_of_hours: bool
    frozen: Frozen | None
    notice: str | None
    left_cents: int
    owed: list[Owed]


@dataclass(frozen=True)
class ReviewFigures:
    """How many decisions of one kind were made in a period, how many were to be looked at, and what came of it."""

    kind: Kind
    decisions: int
    cents: int
    to_look_at: int
    agreed: int
    objected: int
    late: int
    waiting: int
    objections: dict[str, int]


WAITING = sql(
    """
    SELECT d.id AS decision_id, d.request_id, r.code AS request_code, r.region, d.made_at,
           CASE WHEN v.decision_id IS NOT NULL THEN 'restoration' WHEN d.kind = 'self_issued' THEN 'second_signature'
               ELSE 'second_look' END AS waits_for,
           coalesce(d.review_by, d.look_by) AS due_at, coalesce(d.review_by, d.look_by) <= relais.now() AS is_late,
           ARRAY(SELECT l.category FROM decision_lines dl JOIN request_lines l ON l.id = dl.line_id
               WHERE dl.decision_id = d.id ORDER BY l.position) AS categories,
           (SELECT coalesce(sum(dl.amount_cents), 0)::bigint FROM decision_lines dl WHERE dl.decision_id = d.id)
               AS cents,
           v.code AS objection,
           (SELECT count(*) FROM restorations s WHERE s.decision_id = d.id) AS restored_by
    FROM decisions d JOIN fund_requests r ON r.id = d.request_id LEFT JOIN reviews v ON v.decision_id = d.id
    WHERE d.fund_organisation_id = relais.organisation() AND (d.kind = 'self_issued' OR d.look_by IS NOT NULL)
      AND (v.decision_id IS NULL OR (v.kind = 'second_signature' AND v.outcome = 'objected'
          AND (SELECT count(*) FROM restorations s WHERE s.decision_id = d.id) < 2))
    ORDER BY due_at, d.id LIMIT 500
    """
)
NOT_MINE = sql("SELECT * FROM relais.not_mine_to_judge(CAST(:decisions AS uuid[]))")
ASKED = sql(
    """
    SELECT r.fund_organisation_id, r.region FROM fund_requests r
    WHERE r.id = :request AND r.requested_by = relais.member() AND r.organisation_id = relais.organisation()
    """
)
FROZEN = sql("SELECT relais.my_emergency_door(:policy)")
OWED = sql(
    """
    SELECT d.id AS decision_id, d.request_id, d.review_by,
           d.review_by <= relais.now() AND v.decision_id IS NULL AS is_late,
           (SELECT coalesce(sum(l.amount_cents), 0)::bigint FROM decision_lines l WHERE l.decision_id = d.id) AS cents,
           v.outcome, v.code AS objection
    FROM decisions d LEFT JOIN reviews v ON v.decision_id = d.id
    WHERE d.kind = 'self_issued' AND d.made_by = relais.member() AND d.organisation_id = relais.organisation()
      AND (v.decision_id IS NULL OR (v.outcome = 'objected'
          AND (SELECT count(*) FROM restorations s WHERE s.decision_id = d.id) < 2))
    ORDER BY d.review_by, d.id LIMIT 100
    """
)
FIGURES = sql(
    """
    SELECT CASE d.kind WHEN 'self_issued' THEN 'second_signature' ELSE 'second_look' END AS kind,
           count(*) AS decisions,
           coalesce(sum((SELECT sum(l.amount_cents) FROM decision_lines l WHERE l.decision_id = d.id)), 0)::bigint
               AS cents,
           count(*) FILTER (WHERE d.kind = 'self_issued' OR d.look_by IS NOT NULL) AS to_look_at,
           count(*) FILTER (WHERE v.outcome = 'agreed') AS agreed,
           count(*) FILTER (WHERE v.outcome = 'objected') AS objected,
           count(*) FILTER (WHERE coalesce(d.review_by, d.look_by) <= coalesce(v.reviewed_at, relais.now())) AS late,
           count(*) FILTER (WHERE v.decision_id IS NULL AND (d.kind = 'self_issued' OR d.look_by IS NOT NULL))
               AS waiting,
           array_remove(array_agg(v.code ORDER BY v.code), NULL) AS objections
    FROM decisions d LEFT JOIN reviews v ON v.decision_id = d.id
    WHERE d.fund_organisation_id = relais.organisation() AND d.kind IN ('self_issued', 'by_rule')
      AND d.made_at >= :since AND d.made_at < :until
    GROUP BY 1 ORDER BY 1 DESC
    """
)


async def waiting_reviews(session: Session) -> list[ReviewCard] | Refused:
    """The fund's review queue, the soonest due first: at most 500. Overdue is the clock's, no job's (FND-10)."""
    if not session.actor.has(Role.FUND_ADMINISTRATOR):
        return Refused(NOT_ALLOWED)
    rows = await session.rows(WAITING)
    found = await session.rows(NOT_MINE, decisions=[row["decision_id"] for row in rows])
    not_mine = {row[0] for row in found}
    return [ReviewCard(**row, may_judge=row["decision_id"] not in not_mine) for row in rows]


async def emergency_door(session: Session, request_id: UUID, language: Language) -> EmergencyDoor | Refused:
    """Whether the reader's own request may be issued alone now (FND-10). `NOT_FOUND` for anybody else's."""
    asked = await session.row(ASKED, request=request_id) if session.actor.has(Role.PIVOT_WORKER) else None
    policy = await in_force(session, asked["fund_organisation_id"], asked["region"]) if asked else None
    if asked is None or policy is None:
        return Refused(NOT_FOUND)
    frozen: Frozen | None = await session.value(FROZEN, policy=policy.id)
    calendar = await calendar_of(session, policy.policy, asked["region"])
    out_of_hours = not calendar.is_open(session.now)
    return EmergencyDoor(
        is_open=frozen is None and out_of_hours,
        out_of_hours=out_of_hours,
        frozen=frozen,
        notice=FREEZES[frozen].title.in_(language) if frozen else None,
        left_cents=await _left(session, request_id, policy),
        owed=[Owed(**row) for row in await session.rows(OWED)],
    )


async def _left(session: Session, request_id: UUID, policy: InForce) -> int:
    return ceilings_left(policy.policy, await spent(session, request_id, waits=False))


async def figures(session: Session, since: datetime, until: datetime) -> list[ReviewFigures] | Refused:
    """Second signatures and looks of the fund's decisions made in a half-open period (UTC), for its report (FND-10)."""
    if not session.actor.has(Role.FUND_ADMINISTRATOR):
        return Refused(NOT_ALLOWED)
    return [_figures(row) for row in await session.rows(FIGURES, since=since, until=until)]


def _figures(row: Any) -> ReviewFigures:
    codes: list[str] = row["objections"]
    return ReviewFigures(**{**row, "objections": {code: codes.count(code) for code in dict.fromkeys(codes)}})
