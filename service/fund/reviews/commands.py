"""The second signature or look, an objection with its code, and the right given back by two (FND-10)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.fund.refusals import ALREADY_SIGNED
from service.fund.requests.judging import SIGN
from service.fund.reviews import refusals
from service.fund.reviews.events import DecisionReviewed, RightRestored
from service.fund.reviews.rules import Objection, Outcome
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

TOPIC = "fund.review"


@dataclass(frozen=True)
class ReviewDecision:
    """What a second person says of a decision that one person or a rule took; an objection has a code."""

    decision_id: UUID
    outcome: Outcome = "agreed"
    code: Objection | None = None


FIND = sql(
    """
    SELECT d.id, d.request_id, d.organisation_id, d.fund_organisation_id,
           CASE d.kind WHEN 'self_issued' THEN 'second_signature' ELSE 'second_look' END AS kind,
           d.kind = 'self_issued' OR d.look_by IS NOT NULL AS is_due,
           coalesce(d.review_by, d.look_by) <= relais.now() AS late,
           EXISTS (SELECT FROM reviews v WHERE v.decision_id = d.id) AS answered
    FROM decisions d WHERE d.id = :decision AND d.fund_organisation_id = relais.organisation()
    """
)
REVIEW = sql(
    """
    INSERT INTO reviews (decision_id, organisation_id, fund_organisation_id, kind, outcome, code, member_id,
                         reviewed_at)
    VALUES (:decision, :organisation, :fund, :kind, :outcome, :code, relais.member(), relais.now())
    """
)
RESTORE = sql(
    """
    INSERT INTO restorations (decision_id, member_id, organisation_id, fund_organisation_id, restored_at)
    SELECT v.decision_id, relais.member(), v.organisation_id, v.fund_organisation_id, relais.now()
    FROM reviews v WHERE v.decision_id = :decision RETURNING organisation_id
    """
)
RESTORED = sql("SELECT count(*) FROM restorations WHERE decision_id = :decision")


@command(
    event=DecisionReviewed,
    allowed=only(Role.FUND_ADMINISTRATOR),
    refusals={
        "reviews_pkey": refusals.ALREADY_REVIEWED,
        "signatures_once": refusals.ALREADY_REVIEWED,
        "signatures_not_own_request": refusals.NOT_YOURS_TO_JUDGE,
        "reviews_not_own": refusals.NOT_YOURS_TO_JUDGE,
    },
    step_up=True,
)
async def review_decision(
    uow: UnitOfWork, _: Actor, wish: ReviewDecision
) -> Done[None, DecisionReviewed] | Refused:
    """Sign second, or object with a code (FND-10). Late or not, it is recorded; a late signature thaws the right.

    Only an administrator of the fund who neither asked nor accompanies the case. An objection takes no money back;
    under what somebody issued alone it freezes their right until two people restore it.
    """
    found = await uow.row(FIND, decision=wish.decision_id)
    if found is None:
        return Refused(NOT_FOUND)
    refused = _refusal(found, wish)
    if refused:
        return refused
    await uow.execute(SIGN, decision=wish.decision_id, role="reviewer")
    await uow.execute(
        REVIEW,
        decision=wish.decision_id,
        organisation=found["organisation_id"],
        fund=found["fund_organisation_id"],
        kind=found["kind"],
        outcome=wish.outcome,
        code=wish.code,
    )
    uow.tell(TOPIC, organisations=(found["organisation_id"], found["fund_organisation_id"]))
    event = DecisionReviewed(
        subject=found["request_id"],
        decision=wish.decision_id,
        kind=found["kind"],
        outcome=wish.outcome,
        code=wish.code,
        late=found["late"],
    )
    return Done(None, event)


def _refusal(found: Any, wish: ReviewDecision) -> Refused | None:
    if not found["is_due"]:
        return Refused(refusals.NOT_ASKED_FOR)
    if found["answered"]:
        return Refused(refusals.ALREADY_REVIEWED)
    return (
        None
        if (wish.code is not None) == (wish.outcome == "objected")
        else Refused(refusals.OBJECTION_NEEDS_CODE)
    )


@dataclass(frozen=True)
class RestoreRight:
    """Give back the right to issue alone that an objection to this decision has frozen."""

    decision_id: UUID


@dataclass(frozen=True)
class Restored:
    """How many people have given it back; with two it is back."""

    people: int


@command(
    event=RightRestored,
    allowed=only(Role.FUND_ADMINISTRATOR),
    refusals={
        "restorations_once": ALREADY_SIGNED,
        "restorations_not_own": refusals.NOT_YOURS_TO_JUDGE,
        "restorations_of_objections": refusals.NOTHING_OBJECTED,
    },
    step_up=True,
)
async def restore_right(
    uow: UnitOfWork, actor: Actor, wish: RestoreRight
) -> Done[Restored, RightRestored] | Refused:
    """One of the two signatures that thaw a right after an objection; whoever objected may be one of them (FND-10)."""
    found = await uow.row(FIND, decision=wish.decision_id)
    if found is None:
        return Refused(NOT_FOUND)
    organisation = await uow.value(RESTORE, decision=wish.decision_id)
    if organisation is None:
        return Refused(refusals.NOTHING_OBJECTED)
    people = await uow.value(RESTORED, decision=wish.decision_id)
    uow.tell(TOPIC, organisations=(organisation, actor.organisation_id))
    event = RightRestored(subject=found["request_id"], decision=wish.decision_id, people=people)
    return Done(Restored(people), event)
