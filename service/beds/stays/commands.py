"""People arrive, stay on, and leave. Each is a fact: it is recorded, and promises give way."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from service.beds import refusals
from service.beds.claims.changes import END, rearrange
from service.beds.events import MoveRaised, ReferralStep, StayEnded, StaysRolled
from service.beds.referrals.answers import (
    AT_THE_SHELTER,
    Answer,
    of_the_shelter,
    step_event,
    tell_both,
    wrong_state,
)
from service.beds.referrals.moving import raise_move
from service.beds.referrals.rules import after
from service.beds.referrals.store import Referral, locked, write_step
from service.beds.shelters.house import House, house_by_key, lock, occupancy
from service.beds.stays.rules import Arrival, Rolled, Seat, roll
from service.beds.stays.seating import Seated, seated
from service.partners.actor import Actor, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class Arrived:
    """Who is in: the stays that opened, and the promises to others that had to move or were displaced.

    `cots` were put up, because recorded stays fill the house: a departure is missing, or there is one person more.
    """

    referral_id: UUID
    stay_ids: tuple[UUID, ...]
    moved: int
    displaced: int
    version: int
    cots: int = 0


BECOME_STAYS = sql(
    """
    UPDATE claims c SET kind = 'stay', lapses_at = NULL, anonymous = false, holder_organisation_id = :holder,
        referral_id = :referral, ends_at = s.ends_at, bed_key = b.key, pool_key = b.pool_key,
        starts_at = CASE WHEN c.bed_key = b.key AND c.ends_at > relais.now() THEN least(c.starts_at, relais.now())
            ELSE relais.now() END
    FROM unnest(CAST(:keys AS bigint[]), CAST(:beds AS bigint[]), CAST(:ends AS timestamptz[])) AS s (key, bed, ends_at)
        JOIN beds b ON b.key = s.bed
    WHERE c.key = s.key RETURNING c.id
    """
)
OPEN_STAYS = sql(
    """
    INSERT INTO claims (bed_key, pool_key, shelter_key, organisation_id, kind, starts_at, ends_at,
        holder_organisation_id, referral_id, made_at)
    SELECT b.key, b.pool_key, b.shelter_key, b.organisation_id, 'stay', relais.now(), s.ends_at, :holder, :referral,
        relais.now()
    FROM unnest(CAST(:beds AS bigint[]), CAST(:ends AS timestamptz[])) AS s (bed_key, ends_at)
        JOIN beds b ON b.key = s.bed_key
    ORDER BY b.key RETURNING id
    """
)


@command(event=ReferralStep, allowed=AT_THE_SHELTER)
async def arrive(uow: UnitOfWork, _: Actor, wish: Answer) -> Done[Arrived, ReferralStep] | Refused:
    """The people of a referral are there: their promise becomes a stay, or, if it had lapsed, a stay opens (OPS-14).

    Refused when they left already or another answer ended the referral. In a full house they have a cot (BED-15).
    """
    found = await of_the_shelter(uow, wish.referral_id)
    if found is None:
        return Refused(NOT_FOUND)
    referral, house = found
    if after(referral.state, "arrive") is None:
        return wrong_state(referral)
    on_beds = await occupancy(uow, house)
    arrival = Arrival(
        referral.beds, uow.now, house.clock.departure(uow.now, referral.nights), referral.pool_key
    )
    promised = [claim for claim in on_beds.claims if on_beds.rows[claim.key]["referral_id"] == referral.id]
    return await _arrived(uow, referral, await seated(uow, on_beds, arrival, promised))


async def _arrived(uow: UnitOfWork, referral: Referral, there: Seated) -> Done[Arrived, ReferralStep]:
    moves, displaced = there.sheet.last_moves(), there.sheet.displaced
    await rearrange(uow, there.on_beds, moves, displaced, "arrival")
    stays = await _write(uow, referral, there.seats)
    version = await write_step(uow, referral, state="arrived", arrived_at=uow.now)
    tell_both(uow, referral, there.on_beds.house)
    answer = Arrived(referral.id, stays, len(moves), len(displaced), version, there.cots)
    return Done(answer, step_event(referral, "arrive", "arrived"))


async def _write(uow: UnitOfWork, referral: Referral, seats: Sequence[Seat]) -> tuple[UUID, ...]:
    there = {"holder": referral.organisation_id, "referral": referral.id}
    known = [(place.instead_of.key, place) for place in seats if place.instead_of is not None]
    fresh = [(place.bed_key, place.ends_at) for place in seats if place.instead_of is None]
    await uow.execute(END, keys=[place.and_ends.key for place in seats if place.and_ends is not None])
    rows = await uow.rows(
        BECOME_STAYS,
        keys=[key for key, _ in known],
        beds=[place.bed_key for _, place in known],
        ends=[place.ends_at for _, place in known],
        **there,
    )
    rows += await uow.rows(OPEN_STAYS, beds=[b for b, _ in fresh], ends=[e for _, e in fresh], **there)
    return tuple(row["id"] for row in rows)


@dataclass(frozen=True)
class Depart:
    """Somebody left the bed of this stay; for the house's rules, if the house ended it (ADM-12)."""

    stay_id: UUID
    house_rules: bool = False


