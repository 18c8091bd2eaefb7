"""Who waits for a bed now, across regions (ACC-02, DAT-06)."""

from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask, read
from service.beds.unmet.rules import Urgency
from service.beds.unmet.waiting import (
    NoLongerWaits,
    SetUrgency,
    WaitingBoard,
    no_longer_waits,
    set_urgency,
    waiting_board,
)
from service.store.command import Once
from service.store.store import Store

TAG = "board"


class HowUrgent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """By when the bed is needed."""

    urgency: Urgency


@read("/waiting", id="list_waiting", summary="Who waits for a bed now: profiles, hours, reasons", tag=TAG)
async def get_waiting(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> WaitingBoard:
    async with store.reading(caller.seat) as session:
        return accepted(await waiting_board(session))


@ask(
    "/cases/{case_id:uuid}/waiting/urgency",
    id="set_waiting_urgency",
    summary="Say by when the bed is needed",
    tag=TAG,
    status=204,
)
async def post_urgency(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    case_id: FromPath[UUID],
    data: JSONBody[HowUrgent],
) -> None:
    accepted(await store.run(set_urgency, caller.seat, SetUrgency(case_id, data.urgency), once))


@ask(
    "/cases/{case_id:uuid}/waiting/settle",
    id="settle_waiting",
    summary="Take a case off the list of who waits",
    tag=TAG,
    status=204,
)
async def post_settle(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    case_id: FromPath[UUID],
) -> None:
    accepted(await store.run(no_longer_waits, caller.seat, NoLongerWaits(case_id), once))


handlers = [get_waiting, post_urgency, post_settle]
