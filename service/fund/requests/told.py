"""What a rule said, what a decision decided and what came of it, as each of the two sides reads it (FND-13, FND-11)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from service.fund.conditions.rules import ConditionState, condition_state
from service.fund.decisions.waivers import WaiverView, waivers_of
from service.fund.money import money
from service.fund.policy.advice import Side, advice, rule_name
from service.fund.policy.rules import Answer, Finding
from service.fund.policy.sentences import sentence
from service.fund.said import CATEGORIES
from service.refusals import Language
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class RuleView:
    """One rule in the reader's language: what was asked, which rule looked at it, what it said, what to do next."""

    rule: str
    outcome: str
    line_id: UUID | None
    asked: str
    name: str
    sentence: str
    next: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class ConditionView:
    """What a payment waits for: the code, its days (UTC), and where it stands (FND-11)."""

    id: UUID
    line_id: UUID
    code: str
    not_before: datetime | None
    until: datetime
    state: ConditionState


@dataclass(frozen=True)
class LookView:
    """A second look at a refusal: by when another person answers, how late that is, and what they said (FND-13)."""

    id: UUID
    asked_at: datetime
    answer_by: datetime
    is_late: bool
    outcome: Literal["confirmed", "overturned", "withdrawn"] | None
    answered_at: datetime | None


@dataclass(frozen=True)
class DecisionView:
    """A decision with its signatures and its reasons; `cents` is what it approves, `code` why it declines."""

    id: UUID
    kind: str
    policy_version: int
    signers_required: int
    signatures: int
    signed_by_you: bool
    cents: int
    code: str | None
    line_ids: list[UUID]
    made_at: datetime
    review_by: datetime | None
    rules: list[RuleView]
    waivers: list[WaiverView]
    conditions: list[ConditionView]
    second_look: LookView | None
    may_ask_second_look: bool
    """Whether the pivot's side may ask for one, in one tap (FND-13)."""


@dataclass(frozen=True)
class Reader:
    """Who reads: on which side, and in which language."""

    side: Side
    language: Language


def rules_told(
    findings: Iterable[Finding], asked: Mapping[str, tuple[str, int, int]], reader: Reader
) -> list[RuleView]:
    """Each finding with all that a person needs to understand it (FND-13).

    `asked`: by line, its category, cents and units, as they stood before the rules.
    """
    return [
        RuleView(
            finding.rule,
            finding.outcome,
            UUID(finding.line) if finding.line else None,
            _asked(finding, asked, reader.language),
            rule_name(finding, reader.language),
            sentence(finding, reader.language),
            advice(finding, reader.side, reader.language),
            dict(finding.facts),
        )
        for finding in findings
    ]


def _asked(finding: Finding, asked: Mapping[str, tuple[str, int, int]], language: Language) -> str:
    """A line as its category, units and amount; what is about the whole request, as the sum."""
    if finding.line is None:
        return money(sum(cents for _, cents, _ in asked.values()), language)
    category, cents, units = asked[finding.line]
    name = CATEGORIES[category].in_(language)
    return f"{name}{f' × {units}' if units > 1 else ''}, {money(cents, language)}"


