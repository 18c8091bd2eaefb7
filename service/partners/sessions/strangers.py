"""Whoever knocks is nobody until it is proven who they are.

A sign-in runs as a stranger within one organisation: it may look at what that organisation keeps of the member in
question, and leaves its event as nobody's. Once it is proven, the same transaction goes on as the member.
"""

from uuid import UUID

from service.partners.actor import Actor
from service.refusals import Refused
from service.store.session import UnitOfWork
from service.store.store import NotAMember, enter

NOWHERE = UUID(int=0)
"""The organisation of an address, a passkey or a tablet that nobody has: the same is done there, and finds nothing."""


def stranger_of(organisation_id: UUID | None) -> Actor:
    """Somebody at the door of this organisation, or of none."""
    return Actor(None, organisation_id or NOWHERE)


async def strangers_only(_uow: object, actor: Actor, _wish: object) -> Refused | None:
    """The guard of what happens before anybody is known. Raises `TypeError` for a member: they are known already."""
    if not actor.is_job:
        raise TypeError("this is for whoever is not known yet")
    return None


async def become(uow: UnitOfWork, member_id: UUID) -> bool:
    """Go on as this member, who has just proven it; False when their access has not begun or has ended (POL-04)."""
    try:
        uow.actor = await enter(uow.connection, member_id, uow.now)
    except NotAMember:
        return False
    return True
