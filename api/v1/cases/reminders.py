"""What ends soon, for the pivot who looks for what comes next (BED-11); and needs that no place could meet (DAT-06)."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import JSONBody

from api.doors import Caller, accepted, ask, read
from service.beds.unmet.needs import RecordNeed, record_need
from service.beds.unmet.rules import Urgency
from service.beds.words import StoredReason
from service.cases.reminders import Reminder, reminders
from service.store.command import Once
from service.store.store import Store


class UnmetNeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A case for whose `people` no place was found today, and why."""

    case_id: UUID
    reason: StoredReason
    people: Annotated[int, msgspec.Meta(ge=1, le=20)] = 1
    urgency: Urgency = "tonight"


class Counted(msgspec.Struct, frozen=True):
    """Whether it counts: a case counts once a day, whatever the number of searches."""

    counted: bool


@read("/reminders", id="list_reminders", summary="Stays of your cases whose end is near", tag="cases")
async def get_reminders(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[Reminder]:
    async with store.reading(caller.seat) as session:
        return accepted(await reminders(session))


@ask("/unmet-needs", id="file_unmet_need", summary="File a need that no place could meet", tag="board")
async def post_unmet_need(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[UnmetNeed],
) -> Counted:
    wish = RecordNeed(data.case_id, data.people, data.reason, data.urgency)
    return Counted(accepted(await store.run(record_need, caller.seat, wish, once)))


handlers = [get_reminders, post_unmet_need]
