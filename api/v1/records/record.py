"""The record: what was done, for whoever may know that it was (POL-03)."""

from datetime import datetime
from typing import Annotated

from litestar.di import NamedDependency
from litestar.params import QueryParameter

from api.doors import Caller, Page, accepted, from_cursor, read, to_cursor
from api.problems import BAD_INPUT, Refusal
from api.v1.fields import Limit, utc
from api.wrong import CURSOR, Wrong
from service.refusals import Refused
from service.store.store import Store
from service.trail.views import Entry, Place, following, my_record

TAG = "record"
MOST = 10_000
"""Lines of one very moment that pages can pass over."""


@read(
    "/record",
    id="read_record",
    summary="Your part of the record: own actions, cases, house or envelopes; for auditors all, without content",
    tag=TAG,
)
async def read_record(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    cursor: Annotated[str | None, QueryParameter(max_length=200)] = None,
    limit: Limit = 50,
) -> Page[Entry]:
    place = _place(cursor)
    async with store.reading(caller.seat) as session:
        found = accepted(await my_record(session, place, limit + 1, caller.language))
    page = found[:limit]
    if len(found) <= limit:
        return Page(page)
    further = following(page, place)
    return Page(page, to_cursor(further.until, further.skip))


def _place(cursor: str | None) -> Place | None:
    found = from_cursor(cursor, datetime, int)
    if found is None:
        return None
    if not 0 <= found[1] <= MOST:
        raise Refusal(Refused(BAD_INPUT), [Wrong("cursor", CURSOR)])
    return Place(utc(found[0], "cursor"), found[1])


handlers = [read_record]
