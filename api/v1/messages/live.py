"""What changes, as it changes: server-sent events for whoever keeps a page open."""

from functools import partial
from typing import Annotated

import asyncpg
from litestar import get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import HeaderParameter, QueryParameter
from litestar.response import Stream

from api.auth.tokens import TokenKeys
from api.doors import Caller
from api.live.hub import LiveHub
from api.live.ids import Seals
from api.live.listener import Listener
from api.live.stream import Streaming
from api.problems import BAD_INPUT, BROKEN, NOT_SIGNED_IN, Refusal, documented
from service.partners.actor import Actor, Seat
from service.refusals import BUSY, TOO_FAST, Reason, Refused, Said
from service.store.store import NotAMember, Store, at_once

TOO_MANY_STREAMS = Reason(
    "too_many_streams",
    429,
    Said("Trop de pages ouvertes à la fois.", "Too many pages are open at once."),
    Said("Fermez-en une et réessayez.", "Close one and try again."),
)
MOST_STREAMS = 12
"""Per member and process: tabs on two devices, not a flood."""

DESCRIPTION = """\
Server-sent events. An event is named by its topic and says that something of this topic changed, never what:
`{"topic", "region"?, "subject"?}`. `reload` means that more was missed than can be told: read everything anew.
Equal events in quick succession come as one. Ids are opaque; sent back in `Last-Event-ID` nothing between is skipped.
A comment comes every 15 seconds. The stream ends with the access that opened it: connect again with a new one.
"""


@get(
    "/live",
    operation_id="read_live",
    summary="What changes, as it changes",
    description=DESCRIPTION,
    tags=["live"],
    media_type="text/event-stream",
    security=[{"bearer": []}],
    cache_control=None,
    responses={
        200: ResponseSpec(
            str, media_type="text/event-stream", generate_examples=False, description="Events, without end"
        ),
        **documented([BAD_INPUT, NOT_SIGNED_IN, TOO_FAST, TOO_MANY_STREAMS, BROKEN, BUSY]),
    },
)
async def read_live(
    *,
    store: NamedDependency[Store],
    token_keys: NamedDependency[TokenKeys],
    live: NamedDependency[LiveHub | None],
    caller: NamedDependency[Caller],
    region: Annotated[
        str | None, QueryParameter(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}(?!\n)$", max_length=6)
    ] = None,
    last_event_id: Annotated[str | None, HeaderParameter(name="Last-Event-ID")] = None,
) -> Stream:
    """The board's events may be limited to one region; those that name the caller's organisation always come."""
    if live is None or live.closing:
        raise Refusal(Refused(BUSY))
    if live.open_to(caller.member_id) >= MOST_STREAMS:
        raise Refusal(Refused(TOO_MANY_STREAMS))
    async with store.reading(caller.seat) as session:
        listener = Listener(caller.member_id, session.actor, region, live.pace.room)
    seals = Seals(token_keys, caller.member_id)
    streaming = Streaming(live, listener, seals, caller.until, partial(who_is, store, caller.seat))
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Stream(streaming.events(last_event_id), media_type="text/event-stream", headers=headers)


WHO = at_once("SELECT self.organisation_id", "1")
"""Who sits in a seat, in one round trip: a thousand streams ask it every few seconds."""


async def who_is(store: Store, seat: Seat) -> Actor | None:
    """The member as of now; `None` when they have left, or when nobody can tell: then the stream ends."""
    try:
        return (await store.ask(seat, WHO)).actor
    except (NotAMember, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
        return None


handlers = [read_live]
