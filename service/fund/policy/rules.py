"""What a policy answers about a request: who decides each line, and why, so that the answer replays years later
(ELG-08).

Pure: the sums of the last 24 hours are passed in, in cents, and are part of what is stored. No label, status,
complaint or other payer is a fact here (ELG-01 to ELG-05): eligibility is what the worker attests.
"""

from typing import Final, Literal

import msgspec
from msgspec import Struct

from service.fund.policy.absolute import ABSOLUTE_AUTOMATIC_CENTS, ABSOLUTE_EMERGENCY_CENTS
from service.fund.policy.document.categories import Category, CategoryRule
from service.fund.policy.document.policy import Policy

ATTESTATIONS: Final = ("leaving_or_at_risk", "need_is_immediate", "nobody_else_pays_in_time")
"""All that makes a request eligible (ELG-01)."""

Outcome = Literal["met", "not_met", "needs_waiver", "needs_people", "by_rule", "self_issued"]
Route = Literal["by_rule", "people", "self_issued", "refused"]


class Line(Struct, frozen=True):
    """One line as the policy sees it: a category, an amount in cents, units (nights, trips), and whether a reason was
    given."""

    id: str
    category: Category
    amount_cents: int
    units: int = 1
    has_reason: bool = False
    before_cents: int = 0
    """Approved of this very line before: two parts together pass a cap as the whole does (FND-11). `units` are those
    that both cover."""


class Spent(Struct, frozen=True):
    """Cents already promised or paid over the last rolling 24 hours, before this question (FND-10).

    `emergency_…` is what nobody but a rule or the pivot approved; `automatic_…` what a rule approved.
    """

    case_cents: int = 0
    emergency_case_cents: int = 0
    emergency_pivot_cents: int = 0
    emergency_organisation_cents: int = 0
    automatic_by_category: dict[Category, int] = {}  # msgspec copies mutable defaults
    automatic_pivot_cents: int = 0
    automatic_organisation_cents: int = 0


class Question(Struct, frozen=True):
    """Everything that an answer depends on, besides the policy. Stored with the decision, and enough to replay it."""

    attested: tuple[str, ...]
    lines: tuple[Line, ...]
    spent: Spent = Spent()
    self_issue: bool = False
    """The pivot asks to issue these lines alone."""
    out_of_hours: bool = False
    people: int = 1
    """The person and whoever depends on them and comes along (ELG-07)."""


class Finding(Struct, frozen=True, omit_defaults=True):
    """One rule, what it said, and the numbers it looked at; `line` when it is about one line."""

    rule: str
    outcome: Outcome
    line: str | None = None
    facts: dict[str, int | str] = {}  # msgspec copies mutable defaults


class LineAnswer(Struct, frozen=True):
    """Who decides a line: a rule, the pivot alone, so many people, or nobody. Waivers name the rules that need a
    reason."""

    line: str
    route: Route
    approvers: int = 0
    waivers: tuple[str, ...] = ()


class Answer(Struct, frozen=True):
    """A policy's answer to a question, line by line, with each rule that was looked at."""

    policy_version: int
    lines: tuple[LineAnswer, ...]
    findings: tuple[Finding, ...]

    def route_of(self, line: str) -> LineAnswer:
        """The answer about one line; `StopIteration` when it was not asked about."""
        return next(answer for answer in self.lines if answer.line == line)

    def refusals(self) -> tuple[Finding, ...]:
        """The findings that refuse something."""
        return tuple(finding for finding in self.findings if finding.outcome == "not_met")


def evaluate(policy: Policy, question: Question) -> Answer:
    """Who decides each line, and every rule with its numbers (FND-10, ELG-01, ELG-08).

    The same input gives the same answer.
    """
    approvers = _approvers(policy, question)
    findings = [
        _attested(question),
        approvers,
        *(_emergency(policy, question) if question.self_issue else ()),
    ]
    stopped = any(finding.outcome == "not_met" for finding in findings)
    desk = _Desk(policy, question, int(approvers.facts["approvers"]))
    answers = []
    for line in question.lines:
        answer, looked_at = desk.decide(line)
        findings += looked_at
        answers.append(LineAnswer(line.id, "refused") if stopped else answer)
    return Answer(policy.version, tuple(answers), tuple(findings))


def _attested(question: Question) -> Finding:
    """Eligible means attested, and nothing else (ELG-01): no form of exploitation is asked for (ELG-06), no complaint
    (ELG-03, CPL-01, CPL-04), no status (ELG-04), no other claim (ELG-05), no score and no indicators (ELG-09). Help on
    conditions does harm (CPL-03)."""
    missing = [point for point in ATTESTATIONS if point not in question.attested]
    return Finding(
        "attested", "not_met" if missing else "met", None, {"missing": ", ".join(missing)} if missing else {}
    )


def _approvers(policy: Policy, question: Question) -> Finding:
    """How many people: by the sum per case over a rolling 24 h, this question included (FND-10)."""
    asked = sum(line.amount_cents for line in question.lines)
    total = question.spent.case_cents + asked
    facts: dict[str, int | str] = {
        "asked_cents": asked,
        "before_cents": question.spent.case_cents,
        "total_cents": total,
        "approvers": policy.approvers_for(total),
        "one_person_up_to_cents": policy.two_people_above(),
    }
    return Finding("approvers", "needs_people", None, facts)


