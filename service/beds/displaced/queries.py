"""What is displaced at a house, and the places where it could be instead."""

from typing import Any
from uuid import UUID

import msgspec

from service.beds.claims.rules import Claim
from service.beds.displaced.rules import Told, Waiting, Way, may_take
from service.beds.shelters.house import House, needs_of
from service.store.session import Session
from service.store.statements import sql


class PlaceInstead(msgspec.Struct, frozen=True):
    """Free beds where a displaced promise could be.

    `way`: in the same house, in one that has an agreement, in one that a referral asks, or in a vetted hotel.
    `fits`: gender, age, size and family are met. `taken_by_you`: one tap takes it; another house is called or asked.
    """

    pool_id: UUID
    shelter_id: UUID
    shelter: str
    kind: str
    way: Way
    free: int
    fits: bool
    taken_by_you: bool


TOLD = sql("SELECT relais.told_of(:escalation)")
INSTEAD = sql("SELECT * FROM relais.places_instead(:escalation)")
OF_HOUSE = sql("SELECT * FROM relais.displaced_of_house(:shelter)")
FOR_OPERATION = sql("SELECT place_id IS NOT NULL FROM relais.about_displaced(:escalation)")


async def told_of(session: Session, escalation_id: UUID) -> Told | None:
    """As whom the actor is told of an escalation; `None` for whoever is not."""
    found: Told | None = await session.value(TOLD, escalation=escalation_id)
    return found


async def places_instead(session: Session, escalation_id: UUID) -> list[PlaceInstead] | None:
    """Where the promise could be, the own house first; `None` for whoever is not told of it (OPS-13)."""
    told = await told_of(session, escalation_id)
    if told is None:
        return None
    for_operation = bool(await session.value(FOR_OPERATION, escalation=escalation_id))
    return [
        _place(row, told, for_operation=for_operation)
        for row in await session.rows(INSTEAD, escalation=escalation_id)
    ]


def _place(row: Any, told: Told, *, for_operation: bool) -> PlaceInstead:
    return PlaceInstead(
        pool_id=row["pool_id"],
        shelter_id=row["shelter_id"],
        shelter=row["shelter_name"],
        kind=row["kind"],
        way=row["way"],
        free=row["free"],
        fits=row["fits"],
        taken_by_you=may_take(row["way"], told, for_operation=for_operation),
    )


async def waiting_at(session: Session, house: House) -> list[Waiting]:
    """The displaced promises of an own shelter that nobody has settled."""
    return [_waiting(row) for row in await session.rows(OF_HOUSE, shelter=house.key)]


def _waiting(row: Any) -> Waiting:
    promise = Claim(
        key=row["claim_key"],
        bed_key=row["bed_key"],
        kind=row["kind"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        lapses_at=row["needed_until"],
        needs=needs_of(row),
    )
    return Waiting(row["escalation_id"], promise, row["needed_until"] is not None, row["free_to_move"])
