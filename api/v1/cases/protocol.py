"""The steps of the intervention protocol beside a case: a list to lean on (AGR-04)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask, read
from service.cases.protocol.commands import MarkStep, mark_step
from service.cases.protocol.queries import steps_of
from service.cases.protocol.rules import SAID, DoneBy, Mark, State, Step
from service.cases.refusals import STEP_NOT_CLEAR
from service.store.command import Once
from service.store.store import Store

TAG = "cases"


class NewMark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a step stands; the day and the role go with `done` alone."""

    step: Step
    state: State
    done_on: date | None = None
    done_by: DoneBy | None = None


@dataclass(frozen=True)
class StepView:
    """A step in both languages, and where it stands."""

    step: Step
    fr: str
    en: str
    state: State
    done_on: date | None
    done_by: DoneBy | None


@read("/cases/{case_id:uuid}/steps", id="list_steps", summary="The protocol's steps, all optional", tag=TAG)
async def get_steps(
    store: NamedDependency[Store], caller: NamedDependency[Caller], case_id: FromPath[UUID]
) -> list[StepView]:
    async with store.reading(caller.seat) as session:
        marks = accepted(await steps_of(session, case_id))
    return [
        StepView(each.step, SAID[each.step].fr, SAID[each.step].en, each.state, each.done_on, each.done_by)
        for each in marks
    ]


@ask(
    "/cases/{case_id:uuid}/steps",
    id="mark_step",
    summary="Say where a step of the protocol stands",
    tag=TAG,
    refusals=(STEP_NOT_CLEAR,),
    status=204,
)
async def post_step(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    case_id: FromPath[UUID],
    data: JSONBody[NewMark],
) -> None:
    mark = Mark(data.step, data.state, data.done_on, data.done_by)
    accepted(await store.run(mark_step, caller.seat, MarkStep(case_id, mark), once))


handlers = [get_steps, post_step]
