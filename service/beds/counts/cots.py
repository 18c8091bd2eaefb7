"""Cots: beds beyond a house's own, put up for one night. They are facts, and are offered to nobody (BED-15)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from service.beds.claims.rules import Bed
from service.beds.shelters.house import House, Occupancy, house_by_key, lock
from service.events import Event
from service.partners.actor import Actor, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

POOL = sql(
    """
    INSERT INTO pools (shelter_key, organisation_id, accepts_genders, min_age, max_age, overflow)
    VALUES (:shelter, relais.organisation(), '{woman,man,trans_woman,trans_man,non_binary}', 0, 120, true)
    ON CONFLICT (shelter_key) WHERE overflow DO UPDATE SET overflow = true RETURNING key
    """
)
STAND_AGAIN = sql(
    """
    UPDATE beds SET active = true, overflow_until = :until WHERE key IN (
        SELECT b.key FROM beds b WHERE b.pool_key = :pool AND NOT b.active ORDER BY b.key LIMIT :cots)
    RETURNING key
    """
)
PUT_UP = sql(
    """
    INSERT INTO beds (pool_key, shelter_key, organisation_id, label, overflow_until)
    SELECT :pool, :shelter, relais.organisation(), '+' || (n.nth + (SELECT count(*) FROM beds b
        WHERE b.pool_key = :pool)), :until
    FROM generate_series(1, CAST(:cots AS int)) AS n (nth) RETURNING key
    """
)
OVER = sql(
    """
    SELECT b.key, coalesce(bool_or(NOT c.anonymous), false) AS known
    FROM beds b LEFT JOIN claims c ON c.bed_key = b.key AND c.state = 'live'
        AND (c.lapses_at IS NULL OR c.lapses_at > relais.now())
    WHERE b.shelter_key = :shelter AND b.active AND b.overflow_until <= relais.now() GROUP BY b.key ORDER BY b.key
    """
)
END_ANONYMOUS = sql(
    """
    UPDATE claims SET state = 'ended', ended_at = relais.now()
    WHERE bed_key = ANY (CAST(:beds AS bigint[])) AND state = 'live' AND anonymous
    """
)
TAKE_DOWN = sql("UPDATE beds SET active = false WHERE key = ANY (CAST(:beds AS bigint[]))")
KEEP = sql("UPDATE beds SET overflow_until = :until WHERE key = ANY (CAST(:beds AS bigint[]))")


async def put_up(uow: UnitOfWork, on_beds: Occupancy, cots: int, until: datetime) -> Occupancy:
    """The house with so many cots more, until its turnover. The shelter is locked already."""
    house = on_beds.house
    pool = await uow.value(POOL, shelter=house.key)
    rows = await uow.rows(STAND_AGAIN, pool=pool, until=until, cots=cots)
    if len(rows) < cots:
        rows += await uow.rows(PUT_UP, pool=pool, shelter=house.key, until=until, cots=cots - len(rows))
    stand = tuple(Bed(row["key"], pool, overflow=True) for row in rows)
    return replace(on_beds, beds=on_beds.beds + stand)


@dataclass(frozen=True, kw_only=True)
class CotsFolded(Event):
    """The night of these cots is over."""

    name: ClassVar[str] = "beds.cots_folded"
    folded: int
    kept: int


@dataclass(frozen=True)
class FoldCots:
    """The cots of one shelter, by its inner key, whose night is over."""

    shelter_key: int


@command(event=CotsFolded, allowed=only())
async def fold_cots(uow: UnitOfWork, _: Actor, wish: FoldCots) -> Done[int, CotsFolded] | Refused:
    """Cots stand until the turnover (BED-15). One in which a known person sleeps stands for another night.

    Refused when none is left to fold: somebody was here first.
    """
    house: House | None = await house_by_key(uow, wish.shelter_key)
    if house is None:
        return Refused(NOT_FOUND)
    await lock(uow, house)
    folded = await fold(uow, house)
    if folded is None:
        return Refused(NOT_FOUND)
    uow.tell("board", region=house.region, organisations=(house.organisation_id,), subject=house.id)
    return Done(folded.folded, folded)


async def fold(uow: UnitOfWork, house: House) -> CotsFolded | None:
    """Take down the cots of a locked house whose night is over; whom a count put there is counted again (BED-15)."""
    rows = await uow.rows(OVER, shelter=house.key)
    if not rows:
        return None
    known = [row["key"] for row in rows if row["known"]]
    empty = [row["key"] for row in rows if not row["known"]]
    await uow.execute(END_ANONYMOUS, beds=empty)
    await uow.execute(TAKE_DOWN, beds=empty)
    await uow.execute(KEEP, beds=known, until=house.clock.night_end(uow.now))
    return CotsFolded(subject=house.id, folded=len(empty), kept=len(known))
