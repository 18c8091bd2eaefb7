"""Counts of one shelter, applied together: each is kept, and the newest decides what the beds hold (BED-15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from service.beds.claims.changes import END, FACT, lapse, rearrange
from service.beds.claims.rules import Bed
from service.beds.counts.cots import fold, put_up
from service.beds.counts.rules import (
    CountPlan,
    Fault,
    Look,
    Taken,
    cots_for,
    empty_now,
    fault_of,
    most_countable,
    plan_count,
    take,
    usable,
)
from service.beds.events import CountRecorded
from service.beds.freshness.rules import Ageing
from service.beds.shelters.house import House, Occupancy, occupancy
from service.messages.climbing import answered
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class Counted:
    """What became of a count. `before` is what was empty until then: sending it again undoes the count.

    `applied` is false when a newer count, looked at `newest`, exists. `unexplained` recorded stays contradict it.
    `held` beds are empty and promised; `offered` are neither. `overflow` cots stand until the turnover.
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
    overflow: int = 0


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
    """A look that cannot be recorded: `beds` are usable, and up to `most` would be believed."""

    fault: Fault
    beds: int
    most: int


KNOWN = sql(
    """
    SELECT s.counted_at, s.asked_at, s.watched_minutes, s.seen_changes, s.fresh_for_fixed, s.fresh_for_minutes,
        (SELECT max(c.looked_at) FROM counts c WHERE c.shelter_key = :shelter AND c.applied
            AND (CAST(:pool AS bigint) IS NULL OR c.pool_key IS NULL OR c.pool_key = :pool)) AS newest
    FROM shelters s WHERE s.key = :shelter
    """
)
INSERT = sql(
    """
    WITH tonight AS MATERIALIZED (
        SELECT coalesce(sum(free), 0)::int AS offered, coalesce(sum(held), 0)::int AS held FROM availability
        WHERE shelter_key = :shelter AND (CAST(:pool AS bigint) IS NULL OR pool_key = :pool)
            AND pool_key <> ALL (CAST(:cots AS bigint[])))
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
    UPDATE shelters SET counted_at = :looked_at, count_source = :source, watched_minutes = :watched,
        seen_changes = :changes, fresh_for_minutes = :fresh_for
    WHERE key = :shelter AND (counted_at IS NULL OR counted_at < :looked_at)
    """
)


async def apply_counts(uow: UnitOfWork, place: Counting, heard: Sequence[Heard]) -> list[Counted | Faulty]:
    """Record these looks in order and make the claims agree with the newest. The shelter is locked already."""
    on_beds = await _now(uow, place)
    [known] = await uow.rows(KNOWN, shelter=place.house.key, pool=place.pool_key)
    taken = _take(on_beds, place, heard, known["newest"], uow.now)
    settled = await _settle(uow, on_beds, known, list(zip(heard, taken, strict=True)))
    return await _record(uow, place, heard, taken, settled)


async def _now(uow: UnitOfWork, place: Counting) -> Occupancy:
    """What is on the beds, without what binds nobody any more: its rows would be in the way, or stand for beds."""
    on_beds = await occupancy(uow, place.house, place.pool_key)
    if any(claim.lapsed(uow.now) for claim in on_beds.claims):
        await lapse(uow, place.house)
        on_beds = await occupancy(uow, place.house, place.pool_key)
    if any(bed.overflow and not bed.active for bed in (*on_beds.beds, *on_beds.spare)):
        await fold(uow, place.house)  # last night's cots are no beds that somebody saw empty or taken
        on_beds = await occupancy(uow, place.house, place.pool_key)
    return on_beds


def _take(
    on_beds: Occupancy, place: Counting, heard: Sequence[Heard], newest: datetime | None, now: datetime
) -> list[Taken | Faulty]:
    """What becomes of each look, in order; each knows those before it."""
    own = usable(tuple(bed for bed in on_beds.beds if not bed.overflow), on_beds.claims, now)
    empty = empty_now(on_beds.beds, on_beds.claims, now)
    taken: list[Taken | Faulty] = []
    for one in heard:
        on_the_spot = one.source != "import"
        most = most_countable(own) if on_the_spot and place.pool_key is None else own
        fault = fault_of(one.look, most, newest, now, on_the_spot=on_the_spot)
        if fault is not None:
            taken.append(Faulty(fault, own, most))
            continue
        step = take(one.look, empty, newest)
        taken.append(step)
        newest, empty = step.newest, step.free if step.applied else empty
    return taken


