"""A count from a phone, a text or a file."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from service.beds import refusals
from service.beds.counts.application import Counted, Counting, Faulty, Heard, apply_counts, recorded
from service.beds.counts.rules import Look
from service.beds.events import CountRecorded
from service.beds.shelters.house import House, lock, own_house
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Reason, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

Source = Literal["desk", "text", "import", "paper"]


@dataclass(frozen=True)
class RecordCount:
    """`free` beds are physically empty, held ones included, as seen at `looked_at` (UTC); `None` says "unchanged".

    With a pool, only its beds were counted.
    """

    shelter_id: UUID
    free: int | None
    looked_at: datetime
    pool_id: UUID | None = None
    source: Source = "desk"


FAULTS: dict[str, Reason] = {
    "in_the_future": refusals.LOOKED_IN_THE_FUTURE,
    "too_old": refusals.LOOKED_TOO_LONG_AGO,
    "above_the_beds": refusals.MORE_THAN_THE_BEDS,
    "never_counted": refusals.NEVER_COUNTED,
}
POOL = sql("SELECT key FROM pools WHERE id = :pool AND shelter_key = :shelter")
MAY_COUNT = only(Role.FRONT_DESK, Role.SHELTER_COORDINATOR)


@command(event=CountRecorded, allowed=MAY_COUNT)
async def record_count(
    uow: UnitOfWork, actor: Actor, wish: RecordCount
) -> Done[Counted, CountRecorded] | Refused:
    """Make the claims agree with what a human saw: a count is a fact, and displaces the promises that it contradicts.

    An older look than the newest is recorded, not applied, and the answer says so (BED-15). Refused when it was looked
    at in the future or too long ago, is above the usable beds, or says "unchanged" of what was never counted.
    """
    counting = await counted_place(uow, wish)
    if counting is None:
        return Refused(NOT_FOUND)
    await lock(uow, counting.house)
    one = heard(wish, actor.member_id)
    counted = (await apply_counts(uow, counting, [one]))[0]
    if isinstance(counted, Faulty):
        return faulty(counted)
    tell(uow, counting.house)
    return Done(counted, recorded(counting.house, one, counted))


async def counted_place(uow: UnitOfWork, wish: RecordCount) -> Counting | None:
    """The shelter and pool that were counted; `None` for another organisation's, or a pool of another shelter."""
    house = await own_house(uow, wish.shelter_id)
    if house is None or wish.pool_id is None:
        return Counting(house, None) if house else None
    pool_key = await uow.value(POOL, pool=wish.pool_id, shelter=house.key)
    return Counting(house, pool_key) if pool_key is not None else None


def heard(wish: RecordCount, member_id: UUID | None) -> Heard:
    """The look behind a wish."""
    return Heard(Look(wish.free, wish.looked_at), wish.source, member_id)


def faulty(counted: Faulty) -> Refused:
    """The refusal of a look that cannot be recorded."""
    facts = {"beds": counted.beds, "most": counted.most} if counted.fault == "above_the_beds" else {}
    return Refused(FAULTS[counted.fault], facts)


def tell(uow: UnitOfWork, house: House) -> None:
    """Let boards of the region know that something changed here."""
    uow.tell("board", region=house.region, organisations=(house.organisation_id,), subject=house.id)
