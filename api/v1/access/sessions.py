"""Where one is signed in, and ending it there (ASVS 7.4.3, 7.5.2)."""

from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.auth.doors import TAG
from api.doors import Caller, accepted, ask, read
from service.partners.sessions.commands import EndOtherSessions, EndSession, end_other_sessions, end_session
from service.partners.sessions.queries import SessionCard, my_sessions
from service.store.command import Once
from service.store.store import Store


class Ended(msgspec.Struct, frozen=True):
    """How many sessions ended."""

    ended: int


@read("/sessions", id="list_sessions", summary="The devices on which you are signed in", tag=TAG)
async def get_sessions(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[SessionCard]:
    async with store.reading(caller.seat) as session:
        return await my_sessions(session)


@ask(
    "/sessions/{session_id:uuid}/end",
    id="end_session",
    summary="Sign out on another device",
    tag=TAG,
    status=204,
)
async def post_end(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    session_id: FromPath[UUID],
) -> None:
    accepted(await store.run(end_session, caller.seat, EndSession(session_id), once))


@ask(
    "/sessions/end-others",
    id="end_other_sessions",
    summary="Sign out everywhere but here",
    tag=TAG,
    status=200,
)
async def post_end_others(
    store: NamedDependency[Store], caller: NamedDependency[Caller], once: NamedDependency[Once]
) -> Ended:
    return Ended(accepted(await store.run(end_other_sessions, caller.seat, EndOtherSessions(), once)))


handlers = [get_sessions, post_end, post_end_others]
