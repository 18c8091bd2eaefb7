"""Who am I: the caller's own roles and organisation."""

from uuid import UUID

import msgspec
from litestar.di import NamedDependency

from api.doors import Caller, read
from service.partners.actor import Role
from service.refusals import Language
from service.store.store import Store


class Me(msgspec.Struct, frozen=True):
    """The member behind the token."""

    member_id: UUID
    organisation_id: UUID
    roles: list[Role]
    language: Language
    regions: list[str]


@read("/me", id="read_me", summary="Who the token stands for", tag="identity")
async def read_me(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> Me:
    async with store.reading(caller.seat) as session:
        actor = session.actor
    return Me(
        caller.member_id, actor.organisation_id, sorted(actor.roles), actor.language, list(actor.regions)
    )


handlers = [read_me]