DECISIONS = sql(
    """
    SELECT d.id, d.kind, d.signers_required, d.made_at, d.review_by, d.answer, d.question,
           CAST(d.answer ->> 'policy_version' AS integer) AS policy_version,
           (SELECT count(*) FROM signatures s WHERE s.decision_id = d.id) AS signatures,
           EXISTS (SELECT FROM signatures s
               WHERE s.decision_id = d.id AND s.member_id = relais.member()) AS signed_by_you,
           (SELECT coalesce(sum(l.amount_cents), 0)::bigint FROM decision_lines l WHERE l.decision_id = d.id) AS cents,
           (SELECT max(l.code) FROM decision_lines l WHERE l.decision_id = d.id) AS code,
           ARRAY(SELECT l.line_id FROM decision_lines l WHERE l.decision_id = d.id ORDER BY l.line_id) AS line_ids,
           d.kind = 'declined' AND NOT EXISTS (SELECT FROM second_looks s WHERE d.id IN (s.decision_id,
               s.answer_decision_id)) AND EXISTS (SELECT FROM decision_lines x JOIN request_lines l ON l.id = x.line_id
               WHERE x.decision_id = d.id AND l.state <> 'withdrawn'
                 AND (l.decline_code IS NOT NULL OR l.closed_by = 'declined')) AS may_ask
    FROM decisions d WHERE d.request_id = :request ORDER BY d.made_at, d.id
    """
)
LOOKS = sql(
    """
    SELECT s.decision_id, s.id, s.asked_at, s.answer_by, s.outcome IS NULL AND s.answer_by <= relais.now() AS is_late,
           s.outcome, s.answered_at
    FROM second_looks s WHERE s.request_id = :request
    """
)
CONDITIONS = sql(
    """
    SELECT c.id, c.decision_id, c.line_id, c.code, c.not_before, c.until, c.met_at, c.lapsed_at
    FROM release_conditions c JOIN decisions d ON d.id = c.decision_id WHERE d.request_id = :request
    ORDER BY c.until, c.id
    """
)
_OF_ALL_FUNDS = frozenset({"self_issue_case", "self_issue_pivot", "self_issue_organisation"})
"""Ceilings that count what every fund has promised: their sums are the asking side's to read (FND-07)."""


async def decisions_told(session: Session, request_id: UUID, reader: Reader) -> list[DecisionView]:
    """The decisions of a request, oldest first: the refusal and the second look at it stand side by side (FND-13)."""
    looks = await session.rows(LOOKS, request=request_id)
    extras = _Extras(
        await waivers_of(session, request_id),
        _by_decision(await session.rows(CONDITIONS, request=request_id)),
        {row["decision_id"]: _look(row) for row in looks},
    )
    rows = await session.rows(DECISIONS, request=request_id)
    return [_decision(row, reader, extras) for row in rows]


@dataclass(frozen=True)
class _Extras:
    waivers: Mapping[UUID, list[WaiverView]]
    conditions: Mapping[UUID, list[ConditionView]]
    looks: Mapping[UUID, LookView]


def _by_decision(rows: Iterable[Any]) -> dict[UUID, list[ConditionView]]:
    found: dict[UUID, list[ConditionView]] = {}
    for row in rows:
        known = {name: row[name] for name in ("id", "line_id", "code", "not_before", "until")}
        view = ConditionView(**known, state=condition_state(row["met_at"], row["lapsed_at"]))
        found.setdefault(row["decision_id"], []).append(view)
    return found


def _look(row: Any) -> LookView:
    return LookView(**{name: row[name] for name in LookView.__dataclass_fields__})


_READ = [
    "id",
    "kind",
    "policy_version",
    "signers_required",
    "signatures",
    "signed_by_you",
    "cents",
    "code",
    "line_ids",
    "made_at",
    "review_by",
]


def _decision(row: Any, reader: Reader, extras: _Extras) -> DecisionView:
    """A decision as its two sides read it: a fund sees no amount that another one promised (FND-07)."""
    answer = msgspec.convert(row["answer"], Answer)
    findings = [each for each in answer.findings if reader.side == "asks" or each.rule not in _OF_ALL_FUNDS]
    asked = {
        line["id"]: (line["category"], line["amount_cents"], line.get("units", 1))
        for line in row["question"]["lines"]
    }
    return DecisionView(
        **{name: row[name] for name in _READ},
        rules=rules_told(findings, asked, reader),
        waivers=extras.waivers.get(row["id"], []),
        conditions=extras.conditions.get(row["id"], []),
        second_look=extras.looks.get(row["id"]),
        may_ask_second_look=row["may_ask"] and reader.side == "asks",
    )
