"""What waits for a fund's administrators, what is due first at the top: with who is needed for each line, and why
(FND-01, FND-13)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from service.fund.policy.queries import InForce, in_force
from service.fund.policy.rules import Spent
from service.fund.requests.judging import Judged, judge, line_of
from service.fund.requests.told import Reader, RuleView, rules_told
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, Language, Refused
from service.store.session import Session
from service.store.statements import sql

What = Literal["decision", "second_signature", "second_look", "condition"]
"""A first decision, the other signature of one, a refusal to look at again, a condition to confirm."""

MOST: Final = 100
"""Shown at once: what is due later waits behind it."""


@dataclass(frozen=True)
class QueuedLine:
    """A line that waits, in cents: who decides it, which caps need a reason, and each rule that says so."""

    line_id: UUID
    category: str
    open_cents: int
    units: int
    route: str
    approvers: int
    waivers: list[str]
    why: list[RuleView]


@dataclass(frozen=True)
class Queued:
    """Something to do, by when (UTC), and how late that is in whole minutes: less than nothing while there is time.

    Signatures are those of the decision that waits. `one_person_up_to_cents` is the band of a single approver, and
    `total_24h_cents` what the case reaches with this; neither tells which case it is.
    """

    what: What
    request_id: UUID
    code: str
    urgency: str
    region: str
    people: int
    due_at: datetime
    is_late: bool
    minutes_late: int
    open_cents: int
    look_id: UUID | None
    condition_id: UUID | None
    condition: str | None
    signatures: int
    signers_required: int
    not_for_you: bool
    """Whether another person must do it: the reader asked, signed or declined before."""
    one_person_up_to_cents: int
    total_24h_cents: int
    funded_elsewhere: bool
    lines: list[QueuedLine]


# The decision that waits for its other signature is the newest that has signatures, no money, and no end behind it.
WAITS = sql(
    """
    WITH mine AS (
        SELECT r.* FROM fund_requests r
        WHERE r.fund_organisation_id = relais.organisation() AND r.state NOT IN ('draft', 'settled', 'withdrawn')
    ), due AS (
        SELECT CASE WHEN d.id IS NULL THEN 'decision' ELSE 'second_signature' END AS what, m.id AS request_id,
               m.decide_by AS due_at, NULL::uuid AS look_id, NULL::uuid AS condition_id, NULL AS condition,
               m.requested_by = relais.member() OR EXISTS (SELECT FROM signatures s
                   WHERE s.decision_id = d.id AND s.member_id = relais.member()) AS not_for_you,
               ARRAY(SELECT l.id FROM request_lines l WHERE l.request_id = m.id AND l.decline_code IS NULL
                   AND l.state <> 'withdrawn' AND l.approved_cents + l.closed_cents < l.amount_cents) AS line_ids,
               d.id AS decision_id
        FROM mine m LEFT JOIN LATERAL (SELECT d.id FROM decisions d WHERE d.request_id = m.id AND d.kind = 'people'
            AND NOT EXISTS (SELECT FROM transfers t WHERE t.decision_id = d.id)
            AND NOT EXISTS (SELECT FROM release_conditions c WHERE c.decision_id = d.id AND c.until <= relais.now())
            ORDER BY d.made_at DESC, d.id LIMIT 1) d ON true
        UNION ALL
        SELECT 'second_look', s.request_id, s.answer_by, s.id, NULL, NULL,
               m.requested_by = relais.member() OR EXISTS (SELECT FROM signatures g
                   WHERE g.decision_id = s.decision_id AND g.member_id = relais.member()),
               ARRAY(SELECT x.line_id FROM decision_lines x WHERE x.decision_id = s.decision_id), NULL
        FROM second_looks s JOIN mine m ON m.id = s.request_id WHERE s.outcome IS NULL
        UNION ALL
        SELECT 'condition', m.id, c.until, NULL, c.id, c.code, m.requested_by = relais.member(), ARRAY[c.line_id], NULL
        FROM release_conditions c JOIN request_lines l ON l.id = c.line_id JOIN mine m ON m.id = l.request_id
        WHERE c.met_at IS NULL AND c.lapsed_at IS NULL AND EXISTS (SELECT FROM payout_intents i
            WHERE i.decision_id = c.decision_id AND i.line_id = c.line_id AND i.state = 'held')
    )
    SELECT d.*, m.code, m.urgency, m.region, m.people, m.attested,
           (SELECT count(*) FROM signatures s WHERE s.decision_id = d.decision_id) AS signatures,
           EXISTS (SELECT FROM relais.already_funded(m.id) a WHERE a.line_id = ANY (d.line_ids)) AS funded_elsewhere
    FROM due d JOIN mine m ON m.id = d.request_id WHERE cardinality(d.line_ids) > 0
    ORDER BY d.due_at, m.code, d.what LIMIT :most
    """
)
LINES = sql(
    """
    SELECT id, category, amount_cents, units, reason, approved_cents, closed_cents FROM request_lines
    WHERE id = ANY (CAST(:lines AS uuid[])) ORDER BY position
    """
)
SPENDING = sql(
    """
    SELECT r.id AS request_id, s.* FROM unnest(CAST(:requests AS uuid[])) AS r (id)
    CROSS JOIN LATERAL relais.fund_spending(r.id, false) s
    """
)


async def queue(session: Session, language: Language) -> list[Queued] | Refused:
    """What waits for the actor's fund, soonest due first, at most 100 (FND-01): for its administrators alone."""
    if not session.actor.has(Role.FUND_ADMINISTRATOR):
        return Refused(NOT_ALLOWED)
    rows = await session.rows(WAITS, most=MOST)
    desk = await _desk(session, rows)
    return [desk.told(row, Reader("decides", language), session.now) for row in rows]


