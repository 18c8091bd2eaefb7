"""A house says how long its counts are believed, and when it is not woken for one (BED-15)."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from service.beds.freshness.rules import Ageing
from service.beds.shelters.house import own_house
from service.events import Event
from service.partners.actor import Actor, Role, only
from service.refusals import CHANGED_MEANWHILE, NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True, kw_only=True)
class CountingSet(Event):
    """How a house counts from now on; `fresh_for_minutes` is `None` where its own history says it."""

    name: ClassVar[str] = "beds.counting_set"
    fresh_for_minutes: int | None
    quiet_from: int
    quiet_until: int
    night_duty: bool


@dataclass(frozen=True)
class SetCounting:
    """How one house counts. Without `fresh_for_minutes` its own history says how long a count is believed.

    The quiet hours are local; from and until the same hour there are none.
    """

    shelter_id: UUID
    version: int
    fresh_for_minutes: int | None
    quiet_from: int
    quiet_until: int
    night_duty: bool


SET = sql(
    """
    UPDATE shelters SET fresh_for_fixed = CAST(:fixed AS int) IS NOT NULL,
        fresh_for_minutes = coalesce(CAST(:fixed AS int), :learned), quiet_from = :quiet_from,
        quiet_until = :quiet_until, night_duty = :night_duty, version = version + 1
    WHERE key = :key AND version = :version RETURNING version
    """
)
LEARNED = sql(
    "SELECT watched_minutes * interval '1 minute' AS watched, seen_changes FROM shelters WHERE key = :key"
)


@command(event=CountingSet, allowed=only(Role.SHELTER_COORDINATOR))
async def set_counting(uow: UnitOfWork, _: Actor, wish: SetCounting) -> Done[int, CountingSet] | Refused:
    """Fix how long a count is believed, or leave it to the house's own history (BED-15). Answers the new version.

    Refused when somebody changed the shelter meanwhile.
    """
    house = await own_house(uow, wish.shelter_id)
    row = await uow.row(LEARNED, key=house.key) if house else None
    if house is None or row is None:
        return Refused(NOT_FOUND)
    learned = Ageing(row["watched"], row["seen_changes"]).fresh_for
    version = await uow.value(
        SET,
        key=house.key,
        version=wish.version,
        fixed=wish.fresh_for_minutes,
        learned=round(learned.total_seconds() / 60),
        quiet_from=wish.quiet_from,
        quiet_until=wish.quiet_until,
        night_duty=wish.night_duty,
    )
    if version is None:
        return Refused(CHANGED_MEANWHILE, {"version": house.version})
    uow.tell("board", region=house.region, organisations=(house.organisation_id,), subject=house.id)
    event = CountingSet(
        subject=house.id,
        fresh_for_minutes=wish.fresh_for_minutes,
        quiet_from=wish.quiet_from,
        quiet_until=wish.quiet_until,
        night_duty=wish.night_duty,
    )
    return Done(version, event)