@dataclass(frozen=True)
class Departed:
    stay_id: UUID
    referral_id: UUID | None


STAY = sql(
    """
    SELECT id, key, shelter_key, anonymous, referral_id, holder_organisation_id FROM claims
    WHERE id = :id AND kind = 'stay' AND organisation_id = relais.organisation()
    """
)
IS_LIVE = sql("SELECT state = 'live' FROM claims WHERE key = :key")
STILL_IN = sql(
    "SELECT count(*) FROM claims WHERE referral_id = :referral AND kind = 'stay' AND state = 'live'"
)


@command(event=StayEnded, allowed=AT_THE_SHELTER)
async def depart(uow: UnitOfWork, _: Actor, wish: Depart) -> Done[Departed, StayEnded] | Refused:
    """Note a departure; with the last one of a referral it is `left`, and nobody learns where to (SAF-05).

    One for the house's rules asks the case's pivots for the next place at once; no case ends by it (ADM-12).
    """
    stay = await uow.row(STAY, id=wish.stay_id)
    house = await house_by_key(uow, stay["shelter_key"]) if stay else None
    if stay is None or house is None:
        return Refused(NOT_FOUND)
    await lock(uow, house)
    if not await uow.value(IS_LIVE, key=stay["key"]):
        return Refused(refusals.STAY_OVER)
    await uow.execute(END, keys=[stay["key"]])
    await _left(uow, stay["referral_id"], house)
    if wish.house_rules and stay["holder_organisation_id"] is not None:
        move = await raise_move(uow, stay, "house_rules")
        uow.also(MoveRaised(subject=house.id, move=move, cause="house_rules"))
    uow.tell("board", region=house.region, organisations=(house.organisation_id,), subject=house.id)
    event = StayEnded(subject=house.id, stay=wish.stay_id, anonymous=stay["anonymous"])
    return Done(Departed(wish.stay_id, stay["referral_id"]), event)


async def _left(uow: UnitOfWork, referral_id: UUID | None, house: House) -> None:
    """The referral is over with its last stay."""
    referral = await locked(uow, referral_id) if referral_id else None
    if referral is None or await uow.value(STILL_IN, referral=referral.id):
        return
    if after(referral.state, "leave") is not None:
        await write_step(uow, referral, state="left", left_at=uow.now)
        uow.also(step_event(referral, "leave", "left"))
        tell_both(uow, referral, house)


@dataclass(frozen=True)
class RollStays:
    """Stays of one shelter that nobody saw end."""

    shelter_key: int


EXTEND = sql(
    """
    UPDATE claims c SET ends_at = s.ends_at
    FROM unnest(CAST(:keys AS bigint[]), CAST(:ends AS timestamptz[])) AS s (key, ends_at) WHERE c.key = s.key
    """
)


@command(event=StaysRolled, allowed=only())
async def roll_stays(uow: UnitOfWork, _: Actor, wish: RollStays) -> Done[int, StaysRolled] | Refused:
    """A stay that goes on is a fact: it lasts to the end of the night, and displaces what was promised (BED-16)."""
    house = await house_by_key(uow, wish.shelter_key)
    if house is None:
        return Refused(NOT_FOUND)
    await lock(uow, house)
    on_beds = await occupancy(uow, house)
    sheet = on_beds.sheet(uow.now)
    rolled: list[Rolled] = roll(sheet, uow.now, house.clock.night_end(uow.now))
    await rearrange(uow, on_beds, sheet.last_moves(), sheet.displaced, "stay_goes_on")
    await uow.execute(EXTEND, keys=[one.stay.key for one in rolled], ends=[one.ends_at for one in rolled])
    return Done(len(rolled), StaysRolled(subject=house.id, stays=len(rolled)))