def _emergency(policy: Policy, question: Question) -> tuple[Finding, ...]:
    """The emergency door: out of hours, and under each ceiling, the absolute one included (FND-10)."""
    asked = sum(line.amount_cents for line in question.lines)
    door, spent = policy.self_issue, question.spent
    ceilings = (
        ("self_issue_case", spent.emergency_case_cents, min(door.per_case_cents, ABSOLUTE_EMERGENCY_CENTS)),
        ("self_issue_pivot", spent.emergency_pivot_cents, door.per_pivot_cents),
        ("self_issue_organisation", spent.emergency_organisation_cents, door.per_organisation_cents),
    )
    hours = Finding("out_of_hours", "met" if question.out_of_hours else "not_met")
    return (hours, *(_ceiling(rule, asked, before, ceiling) for rule, before, ceiling in ceilings))


def _ceiling(rule: str, asked: int, before: int, ceiling: int) -> Finding:
    facts: dict[str, int | str] = {
        "asked_cents": asked,
        "before_cents": before,
        "total_cents": before + asked,
        "ceiling_cents": ceiling,
        "possible_cents": max(0, ceiling - before),
    }
    return Finding(rule, "met" if before + asked <= ceiling else "not_met", None, facts)


def _line_findings(policy: Policy, people: int, line: Line) -> list[Finding]:
    rule = policy.rule_for(line.category)
    if rule is None:
        return [Finding("covered", "not_met", line.id, _elsewhere(policy, line.category))]
    return [
        Finding("covered", "met", line.id, {"category": line.category}),
        *_caps(rule, people, line),
        *_units(rule, line),
    ]


def _elsewhere(policy: Policy, category: Category) -> dict[str, int | str]:
    """A category that is not covered, and where to go with it when the policy says so (FND-16)."""
    refer = policy.where_to_go(category)
    return {"category": category, **({"where_fr": refer.fr, "where_en": refer.en} if refer else {})}


def _caps(rule: CategoryRule, people: int, line: Line) -> list[Finding]:
    """The caps of a line and of each unit, for all who come along (ELG-07); above them, a waiver with a reason
    (RIG-01)."""
    reached = line.before_cents + line.amount_cents
    caps = [("line_cap", reached, rule.line_cap(people), rule.cap_cents)]
    unit_cap = rule.unit_cap(people)
    if unit_cap is not None:
        caps.append(("unit_cap", -(-reached // line.units), unit_cap, rule.unit_cap_cents or 0))
    return [
        Finding(
            name,
            "met" if cents <= cap else "needs_waiver",
            line.id,
            {"amount_cents": cents, "cap_cents": cap, **({"people": people} if cap > of_one else {})},
        )
        for name, cents, cap, of_one in caps
    ]


def _units(rule: CategoryRule, line: Line) -> list[Finding]:
    """More nights than usual need the worker's reason, and are then as normal as the others (RIG-02)."""
    if rule.units_without_reason is None:
        return []
    enough = line.units <= rule.units_without_reason or line.has_reason
    facts: dict[str, int | str] = {"units": line.units, "without_reason": rule.units_without_reason}
    return [Finding("units", "met" if enough else "not_met", line.id, facts)]


class _Desk:
    """Decides line after line; what a rule approves adds up within one request as it does over several (FND-10)."""

    def __init__(self, policy: Policy, question: Question, approvers: int) -> None:
        spent = question.spent
        self.policy, self.self_issue, self.approvers = policy, question.self_issue, approvers
        self.people = question.people
        self.by_category = dict(spent.automatic_by_category)
        self.left = min(
            policy.automatic.per_pivot_cents - spent.automatic_pivot_cents,
            policy.automatic.per_organisation_cents - spent.automatic_organisation_cents,
        )

    def decide(self, line: Line) -> tuple[LineAnswer, list[Finding]]:
        """Who decides this line, and what was looked at."""
        looked_at = _line_findings(self.policy, self.people, line)
        if any(finding.outcome == "not_met" for finding in looked_at):
            return LineAnswer(line.id, "refused"), looked_at
        waivers = tuple(finding.rule for finding in looked_at if finding.outcome == "needs_waiver")
        if waivers:
            return LineAnswer(line.id, "people", self.approvers, waivers), looked_at
        by_rule = self._automatic(line)
        if by_rule.outcome == "by_rule":
            return LineAnswer(line.id, "by_rule"), [*looked_at, by_rule]
        if self.self_issue:
            issued = Finding("self_issued", "self_issued", line.id)
            return LineAnswer(line.id, "self_issued"), [*looked_at, issued]
        return LineAnswer(line.id, "people", self.approvers), [*looked_at, by_rule]

    def _automatic(self, line: Line) -> Finding:
        """Whether a rule approves the line at once: it is small, and so are all of today's together."""
        rule = self.policy.rule_for(line.category)
        ceiling = min(rule.automatic_up_to_cents if rule else 0, ABSOLUTE_AUTOMATIC_CENTS)
        total = self.by_category.get(line.category, 0) + line.amount_cents
        within = total <= ceiling and line.amount_cents <= self.left
        if within:
            self.by_category[line.category] = total
            self.left -= line.amount_cents
        facts: dict[str, int | str] = {
            "total_cents": total,
            "ceiling_cents": ceiling,
            "left_cents": self.left,
        }
        return Finding("automatic", "by_rule" if within else "needs_people", line.id, facts)


def replays(policy: Policy, question: Question, answer: Answer) -> bool:
    """Whether the stored question still gives the stored answer (ELG-08)."""
    return evaluate(policy, question) == answer


def read(document: bytes) -> Policy:
    """A policy from its JSON document. Raises `msgspec.DecodeError` (ValidationError included) when it is not one."""
    return msgspec.json.decode(document, type=Policy)


def write(policy: Policy) -> bytes:
    """The document as it is stored and hashed: fields in their order, nothing added."""
    return msgspec.json.encode(policy, order="deterministic")
