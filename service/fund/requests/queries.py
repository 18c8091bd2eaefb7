"""A request as the pivot and as the fund read it. Which case it is for, the fund cannot know (POL-03)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from service.fund.carriers.queries import ProposedCarrier, carriers_for
from service.fund.decisions.already import Elsewhere, elsewhere
from service.fund.policy.queries import in_force
from service.fund.policy.simulating.changed import PolicyChange, change_of
from service.fund.requests.judging import Judged, judge, line_of, spent
from service.fund.requests.notes import opened_notes
from service.fund.requests.refresh import facts_of, lines_of
from service.fund.requests.rules import minutes_to_decide
from service.fund.requests.told import DecisionView, Reader, RuleView, decisions_told, rules_told
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, Language, Refused
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class RequestCard:
    """One line of a list: amounts in cents. `case_id` only for those who asked."""

    id: UUID
    code: str
    state: str
    urgency: str
    region: str
    asked_cents: int
    approved_cents: int
    paid_cents: int
    people: int
    submitted_at: datetime
    decide_by: datetime
    is_late: bool
    signatures: int
    signers_required: int | None
    case_id: UUID | None


@dataclass(frozen=True)
class LineView:
    """A line with where its money is, in cents, and how long its decision took."""

    id: UUID
    position: int
    category: str
    amount_cents: int
    currency: str
    units: int
    payment: str
    payee_code: str | None
    needed_by: datetime
    travel_reason: str | None
    description: str | None
    reason: str | None
    other_payer_possible: bool
    """Somebody else may pay later (ELG-05): to reclaim then, and of no weight now."""
    state: str
    decline_code: str | None
    approved_cents: int
    paid_cents: int
    returned_cents: int
    open_cents: int
    spent_cents: int | None
    payments: list[str]
    submitted_at: datetime
    decided_at: datetime | None
    minutes_to_decide: int | None


@dataclass(frozen=True)
class RequestView:
    """A request with its lines, its decisions, and what the policy of now says of what is open."""

    id: UUID
    code: str
    fund_id: UUID
    envelope_id: UUID | None
    state: str
    urgency: str
    region: str
    people: int
    attested: list[str]
    version: int
    submitted_at: datetime
    decide_by: datetime
    is_late: bool
    asked_by_you: bool
    case_id: UUID | None
    lines: list[LineView]
    decisions: list[DecisionView]
    signers_required: int | None
    rules: list[RuleView]
    policy_version: int | None
    """The version that judges what is open; None when nothing is."""
    policy_change: PolicyChange | None
    already_funded: list[Elsewhere]
    carrier_agreements: list[ProposedCarrier]
    """What stands for the journeys that are asked for (FND-05)."""


_SIGNED = """
    (SELECT count(*) FROM signatures s WHERE s.role = 'approver' AND s.decision_id = (
        SELECT d.id FROM decisions d WHERE d.request_id = r.id AND d.kind = 'people' ORDER BY d.made_at DESC LIMIT 1))
        AS signatures,
    (SELECT d.signers_required FROM decisions d WHERE d.request_id = r.id AND d.kind = 'people'
        ORDER BY d.made_at DESC LIMIT 1) AS signers_required