async def _desk(session: Session, rows: Sequence[Any]) -> "_Desk":
    """All that the rows need, with as many questions for a hundred as for one."""
    ids = [line for row in rows for line in row["line_ids"]]
    lines = {row["id"]: row for row in await session.rows(LINES, lines=ids)}
    sums = await session.rows(SPENDING, requests=list({row["request_id"] for row in rows}))
    spent = {
        row["request_id"]: Spent(**{name: row[name] for name in Spent.__struct_fields__}) for row in sums
    }
    fund = session.actor.organisation_id
    policies = {region: await in_force(session, fund, region) for region in {row["region"] for row in rows}}
    return _Desk(lines, spent, policies)


@dataclass(frozen=True)
class _Desk:
    lines: Mapping[UUID, Any]
    spent: Mapping[UUID, Spent]
    policies: Mapping[str, InForce | None]

    def told(self, row: Any, reader: Reader, now: datetime) -> Queued:
        """One thing to do, with what the policy of now says of its lines."""
        lines = [self.lines[line] for line in row["line_ids"]]
        judged = self._judged(row, lines)
        waits = row["what"] != "condition"
        cents = {line["id"]: _open(line) if waits else line["approved_cents"] for line in lines}
        return Queued(
            what=row["what"],
            request_id=row["request_id"],
            code=row["code"],
            urgency=row["urgency"],
            region=row["region"],
            people=row["people"],
            due_at=row["due_at"],
            is_late=row["due_at"] <= now,
            minutes_late=(now - row["due_at"]) // timedelta(minutes=1),
            open_cents=sum(cents.values()),
            look_id=row["look_id"],
            condition_id=row["condition_id"],
            condition=row["condition"],
            signatures=row["signatures"],
            signers_required=judged.approvers if judged else 0,
            not_for_you=row["not_for_you"],
            one_person_up_to_cents=judged.policy.policy.two_people_above() if judged else 0,
            total_24h_cents=judged.total_24h_cents if judged else 0,
            funded_elsewhere=row["funded_elsewhere"],
            lines=[_line(line, cents[line["id"]], judged, reader) for line in lines],
        )

    def _judged(self, row: Any, lines: Sequence[Any]) -> Judged | None:
        """What is asked of the fund, before its policy; a condition asks nothing of it any more."""
        policy = self.policies[row["region"]]
        if policy is None or row["what"] == "condition":
            return None
        asked = [line_of(line, _open(line), before=line["approved_cents"]) for line in lines]
        before = self.spent.get(row["request_id"], Spent())
        return judge(policy, row["attested"], asked, before, people=row["people"])


def _open(line: Any) -> int:
    """What is to be decided of a line: of one that was declined in part, that part."""
    left: int = line["amount_cents"] - line["approved_cents"]
    return left - line["closed_cents"] or left


def _line(line: Any, cents: int, judged: Judged | None, reader: Reader) -> QueuedLine:
    answer = judged.answer.route_of(str(line["id"])) if judged else None
    asked = {str(line["id"]): (line["category"], cents, line["units"])}
    findings = judged.answer.findings if judged else ()
    own = [each for each in findings if each.line == str(line["id"]) and each.outcome != "met"]
    return QueuedLine(
        line["id"],
        line["category"],
        cents,
        line["units"],
        answer.route if answer else "people",
        answer.approvers if answer else 0,
        list(answer.waivers) if answer else [],
        rules_told(own, asked, reader),
    )
