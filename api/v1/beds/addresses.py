"""Where a house is: written and read by its own people, revealed for a while to a pivot of the case (SAF-01)."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask, change, etag, for_roles, read
from api.v1.fields import plain, screened
from service.beds.addresses.commands import (
    OwnAddress,
    RevealAddress,
    WriteAddress,
    read_own_address,
    remove_address,
    reveal_address,
    write_address,
)
from service.beds.addresses.queries import Shown, WayThere, own_way, revealed_way, reveals_of
from service.beds.addresses.refusals import NO_ADDRESS_FOR_ROTATING, SHOWN_ALREADY
from service.cases.screening.refusals import SAYS_TOO_MUCH
from service.partners.actor import Role
from service.refusals import NOT_FOUND, Refused
from service.store.command import Once
from service.store.store import Store

TAG = "addresses"


class Way(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the house is, in one line, and the house's own line, never a person's (SAF-09)."""

    where: Annotated[str, msgspec.Meta(pattern=plain(5, 200), max_length=200)]
    line: Annotated[str, msgspec.Meta(pattern=r"^\+?[0-9][0-9 ().x-]{4,29}(?!\n)$", max_length=32)] | None = (
        None
    )


class WayVersion(msgspec.Struct, frozen=True):
    """The version to change it from."""

    version: int


@change(
    "/shelters/{shelter_id:uuid}/address",
    id="write_address",
    summary="Write where a house is; If-Match is 0 the first time",
    tag=TAG,
    refusals=(NO_ADDRESS_FOR_ROTATING, SAYS_TOO_MUCH),
    step_up=True,
)
async def put_address(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    version: NamedDependency[int],
    shelter_id: FromPath[UUID],
    data: JSONBody[Way],
) -> Response[WayVersion]:
    screened({"where": data.where})
    wish = WriteAddress(shelter_id, version, data.where, data.line)
    new = accepted(await store.run(write_address, caller.seat, wish))
    return Response(WayVersion(new), headers=etag(new))


@ask(
    "/shelters/{shelter_id:uuid}/address/removal",
    id="remove_address",
    summary="Take a house's address away",
    tag=TAG,
    status=204,
)
async def post_removal(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    shelter_id: FromPath[UUID],
) -> None:
    accepted(await store.run(remove_address, caller.seat, OwnAddress(shelter_id), once))


@ask(
    "/shelters/{shelter_id:uuid}/address/reading",
    id="read_own_address",
    summary="Read where one's own house is; each reading is an event",
    tag=TAG,
    status=200,
    refusals=(SHOWN_ALREADY,),
)
async def post_reading(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    shelter_id: FromPath[UUID],
) -> WayThere:
    opened = accepted(await store.run(read_own_address, caller.seat, OwnAddress(shelter_id), once))
    async with store.reading(caller.seat) as session:
        return accepted(await own_way(session, opened))


@read(
    "/shelters/{shelter_id:uuid}/address/reveals",
    id="list_reveals",
    summary="To which organisations the address of one's own house was shown, and when",
    tag=TAG,
)
async def get_reveals(
    store: NamedDependency[Store], caller: NamedDependency[Caller], shelter_id: FromPath[UUID]
) -> list[Shown]:
    async with store.reading(caller.seat) as session:
        for_roles(session, Role.SHELTER_COORDINATOR)
        found = await reveals_of(session, shelter_id)
    return accepted(Refused(NOT_FOUND) if found is None else found)


@ask(
    "/placements/{placement_id:uuid}/reveal",
    id="reveal_address",
    summary="Show a pivot of the case where the house is: once it has accepted, until some hours after the arrival",
    tag=TAG,
    status=200,
    refusals=(SHOWN_ALREADY,),
    step_up=True,
)
async def post_reveal(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    placement_id: FromPath[UUID],
) -> WayThere:
    opened = accepted(await store.run(reveal_address, caller.seat, RevealAddress(placement_id), once))
    async with store.reading(caller.seat) as session:
        return accepted(await revealed_way(session, placement_id, opened))


handlers = [put_address, post_removal, post_reading, get_reveals, post_reveal]
