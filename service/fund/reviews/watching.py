"""At the moment when a second signature becomes late, both sides hear that something needs their reading (FND-10).

The right rests by the clock alone: every query compares `review_by`. A late job is late, never wrong.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.fund.reviews.commands import TOPIC
from service.fund.reviews.events import ReviewOverdue
from service.partners.actor import Actor, job_of, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql
from service.store.store import Store

WATCH_REVIEW = "fund.watch_review"
OVERDUE = sql(
    """
    SELECT d.request_id, d.fund_organisation_id FROM decisions d
    WHERE d.id = :decision AND d.organisation_id = relais.organisation() AND d.review_by <= relais.now()
      AND NOT EXISTS (SELECT FROM reviews v WHERE v.decision_id = d.id)
    """
)


@dataclass(frozen=True)
class SayOverdue:
    """Which decision of the actor's organisation waits for its second signature."""

    decision_id: UUID


@command(event=ReviewOverdue, allowed=only())
async def say_overdue(uow: UnitOfWork, actor: Actor, wish: SayOverdue) -> Done[None, ReviewOverdue] | Refused:
    """Tell both sides, neutrally, that a second signature is late. Jobs only; nothing to say when it was given."""
    row = await uow.row(OVERDUE, decision=wish.decision_id)
    if row is None:
        return Refused(NOT_FOUND)
    uow.tell(
        TOPIC, organisations=(actor.organisation_id, row["fund_organisation_id"]), subject=row["request_id"]
    )
    return Done(None, ReviewOverdue(subject=row["request_id"], decision=wish.decision_id))


@dataclass(frozen=True)
class WatchReview:
    """Handles `fund.watch_review`, due when the second signature is."""

    async def __call__(
        self, store: Store, _: UUID, organisation_id: UUID, payload: Mapping[str, Any]
    ) -> None:
        """Say that it is late, if it still is owed."""
        await store.run(say_overdue, job_of(organisation_id), SayOverdue(UUID(payload["decision"])))
