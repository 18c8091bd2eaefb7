"""A return that the person chose: where to, for those who pay, and a checklist that gates nothing (FND-04, IMM-02)."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask, for_roles, read
from service.fund.repatriation.commands import MarkStep, mark_step
from service.fund.repatriation.queries import ReturnView, returns_of
from service.fund.repatriation.rules import Mark, Step
from service.partners.actor import Role
from service.store.command import Once
from service.store.store import Store

TAG = "fund"


class NewReturn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where to, by ISO 3166-1, and that the person chose it; purged once the line is settled."""

    country: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}(?!\n)$", max_length=2)]
    person_chose: bool


class StepMark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One step, and whether it is done or not needed."""

    step: Step
    mark: Mark


@read(
    "/requests/{request_id:uuid}/returns",
    id="list_returns",
    summary="The returns of a request: where to, until it is settled, and what makes them safe",
    tag=TAG,
)
async def get_returns(
    store: NamedDependency[Store], caller: NamedDependency[Caller], request_id: FromPath[UUID]
) -> list[ReturnView]:
    async with store.reading(caller.seat) as session:
        for_roles(session, Role.PIVOT_WORKER, Role.FUND_ADMINISTRATOR)
        return accepted(await returns_of(session, request_id, caller.language))


@ask(
    "/lines/{line_id:uuid}/return-steps",
    id="mark_return_step",
    summary="Mark a step of a return as done, not needed, or open",
    tag=TAG,
    status=204,
)
async def post_return_step(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    line_id: FromPath[UUID],
    data: JSONBody[StepMark],
) -> None:
    accepted(await store.run(mark_step, caller.seat, MarkStep(line_id, data.step, data.mark), once))


handlers = [get_returns, post_return_step]
