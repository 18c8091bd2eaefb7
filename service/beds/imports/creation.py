"""Shelters that a file names for the first time: all of a batch in six statements, beds made by the server itself."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from service.beds.imports.known import as_of, digest
from service.beds.imports.records import ImportedPool, ImportedShelter
from service.beds.imports.regions import TIME_ZONES
from service.beds.words import ShelterKind
from service.store.session import UnitOfWork
from service.store.statements import sql

LOW_SECURITY: Final[frozenset[ShelterKind]] = frozenset({"homeless"})
"""Kinds whose nights are short and whose doors are open (BED-14); the shelter says better once it joins."""

NEW_ORGANISATIONS = sql(
    """
    WITH wanted AS (
        SELECT gen_random_uuid() AS id, w.region, w.name_key, w.name
        FROM unnest(CAST(:regions AS text[]), CAST(:name_keys AS text[]), CAST(:names AS text[]))
            AS w (region, name_key, name)
        WHERE NOT EXISTS (SELECT FROM imported_organisations i
            WHERE i.source = :source AND i.region = w.region AND i.name_key = w.name_key)
    ), made AS (
        INSERT INTO organisations (id, name, kind, regions, language)
        SELECT w.id, w.name, 'shelter', ARRAY[w.region], CASE w.region WHEN 'CA-QC' THEN 'fr' ELSE 'en' END
        FROM wanted w
    )
    INSERT INTO imported_organisations (source, region, name_key, organisation_id)
    SELECT :source, w.region, w.name_key, w.id FROM wanted w
    """
)

NEW_SHELTERS = sql(
    """
    INSERT INTO shelters (organisation_id, source_code, name, kind, region, city, time_zone, security_level, published)
    SELECT o.organisation_id, r.source_code, r.name, r.kind, r.region, r.city, r.time_zone, r.security_level, true
    FROM jsonb_to_recordset(CAST(:shelters AS jsonb)) AS r (source_code text, name_key text, name text, kind text,
        region text, city text, time_zone text, security_level text)
    JOIN imported_organisations o ON o.source = :source AND o.region = r.region AND o.name_key = r.name_key
    RETURNING key, organisation_id, source_code
    """
)

NEW_POOLS = sql(
    """
    INSERT INTO pools (shelter_key, organisation_id, name, sleeps, private, family_unit, accepts_genders,
        min_age, max_age)
    SELECT r.shelter_key, CAST(r.organisation_id AS uuid), r.name, r.sleeps, r.private, r.family_unit,
        r.accepts_genders, r.min_age, r.max_age
    FROM jsonb_to_recordset(CAST(:pools AS jsonb)) AS r (shelter_key bigint, organisation_id text, name text,
        sleeps smallint, private boolean, family_unit boolean, accepts_genders text[], min_age smallint,
        max_age smallint)
    RETURNING key, shelter_key, name
    """
)

NEW_BEDS = sql(
    """
    INSERT INTO beds (pool_key, shelter_key, organisation_id, label)
    SELECT p.key, p.shelter_key, p.organisation_id, CAST(n AS text)
    FROM unnest(CAST(:pool_keys AS bigint[]), CAST(:firsts AS integer[]), CAST(:lasts AS integer[]))
        AS w (pool_key, first, last)
    JOIN pools p ON p.key = w.pool_key
    CROSS JOIN LATERAL generate_series(w.first, w.last) AS n
    """
)

REMEMBER = sql(
    """
    INSERT INTO imported_shelters (source, source_key, shelter_key, digest, as_of)
    SELECT :source, r.source_key, r.shelter_key, r.digest, r.as_of
    FROM unnest(CAST(:source_keys AS text[]), CAST(:shelter_keys AS bigint[]), CAST(:digests AS bytea[]),
        CAST(:moments AS timestamptz[])) AS r (source_key, shelter_key, digest, as_of)
    """
)


async def create(uow: UnitOfWork, shelters: Sequence[ImportedShelter]) -> None:
    """Make organisations, shelters, pools and beds of rows that are all new and of one source."""
    if not shelters:
        return
    source = shelters[0].source
    await _organisations(uow, source, shelters)
    made = await uow.rows(NEW_SHELTERS, source=source, shelters=[_shelter_row(s) for s in shelters])
    rows = {row["source_code"]: row for row in made}
    wanted = [(rows[source_code(s)], s) for s in shelters]
    await make_pools(
        uow,
        [
            pool_row(row["key"], row["organisation_id"], shelter, pool)
            for row, shelter in wanted
            for pool in shelter.pools
        ],
        {(row["key"], pool.name): pool.beds for row, shelter in wanted for pool in shelter.pools},
    )
    await uow.execute(
        REMEMBER,
        source=source,
        source_keys=[s.source_key for s in shelters],
        shelter_keys=[row["key"] for row, _ in wanted],
        digests=[digest(s) for s in shelters],
        moments=[as_of(s) for s in shelters],
    )


async def make_pools(uow: UnitOfWork, pools: list[dict[str, Any]], beds: dict[tuple[int, str], int]) -> None:
    """Make pools, each with its beds, labelled from 1; `beds` is by shelter key and pool name."""
    made = await uow.rows(NEW_POOLS, pools=pools)
    counts = [beds[row["shelter_key"], row["name"]] for row in made]
    await make_beds(uow, [row["key"] for row in made], [1] * len(made), counts)


async def make_beds(
    uow: UnitOfWork, pool_keys: Sequence[int], firsts: Sequence[int], lasts: Sequence[int]
) -> None:
    """Make beds labelled `first` to `last` (inclusive) in each pool; none where `last` is below `first`."""
    await uow.execute(NEW_BEDS, pool_keys=list(pool_keys), firsts=list(firsts), lasts=list(lasts))


def source_code(shelter: ImportedShelter) -> str:
    """The source and its key for the shelter, for people who look one up in the other."""
    return f"{shelter.source}:{shelter.source_key}"


def pool_row(
    shelter_key: int, organisation_id: object, shelter: ImportedShelter, pool: ImportedPool
) -> dict[str, Any]:
    """A pool's columns. Only a whole room can be a family's own; a family's bed in a shared room is a bed."""
    return {
        "shelter_key": shelter_key,
        "organisation_id": str(organisation_id),
        "name": pool.name,
        "sleeps": pool.sleeps,
        "private": pool.private,
        "family_unit": pool.family and pool.private,
        "accepts_genders": shelter.genders,
        "min_age": pool.min_age,
        "max_age": pool.max_age,
    }


def _shelter_row(shelter: ImportedShelter) -> dict[str, Any]:
    return {
        "source_code": source_code(shelter),
        "name_key": _name_key(shelter),
        "name": shelter.name,
        "kind": shelter.kind,
        "region": shelter.region,
        "city": shelter.city or "",
        "time_zone": TIME_ZONES[shelter.region],
        "security_level": "low" if shelter.kind in LOW_SECURITY else "standard",
    }


async def _organisations(uow: UnitOfWork, source: str, shelters: Iterable[ImportedShelter]) -> None:
    wanted = {(s.region, _name_key(s)): s.organisation_name for s in shelters}
    await uow.execute(
        NEW_ORGANISATIONS,
        source=source,
        regions=[region for region, _ in wanted],
        name_keys=[name_key for _, name_key in wanted],
        names=list(wanted.values()),
    )


def _name_key(shelter: ImportedShelter) -> str:
    return shelter.organisation_name.casefold()
