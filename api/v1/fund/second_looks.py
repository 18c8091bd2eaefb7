"""A refusal is open to a second look, a conditional payment to its condition (FND-11, FND-13)."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask
from api.v1.fields import ShortText, screened
from api.v1.fund.approvals import APPROVING, LineApproval, approved_lines
from service.fund import refusals
from service.fund.conditions.commands import MeetCondition, Met, meet_condition
from service.fund.conditions.refusals import CONDITION_NOT_YET, CONDITION_OVER
from service.fund.decisions.approve import Signed
from service.fund.decisions.decline import DeclineCode
from service.fund.second_looks.answering import (
    Confirmed,
    ConfirmRefusal,
    OverturnRefusal,
    confirm_refusal,
    overturn_refusal,
)
from service.fund.second_looks.asking import AskSecondLook, LookAsked, ask_second_look
from service.fund.second_looks.refusals import (
    ANOTHER_LOOKS,
    LOOK_OVER,
    LOOKED_AT_ALREADY,
    NOTHING_DECLINED,
)
from service.store.command import Once
from service.store.store import Store

TAG = "fund"


class StillDeclined(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The refusal stands, with one coded reason."""

    code: DeclineCode


class Overturned(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is approved after all: these lines, or all that was declined."""

    lines: Annotated[list[LineApproval], msgspec.Meta(min_length=1, max_length=50)] | None = None
    continue_with_reason: ShortText | None = None
    envelope_id: UUID | None = None


@ask(
    "/decisions/{decision_id:uuid}/second-look",
    id="ask_second_look",
    summary="Ask another person of the fund to look at a refusal, by a target time",
    tag=TAG,
    refusals=(LOOKED_AT_ALREADY, NOTHING_DECLINED, refusals.NO_SUCH_FUND),
)
async def post_second_look(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    decision_id: FromPath[UUID],
) -> LookAsked:
    return accepted(await store.run(ask_second_look, caller.seat, AskSecondLook(decision_id), once))


@ask(
    "/second-looks/{look_id:uuid}/confirm",
    id="confirm_refusal",
    summary="After a look of one's own: the refusal stands, with a code",
    tag=TAG,
    refusals=(ANOTHER_LOOKS, LOOK_OVER, refusals.OWN_REQUEST, refusals.NO_SUCH_FUND),
)
async def post_confirmed_refusal(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    look_id: FromPath[UUID],
    data: JSONBody[StillDeclined],
) -> Confirmed:
    return accepted(await store.run(confirm_refusal, caller.seat, ConfirmRefusal(look_id, data.code), once))


@ask(
    "/second-looks/{look_id:uuid}/overturn",
    id="overturn_refusal",
    step_up=True,
    summary="After a look of one's own: approve what was declined, whole or in part",
    tag=TAG,
    refusals=(ANOTHER_LOOKS, LOOK_OVER, *APPROVING),
)
async def post_overturned_refusal(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    look_id: FromPath[UUID],
    data: JSONBody[Overturned],
) -> Signed:
    screened({"continue_with_reason": data.continue_with_reason})
    wish = OverturnRefusal(look_id, approved_lines(data.lines), data.continue_with_reason, data.envelope_id)
    return accepted(await store.run(overturn_refusal, caller.seat, wish, once))


@ask(
    "/conditions/{condition_id:uuid}/met",
    id="meet_condition",
    step_up=True,
    summary="Say that what a payment waits for is so; it leaves",
    tag=TAG,
    refusals=(CONDITION_NOT_YET, CONDITION_OVER),
)
async def post_met_condition(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    condition_id: FromPath[UUID],
) -> Met:
    return accepted(await store.run(meet_condition, caller.seat, MeetCondition(condition_id), once))


handlers = [post_second_look, post_confirmed_refusal, post_overturned_refusal, post_met_condition]
