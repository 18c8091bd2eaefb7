"""The emergency door: a pivot issues a little alone, out of hours; a second signature is owed (FND-10)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from service.fund import refusals
from service.fund.calendars.queries import calendar_of
from service.fund.events import RequestSelfIssued
from service.fund.ledger.posting import vouch
from service.fund.money import money
from service.fund.policy.queries import InForce, in_force
from service.fund.policy.rules import Finding
from service.fund.requests.judging import SIGN, Judged, judge, line_of, record, spent
from service.fund.requests.refresh import facts_of, lines_of, refresh
from service.fund.requests.rules import State
from service.fund.requests.submit import EARMARK
from service.fund.reviews.commands import TOPIC
from service.fund.reviews.refusals import FREEZES
from service.fund.reviews.rules import Frozen
from service.fund.reviews.watching import WATCH_REVIEW
from service.fund.series.refusals import BY_PEOPLE
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class SelfIssue:
    """Issue these lines of one's own request alone, or all that are open."""

    request_id: UUID
    lines: tuple[UUID, ...] | None = None


@dataclass(frozen=True)
class Issued:
    """What was issued, in cents, and until when the second signature is owed."""

    decision_id: UUID
    state: State
    cents: int
    review_by: datetime


LOCK_OWN = sql(
    """
    SELECT r.id, r.fund_organisation_id, r.attested, r.region, r.people
    FROM fund_requests r
    WHERE r.id = :request AND r.requested_by = relais.member() AND r.organisation_id = relais.organisation()
    FOR UPDATE OF r
    """
)
DETAILS = sql(
    "SELECT id, category, amount_cents, units, reason FROM request_lines WHERE request_id = :request"
)
FROZEN = sql("SELECT relais.my_emergency_door(:policy)")


@command(
    event=RequestSelfIssued,
    allowed=only(Role.PIVOT_WORKER),
    refusals={
        "transfers_emergency_ceiling": refusals.OVER_EMERGENCY_CEILING,
        "transfers_emergency_frozen": refusals.REVIEW_OWED,
        "decision_lines_trips_by_people": BY_PEOPLE,
    },
    step_up=True,
)
async def self_issue(
    uow: UnitOfWork, actor: Actor, wish: SelfIssue
) -> Done[Issued, RequestSelfIssued] | Refused:
    """Issue lines alone, out of hours, under the ceilings per case, pivot and organisation over 24 h (FND-10).

    Refused in office hours, above a ceiling (with what is still possible), while the right rests (a second signature
    is overdue, or somebody objected), and when no envelope holds the money. PostgreSQL holds each of these too.
    """
    request = await uow.row(LOCK_OWN, request=wish.request_id)
    if request is None:
        return Refused(NOT_FOUND)
    policy = await in_force(uow, request["fund_organisation_id"], request["region"])
    if policy is None:
        return Refused(refusals.NO_SUCH_FUND)
    frozen: Frozen | None = await uow.value(FROZEN, policy=policy.id)
    if frozen:
        return Refused(FREEZES[frozen])
    open_lines = {
        row["id"] for row in await lines_of(uow, wish.request_id) if facts_of(row).open == row["amount_cents"]
    }
    wanted = set(wish.lines) if wish.lines is not None else open_lines
    if not wanted or not wanted <= open_lines:
        return Refused(refusals.ALREADY_DECIDED)
    judged = await _judge(uow, request, policy, wanted)
    refused = _refusal(judged, actor)
    return refused or await _issue(uow, request, judged, policy)


async def _judge(uow: UnitOfWork, request: Any, policy: InForce, wanted: set[UUID]) -> Judged:
    details = [row for row in await uow.rows(DETAILS, request=request["id"]) if row["id"] in wanted]
    before = await spent(uow, request["id"], waits=True)
    calendar = await calendar_of(uow, policy.policy, request["region"])
    return judge(
        policy,
        request["attested"],
        [line_of(row) for row in details],
        before,
        people=request["people"],
        self_issue=True,
        out_of_hours=not calendar.is_open(uow.now),
    )


def _refusal(judged: Judged, actor: Actor) -> Refused | None:
    """The first rule that shuts the door, with the numbers behind it."""
    for finding in judged.answer.refusals():
        return _refused(finding, actor)
    if any(answer.waivers for answer in judged.answer.lines):
        return Refused(refusals.NEEDS_ANOTHER_PERSON)
    return None


def _refused(finding: Finding, actor: Actor) -> Refused:
    if finding.rule == "out_of_hours":
        return Refused(refusals.DURING_OFFICE_HOURS)
    if finding.rule not in {"self_issue_case", "self_issue_pivot", "self_issue_organisation"}:
        return Refused(refusals.NEEDS_ANOTHER_PERSON)
    words = {
        name.removesuffix("_cents"): money(int(fact), actor.language)
        for name, fact in finding.facts.items()
        if name.endswith("_cents")
    }
    return Refused(refusals.OVER_EMERGENCY_CEILING, {**finding.facts, **words, "rule": finding.rule})


async def _issue(
    uow: UnitOfWork, request: Any, judged: Judged, policy: InForce
) -> Done[Issued, RequestSelfIssued] | Refused:
    lines = {UUID(line.id): line.amount_cents for line in judged.question.lines}
    review_by = uow.now + timedelta(days=policy.policy.self_issue.review_within_days)
    decision = await record(uow, request["id"], judged, kind="self_issued", lines=lines, review_by=review_by)
    await uow.execute(SIGN, decision=decision, role="requester")
    made = await uow.rows(EARMARK, decision=decision)
    cents = sum(row["amount_cents"] for row in made)
    if cents < sum(lines.values()):
        return Refused(refusals.NOT_ENOUGH, {"found_cents": cents, "needed_cents": sum(lines.values())})
    vouch(uow, made)
    state = await refresh(uow, request["id"])
    uow.intend(WATCH_REVIEW, {"decision": str(decision)}, due_at=review_by)
    uow.tell(TOPIC, organisations=(request["fund_organisation_id"],), subject=request["id"])
    event = RequestSelfIssued(
        subject=request["id"], decision=decision, cents=cents, policy_version=policy.policy.version
    )
    return Done(Issued(decision, state, cents, review_by), event)
