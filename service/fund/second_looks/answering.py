"""Another person looks at a refusal: it is confirmed with a code, or the line is approved after all (FND-13)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.fund import refusals
from service.fund.calendars.queries import calendar_of
from service.fund.calendars.rules import due_at
from service.fund.decisions.approve import ApproveRequest, Signed, approve_request
from service.fund.decisions.decline import DeclineCode, recorded_refusal
from service.fund.decisions.wanted import ApprovedLine
from service.fund.policy.queries import in_force
from service.fund.requests.refresh import DECISION, refresh
from service.fund.requests.rules import State
from service.fund.second_looks.asking import SECOND_LOOK, declined_by
from service.fund.second_looks.events import RefusalConfirmed, RefusalOverturned
from service.fund.second_looks.refusals import ANOTHER_LOOKS, LOOK_OVER
from service.messages.climbing import Asking, answered, climb
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

LOCK = sql(
    """
    SELECT s.id, s.decision_id, s.outcome, r.id AS request_id, r.organisation_id, r.fund_organisation_id, r.attested,
           r.region, r.people, r.urgency
    FROM second_looks s JOIN fund_requests r ON r.id = s.request_id
    WHERE s.id = :look AND s.fund_organisation_id = relais.organisation() FOR UPDATE OF r
    """
)
AGAIN = sql("SELECT outcome FROM second_looks WHERE id = :look")
ANSWER = sql(
    """
    UPDATE second_looks SET outcome = :outcome, answered_by = relais.member(), answered_at = relais.now(),
        answer_decision_id = :decision
    WHERE id = :look
    """
)
REFUSALS = {
    "second_looks_another_hand": ANOTHER_LOOKS,
    "second_looks_answered": LOOK_OVER,
    "signatures_not_own_request": refusals.OWN_REQUEST,
}


async def _locked(uow: UnitOfWork, look_id: UUID) -> Any | Refused:
    """A look that waits for an answer, behind the lock of its request: whoever withdraws holds that one too."""
    row = await uow.row(LOCK, look=look_id)
    if row is None:
        return Refused(NOT_FOUND)
    return Refused(LOOK_OVER) if await uow.value(AGAIN, look=look_id) is not None else row


@dataclass(frozen=True)
class ConfirmRefusal:
    """The refusal stands, with this code."""

    look_id: UUID
    code: DeclineCode


@dataclass(frozen=True)
class Confirmed:
    """The second decision, beside the first; and the request's state."""

    decision_id: UUID
    state: State


RECODE = sql(
    """
    UPDATE request_lines SET decline_code = :code
    WHERE id = ANY (CAST(:lines AS uuid[])) AND decline_code IS NOT NULL
    """
)


@command(event=RefusalConfirmed, allowed=only(Role.FUND_ADMINISTRATOR), refusals=REFUSALS)
async def confirm_refusal(
    uow: UnitOfWork, _: Actor, wish: ConfirmRefusal
) -> Done[Confirmed, RefusalConfirmed] | Refused:
    """Confirm a refusal after a look of one's own, with a code (FND-13): a second decision beside the first.

    Refused to whoever declined or asked, once the look is answered or taken back.
    """
    row = await _locked(uow, wish.look_id)
    if isinstance(row, Refused):
        return row
    lines = await declined_by(uow, row["decision_id"])
    decision = await recorded_refusal(uow, {**row, "id": row["request_id"]}, lines, wish.code)
    if isinstance(decision, Refused):
        return decision
    await uow.execute(ANSWER, look=wish.look_id, outcome="confirmed", decision=decision)
    await uow.execute(RECODE, code=wish.code, lines=lines)
    await _heard(uow, row, "confirmed")
    state = await refresh(uow, row["request_id"], asked=False)
    event = RefusalConfirmed(
        subject=row["request_id"], look=row["id"], first=row["decision_id"], decision=decision, code=wish.code
    )
    return Done(Confirmed(decision, state), event)


@dataclass(frozen=True)
class OverturnRefusal:
    """Approve what was declined: these parts, or all of it when none is named."""

    look_id: UUID
    lines: tuple[ApprovedLine, ...] | None = None
    reason: str | None = None
    envelope_id: UUID | None = None


# What nobody waited for becomes open again; the trigger on lines asks for the answer to each of their refusals.
REOPEN = sql(
    """
    UPDATE request_lines SET state = CASE WHEN decline_code IS NULL THEN state ELSE 'submitted' END,
        decline_code = NULL, closed_cents = 0, closed_by = NULL
    WHERE id = ANY (CAST(:lines AS uuid[]))
    """
)


@command(
    event=RefusalOverturned,
    allowed=only(Role.FUND_ADMINISTRATOR),
    refusals={**approve_request.refusals, **REFUSALS},
    step_up=True,
)
async def overturn_refusal(
    uow: UnitOfWork, actor: Actor, wish: OverturnRefusal
) -> Done[Signed, RefusalOverturned] | Refused:
    """Approve after a second look, by the ordinary way: as many signatures, waivers and warnings as any approval asks
    (FND-13, FND-10). The first decision stays as it was written.

    Refused to whoever declined or asked, once the look is answered or taken back, and for all that refuses an approval.
    """
    row = await _locked(uow, wish.look_id)
    if isinstance(row, Refused):
        return row
    lines = await declined_by(uow, row["decision_id"])
    await uow.execute(ANSWER, look=wish.look_id, outcome="overturned", decision=None)
    await uow.execute(REOPEN, lines=lines)
    parts = wish.lines if wish.lines is not None else tuple(ApprovedLine(line) for line in lines)
    approval = ApproveRequest(row["request_id"], parts, wish.reason, wish.envelope_id)
    signed = await approve_request.body(uow, actor, approval)
    if isinstance(signed, Refused):
        return signed
    uow.also(signed.event)
    await _heard(uow, row, "overturned")
    if signed.answer.outcome == "waits_for_another":
        await _ask_for_the_second(uow, row)
    decision = signed.answer.decision_id
    event = RefusalOverturned(
        subject=row["request_id"], look=row["id"], first=row["decision_id"], decision=decision
    )
    return Done(signed.answer, event)


async def _ask_for_the_second(uow: UnitOfWork, row: Any) -> None:
    """The line waits again, for one more person: whoever is on call is asked, by the policy's target (FND-01)."""
    policy = await in_force(uow, row["fund_organisation_id"], row["region"])
    if policy is not None:
        calendar = await calendar_of(uow, policy.policy, row["region"])
        until = due_at(policy.policy, calendar, row["urgency"], uow.now)
        await climb(uow, Asking(DECISION, row["request_id"], row["fund_organisation_id"], "fund", until))


async def _heard(uow: UnitOfWork, row: Any, outcome: str) -> None:
    await answered(uow, SECOND_LOOK, row["id"], outcome)
    uow.tell("fund.request", organisations=(row["organisation_id"],), subject=row["request_id"])
