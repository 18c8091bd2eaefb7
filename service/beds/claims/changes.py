"""Writes what a plan decided: promises that move, are displaced or lapse. Always inside the fact's own transaction."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from service.beds.claims.rules import Claim, Move
from service.beds.events import PromiseDisplaced, PromiseMoved
from service.beds.shelters.house import House, Occupancy
from service.operations.telling import tell_of_places
from service.store.session import UnitOfWork
from service.store.statements import sql

Cause = Literal["count", "arrival", "stay_goes_on", "closure"]

LAPSE = sql(
    """
    UPDATE claims SET state = 'lapsed', ended_at = relais.now()
    WHERE shelter_key = :shelter AND state = 'live' AND lapses_at <= relais.now() RETURNING id
    """
)
LIFT = sql(
    "UPDATE claims SET state = 'released', ended_at = relais.now() WHERE key = ANY (CAST(:keys AS bigint[]))"
)
PUT_DOWN = sql(
    """
    UPDATE claims c SET state = 'live', ended_at = NULL, bed_key = m.bed_key, pool_key = b.pool_key
    FROM unnest(CAST(:keys AS bigint[]), CAST(:beds AS bigint[])) AS m (key, bed_key)
        JOIN beds b ON b.key = m.bed_key
    WHERE c.key = m.key
    """
)
DISPLACE = sql(
    """
    UPDATE claims SET state = 'displaced', ended_at = relais.now() WHERE key = ANY (CAST(:keys AS bigint[]))
    """
)
ESCALATE = sql(
    """
    INSERT INTO escalations (organisation_id, shelter_organisation_id, shelter_key, claim_id, referral_id, place_id,
        cause, raised_at)
    SELECT c.holder_organisation_id, c.organisation_id, c.shelter_key, c.id, c.referral_id, c.place_id, :cause,
        relais.now()
    FROM claims c WHERE c.key = ANY (CAST(:keys AS bigint[])) ORDER BY c.key
    """
)
FACT = sql(
    """
    INSERT INTO claims (bed_key, pool_key, shelter_key, organisation_id, kind, starts_at, ends_at, anonymous, made_at)
    SELECT b.key, b.pool_key, b.shelter_key, b.organisation_id, :kind, :starts_at, f.ends_at, :anonymous, relais.now()
    FROM unnest(CAST(:beds AS bigint[]), CAST(:ends AS timestamptz[])) AS f (bed_key, ends_at)
        JOIN beds b ON b.key = f.bed_key
    ORDER BY b.key RETURNING id
    """
)
END = sql(
    "UPDATE claims SET state = 'ended', ended_at = relais.now() WHERE key = ANY (CAST(:keys AS bigint[]))"
)


async def lapse(uow: UnitOfWork, house: House) -> list[UUID]:
    """End the promises of a shelter whose deadline has passed; they bound nobody already. Their ids."""
    return [row["id"] for row in await uow.rows(LAPSE, shelter=house.key)]


async def rearrange(
    uow: UnitOfWork,
    on_beds: Occupancy,
    moves: Sequence[Move],
    displaced: Sequence[Claim],
    cause: Cause,
) -> None:
    """Move promises to equal beds, and put those without one into the hands of their holder and the coordinator.

    All are lifted before any is put down, so that two that change places never meet.
    """
    if moves:
        keys = [move.claim.key for move in moves]
        await uow.execute(LIFT, keys=keys)
        await uow.execute(PUT_DOWN, keys=keys, beds=[move.bed_key for move in moves])
    if displaced:
        await uow.execute(DISPLACE, keys=[claim.key for claim in displaced])
        await uow.execute(ESCALATE, keys=[claim.key for claim in displaced], cause=cause)
    for move in moves:
        uow.also(PromiseMoved(subject=on_beds.house.id, claim=on_beds.rows[move.claim.key]["id"]))
    for claim in displaced:
        _say_displaced(uow, on_beds, claim, cause)
    places = [on_beds.rows[claim.key]["place_id"] for claim in displaced]
    if any(places):
        await tell_of_places(uow, [place for place in places if place is not None])


def _say_displaced(uow: UnitOfWork, on_beds: Occupancy, claim: Claim, cause: Cause) -> None:
    house, row = on_beds.house, on_beds.rows[claim.key]
    uow.also(PromiseDisplaced(subject=house.id, claim=row["id"], cause=cause))
    # Whoever holds a bed for an operation is told by name, and not where it was (OPS-11).
    holder = (row["holder_organisation_id"],) if row["place_id"] is None else ()
    uow.tell(
        "escalations",
        region=house.region,
        organisations=(*holder, house.organisation_id),
        subject=row["referral_id"],
    )
