"""Shelters whose row says something else than at the last import: only what differs is written, shelter by shelter."""

from typing import Any

from service.beds.imports.creation import make_beds, make_pools, pool_row
from service.beds.imports.known import Known, digest
from service.beds.imports.records import ImportedPool, ImportedShelter
from service.beds.imports.regions import TIME_ZONES
from service.store.session import UnitOfWork
from service.store.statements import sql

LOCK = sql(
    "SELECT a.pool_key FROM availability a WHERE a.shelter_key = :shelter_key ORDER BY a.pool_key FOR UPDATE"
)

REVISE_SHELTER = sql(
    """
    UPDATE shelters SET name = :name, kind = :kind, region = :region, city = :city, time_zone = :time_zone,
        version = version + 1
    WHERE key = :shelter_key AND (name, kind, region, city) IS DISTINCT FROM (:name, :kind, :region, :city)
    """
)

POOLS = sql("SELECT key, name FROM pools WHERE shelter_key = :shelter_key AND NOT overflow ORDER BY key")

REVISE_POOL = sql(
    """
    UPDATE pools SET sleeps = :sleeps, private = :private, family_unit = :family_unit,
        accepts_genders = :accepts_genders, min_age = :min_age, max_age = :max_age
    WHERE key = :pool_key AND (sleeps, private, family_unit, accepts_genders, min_age, max_age) IS DISTINCT FROM
        (CAST(:sleeps AS smallint), CAST(:private AS boolean), CAST(:family_unit AS boolean),
         CAST(:accepts_genders AS text[]), CAST(:min_age AS smallint), CAST(:max_age AS smallint))
    """
)

BEDS = sql(
    """
    SELECT count(*) FILTER (WHERE b.active) AS active, count(*) AS ever FROM beds b WHERE b.pool_key = :pool_key
    """
)

BRING_BACK = sql(
    """
    UPDATE beds SET active = true WHERE key IN (
        SELECT b.key FROM beds b WHERE b.pool_key = :pool_key AND NOT b.active ORDER BY b.key LIMIT :wanted)
    """
)

LEAST_NEEDED = sql(
    """
    SELECT b.key FROM beds b
    LEFT JOIN LATERAL (SELECT bool_and(c.anonymous) AS anonymous FROM claims c
        WHERE c.bed_key = b.key AND c.state = 'live') c ON true
    WHERE b.pool_key = :pool_key AND b.active AND coalesce(c.anonymous, true)
    ORDER BY c.anonymous IS NOT NULL, b.key DESC LIMIT :wanted
    """
)

END_ANONYMOUS_STAYS = sql(
    """
    UPDATE claims SET state = 'ended', ended_at = relais.now()
    WHERE bed_key = ANY (CAST(:bed_keys AS bigint[])) AND state = 'live' AND anonymous
    """
)

TAKE_AWAY = sql("UPDATE beds SET active = false WHERE key = ANY (CAST(:bed_keys AS bigint[]))")

REMEMBER_ANEW = sql(
    """
    UPDATE imported_shelters SET digest = :digest
    WHERE shelter_key = :shelter_key AND digest IS DISTINCT FROM CAST(:digest AS bytea)
    """
)


async def revise(uow: UnitOfWork, known: Known, shelter: ImportedShelter) -> None:
    """Bring one shelter to what its row now says.

    It stays with its organisation whatever the file now calls it. Beds that go are those that nobody is in; a promise
    or a known person's bed stays (BED-16), and the row then counts as changed again at the next import.
    """
    await uow.rows(LOCK, shelter_key=known.key)
    await uow.execute(
        REVISE_SHELTER,
        shelter_key=known.key,
        name=shelter.name,
        kind=shelter.kind,
        region=shelter.region,
        city=shelter.city or "",
        time_zone=TIME_ZONES[shelter.region],
    )
    reached = await _revise_pools(uow, known, shelter)
    await uow.execute(REMEMBER_ANEW, shelter_key=known.key, digest=digest(shelter) if reached else None)


async def _revise_pools(uow: UnitOfWork, known: Known, shelter: ImportedShelter) -> bool:
    wanted = {pool.name: pool for pool in shelter.pools}
    there = {row["name"]: row["key"] for row in await uow.rows(POOLS, shelter_key=known.key)}
    new = [pool for name, pool in wanted.items() if name not in there]
    await make_pools(
        uow,
        [pool_row(known.key, known.organisation_id, shelter, pool) for pool in new],
        {(known.key, pool.name): pool.beds for pool in new},
    )
    reached = True
    for name, pool_key in there.items():
        pool = wanted.get(name)
        if pool is not None:
            await _revise_pool(uow, pool_key, shelter, pool)
        reached &= await _resize(uow, pool_key, pool.beds if pool else 0)
    return reached


async def _revise_pool(uow: UnitOfWork, pool_key: int, shelter: ImportedShelter, pool: ImportedPool) -> None:
    columns: dict[str, Any] = pool_row(0, "", shelter, pool)
    for fixed in ("shelter_key", "organisation_id", "name"):
        del columns[fixed]
    await uow.execute(REVISE_POOL, pool_key=pool_key, **columns)


async def _resize(uow: UnitOfWork, pool_key: int, wanted: int) -> bool:
    """Whether the pool now has as many beds as wanted."""
    [beds] = await uow.rows(BEDS, pool_key=pool_key)
    more = wanted - beds["active"]
    if more > 0:
        back = await uow.execute(BRING_BACK, pool_key=pool_key, wanted=more)
        await make_beds(uow, [pool_key], [beds["ever"] + 1], [beds["ever"] + more - back])
    return more >= 0 or await _take_away(uow, pool_key, -more)


async def _take_away(uow: UnitOfWork, pool_key: int, wanted: int) -> bool:
    going = [row["key"] for row in await uow.rows(LEAST_NEEDED, pool_key=pool_key, wanted=wanted)]
    await uow.execute(END_ANONYMOUS_STAYS, bed_keys=going)
    await uow.execute(TAKE_AWAY, bed_keys=going)
    return len(going) == wanted
