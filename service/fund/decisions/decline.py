"""A no is coded, explained, and open to a second look (FND-13)."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from service.fund import refusals
from service.fund.decisions.approve import LINE_DETAILS, LOCK
from service.fund.events import RequestDeclined
from service.fund.policy.queries import in_force
from service.fund.requests.judging import SIGN, judge, line_of, record, spent
from service.fund.requests.refresh import facts_of, lines_of, refresh
from service.fund.requests.rules import State
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

DeclineCode = Literal[
    "not_covered", "another_source_pays", "envelope_short", "amount_unclear", "other_way_found", "other"
]
"""Why a line is declined. There is none for a status, a complaint or an earlier request."""


@dataclass(frozen=True)
class DeclineRequest:
    """Decline these lines, or every line that is open when none is named."""

    request_id: UUID
    code: DeclineCode
    lines: tuple[UUID, ...] | None = None


@dataclass(frozen=True)
class Declined:
    """The decision, and the request's state after it."""

    decision_id: UUID
    state: State


DECLINE = sql(
    """
    UPDATE request_lines SET state = 'declined', decline_code = :code, decided_at = coalesce(decided_at, relais.now())
    WHERE id = ANY (CAST(:lines AS uuid[]))
    """
)


@command(
    event=RequestDeclined,
    allowed=only(Role.FUND_ADMINISTRATOR),
    refusals={"signatures_not_own_request": refusals.OWN_REQUEST},
)
async def decline_request(
    uow: UnitOfWork, actor: Actor, wish: DeclineRequest
) -> Done[Declined, RequestDeclined] | Refused:
    """Decline lines that nothing has been promised for, with one coded reason (FND-13)."""
    request = await uow.row(LOCK, request=wish.request_id)
    if request is None:
        return Refused(NOT_FOUND)
    still = {
        row["id"]
        for row in await lines_of(uow, wish.request_id)
        if row["state"] == "submitted" and facts_of(row).open
    }
    wanted = set(wish.lines) if wish.lines is not None else still
    if not wanted or not wanted <= still:
        return Refused(refusals.ALREADY_DECIDED)
    policy = await in_force(uow, actor.organisation_id, request["region"])
    if policy is None:
        return Refused(refusals.NO_SUCH_FUND)
    details = [row for row in await uow.rows(LINE_DETAILS, request=wish.request_id) if row["id"] in wanted]
    before = await spent(uow, wish.request_id, waits=False)
    asked = [line_of(row) for row in details]
    judged = judge(policy, request["attested"], asked, before, people=request["people"])
    lines = dict.fromkeys(wanted, 0)
    decision = await record(uow, wish.request_id, judged, kind="declined", lines=lines, code=wish.code)
    await uow.execute(SIGN, decision=decision, role="approver")
    await uow.execute(DECLINE, code=wish.code, lines=list(wanted))
    state = await refresh(uow, wish.request_id)
    uow.tell("fund.request", organisations=(request["organisation_id"],), subject=wish.request_id)
    event = RequestDeclined(subject=wish.request_id, decision=decision, code=wish.code, lines=len(wanted))
    return Done(Declined(decision, state), event)
