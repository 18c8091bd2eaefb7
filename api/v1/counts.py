"""Counts of empty beds from a phone (BED-15)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask
from api.v1.texts import utc
from service.beds import refusals
from service.beds.counts.application import Counted
from service.beds.counts.commands import RecordCount
from service.beds.counts.desk import CountDesk
from service.store.command import Once

TAG = "counts"


class NewCount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a human saw: beds that are physically empty, held ones included; null says "unchanged"."""

    looked_at: datetime
    free: Annotated[int, msgspec.Meta(ge=0, le=10_000)] | None = None
    pool_id: UUID | None = None


@ask(
    "/shelters/{shelter_id:uuid}/counts",
    id="record_count",
    summary="Say how many beds are empty; an older count never overwrites a newer one",
    tag=TAG,
    refusals=(
        refusals.LOOKED_IN_THE_FUTURE,
        refusals.LOOKED_TOO_LONG_AGO,
        refusals.MORE_THAN_THE_BEDS,
        refusals.NEVER_COUNTED,
    ),
)
async def post_count(
    count_desk: NamedDependency[CountDesk],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    shelter_id: FromPath[UUID],
    data: JSONBody[NewCount],
) -> Counted:
    wish = RecordCount(shelter_id, data.free, utc(data.looked_at, "looked_at"), data.pool_id)
    return accepted(await count_desk.record(caller.seat, wish, once))


handlers = [post_count]
