"""What changes in sessions once somebody is known: leaving, and ending one on another device."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from service.partners.actor import Actor
from service.partners.events import SessionEnded, SignedIn, SignInTried, TokenReused
from service.partners.sessions.ending import end_these, forget_other_devices, live_sessions
from service.partners.sessions.starting import NewSession, Started, start_session
from service.partners.sessions.strangers import strangers_only
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

THIS_SESSION = sql("SELECT relais.session()")


async def everybody(_uow: object, actor: Actor, _wish: object) -> Refused | None:
    """The guard of what every member may do with what is theirs."""
    return Refused(NOT_FOUND) if actor.member_id is None else None


SHARED = sql(
    "SELECT kind = 'tablet' OR signed_in_by = 'invitation' FROM sessions WHERE id = relais.session()"
)


async def at_ones_own_device(uow: UnitOfWork, actor: Actor, wish: object) -> Refused | None:
    """The guard of what somebody does with what they sign in with: never at a shared tablet, where a PIN is all that
    was shown, nor in a session that an invitation began, which is for a first passkey alone."""
    if await uow.value(SHARED):
        return Refused(NOT_ALLOWED)
    return await everybody(uow, actor, wish)


def oneself(actor: Actor) -> UUID:
    """The member who acts. Raises `ValueError` for a job: `everybody` has let none in."""
    if actor.member_id is None:
        raise ValueError("a job has no session")
    return actor.member_id


@dataclass(frozen=True)
class Leave:
    """Leave this session: by signing out, by the exit, or because a new one begins in its place."""

    why: Literal["left", "locked", "signed_in_again"]


@command(event=SessionEnded, allowed=everybody)
async def leave(uow: UnitOfWork, actor: Actor, wish: Leave) -> Done[None, SessionEnded] | Refused:
    """End the session in which one sits (ASVS 7.4.1)."""
    me, session = oneself(actor), await uow.value(THIS_SESSION)
    ended = await end_these(uow, me, [session] if session else [], wish.why)
    return Done(None, SessionEnded(subject=me, why=wish.why, sessions=ended))


@dataclass(frozen=True)
class EndSession:
    """End one of one's own sessions, on another device perhaps."""

    session_id: UUID


@command(event=SessionEnded, allowed=at_ones_own_device)
async def end_session(uow: UnitOfWork, actor: Actor, wish: EndSession) -> Done[None, SessionEnded] | Refused:
    """End it, and forget its device: a code alone opens nothing there any more (ASVS 7.4.5)."""
    me = oneself(actor)
    ended = await end_these(uow, me, [wish.session_id], "ended_elsewhere", forget=True)
    if not ended:
        return Refused(NOT_FOUND)
    return Done(None, SessionEnded(subject=me, why="ended_elsewhere", sessions=ended))


@dataclass(frozen=True)
class EndOtherSessions:
    """End every session of one's own but this one."""


@command(event=SessionEnded, allowed=at_ones_own_device)
async def end_other_sessions(
    uow: UnitOfWork, actor: Actor, _: EndOtherSessions
) -> Done[int, SessionEnded] | Refused:
    """End them all, and forget every device but this one; answers how many sessions there were (ASVS 7.4.3)."""
    me, session = oneself(actor), await uow.value(THIS_SESSION)
    others = [found for found in await live_sessions(uow, me) if found != session]
    ended = await end_these(uow, me, others, "ended_elsewhere", forget=True)
    await forget_other_devices(uow)
    return Done(len(ended), SessionEnded(subject=me, why="ended_elsewhere", sessions=ended))


@dataclass(frozen=True)
class EndReused:
    """A copy of this session's token is in use."""

    member_id: UUID
    session_id: UUID


@command(event=TokenReused, allowed=strangers_only)
async def end_reused(uow: UnitOfWork, _: Actor, wish: EndReused) -> Done[None, TokenReused] | Refused:
    """End the session: nobody can tell the member from whoever has the copy (RFC 9700, 4.14.2)."""
    await end_these(uow, wish.member_id, [wish.session_id], "reused")
    return Done(None, TokenReused(subject=wish.member_id, session=wish.session_id))


@dataclass(frozen=True)
class StartInDemo:
    """Sit down as one of the demo's people, who prove nothing; or as if an invitation had just been accepted."""

    device: str
    by: Literal["demo", "invitation"] = "demo"


@command(event=SignInTried, allowed=everybody)
async def start_in_demo(
    uow: UnitOfWork, actor: Actor, wish: StartInDemo
) -> Done[Started, SignInTried] | Refused:
    """A session like any other, but for how it began. The demo's own doors call it, and no other."""
    started = await start_session(uow, NewSession("browser", wish.by, wish.device))
    event = SignedIn(subject=oneself(actor), session=started.session_id, by=wish.by, kind="browser")
    return Done(started, event)