"""
LIST = sql(
    f"""
    SELECT r.id, r.code, r.state, r.urgency, r.region, r.people, r.submitted_at, r.decide_by,
           r.decide_by <= relais.now() AND EXISTS (SELECT FROM request_lines o WHERE o.request_id = r.id
               AND o.state NOT IN ('declined', 'withdrawn') AND o.approved_cents + o.closed_cents < o.amount_cents)
               AS is_late,
           c.case_id, {_SIGNED}, l.*
    FROM fund_requests r LEFT JOIN request_cases c ON c.request_id = r.id
    CROSS JOIN LATERAL (SELECT coalesce(sum(l.amount_cents), 0)::bigint AS asked_cents,
        coalesce(sum(l.approved_cents), 0)::bigint AS approved_cents,
        coalesce(sum(l.paid_cents), 0)::bigint AS paid_cents FROM request_lines l WHERE l.request_id = r.id) l
    WHERE (CAST(:state AS text) IS NULL OR r.state = CAST(:state AS text))
      AND (r.fund_organisation_id = relais.organisation() OR r.requested_by = relais.member() OR EXISTS (
        SELECT FROM cases k WHERE k.id = c.case_id AND relais.member() IN (k.pivot_member_id, k.backup_member_id)))
      AND (CAST(:before AS timestamptz) IS NULL
        OR (r.submitted_at, r.id) < (CAST(:before AS timestamptz), CAST(:before_id AS uuid)))
    ORDER BY r.submitted_at DESC, r.id DESC LIMIT :limit
    """  # noqa: S608  # only constants of this module
)
ONE = sql(
    """
    SELECT r.id, r.code, r.fund_organisation_id AS fund_id, r.envelope_id, r.state, r.urgency, r.region, r.people,
           r.attested, r.version, r.submitted_at, r.decide_by,
           r.decide_by <= relais.now() AND EXISTS (SELECT FROM request_lines o WHERE o.request_id = r.id
               AND o.state NOT IN ('declined', 'withdrawn') AND o.approved_cents + o.closed_cents < o.amount_cents)
               AS is_late,
           r.requested_by = relais.member() AS asked_by_you, c.case_id
    FROM fund_requests r LEFT JOIN request_cases c ON c.request_id = r.id
    WHERE r.id = :request AND (r.fund_organisation_id = relais.organisation() OR r.requested_by = relais.member()
        OR EXISTS (SELECT FROM cases k
            WHERE k.id = c.case_id AND relais.member() IN (k.pivot_member_id, k.backup_member_id)))
    """
)
DETAILS = sql(
    """
    SELECT l.id, l.position, l.category, l.currency, l.units, l.payment, l.needed_by, l.travel_reason, l.description,
           l.reason, l.other_payer_possible, l.submitted_at, l.decided_at, l.amount_cents,
           (SELECT p.code FROM relais.payees_of(l.fund_organisation_id) p WHERE p.id = l.payee_id) AS payee_code
    FROM request_lines l WHERE l.request_id = :request ORDER BY l.position
    """
)
_READERS = (Role.PIVOT_WORKER, Role.FUND_ADMINISTRATOR)


async def requests(
    session: Session, state: str | None, before: tuple[datetime, UUID] | None, limit: int
) -> list[RequestCard] | Refused:
    """Requests, newest first: those of the actor's cases, or those that the actor's fund decides (POL-03)."""
    if not session.actor.has(*_READERS):
        return Refused(NOT_ALLOWED)
    at, after = before or (None, None)
    rows = await session.rows(LIST, state=state, before=at, before_id=after, limit=limit)
    return [RequestCard(**row) for row in rows]


async def request_of(session: Session, request_id: UUID, language: Language) -> RequestView | None:
    """One request, or None when it does not exist or is not the actor's to read (POL-03)."""
    row = await session.row(ONE, request=request_id) if session.actor.has(*_READERS) else None
    if row is None:
        return None
    asks = row["case_id"] is not None
    reader = Reader("asks" if asks else "decides", language)
    lines = await _lines(session, request_id)
    live = await _live(session, row, lines)
    return RequestView(
        **row,
        lines=lines,
        decisions=await decisions_told(session, request_id, reader),
        signers_required=live.approvers if live else None,
        rules=_now(live, reader) if live else [],
        policy_version=live.policy.policy.version if live else None,
        policy_change=await _change(session, request_id, live, language) if live else None,
        already_funded=await elsewhere(session, request_id),
        carrier_agreements=await carriers_for(session, request_id, lines),
    )


async def _lines(session: Session, request_id: UUID) -> list[LineView]:
    money = {row["id"]: row for row in await lines_of(session, request_id)}
    rows = await session.rows(DETAILS, request=request_id)
    notes = await opened_notes(session, rows)
    return [_line({**row, **notes[row["id"]]}, money[row["id"]]) for row in rows]


def _line(row: dict[str, Any], money: Any) -> LineView:
    facts = facts_of(money)
    return LineView(
        **row,
        state=money["state"],
        decline_code=money["decline_code"],
        approved_cents=facts.approved,
        paid_cents=facts.paid,
        returned_cents=facts.returned,
        open_cents=facts.open,
        spent_cents=facts.spent,
        payments=sorted(facts.payments),
        minutes_to_decide=minutes_to_decide(row["submitted_at"], row["decided_at"]),
    )


async def _live(session: Session, request: Any, lines: list[LineView]) -> Judged | None:
    """What the policy of now says of the lines that are still open, and how many people it asks for."""
    still = [line for line in lines if line.open_cents]
    policy = await in_force(session, request["fund_id"], request["region"])
    if not still or policy is None:
        return None
    asked = [line_of(_row(line), line.open_cents, before=line.approved_cents) for line in still]
    before = await spent(session, request["id"], waits=False)
    return judge(policy, request["attested"], asked, before, people=request["people"])


async def _change(
    session: Session, request_id: UUID, live: Judged, language: Language
) -> PolicyChange | None:
    return await change_of(
        session, request_id, live.policy, language, question=live.question, answer=live.answer
    )


def _now(live: Judged, reader: Reader) -> list[RuleView]:
    """What the policy of now says of what is open, in words."""
    asked = {line.id: (line.category, line.amount_cents, line.units) for line in live.question.lines}
    return rules_told(live.answer.findings, asked, reader)


def _row(line: LineView) -> dict[str, Any]:
    return {"id": line.id, "category": line.category, "units": line.units, "reason": line.reason}
