"""A stay is made longer before it ends, with a reason: nobody has to leave because a date was a guess (BED-11)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from service.beds import refusals
from service.beds.claims.changes import rearrange
from service.beds.claims.rules import Sheet
from service.beds.events import StayExtended
from service.beds.referrals.answers import AT_THE_SHELTER
from service.beds.shelters.house import house_by_key, lock, occupancy
from service.partners.actor import Actor
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

LongerBecause = Literal["next_place_not_ready", "travel", "health", "procedure", "person_asks"]
MOST_NIGHTS: Final = 90


@dataclass(frozen=True)
class ExtendStay:
    """So many nights more, and the one reason for them."""

    stay_id: UUID
    nights: int
    reason: LongerBecause


@dataclass(frozen=True)
class Extended:
    """Until when the stay goes now."""

    stay_id: UUID
    ends_at: datetime


STAY = sql(
    """
    SELECT key, bed_key, shelter_key, holder_organisation_id FROM claims
    WHERE id = :id AND kind = 'stay' AND organisation_id = relais.organisation()
    """
)
EXTEND = sql("UPDATE claims SET ends_at = :ends_at WHERE key = :key")
NOTE = sql(
    """
    INSERT INTO stay_extensions (organisation_id, shelter_key, claim_id, ended_at, ends_at, reason, extended_by,
        extended_at)
    VALUES (relais.organisation(), :shelter, :stay, :ended_at, :ends_at, :reason, relais.member(), relais.now())
    """
)


@command(event=StayExtended, allowed=AT_THE_SHELTER)
async def extend_stay(uow: UnitOfWork, _: Actor, wish: ExtendStay) -> Done[Extended, StayExtended] | Refused:
    """Make a stay longer and note why (BED-11). What is promised on the bed moves to one as good; where there is none
    the stay keeps its end, because a plan displaces nobody's promise (BED-16)."""
    row = await uow.row(STAY, id=wish.stay_id)
    house = await house_by_key(uow, row["shelter_key"]) if row else None
    if row is None or house is None:
        return Refused(NOT_FOUND)
    await lock(uow, house)
    on_beds = await occupancy(uow, house)
    sheet = Sheet.of(on_beds.beds, on_beds.claims, uow.now)
    stay = next((claim for claim in on_beds.claims if claim.key == row["key"]), None)
    if stay is None:
        return Refused(refusals.STAY_OVER)
    until = house.clock.departure(max(stay.ends_at, uow.now), wish.nights)
    sheet.clear(stay.bed_key, stay.ends_at, until, uow.now)
    if sheet.displaced or sheet.until(stay.bed_key, stay.ends_at, until) < until:
        return Refused(refusals.BED_PROMISED)
    await rearrange(uow, on_beds, sheet.last_moves(), sheet.displaced, "stay_goes_on")
    await uow.execute(EXTEND, key=stay.key, ends_at=until)
    noted = {"shelter": house.key, "stay": wish.stay_id, "ended_at": stay.ends_at, "ends_at": until}
    await uow.execute(NOTE, **noted, reason=wish.reason)
    uow.tell("board", region=house.region, organisations=(house.organisation_id,), subject=house.id)
    if row["holder_organisation_id"] is not None:
        uow.tell("referrals", organisations=(row["holder_organisation_id"],))
    event = StayExtended(subject=house.id, stay=wish.stay_id, ends_at=until, reason=wish.reason)
    return Done(Extended(wish.stay_id, until), event)
