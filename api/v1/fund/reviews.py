"""Second signatures and looks, the right to issue alone, and an approver's own day (FND-10)."""

from datetime import UTC, date, datetime, time
from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from api.doors import Caller, accepted, ask, for_roles, read
from api.problems import BAD_INPUT, Refusal
from api.wrong import LATER_DAY, Wrong
from service.fund.limits import Approvals, day_of
from service.fund.refusals import ALREADY_SIGNED
from service.fund.reviews import refusals
from service.fund.reviews.audit import Draws, ReadDraws, read_draws
from service.fund.reviews.commands import (
    Restored,
    RestoreRight,
    ReviewDecision,
    restore_right,
    review_decision,
)
from service.fund.reviews.queries import (
    EmergencyDoor,
    ReviewCard,
    ReviewFigures,
    emergency_door,
    figures,
    waiting_reviews,
)
from service.fund.reviews.rules import Objection, Outcome
from service.partners.actor import Role
from service.refusals import Refused
from service.store.command import Once
from service.store.store import Store

TAG = "fund"
Month = Annotated[str, QueryParameter(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])(?!\n)$", max_length=7)]


class Review(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a second person says; an objection has a code, an agreement none."""

    outcome: Outcome = "agreed"
    code: Objection | None = None


@read(
    "/reviews",
    id="list_reviews",
    summary="What waits for a second signature or look at your fund, the soonest due first",
    tag=TAG,
)
async def get_reviews(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[ReviewCard]:
    async with store.reading(caller.seat) as session:
        return accepted(await waiting_reviews(session))


@read(
    "/reviews/figures",
    id="read_review_figures",
    summary="How many decisions were looked at again in a period, and what came of it",
    tag=TAG,
)
async def get_review_figures(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    from_day: FromQuery[date],
    to_day: FromQuery[date],
) -> list[ReviewFigures]:
    """`from_day` counts, `to_day` does not; both in UTC."""
    if from_day >= to_day:
        raise Refusal(Refused(BAD_INPUT), [Wrong("to_day", LATER_DAY)])
    since, until = (datetime.combine(day, time(), UTC) for day in (from_day, to_day))
    async with store.reading(caller.seat) as session:
        return accepted(await figures(session, since, until))


@ask(
    "/decisions/{decision_id:uuid}/review",
    id="review_decision",
    step_up=True,
    summary="Sign second under what one person or a rule decided, or object with a code",
    tag=TAG,
    refusals=(
        refusals.ALREADY_REVIEWED,
        refusals.NOT_ASKED_FOR,
        refusals.NOT_YOURS_TO_JUDGE,
        refusals.OBJECTION_NEEDS_CODE,
    ),
    status=204,
)
async def post_review(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    decision_id: FromPath[UUID],
    data: JSONBody[Review],
) -> None:
    wish = ReviewDecision(decision_id, data.outcome, data.code)
    accepted(await store.run(review_decision, caller.seat, wish, once))


@ask(
    "/decisions/{decision_id:uuid}/restore",
    id="restore_right",
    step_up=True,
    summary="After an objection: one of the two who give back the right to issue alone",
    tag=TAG,
    refusals=(ALREADY_SIGNED, refusals.NOTHING_OBJECTED, refusals.NOT_YOURS_TO_JUDGE),
)
async def post_restoration(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    decision_id: FromPath[UUID],
) -> Restored:
    return accepted(await store.run(restore_right, caller.seat, RestoreRight(decision_id), once))


@read(
    "/requests/{request_id:uuid}/emergency-door",
    id="read_emergency_door",
    summary="Whether you may issue something of your request alone now, and how much",
    tag=TAG,
)
async def get_emergency_door(
    store: NamedDependency[Store], caller: NamedDependency[Caller], request_id: FromPath[UUID]
) -> EmergencyDoor:
    async with store.reading(caller.seat) as session:
        for_roles(session, Role.PIVOT_WORKER)
        return accepted(await emergency_door(session, request_id, caller.language))


@read(
    "/approvals",
    id="read_approvals",
    summary="What you signed for in the last 24 hours, and what is left of your limit",
    tag=TAG,
)
async def get_approvals(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> Approvals:
    async with store.reading(caller.seat) as session:
        return accepted(await day_of(session))


@read(
    "/audit/second-looks",
    id="audit_second_looks",
    summary="For auditors: how a past month's sample was drawn, to draw it again; the reading is on record",
    tag="audit",
)
async def get_draws(
    store: NamedDependency[Store], caller: NamedDependency[Caller], fund_id: FromQuery[UUID], month: Month
) -> Draws:
    return accepted(await store.run(read_draws, caller.seat, ReadDraws(fund_id, month)))


handlers = [
    get_reviews,
    get_review_figures,
    post_review,
    post_restoration,
    get_emergency_door,
    get_approvals,
    get_draws,
]
