"""The pivot asks for a second look at a refusal, in one tap; or takes that back (FND-13)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from service.fund import refusals
from service.fund.calendars.queries import calendar_of
from service.fund.calendars.rules import after_working_days
from service.fund.policy.queries import in_force
from service.fund.second_looks.events import SecondLookAsked
from service.fund.second_looks.refusals import LOOKED_AT_ALREADY, NOTHING_DECLINED
from service.messages.climbing import Asking, answered, climb
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

SECOND_LOOK: Final = "second_look"
"""The kind of question that a refusal is to another person of the fund."""


@dataclass(frozen=True)
class AskSecondLook:
    """Ask another administrator to look at what this decision declined."""

    decision_id: UUID


@dataclass(frozen=True)
class LookAsked:
    """A second look, and until when another person answers."""

    id: UUID
    answer_by: datetime


FIND = sql(
    """
    SELECT d.id, d.request_id, r.fund_organisation_id, r.region
    FROM decisions d JOIN fund_requests r ON r.id = d.request_id
    WHERE d.id = :decision AND d.kind = 'declined' AND r.organisation_id = relais.organisation()
      AND (r.requested_by = relais.member() OR EXISTS (
        SELECT FROM request_cases c JOIN cases k ON k.id = c.case_id WHERE c.request_id = r.id
            AND relais.member() IN (k.pivot_member_id, k.backup_member_id)))
    FOR UPDATE OF r
    """
)
DECLINED = sql(
    """
    SELECT l.id FROM request_lines l JOIN decision_lines d ON d.line_id = l.id
    WHERE d.decision_id = :decision AND d.outcome = 'declined' AND l.state <> 'withdrawn'
      AND (l.decline_code IS NOT NULL OR l.closed_by = 'declined') ORDER BY l.position
    """
)
INSERT = sql(
    """
    INSERT INTO second_looks (decision_id, request_id, organisation_id, fund_organisation_id, asked_by, asked_at,
                              answer_by)
    VALUES (:decision, :request, relais.organisation(), :fund, relais.member(), relais.now(), :answer_by) RETURNING id
    """
)


async def declined_by(uow: UnitOfWork, decision_id: UUID) -> list[UUID]:
    """The lines that a decision declined, and that are declined still."""
    return [row["id"] for row in await uow.rows(DECLINED, decision=decision_id)]


@command(
    event=SecondLookAsked,
    allowed=only(Role.PIVOT_WORKER),
    refusals={"second_looks_once": LOOKED_AT_ALREADY, "second_looks_at_a_refusal": LOOKED_AT_ALREADY},
)
async def ask_second_look(
    uow: UnitOfWork, _: Actor, wish: AskSecondLook
) -> Done[LookAsked, SecondLookAsked] | Refused:
    """Ask for a second look at a refusal (FND-13): another person answers within the policy's working days, and
    whoever is on call is asked in turn until somebody does.

    Refused when nothing of it is declined any more, and when one was asked for already: a confirmed refusal is not
    looked at a third time, and a new request is as welcome as the first (FND-14).
    """
    row = await uow.row(FIND, decision=wish.decision_id)
    if row is None:
        return Refused(NOT_FOUND)
    if not await declined_by(uow, wish.decision_id):
        return Refused(NOTHING_DECLINED)
    answer_by = await _answer_by(uow, row)
    if answer_by is None:
        return Refused(refusals.NO_SUCH_FUND)
    look: UUID = await uow.value(
        INSERT,
        decision=row["id"],
        request=row["request_id"],
        fund=row["fund_organisation_id"],
        answer_by=answer_by,
    )
    await climb(uow, Asking(SECOND_LOOK, look, row["fund_organisation_id"], "fund", answer_by))
    uow.tell("fund.request", organisations=(row["fund_organisation_id"],), subject=row["request_id"])
    event = SecondLookAsked(subject=row["request_id"], look=look, decision=row["id"])
    return Done(LookAsked(look, answer_by), event)


async def _answer_by(uow: UnitOfWork, row: Any) -> datetime | None:
    """Until when the policy says that another person answers; None for a fund without a signed policy."""
    policy = await in_force(uow, row["fund_organisation_id"], row["region"])
    if policy is None:
        return None
    calendar = await calendar_of(uow, policy.policy, row["region"])
    return after_working_days(calendar, uow.now, policy.policy.reviews.refusal_second_look_working_days)


TAKE_BACK = sql(
    """
    UPDATE second_looks SET outcome = 'withdrawn', answered_by = relais.member(), answered_at = relais.now()
    WHERE request_id = :request AND outcome IS NULL RETURNING id
    """
)


async def take_back_looks(uow: UnitOfWork, request_id: UUID) -> int:
    """Nobody need look at a request that is taken back: how many second looks that ends."""
    looks = await uow.rows(TAKE_BACK, request=request_id)
    for row in looks:
        await answered(uow, SECOND_LOOK, row["id"], "withdrawn")
    return len(looks)
