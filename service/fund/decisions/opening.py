"""The decision that a signature goes under: the one that a colleague signed first, or a new one (FND-10, FND-11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from service.fund import refusals
from service.fund.conditions.refusals import CONDITION_NOT_POSSIBLE
from service.fund.conditions.rules import Condition, is_possible
from service.fund.conditions.writing import write_conditions
from service.fund.decisions.already import warning
from service.fund.decisions.waivers import waive, waived
from service.fund.decisions.wanted import Wanted
from service.fund.policy.queries import InForce, in_force
from service.fund.policy.rules import Line
from service.fund.requests.judging import judge, line_of, record, spent
from service.refusals import Refused
from service.store.session import UnitOfWork
from service.store.statements import sql

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WAITING = sql(
    """
    SELECT d.id, d.signers_required, d.policy_id, p.version AS policy_version,
           d.reasons ->> 'already_funded' IS NOT NULL AS warned,
           (SELECT count(*) FROM signatures s WHERE s.decision_id = d.id AND s.role = 'approver') AS signed,
           (SELECT jsonb_object_agg(l.line_id, l.amount_cents) FROM decision_lines l
               WHERE l.decision_id = d.id) AS lines,
           (SELECT coalesce(jsonb_object_agg(c.line_id, c.code
                   || coalesce(' ' || (extract(epoch FROM c.not_before) * 1000000)::bigint, '')), '{}')
               FROM release_conditions c WHERE c.decision_id = d.id) AS conditions
    FROM decisions d JOIN policies p ON p.id = d.policy_id
    WHERE d.request_id = :request AND d.kind = 'people'
      AND NOT EXISTS (SELECT FROM transfers t WHERE t.decision_id = d.id) AND relais.signers_serve(d.id)
      AND NOT EXISTS (SELECT FROM release_conditions c WHERE c.decision_id = d.id AND c.until <= relais.now())
    ORDER BY d.made_at DESC, d.id LIMIT 20
    """
)
LINE_DETAILS = sql(
    "SELECT id, category, amount_cents, units, reason, approved_cents FROM request_lines WHERE request_id = :request"
)


@dataclass(frozen=True)
class OpenDecision:
    """A decision that waits for signatures: its lines with their cents."""

    id: UUID
    policy_version: int
    signers_required: int
    signed: int
    lines: Mapping[UUID, int]
    waivers: tuple[str, ...] = ()


async def waiting(
    uow: UnitOfWork, request: Any, wanted: Wanted, *, named: bool, reason: str | None
) -> OpenDecision | Refused | None:
    """The decision that a colleague signed first, if this signature is for the same; no line `named` means the same.

    None as well once another version of the policy judges (ELG-08), or whoever signed first administers the fund no
    longer (FND-10): then all sign anew. Refused when another fund has paid since the first signature, and no reason is
    given to go on (FND-07).
    """
    policy = await in_force(uow, request["fund_organisation_id"], request["region"])
    rows = await uow.rows(WAITING, request=request["id"])
    row = next((row for row in rows if _is_the_same(row, wanted, named=named)), None)
    if row is None or policy is None or policy.id != row["policy_id"]:
        return None
    lines = _lines(row)
    warned = {} if row["warned"] or reason else await warning(uow, request["id"], lines)
    if warned:
        return Refused(refusals.ALREADY_FUNDED, warned)
    required = max(row["signers_required"], await _required_by_now(uow, policy, request["id"], lines))
    return OpenDecision(row["id"], row["policy_version"], required, row["signed"], lines)


def _lines(row: Any) -> dict[UUID, int]:
    return {UUID(line): cents for line, cents in row["lines"].items()}


def _is_the_same(row: Any, wanted: Wanted, *, named: bool) -> bool:
    """Whether a signature for these parts is one for the decision that waits, with its conditions."""
    lines = _lines(row)
    if not named:
        return all(cents <= wanted.cents.get(line, 0) for line, cents in lines.items())
    conditions = {
        str(line): _named(part.condition) for line, part in wanted.parts.items() if part.condition is not None
    }
    return wanted.cents == lines and conditions == row["conditions"]


def _named(condition: Condition) -> str:
    """What a condition waits for, and from when on, in microseconds: an earlier day is another decision."""
    first = condition.not_before
    return (
        condition.code
        if first is None
        else f"{condition.code} {(first - _EPOCH) // timedelta(microseconds=1)}"
    )


async def _required_by_now(
    uow: UnitOfWork, policy: InForce, request_id: UUID, lines: Mapping[UUID, int]
) -> int:
    """How many people sign these lines now: what was promised for the case while they waited counts too (FND-10)."""
    before = await spent(uow, request_id, waits=True)
    return policy.policy.approvers_for(before.case_cents + sum(lines.values()))


async def decide(uow: UnitOfWork, request: Any, wanted: Wanted, reason: str | None) -> OpenDecision | Refused:
    """A new decision under the policy of now: explained, stored, and ready to be signed.

    Each cap that it passes is a waiver with this reason and the actor's name (RIG-01); each condition is written with
    it (FND-11).
    """
    policy = await in_force(uow, request["fund_organisation_id"], request["region"])
    if policy is None:
        return Refused(refusals.NO_SUCH_FUND)
    conditions = {line: part.condition for line, part in wanted.parts.items() if part.condition is not None}
    if not all(is_possible(each, uow.now) for each in conditions.values()):
        return Refused(CONDITION_NOT_POSSIBLE)
    before = await spent(uow, request["id"], waits=True)
    lines = await _asked(uow, request, wanted)
    judged = judge(policy, request["attested"], lines, before, people=request["people"])
    caps = waived(judged.answer)
    rules = tuple(sorted({cap.rule for cap in caps}))
    if rules and reason is None:
        return Refused(refusals.WAIVER_NEEDS_REASON, {"rules": ", ".join(rules)})
    warned = await warning(uow, request["id"], wanted.parts)
    if warned and reason is None:
        return Refused(refusals.ALREADY_FUNDED, warned)
    reasons = {"waivers": list(rules), "already_funded": warned or None, "reason": reason is not None}
    units = {line: part.units for line, part in wanted.parts.items()}
    decision = await record(
        uow, request["id"], judged, kind="people", lines=wanted.cents, reasons=reasons, units=units
    )
    await waive(uow, request["id"], decision, caps, reason or "")
    await write_conditions(uow, decision, conditions)
    return OpenDecision(decision, policy.policy.version, judged.approvers, 0, wanted.cents, rules)


async def _asked(uow: UnitOfWork, request: Any, wanted: Wanted) -> list[Line]:
    """The lines as the policy is asked about them: the part of now, after what was approved of the line before."""
    rows = [row for row in await uow.rows(LINE_DETAILS, request=request["id"]) if row["id"] in wanted.parts]
    parts = [wanted.parts[row["id"]] for row in rows]
    return [
        line_of(row, part.cents, units=part.units, before=row["approved_cents"])
        for row, part in zip(rows, parts, strict=True)
    ]
