"""Beds that are closed for a period: painting, bedbugs, a wing without staff."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from service.beds import refusals
from service.beds.claims.changes import END, FACT, lapse, rearrange
from service.beds.claims.rules import Claim, Sheet
from service.beds.events import BedReopened, BedsClosed
from service.beds.shelters.house import House, Occupancy, lock, occupancy, own_house
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import Session, UnitOfWork
from service.store.statements import sql

COORDINATORS = only(Role.SHELTER_COORDINATOR)


@dataclass(frozen=True)
class CloseBeds:
    """These beds of the shelter take nobody in the half-open period (UTC)."""

    shelter_id: UUID
    bed_ids: tuple[UUID, ...]
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Closed:
    closures: tuple[UUID, ...]
    moved: int
    displaced: int


BEDS = sql(
    "SELECT key FROM beds WHERE id = ANY (CAST(:ids AS uuid[])) AND shelter_key = :shelter AND active ORDER BY key"
)
NAMES = sql(
    """
    SELECT b.key, b.label, p.name AS pool FROM beds b JOIN pools p ON p.key = b.pool_key WHERE b.shelter_key = :shelter
    """
)


@dataclass(frozen=True)
class Tried:
    """A closure tried out on paper: the beds, what is on them, and the facts that are in its way."""

    keys: list[int]
    on_beds: Occupancy
    sheet: Sheet
    in_the_way: list[Claim]


async def _tried(session: Session, house: House, wish: CloseBeds) -> Tried | None:
    """What closing would do; `None` when a bed is not of this shelter."""
    keys = [row["key"] for row in await session.rows(BEDS, ids=list(wish.bed_ids), shelter=house.key)]
    if len(keys) != len(set(wish.bed_ids)):
        return None
    on_beds = await occupancy(session, house)
    sheet = on_beds.sheet(session.now)
    period = (wish.starts_at, wish.ends_at)
    facts = [claim for key in keys for claim in sheet.over(key, *period) if not claim.promise]
    for key in keys:
        sheet.close(key, *period)
    for key in keys:
        sheet.clear(key, *period, session.now)
    return Tried(keys, on_beds, sheet, facts)


@command(event=BedsClosed, allowed=COORDINATORS)
async def close_beds(uow: UnitOfWork, _: Actor, wish: CloseBeds) -> Done[Closed, BedsClosed] | Refused:
    """Close beds for a period; promises on them move to beds that are as good, or are put into someone's hands.

    Refused for a bed that somebody is in, or that is closed already: their departure is noted first.
    """
    if wish.starts_at >= wish.ends_at or wish.ends_at <= uow.now:
        return Refused(refusals.PERIOD_REVERSED)
    house = await own_house(uow, wish.shelter_id)
    if house is None:
        return Refused(NOT_FOUND)
    await lock(uow, house)
    await lapse(uow, house)
    tried = await _tried(uow, house, wish)
    if tried is None:
        return Refused(NOT_FOUND)
    if tried.in_the_way:
        return Refused(refusals.BED_OCCUPIED)
    moves, displaced = tried.sheet.last_moves(), tuple(tried.sheet.displaced)
    await rearrange(uow, tried.on_beds, moves, displaced, "closure")
    rows = await uow.rows(
        FACT,
        kind="closure",
        anonymous=False,
        starts_at=wish.starts_at,
        beds=tried.keys,
        ends=[wish.ends_at] * len(tried.keys),
    )
    closures = tuple(row["id"] for row in rows)
    uow.tell("board", region=house.region, organisations=(house.organisation_id,), subject=house.id)
    event = BedsClosed(subject=house.id, closures=closures, starts_at=wish.starts_at, ends_at=wish.ends_at)
    return Done(Closed(closures, len(moves), len(displaced)), event)


class PromiseGoes(msgspec.Struct, frozen=True):
    """A promise on a bed that would close: the bed it goes to, or why it cannot.

    `no_free_bed`: every other one is taken for some of that time; `none_as_good`: those that are free do not fit.
    """

    claim_id: UUID
    kind: str
    starts_at: datetime
    ends_at: datetime
    bed: str
    to_bed: str | None
    to_pool: str | None
    why: Literal["no_free_bed", "none_as_good"] | None


class ClosingView(msgspec.Struct, frozen=True):
    """What closing would do, before the button. It cannot be done while somebody is in the beds `in_the_way`."""

    possible: bool
    in_the_way: list[str]
    promises: list[PromiseGoes]


async def closing_would(session: Session, wish: CloseBeds) -> ClosingView | Refused:
    """Where each held place would move, or why it cannot (BED-16). Refused like the closure itself."""
    if not session.actor.has(Role.SHELTER_COORDINATOR):
        return Refused(NOT_ALLOWED)
    if wish.starts_at >= wish.ends_at or wish.ends_at <= session.now:
        return Refused(refusals.PERIOD_REVERSED)
    house = await own_house(session, wish.shelter_id)
    tried = await _tried(session, house, wish) if house else None
    if house is None or tried is None:
        return Refused(NOT_FOUND)
    named = {row["key"]: row for row in await session.rows(NAMES, shelter=house.key)}
    moved = {move.claim.key: move.bed_key for move in tried.sheet.last_moves()}
    concerned = [move.claim for move in tried.sheet.last_moves()] + tried.sheet.displaced
    return ClosingView(
        possible=not tried.in_the_way,
        in_the_way=sorted({named[claim.bed_key]["label"] for claim in tried.in_the_way}),
        promises=[
            _goes(tried, claim, moved.get(claim.key), named)
            for claim in sorted(concerned, key=lambda claim: (claim.starts_at, claim.key))
        ],
    )


def _goes(tried: Tried, claim: Claim, to: int | None, named: dict[int, Any]) -> PromiseGoes:
    free = any(
        bed.active and not tried.sheet.over(bed.key, claim.starts_at, claim.ends_at)
        for bed in tried.sheet.beds
    )
    return PromiseGoes(
        claim_id=tried.on_beds.rows[claim.key]["id"],
        kind=claim.kind,
        starts_at=claim.starts_at,
        ends_at=claim.ends_at,
        bed=named[claim.bed_key]["label"],
        to_bed=None if to is None else named[to]["label"],
        to_pool=None if to is None else named[to]["pool"],
        why=None if to is not None else "none_as_good" if free else "no_free_bed",
    )


@dataclass(frozen=True)
class ReopenBed:
    """End a closure before its time."""

    shelter_id: UUID
    closure_id: UUID


CLOSURE = sql(
    """
    SELECT key FROM claims WHERE id = :id AND shelter_key = :shelter AND kind = 'closure' AND state = 'live'
    """
)


@command(event=BedReopened, allowed=COORDINATORS)
async def reopen_bed(uow: UnitOfWork, _: Actor, wish: ReopenBed) -> Done[UUID, BedReopened] | Refused:
    """Open a closed bed again."""
    house = await own_house(uow, wish.shelter_id)
    key = await uow.value(CLOSURE, id=wish.closure_id, shelter=house.key) if house else None
    if house is None or key is None:
        return Refused(NOT_FOUND)
    await uow.execute(END, keys=[key])
    uow.tell("board", region=house.region, organisations=(house.organisation_id,), subject=house.id)
    return Done(wish.closure_id, BedReopened(subject=house.id, closure=wish.closure_id))
