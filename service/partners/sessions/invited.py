"""Whoever accepts an invitation: a member from that moment, in a session that may only register a first passkey."""

from dataclasses import dataclass

from service.partners.actor import Actor
from service.partners.events import SignedIn, SignInTried
from service.partners.members.invitations import accept_invitation
from service.partners.sessions.rules import Kind
from service.partners.sessions.starting import NewSession, Started, start_session
from service.partners.sessions.strangers import strangers_only
from service.refusals import Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork


@dataclass(frozen=True)
class EnterInvited:
    """The code of an invitation as it was typed, and the rough name of the device."""

    code: str
    device: str
    kind: Kind = "browser"


@command(event=SignInTried, allowed=strangers_only)
async def enter_invited(
    uow: UnitOfWork, _: Actor, wish: EnterInvited
) -> Done[Started, SignInTried] | Refused:
    """Accept the invitation, once, and begin the session in which a first passkey is registered (POL-04).

    Run as a stranger of the invitation's organisation. Refused for a code that opens nothing any more, and for an
    address that has a current access elsewhere.
    """
    member = await accept_invitation(uow, wish.code)
    if isinstance(member, Refused):
        return member
    started = await start_session(uow, NewSession(wish.kind, "invitation", wish.device))
    event = SignedIn(subject=member.member_id, session=started.session_id, by="invitation", kind=wish.kind)
    return Done(started, event)
