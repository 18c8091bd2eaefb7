"""Puts a request's lines before the policy: the sums of the last day, the question, the answer, the decision's row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID, uuid4

import msgspec

from service.fund.policy.queries import InForce
from service.fund.policy.rules import Answer, Line, Question, Spent, evaluate
from service.fund.reviews.rules import draw_of, key_of, month_of
from service.store.session import Session, UnitOfWork
from service.store.statements import sql

SPENDING = sql("SELECT * FROM relais.fund_spending(:request, :waits)")
INSERT_DECISION = sql(
    """
    INSERT INTO decisions (id, draw, request_id, organisation_id, fund_organisation_id, policy_id, kind,
                           signers_required, total_24h_cents, question, answer, reasons, review_by, made_by, made_at)
    SELECT :decision, :draw, r.id, r.organisation_id, r.fund_organisation_id, :policy, :kind, :signers, :total,
           CAST(:question AS jsonb), CAST(:answer AS jsonb), CAST(:reasons AS jsonb), :review_by,
           CASE WHEN :kind = 'by_rule' THEN NULL ELSE relais.member() END, relais.now()
    FROM fund_requests r WHERE r.id = :request RETURNING *
    """
)
INSERT_LINES = sql(
    """
    INSERT INTO decision_lines (decision_id, line_id, organisation_id, fund_organisation_id, outcome, amount_cents,
                                code, units)
    SELECT d.id, l.line, d.organisation_id, d.fund_organisation_id, :outcome, l.cents, :code, l.units
    FROM decisions d, unnest(CAST(:lines AS uuid[]), CAST(:cents AS bigint[]), CAST(:units AS smallint[]))
        AS l (line, cents, units)
    WHERE d.id = :decision
    """
)
SIGN = sql(
    """
    INSERT INTO signatures (decision_id, member_id, organisation_id, fund_organisation_id, role, signed_at)
    SELECT d.id, relais.member(), d.organisation_id, d.fund_organisation_id, :role, relais.now()
    FROM decisions d WHERE d.id = :decision
    """
)


async def spent(session: Session, request_id: UUID, *, waits: bool) -> Spent:
    """What the last 24 hours hold; with `waits`, after whoever decides on the same case right now (FND-10)."""
    row = await session.row(SPENDING, request=request_id, waits=waits)
    if row is None:
        return Spent()
    return Spent(**{name: row[name] for name in Spent.__struct_fields__})


def line_of(row: Any, cents: int | None = None, *, units: int | None = None, before: int = 0) -> Line:
    """A stored line as the policy sees it: whole, or a part of so many cents, after what was approved of it `before`;
    `units` are those that both cover."""
    return Line(
        id=str(row["id"]),
        category=row["category"],
        amount_cents=row["amount_cents"] if cents is None else cents,
        units=row["units"] if units is None else units,
        has_reason=row["reason"] is not None,
        before_cents=before,
    )


def judge(
    policy: InForce,
    attested: Sequence[str],
    lines: Sequence[Line],
    before: Spent,
    *,
    people: int,
    self_issue: bool = False,
    out_of_hours: bool = False,
) -> "Judged":
    """Ask the policy about these lines, for so many people: dependants count in the caps (ELG-07)."""
    question = Question(tuple(attested), tuple(lines), before, self_issue, out_of_hours, people)
    return Judged(policy, question, evaluate(policy.policy, question))


@dataclass(frozen=True)
class Judged:
    """A question with its answer under a policy: what a decision stores."""

    policy: InForce
    question: Question
    answer: Answer

    @property
    def approvers(self) -> int:
        """How many different people approve."""
        return self._fact("approvers")

    @property
    def total_24h_cents(self) -> int:
        """The case's sum over the rolling day, this question included."""
        return self._fact("total_cents")

    def _fact(self, name: str) -> int:
        found = next(finding for finding in self.answer.findings if finding.rule == "approvers")
        return int(found.facts[name])

    def lines(self, route: str) -> list[Line]:
        """The lines that go this way."""
        ids = {answer.line for answer in self.answer.lines if answer.route == route}
        return [line for line in self.question.lines if line.id in ids]


Kind = Literal["by_rule", "self_issued", "people", "declined"]


def drawn(uow: UnitOfWork, decision_id: UUID) -> int:
    """The number by which a rule's decision is in the sample that somebody looks at again, or not (FND-10)."""
    return draw_of(key_of(uow.keyring, month_of(uow.now)), decision_id)


async def record(
    uow: UnitOfWork,
    request_id: UUID,
    judged: Judged,
    *,
    kind: Kind,
    lines: Mapping[UUID, int],
    reasons: Mapping[str, Any] | None = None,
    review_by: datetime | None = None,
    code: str | None = None,
    units: Mapping[UUID, int] | None = None,
) -> UUID:
    """Write a decision over lines (in cents; 0 for declined ones) and let the trail vouch for it. Answers its id."""
    decision = uuid4()
    row = await uow.row(
        INSERT_DECISION,
        decision=decision,
        draw=drawn(uow, decision) if kind == "by_rule" else None,
        request=request_id,
        policy=judged.policy.id,
        kind=kind,
        signers=judged.approvers if kind == "people" else 0,
        total=judged.total_24h_cents,
        question=msgspec.to_builtins(judged.question),
        answer=msgspec.to_builtins(judged.answer),
        reasons=dict(reasons or {}),
        review_by=review_by,
    )
    if row is None:
        raise LookupError("the request is gone")
    uow.seal("decisions", decision, dict(row))
    outcome = "declined" if kind == "declined" else "approved"
    await uow.execute(
        INSERT_LINES,
        decision=decision,
        outcome=outcome,
        code=code,
        lines=list(lines),
        cents=list(lines.values()),
        units=[(units or {}).get(line) for line in lines],
    )
    return decision
