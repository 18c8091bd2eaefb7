"""A condition is met, and what waited for it leaves; or its last day passes, and the money goes back (FND-11)."""

from dataclasses import dataclass
from uuid import UUID

from service.fund.conditions.events import ConditionLapsed, ConditionMet
from service.fund.conditions.refusals import CONDITION_NOT_YET, CONDITION_OVER
from service.fund.ledger.posting import NewTransfer, post
from service.fund.requests.refresh import refresh
from service.fund.requests.rules import State
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class MeetCondition:
    """Say that a condition is met."""

    condition_id: UUID


@dataclass(frozen=True)
class Met:
    """The request's state after it, and how many payments leave now."""

    state: State
    leaving: int


# The request's row first, as for everything that moves its payments.
LOCK = sql(
    """
    SELECT c.id, c.code, c.line_id, r.id AS request_id, r.organisation_id, r.fund_organisation_id
    FROM release_conditions c JOIN request_lines l ON l.id = c.line_id JOIN fund_requests r ON r.id = l.request_id
    WHERE c.id = :condition AND (r.fund_organisation_id = relais.organisation() OR r.requested_by = relais.member()
        OR EXISTS (SELECT FROM request_cases q JOIN cases k ON k.id = q.case_id
            WHERE q.request_id = r.id AND relais.member() IN (k.pivot_member_id, k.backup_member_id)))
    FOR UPDATE OF r
    """
)
WAITS = sql(
    """
    SELECT met_at IS NULL AND lapsed_at IS NULL AND until > relais.now() FROM release_conditions WHERE id = :condition
    """
)
MEET = sql("SELECT id FROM relais.meet_condition(:condition)")


@command(
    event=ConditionMet,
    allowed=only(Role.FUND_ADMINISTRATOR, Role.PIVOT_WORKER),
    refusals={"release_conditions_met": CONDITION_NOT_YET},
    step_up=True,
)
async def meet_condition(uow: UnitOfWork, _: Actor, wish: MeetCondition) -> Done[Met, ConditionMet] | Refused:
    """Say that what a payment waits for is so (FND-11); it leaves, but for a sum that another person releases (FND-10).

    Refused before a journey's day, while the receipt of an earlier payment is missing, to whoever asked for the money
    where the fund alone knows, and once the condition is met or over.
    """
    row = await uow.row(LOCK, condition=wish.condition_id)
    if row is None:
        return Refused(NOT_FOUND)
    if not await uow.value(WAITS, condition=wish.condition_id):  # as it is once the lock was given
        return Refused(CONDITION_OVER)
    leaving = await uow.rows(MEET, condition=wish.condition_id)
    state = await refresh(uow, row["request_id"])
    sides = (row["organisation_id"], row["fund_organisation_id"])
    uow.tell("fund.request", organisations=sides, subject=row["request_id"])
    event = ConditionMet(
        subject=row["request_id"], condition=row["id"], line=row["line_id"], code=row["code"]
    )
    return Done(Met(state, len(leaving)), event)


@dataclass(frozen=True)
class LapseCondition:
    """A condition whose last day has passed."""

    condition_id: UUID


LAPSE = sql("SELECT * FROM relais.lapse_condition(:condition)")
HELD = sql(
    """
    SELECT i.id, i.earmark_id, i.line_id, t.debit_key, t.credit_key, e.open_cents
    FROM payout_intents i JOIN transfers t ON t.id = i.earmark_id JOIN earmarks e ON e.transfer_id = t.id
    WHERE i.decision_id = :decision AND i.line_id = :line AND i.state = 'held' AND e.open_cents > 0
    ORDER BY t.debit_key, i.id FOR UPDATE OF i
    """
)
CANCEL = sql(
    """
    UPDATE payout_intents SET state = 'cancelled', version = version + 1
    WHERE id = ANY (CAST(:intents AS uuid[]))
    """
)


@command(event=ConditionLapsed, allowed=only())
async def lapse_condition(
    uow: UnitOfWork, _: Actor, wish: LapseCondition
) -> Done[int, ConditionLapsed] | Refused:
    """Give back what waited for a condition that was not met by its date (FND-11): the line is open again.

    Answers the cents. Only for the fund's job; refused when the condition was met meanwhile, or has time left.
    """
    row = await uow.row(LOCK, condition=wish.condition_id)
    found = await uow.row(LAPSE, condition=wish.condition_id) if row else None
    if row is None or found is None:
        return Refused(NOT_FOUND)
    held = await uow.rows(HELD, decision=found["decision_id"], line=found["line_id"])
    await post(
        uow,
        [
            NewTransfer(
                "expiry",
                intent["debit_key"],
                intent["credit_key"],
                intent["open_cents"],
                intent["line_id"],
                pending_id=intent["earmark_id"],
            )
            for intent in held
        ],
    )
    await uow.execute(CANCEL, intents=[intent["id"] for intent in held])
    await refresh(uow, found["request_id"])
    sides = (row["organisation_id"], row["fund_organisation_id"])
    uow.tell("fund.request", organisations=sides, subject=found["request_id"])
    cents = sum(intent["open_cents"] for intent in held)
    event = ConditionLapsed(
        subject=found["request_id"], condition=row["id"], line=found["line_id"], returned_cents=cents
    )
    return Done(cents, event)
