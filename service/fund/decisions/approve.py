"""People approve: whole or in part, one or two of them, never the one who asked (FND-10, FND-11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from service.fund import refusals
from service.fund.decisions.earmarking import earmark
from service.fund.events import RequestSigned
from service.fund.ledger.rules import Shortage
from service.fund.money import money
from service.fund.policy.queries import InForce, in_force
from service.fund.requests.judging import SIGN, Judged, judge, line_of, record, spent
from service.fund.requests.refresh import facts_of, lines_of, refresh
from service.fund.requests.rules import State
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class ApprovedLine:
    """A line, and how much of it in cents; None for all that is open."""

    line_id: UUID
    cents: int | None = None


@dataclass(frozen=True)
class ApproveRequest:
    """A signature for these lines, or for whatever waits when none is named.

    `reason` is what the policy asks for a waiver, or for going on when another fund has paid already (FND-07).
    """

    request_id: UUID
    lines: tuple[ApprovedLine, ...] | None = None
    reason: str | None = None
    envelope_id: UUID | None = None


@dataclass(frozen=True)
class Signed:
    """Where a decision stands after a signature; `approved` once it has all that it needs."""

    decision_id: UUID
    state: State
    outcome: Literal["approved", "waits_for_another"]
    signatures: int
    signers_required: int
    cents: int


LOCK = sql(
    """
    SELECT id, organisation_id, fund_organisation_id, envelope_id, requested_by, attested, state, version
    FROM fund_requests WHERE id = :request AND fund_organisation_id = relais.organisation() FOR UPDATE
    """
)
WAITING = sql(
    """
    SELECT d.id, d.signers_required, d.policy_id, p.version AS policy_version,
           (SELECT count(*) FROM signatures s WHERE s.decision_id = d.id AND s.role = 'approver') AS signed,
           (SELECT jsonb_object_agg(l.line_id, l.amount_cents) FROM decision_lines l
               WHERE l.decision_id = d.id) AS lines
    FROM decisions d JOIN policies p ON p.id = d.policy_id
    WHERE d.request_id = :request AND d.kind = 'people'
      AND NOT EXISTS (SELECT FROM transfers t WHERE t.decision_id = d.id)
    ORDER BY d.made_at DESC, d.id LIMIT 1
    """
)
LINE_DETAILS = sql(
    "SELECT id, category, amount_cents, units, reason FROM request_lines WHERE request_id = :request"
)
ALREADY = sql("SELECT * FROM relais.already_funded(:request, :days)")

Waiting = Mapping[UUID, int]


@command(
    event=RequestSigned,
    allowed=only(Role.FUND_ADMINISTRATOR),
    refusals={
        "signatures_once": refusals.ALREADY_SIGNED,
        "signatures_not_own_request": refusals.OWN_REQUEST,
        "signatures_within_limit": refusals.ABOVE_YOUR_LIMIT,
        "request_lines_approved_cents_check": refusals.LINE_NOT_OPEN,
    },
    step_up=True,
)
async def approve_request(
    uow: UnitOfWork, actor: Actor, wish: ApproveRequest
) -> Done[Signed, RequestSigned] | Refused:
    """Sign for lines of a request; with the last signature that the policy asks for, the money is earmarked (FND-10).

    Refused to the one who asked and to who has signed already; when a cap or another fund's payment asks for a reason
    that is not given; and when the envelopes hold too little: the constraint on the ledger has the last word.
    """
    request = await uow.row(LOCK, request=wish.request_id)
    if request is None:
        return Refused(NOT_FOUND)
    if request["requested_by"] == actor.member_id:
        return Refused(refusals.OWN_REQUEST)
    rows = await lines_of(uow, wish.request_id)
    wanted = _wanted(rows, wish)
    if isinstance(wanted, Refused):
        return wanted
    waiting = await _waiting(uow, actor, wish, wanted)
    decision = waiting or await _decide(uow, actor, request, wish, wanted)
    if isinstance(decision, Refused):
        return decision
    await uow.execute(SIGN, decision=decision.id, role="approver")
    return await _carry_out(uow, actor, request, wish, decision)


@dataclass(frozen=True)
class OpenDecision:
    """A decision that waits for signatures: its lines with their cents."""

    id: UUID
    policy_version: int
    signers_required: int
    signed: int
    lines: Waiting
    waivers: tuple[str, ...] = ()


def _wanted(rows: list[Any], wish: ApproveRequest) -> dict[UUID, int] | Refused:
    """The open cents of each line that this signature is for."""
    still = {row["id"]: facts_of(row).open for row in rows if facts_of(row).open > 0}
    if not still:
        return Refused(refusals.ALREADY_DECIDED)
    if wish.lines is None:
        return still
    wanted: dict[UUID, int] = {}
    for line in wish.lines:
        left = still.get(line.line_id, 0)
        cents = left if line.cents is None else line.cents
        if not 0 < cents <= left or line.line_id in wanted:
            return Refused(refusals.LINE_NOT_OPEN, {"line": str(line.line_id), "open": left})
        wanted[line.line_id] = cents
    return wanted


async def _waiting(
    uow: UnitOfWork, actor: Actor, wish: ApproveRequest, wanted: Waiting
) -> OpenDecision | None:
    """The decision that a colleague signed first, if this signature is for the same; no line named means the same."""
    row = await uow.row(WAITING, request=wish.request_id)
    if row is None:
        return None
    lines = {UUID(line): cents for line, cents in row["lines"].items()}
    fits = all(cents <= wanted.get(line, 0) for line, cents in lines.items())
    if not fits or (wish.lines is not None and dict(wanted) != lines):
        return None
    required = max(row["signers_required"], await _required_by_now(uow, actor, wish.request_id, lines))
    return OpenDecision(row["id"], row["policy_version"], required, row["signed"], lines)


async def _required_by_now(uow: UnitOfWork, actor: Actor, request_id: UUID, lines: Waiting) -> int:
    """How many people sign these lines now: what was promised for the case while they waited counts too (FND-10)."""
    policy = await in_force(uow, actor.organisation_id)
    before = await spent(uow, request_id, waits=True)
    return policy.policy.approvers_for(before.case_cents + sum(lines.values())) if policy else 1


async def _decide(
    uow: UnitOfWork, actor: Actor, request: Any, wish: ApproveRequest, wanted: Waiting
) -> OpenDecision | Refused:
    """A new decision under the policy of now: explained, stored, and ready to be signed."""
    policy = await in_force(uow, actor.organisation_id)
    if policy is None:
        return Refused(refusals.NO_SUCH_FUND)
    details = [row for row in await uow.rows(LINE_DETAILS, request=request["id"]) if row["id"] in wanted]
    before = await spent(uow, request["id"], waits=True)
    judged = judge(policy, request["attested"], [line_of(row, wanted[row["id"]]) for row in details], before)
    waivers = tuple(sorted({rule for line in judged.answer.lines for rule in line.waivers}))
    if waivers and wish.reason is None:
        return Refused(refusals.WAIVER_NEEDS_REASON, {"rules": ", ".join(waivers)})
    elsewhere = await _already(uow, request["id"], policy, wanted)
    if elsewhere and wish.reason is None:
        return Refused(refusals.ALREADY_FUNDED, elsewhere)
    reasons = {
        "waivers": list(waivers),
        "already_funded": elsewhere or None,
        "reason": wish.reason is not None,
    }
    decision = await record(uow, request["id"], judged, kind="people", lines=wanted, reasons=reasons)
    return _opened(decision, judged, wanted, waivers)


def _opened(decision: UUID, judged: Judged, wanted: Waiting, waivers: tuple[str, ...]) -> OpenDecision:
    return OpenDecision(decision, judged.policy.policy.version, judged.approvers, 0, wanted, waivers)


async def _already(uow: UnitOfWork, request_id: UUID, policy: InForce, wanted: Waiting) -> dict[str, Any]:
    """The first of these lines that another fund has paid already, as facts without content (FND-07)."""
    rows = await uow.rows(ALREADY, request=request_id, days=policy.policy.duplicate_window_days)
    for row in rows:
        if row["line_id"] in wanted:
            return {"category": row["category"], "days_ago": row["days_ago"], "band": row["band"]}
    return {}


async def _carry_out(
    uow: UnitOfWork, actor: Actor, request: Any, wish: ApproveRequest, decision: OpenDecision
) -> Done[Signed, RequestSigned] | Refused:
    """With enough signatures, earmark; else say who is missing."""
    signed = decision.signed + 1
    cents = sum(decision.lines.values())
    enough = signed >= decision.signers_required
    if enough:
        short = await earmark(uow, decision.id, decision.lines, wish.envelope_id or request["envelope_id"])
        if short:
            return _short(short, actor)
    state = await refresh(uow, request["id"])
    uow.tell(
        "fund.request",
        organisations=(request["organisation_id"], actor.organisation_id),
        subject=request["id"],
    )
    answer = Signed(
        decision.id,
        state,
        "approved" if enough else "waits_for_another",
        signed,
        decision.signers_required,
        cents,
    )
    event = RequestSigned(
        subject=request["id"],
        decision=decision.id,
        cents=cents,
        policy_version=decision.policy_version,
        signatures=signed,
        signers_required=decision.signers_required,
        waivers=decision.waivers,
        why=wish.reason,
    )
    return Done(answer, event)


def _short(short: Shortage, actor: Actor) -> Refused:
    facts = {
        "found": money(short.found_cents, actor.language),
        "needed": money(short.cents, actor.language),
        "found_cents": short.found_cents,
        "needed_cents": short.cents,
        "line": str(short.line_id),
    }
    return Refused(refusals.NOT_ENOUGH, facts)
