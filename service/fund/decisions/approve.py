"""People approve: whole or in part, one or two of them, never the one who asked (FND-10, FND-11)."""

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from service.fund import refusals
from service.fund.decisions.earmarking import earmark
from service.fund.decisions.opening import OpenDecision, decide, waiting
from service.fund.decisions.wanted import ApprovedLine, Open, Wanted, wanted_of
from service.fund.events import RequestSigned
from service.fund.ledger.rules import Shortage
from service.fund.limits import ABOVE_YOUR_DAY, over_the_day
from service.fund.money import money
from service.fund.requests.judging import SIGN
from service.fund.requests.refresh import facts_of, lines_of, refresh
from service.fund.requests.rules import State
from service.fund.second_looks.refusals import ANOTHER_LOOKS
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class ApproveRequest:
    """A signature for these lines, or for whatever waits when none is named.

    `reason` is what the policy asks for a waiver, or for going on when another fund has paid already (FND-07).
    """

    request_id: UUID
    lines: tuple[ApprovedLine, ...] | None = None
    reason: str | None = None
    envelope_id: UUID | None = None
    envelope_ids: tuple[UUID, ...] = ()
    """The envelopes that pay, in this order and no others; when none is named, the soonest to end first (FND-06)."""


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
    SELECT id, organisation_id, fund_organisation_id, envelope_id, requested_by, attested, region, people,
           state, version
    FROM fund_requests WHERE id = :request AND fund_organisation_id = relais.organisation() FOR UPDATE
    """
)


@command(
    event=RequestSigned,
    allowed=only(Role.FUND_ADMINISTRATOR),
    refusals={
        "signatures_once": refusals.ALREADY_SIGNED,
        "signatures_not_own_request": refusals.OWN_REQUEST,
        "signatures_within_limit": refusals.ABOVE_YOUR_LIMIT,
        "approvals_within_day": ABOVE_YOUR_DAY,
        "signatures_second_look": ANOTHER_LOOKS,
        "request_lines_approved_cents_check": refusals.LINE_NOT_OPEN,
        "request_lines_within_asked": refusals.LINE_NOT_OPEN,
    },
    step_up=True,
)
async def approve_request(
    uow: UnitOfWork, actor: Actor, wish: ApproveRequest
) -> Done[Signed, RequestSigned] | Refused:
    """Sign for lines of a request; with the last signature that the policy asks for, the money is earmarked (FND-10).

    Refused to the one who asked and to who has signed already; when a cap or another fund's payment asks for a reason
    that is not given; above what is open of a line (FND-11); and when the envelopes hold too little: the constraint on
    the ledger has the last word.
    """
    request = await uow.row(LOCK, request=wish.request_id)
    if request is None:
        return Refused(NOT_FOUND)
    if request["requested_by"] == actor.member_id:
        return Refused(refusals.OWN_REQUEST)
    wanted = _wanted(await lines_of(uow, wish.request_id), wish)
    if isinstance(wanted, Refused):
        return wanted
    found = await waiting(uow, request, wanted, named=wish.lines is not None, reason=wish.reason)
    decision = found or await decide(uow, request, wanted, wish.reason)
    if isinstance(decision, Refused):
        return decision
    over = await over_the_day(uow, actor, decision.id)
    if over:
        return over
    await uow.execute(SIGN, decision=decision.id, role="approver")
    return await _carry_out(uow, actor, request, wish, decision)


def _wanted(rows: list[Any], wish: ApproveRequest) -> Wanted | Refused:
    """The part of each line that this signature is for."""
    still = {row["id"]: Open(facts_of(row), row["units"]) for row in rows if facts_of(row).open > 0}
    if not still:
        return Refused(refusals.ALREADY_DECIDED)
    wanted = wanted_of(still, wish.lines)
    if wanted.not_open is not None:
        return Refused(refusals.LINE_NOT_OPEN, {"line": str(wanted.not_open), "open": wanted.open_cents})
    return wanted


async def _carry_out(
    uow: UnitOfWork, actor: Actor, request: Any, wish: ApproveRequest, decision: OpenDecision
) -> Done[Signed, RequestSigned] | Refused:
    """With enough signatures, earmark; else say who is missing."""
    signed = decision.signed + 1
    cents = sum(decision.lines.values())
    enough = signed >= decision.signers_required
    if enough:
        chosen = wish.envelope_id or request["envelope_id"]
        short = await earmark(uow, decision.id, decision.lines, chosen, only=wish.envelope_ids)
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
