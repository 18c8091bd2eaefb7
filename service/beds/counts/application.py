"""Counts of one shelter, applied together: each is kept, and the newest decides what the beds hold (BED-15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from service.beds.claims.changes import END, FACT, lapse, rearrange
from service.beds.counts.rules import (
    CountPlan,
    Fault,
    Look,
    Taken,
    empty_now,
    fault_of,
    plan_count,
    take,
    usable,
)
from service.beds.events import CountRecorded
from service.beds.shelters.house import House, Occupancy, occupancy
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class Counted:
    """What became of a count. `before` is what was empty until then: sending it again undoes the count.

    `applied` is false when a newer count, looked at `newest`, exists. `unexplained` recorded stays contradict it.
    `held` beds are empty and promised; `offered` are neither.
    """

    id: UUID
    applied: bool
    free: int
    before: int
    held: int
    offered: int
    newest: datetime
    unexplained: int = 0
    moved: int = 0
    displaced: int = 0


@dataclass(frozen=True)
class Counting:
    """Whose beds a count is about: the shelter, and the pool if only that was counted."""

    house: House
    pool_key: int | None


@dataclass(frozen=True)
class Heard:
    """A look with where it comes from."""

    look: Look
    source: str
    member_id: UUID | None


@dataclass(frozen=True)
class Faulty:
    """A look that cannot be recorded; `most` beds are usable."""

    fault: Fault
    most: int


NEWEST = sql(
    """
    SELECT max(looked_at) FROM counts
    WHERE shelter_key = :shelter AND applied AND (CAST(:pool AS bigint) IS NULL OR pool_key IS NULL OR pool_key = :pool)
    """
)
INSERT = sql(
    """
    WITH tonight AS MATERIALIZED (
        SELECT coalesce(sum(free), 0)::int AS offered, coalesce(sum(held), 0)::int AS held FROM availability
        WHERE shelter_key = :shelter AND (CAST(:pool AS bigint) IS NULL OR pool_key = :pool))
    INSERT INTO counts (shelter_key, organisation_id, pool_key, free, looked_at, recorded_at, source, member_id,
        applied, unexplained)
    SELECT :shelter, relais.organisation(), CAST(:pool AS bigint), c.free, c.looked_at, relais.now(), c.source,
        c.member_id, c.applied, c.unexplained
    FROM unnest(CAST(:frees AS int[]), CAST(:looks AS timestamptz[]), CAST(:sources AS text[]),
        CAST(:members AS uuid[]), CAST(:applied AS boolean[]), CAST(:unexplained AS int[]))
        AS c (free, looked_at, source, member_id, applied, unexplained)
    RETURNING id, (SELECT offered FROM tonight), (SELECT held FROM tonight)
    """
)
COUNTED = sql(
    """
    UPDATE shelters SET counted_at = :looked_at, count_source = :source
    WHERE key = :shelter AND (counted_at IS NULL OR counted_at < :looked_at)
    """
)


async def apply_counts(uow: UnitOfWork, place: Counting, heard: Sequence[Heard]) -> list[Counted | Faulty]:
    """Record these looks in order and make the claims agree with the newest. The shelter is locked already."""
    house, pool_key = place.house, place.pool_key
    on_beds = await occupancy(uow, house, pool_key)
    if any(claim.lapsed(uow.now) for claim in on_beds.claims):
        await lapse(uow, house)  # they bind nobody, but their rows would still be in the way
    most = usable(on_beds.beds, on_beds.claims, uow.now)
    empty = empty_now(on_beds.beds, on_beds.claims, uow.now)
    newest = await uow.value(NEWEST, shelter=house.key, pool=pool_key)
    taken: list[Taken | Faulty] = []
    for one in heard:
        fault = fault_of(one.look, most, newest, uow.now, on_the_spot=one.source != "import")
        if fault is not None:
            taken.append(Faulty(fault, most))
            continue
        step = take(one.look, empty, newest)
        taken.append(step)
        newest, empty = step.newest, step.free if step.applied else empty
    plan = await _settle(uow, on_beds, heard, taken)
    return await _record(uow, place, heard, taken, plan)


async def _settle(
    uow: UnitOfWork, on_beds: Occupancy, heard: Sequence[Heard], taken: Sequence[Taken | Faulty]
) -> CountPlan:
    """What the last look that applies says, written: stays ended and opened, promises moved or displaced."""
    last = [
        (one, step)
        for one, step in zip(heard, taken, strict=True)
        if isinstance(step, Taken) and step.applied
    ]
    if not last:
        return CountPlan()
    house, (one, step) = on_beds.house, last[-1]
    plan = plan_count(
        on_beds.beds,
        on_beds.claims,
        step.free,
        uow.now,
        house.clock.night_end(uow.now),
        spare=on_beds.spare,
    )
    await _write(uow, on_beds, plan)
    await uow.execute(COUNTED, shelter=house.key, looked_at=one.look.looked_at, source=one.source)
    return plan


async def _write(uow: UnitOfWork, on_beds: Occupancy, plan: CountPlan) -> None:
    if plan.ends:
        await uow.execute(END, keys=[stay.key for stay in plan.ends])
    await rearrange(uow, on_beds, plan.moves, plan.displaced, "count")
    if plan.opens:
        await uow.execute(
            FACT,
            kind="stay",
            anonymous=True,
            starts_at=uow.now,
            beds=[item.bed.key for item in plan.opens],
            ends=[item.ends_at for item in plan.opens],
        )


async def _record(
    uow: UnitOfWork, place: Counting, heard: Sequence[Heard], taken: Sequence[Taken | Faulty], plan: CountPlan
) -> list[Counted | Faulty]:
    kept = [(one, step) for one, step in zip(heard, taken, strict=True) if isinstance(step, Taken)]
    last = max((at for at, (_, step) in enumerate(kept) if step.applied), default=-1)
    rows = await uow.rows(
        INSERT,
        shelter=place.house.key,
        pool=place.pool_key,
        frees=[step.free for _, step in kept],
        looks=[one.look.looked_at for one, _ in kept],
        sources=[one.source for one, _ in kept],
        members=[one.member_id for one, _ in kept],
        applied=[step.applied for _, step in kept],
        unexplained=[plan.unexplained if at == last else 0 for at in range(len(kept))],
    )
    told = iter(
        _counted(row, step, plan if at == last else CountPlan())
        for at, (row, (_, step)) in enumerate(zip(rows, kept, strict=True))
    )
    return [next(told) if isinstance(step, Taken) else step for step in taken]


def _counted(row: Any, step: Taken, plan: CountPlan) -> Counted:
    return Counted(
        id=row["id"],
        applied=step.applied,
        free=step.free,
        before=step.before,
        held=row["held"],
        offered=row["offered"],
        newest=step.newest,
        unexplained=plan.unexplained,
        moved=len(plan.moves),
        displaced=len(plan.displaced),
    )


def recorded(house: House, one: Heard, counted: Counted) -> CountRecorded:
    """The event of one count."""
    return CountRecorded(
        subject=house.id,
        count=counted.id,
        free=counted.free,
        looked_at=one.look.looked_at,
        source=one.source,
        applied=counted.applied,
        unexplained=counted.unexplained,
        displaced=counted.displaced,
    )
