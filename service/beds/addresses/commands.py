"""A house writes its address, its people read it, and a pivot of the case is shown it for a while (SAF-01, POL-03)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from service.beds.addresses import refusals
from service.beds.addresses.events import AddressRead, AddressRemoved, AddressRevealed, AddressWritten
from service.beds.shelters.house import own_house
from service.keys.secrets import Box, seal_text
from service.partners.actor import Actor, Role
from service.refusals import CHANGED_MEANWHILE, NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

ADDRESS: Final = Box("care", "shelter_addresses.sealed")
LINE: Final = Box("care", "shelter_addresses.line_sealed")
ROTATING: Final = {"shelter_addresses_never_rotating": refusals.NO_ADDRESS_FOR_ROTATING}


@dataclass(frozen=True)
class OfTheHouse:
    """Lets these roles of the house's own organisation in; for everybody else there is no such page (POL-03)."""

    roles: frozenset[Role]

    async def __call__(self, uow: UnitOfWork, actor: Actor, wish: Any) -> Refused | None:
        house = await own_house(uow, wish.shelter_id) if actor.roles & self.roles else None
        return None if house else Refused(NOT_FOUND)


COORDINATOR: Final = OfTheHouse(frozenset({Role.SHELTER_COORDINATOR}))
PEOPLE: Final = OfTheHouse(frozenset({Role.SHELTER_COORDINATOR, Role.FRONT_DESK}))


@dataclass(frozen=True)
class WriteAddress:
    """Where a house is, and its own line, for whoever read it at that version; 0 when there was none."""

    shelter_id: UUID
    version: int
    where: str
    line: str | None = None


CURRENT = sql(
    """
    SELECT a.id, a.version FROM shelter_addresses a JOIN shelters s ON s.key = a.shelter_key
    WHERE s.id = :shelter AND s.organisation_id = relais.organisation() FOR UPDATE OF a
    """
)
INSERT = sql(
    """
    INSERT INTO shelter_addresses (id, shelter_key, organisation_id, kind, sealed, line_sealed, written_by, written_at)
    SELECT :id, s.key, s.organisation_id, s.kind, :sealed, :line, relais.member(), relais.now()
    FROM shelters s WHERE s.id = :shelter AND s.organisation_id = relais.organisation()
    ON CONFLICT (shelter_key) DO NOTHING RETURNING version
    """
)
UPDATE = sql(
    """
    UPDATE shelter_addresses SET sealed = :sealed, line_sealed = :line, version = version + 1,
        written_by = relais.member(), written_at = relais.now()
    WHERE id = :id RETURNING version
    """
)
REMOVE = sql(
    """
    DELETE FROM shelter_addresses a USING shelters s
    WHERE s.key = a.shelter_key AND s.id = :shelter AND s.organisation_id = relais.organisation()
    """
)


@command(event=AddressWritten, allowed=COORDINATOR, refusals=ROTATING, step_up=True)
async def write_address(uow: UnitOfWork, _: Actor, wish: WriteAddress) -> Done[int, AddressWritten] | Refused:
    """Write where the house is, sealed under the house's own key (SAF-01). Answers the new version.

    Refused when somebody wrote it meanwhile, and for a rotating safe house, which has none (BED-08). Proven, because
    a false address leads somebody to the wrong door.
    """
    row = await uow.row(CURRENT, shelter=wish.shelter_id)
    if (row["version"] if row else 0) != wish.version:
        return Refused(CHANGED_MEANWHILE, {"version": row["version"] if row else 0})
    id = row["id"] if row else uuid4()
    sealed = await _sealed(uow, wish, id)
    version = await (
        uow.value(UPDATE, id=id, **sealed)
        if row
        else uow.value(INSERT, id=id, shelter=wish.shelter_id, **sealed)
    )
    if version is None:
        return Refused(CHANGED_MEANWHILE, {"version": 1})
    return Done(version, AddressWritten(subject=wish.shelter_id, version=version))


async def _sealed(uow: UnitOfWork, wish: WriteAddress, id: UUID) -> dict[str, bytes | None]:
    subject = wish.shelter_id
    line = await seal_text(uow, LINE, subject=subject, row=id, text=wish.line) if wish.line else None
    return {"sealed": await seal_text(uow, ADDRESS, subject=subject, row=id, text=wish.where), "line": line}


@dataclass(frozen=True)
class OwnAddress:
    """The address of one's own house."""

    shelter_id: UUID


@command(event=AddressRemoved, allowed=COORDINATOR)
async def remove_address(uow: UnitOfWork, _: Actor, wish: OwnAddress) -> Done[UUID, AddressRemoved] | Refused:
    """Take the address away: from now on nobody is shown it."""
    if not await uow.execute(REMOVE, shelter=wish.shelter_id):
        return Refused(NOT_FOUND)
    return Done(wish.shelter_id, AddressRemoved(subject=wish.shelter_id))


@dataclass(frozen=True)
class Opened:
    """That it may be shown now, to whom asked, once. The address itself is in no outcome and in no event (SAF-01)."""

    shelter_id: UUID
    at: datetime
    open_until: datetime | None = None


@command(event=AddressRead, allowed=PEOPLE)
async def read_own_address(
    uow: UnitOfWork, _: Actor, wish: OwnAddress
) -> Done[Opened, AddressRead] | Refused:
    """The house's own people read where it is; each reading is an event (POL-03)."""
    if await uow.row(CURRENT, shelter=wish.shelter_id) is None:
        return Refused(NOT_FOUND)
    return Done(Opened(wish.shelter_id, uow.now), AddressRead(subject=wish.shelter_id))


@dataclass(frozen=True)
class RevealAddress:
    """Where the house is that this case goes to."""

    placement_id: UUID


FOR_PIVOT = sql("SELECT * FROM relais.address_for_pivot(:placement)")
NOTE = sql("SELECT shelter_id, open_until FROM relais.note_reveal(:placement)")


async def pivot_while_open(uow: UnitOfWork, actor: Actor, wish: RevealAddress) -> Refused | None:
    """Lets a pivot of the case in while the reveal is open; for everybody else, and at any other time, there is no
    such page: one query decides both (SAF-01). A session may hold fewer roles than its member."""
    open_ = actor.has(Role.PIVOT_WORKER) and await uow.row(FOR_PIVOT, placement=wish.placement_id)
    return None if open_ else Refused(NOT_FOUND)


@command(event=AddressRevealed, allowed=pivot_while_open, step_up=True)
async def reveal_address(
    uow: UnitOfWork, _: Actor, wish: RevealAddress
) -> Done[Opened, AddressRevealed] | Refused:
    """Show a pivot of the case where the house is: from its acceptance to some hours after the arrival (SAF-01).

    Proven, and written down for the house too, which sees which organisation was shown its address, and when.
    """
    noted = await uow.row(NOTE, placement=wish.placement_id)
    if noted is None:
        return Refused(NOT_FOUND)
    shelter, until = noted["shelter_id"], noted["open_until"]
    event = AddressRevealed(subject=shelter, placement=wish.placement_id, open_until=until)
    return Done(Opened(shelter, uow.now, until), event)