@dataclass(frozen=True)
class Settled:
    """What the newest look changed, and the cots that stand now."""

    plan: CountPlan
    cots: tuple[Bed, ...]


async def _settle(
    uow: UnitOfWork, on_beds: Occupancy, known: Any, steps: Sequence[tuple[Heard, Taken | Faulty]]
) -> Settled:
    """What the last look that applies says: cots put up, stays ended and opened, promises moved or displaced."""
    last = [(one, step) for one, step in steps if isinstance(step, Taken) and step.applied]
    if not last:
        return Settled(CountPlan(), _cots(on_beds))
    house, (one, step) = on_beds.house, last[-1]
    night_end = house.clock.night_end(uow.now)
    cots = cots_for(step.free, usable(on_beds.beds, on_beds.claims, uow.now))
    if cots:
        on_beds = await put_up(uow, on_beds, cots, night_end)
    plan = plan_count(on_beds.beds, on_beds.claims, step.free, uow.now, night_end, spare=on_beds.spare)
    await _write(uow, on_beds, plan)
    await _counted_now(uow, house, known, one, abs(step.free - step.before))
    return Settled(plan, _cots(on_beds))


def _cots(on_beds: Occupancy) -> tuple[Bed, ...]:
    return tuple(bed for bed in (*on_beds.beds, *on_beds.spare) if bed.overflow)


async def _counted_now(uow: UnitOfWork, house: House, known: Any, one: Heard, changed: int) -> None:
    """The shelter is fresh again, its question is answered, and it is known a little better how its counts age."""
    ageing = Ageing(timedelta(minutes=known["watched_minutes"]), known["seen_changes"])
    counted_at, looked_at = known["counted_at"], one.look.looked_at
    if counted_at is not None:
        ageing = ageing.seen(looked_at - counted_at, changed)
    fixed = known["fresh_for_fixed"]
    await uow.execute(
        COUNTED,
        shelter=house.key,
        looked_at=looked_at,
        source=one.source,
        watched=ageing.watched / timedelta(minutes=1),
        changes=ageing.changes,
        fresh_for=known["fresh_for_minutes"] if fixed else ageing.fresh_for // timedelta(minutes=1),
    )
    if known["asked_at"] is not None and (counted_at is None or known["asked_at"] >= counted_at):
        await answered(uow, "count", house.id)


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
    uow: UnitOfWork,
    place: Counting,
    heard: Sequence[Heard],
    taken: Sequence[Taken | Faulty],
    settled: Settled,
) -> list[Counted | Faulty]:
    plan = settled.plan
    kept = [(one, step) for one, step in zip(heard, taken, strict=True) if isinstance(step, Taken)]
    last = max((at for at, (_, step) in enumerate(kept) if step.applied), default=-1)
    rows = await uow.rows(
        INSERT,
        shelter=place.house.key,
        pool=place.pool_key,
        cots=sorted({bed.pool_key for bed in settled.cots}),
        frees=[step.free for _, step in kept],
        looks=[one.look.looked_at for one, _ in kept],
        sources=[one.source for one, _ in kept],
        members=[one.member_id for one, _ in kept],
        applied=[step.applied for _, step in kept],
        unexplained=[plan.unexplained if at == last else 0 for at in range(len(kept))],
    )
    told = iter(
        _counted(row, step, plan if at == last else CountPlan(), len(settled.cots))
        for at, (row, (_, step)) in enumerate(zip(rows, kept, strict=True))
    )
    return [next(told) if isinstance(step, Taken) else step for step in taken]


def _counted(row: Any, step: Taken, plan: CountPlan, overflow: int) -> Counted:
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
        overflow=overflow,
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
        overflow=counted.overflow,
    )
