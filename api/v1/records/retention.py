"""What is kept and for how long, the erasure of a case, and what a person may be given of it (CNF-11, Loi 25)."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask, read
from api.v1.partners.proposals import proposing
from service.partners.proposals.commands import Proposed
from service.partners.proposals.rules import erasure, retention
from service.retention import refusals
from service.retention.copies.queries import CaseCopy, CaseErasure, copy_of, erasure_of
from service.retention.queries import RetentionPeriod, periods
from service.retention.rules import ClassName
from service.store.command import Once
from service.store.store import Store

TAG = "retention"


class NewPeriod(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long a class of data is to be kept, in the class's own unit."""

    name: ClassName
    amount: Annotated[int, msgspec.Meta(ge=1, le=200)]


@read("/retention", id="list_retention_periods", summary="How long each class of data is kept", tag=TAG)
async def get_periods(
    store: NamedDependency[Store], caller: NamedDependency[Caller]
) -> list[RetentionPeriod]:
    async with store.reading(caller.seat) as session:
        return await periods(session)


@ask(
    "/retention",
    id="propose_retention",
    summary="Propose how long a class of data is kept; another network administrator signs",
    tag=TAG,
    refusals=(refusals.OUTSIDE_THE_BOUNDS,),
    step_up=True,
)
async def post_period(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewPeriod],
) -> Proposed:
    return await proposing(store, caller, once, retention(data.name, data.amount))


@read(
    "/cases/{case_id:uuid}/erasure",
    id="read_case_erasure",
    summary="When a case is erased, and what stands in the way today",
    tag=TAG,
)
async def get_erasure(
    store: NamedDependency[Store], caller: NamedDependency[Caller], case_id: FromPath[UUID]
) -> CaseErasure:
    async with store.reading(caller.seat) as session:
        return accepted(await erasure_of(session, case_id))


@ask(
    "/cases/{case_id:uuid}/erasure",
    id="propose_erasure",
    summary="Ask for a case to be erased because the person wants it; a second one of those who accompany it signs",
    tag=TAG,
    refusals=tuple(refusals.BLOCKS.values()),
    step_up=True,
)
async def post_erasure(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    case_id: FromPath[UUID],
) -> Proposed:
    return await proposing(store, caller, once, erasure(case_id))


@read(
    "/cases/{case_id:uuid}/copy",
    id="read_case_copy",
    summary="What the person may be given of what Relais holds of their case",
    tag=TAG,
)
async def get_copy(
    store: NamedDependency[Store], caller: NamedDependency[Caller], case_id: FromPath[UUID]
) -> CaseCopy:
    async with store.reading(caller.seat) as session:
        return accepted(await copy_of(session, case_id))


handlers = [get_periods, post_period, get_erasure, post_erasure, get_copy]
