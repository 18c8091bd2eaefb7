"""A no is coded, explained, and open to a second look (FND-13)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from service.fund import refusals
from service.fund.decisions.approve import LOCK
from service.fund.decisions.opening import LINE_DETAILS
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
CLOSE = sql(
    """
    UPDATE request_lines SET closed_cents = amount_cents - approved_cents, closed_by = :by
    WHERE id = ANY (CAST(:lines AS uuid[]))
    """
)


@command(
    event=RequestDeclined,
    allowed=only(Role.FUND_ADMINISTRATOR),
    refusals={"signatures_not_own_request": refusals.OWN_REQUEST},
)
async def decline_request(
    uow: UnitOfWork, _: Actor, wish: DeclineRequest
) -> Done[Declined, RequestDeclined] | Refused:
    """Decline what is open of these lines, with one coded reason (FND-13): lines that nothing has been promised for,
    and the rest of those approved in part (FND-11)."""
    request = await uow.row(LOCK, request=wish.request_id)
    if request is None:
        return Refused(NOT_FOUND)
    still = {row["id"]: facts_of(row) for row in await lines_of(uow, wish.request_id) if facts_of(row).open}
    wanted = set(wish.lines) if wish.lines is not None else set(still)
    if not wanted or not wanted <= set(still):
        return Refused(refusals.ALREADY_DECIDED)
    decision = await recorded_refusal(uow, request, wanted, wish.code)
    if isinstance(decision, Refused):
        return decision
    rests = [line for line in wanted if still[line].approved or still[line].paid]
    await uow.execute(DECLINE, code=wish.code, lines=[line for line in wanted if line not in rests])
    await uow.execute(CLOSE, by="declined", lines=rests)
    state = await refresh(uow, wish.request_id)
    uow.tell("fund.request", organisations=(request["organisation_id"],), subject=wish.request_id)
    event = RequestDeclined(subject=wish.request_id, decision=decision, code=wish.code, lines=len(wanted))
    return Done(Declined(decision, state), event)


async def recorded_refusal(
    uow: UnitOfWork, request: Any, lines: Collection[UUID], code: DeclineCode
) -> UUID | Refused:
    """A decision that declines these lines, with what the policy of now says of them, and the actor's signature."""
    policy = await in_force(uow, request["fund_organisation_id"], request["region"])
    if policy is None:
        return Refused(refusals.NO_SUCH_FUND)
    details = [row for row in await uow.rows(LINE_DETAILS, request=request["id"]) if row["id"] in lines]
    before = await spent(uow, request["id"], waits=False)
    asked = [line_of(row) for row in details]
    judged = judge(policy, request["attested"], asked, before, people=request["people"])
    decision = await record(
        uow, request["id"], judged, kind="declined", lines=dict.fromkeys(lines, 0), code=code
    )
    await uow.execute(SIGN, decision=decision, role="approver")
    return decision
