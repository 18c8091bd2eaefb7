"""Counts of empty beds from a phone, the latest of them, and how a house counts (BED-15)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask, change, read
from api.v1.beds.shelters import Version, at_a_shelter
from api.v1.fields import utc
from service.beds import refusals
from service.beds.counts.application import Counted
from service.beds.counts.commands import RecordCount
from service.beds.counts.desk import CountDesk
from service.beds.counts.queries import CountView, counts_of
from service.beds.freshness.commands import SetCounting, set_counting
from service.refusals import NOT_FOUND, Refused
from service.store.command import Once
from service.store.store import Store

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


@read(
    "/shelters/{shelter_id:uuid}/counts",
    id="list_counts",
    summary="The latest counts of one of your organisation's shelters: what was seen, when and by which way",
    tag=TAG,
)
async def get_counts(
    store: NamedDependency[Store], caller: NamedDependency[Caller], shelter_id: FromPath[UUID]
) -> list[CountView]:
    async with store.reading(caller.seat) as session:
        accepted(at_a_shelter(session))
        found = await counts_of(session, shelter_id)
        return accepted(Refused(NOT_FOUND) if found is None else found)


Hour = Annotated[int, msgspec.Meta(ge=0, le=23)]


class CountingBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a house counts. Without `fresh_for_minutes` its own history says how long a count is believed.

    The quiet hours are local: nobody is asked for a count then, but a house with night duty.
    """

    fresh_for_minutes: Annotated[int, msgspec.Meta(ge=5, le=10080)] | None = None
    quiet_from: Hour = 22
    quiet_until: Hour = 7
    night_duty: bool = False


@change(
    "/shelters/{shelter_id:uuid}/counting",
    id="set_counting",
    summary="Say how long counts are believed, and when the shelter is not asked for one",
    tag=TAG,
)
async def put_counting(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    version: NamedDependency[int],
    shelter_id: FromPath[UUID],
    data: JSONBody[CountingBody],
) -> Version:
    wish = SetCounting(
        shelter_id, version, data.fresh_for_minutes, data.quiet_from, data.quiet_until, data.night_duty
    )
    return Version(accepted(await store.run(set_counting, caller.seat, wish)))


handlers = [post_count, get_counts, put_counting]
