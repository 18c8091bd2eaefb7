"""A country to measure on: 13,424 shelters and 477,515 beds, as many as in HUD's count of 2014, nine in ten taken.

The sizes follow that file's; names and targets are made. It is read by the same importer as a real file, and kept in a
folder of the machine's temporary space, so that a second run starts at once.
"""

import csv
import random
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg

from api.parts import Relais, open_parts
from service.beds.imports.commands import ImportFile
from service.beds.imports.hic import COLUMNS
from service.beds.imports.regions import AMERICAN
from service.beds.imports.running import run_import
from service.keys.keyring import Keyring
from service.keys.secrets import Holding
from service.partners.duty_numbers import sealed_number
from service.settings import PROJECT, Settings
from service.store.store import Store, open_pool

SHELTERS = 13_424
BEDS = 477_515
REGION = "US-NY"
KEPT_FOR = timedelta(days=5)
"""A country older than this is built anew: its stays would begin to end."""
CALLERS = 400
"""Workers of the pivot, so that four hundred callers are four hundred people."""
TARGETS = ("SF", "SFHC", "YF", "SMF", "SM")
DESKS = 200
"""Shelters whose front desk counts while the board is read."""


@dataclass(frozen=True)
class Desk:
    """A front desk that counts, its shelter, and how many beds it has."""

    member_id: UUID
    shelter_id: UUID
    beds: int


@dataclass(frozen=True)
class Nation:
    """What a bench needs to know of the country."""

    relais: Relais
    pivot_id: UUID
    callers: tuple[UUID, ...]
    desks: tuple[Desk, ...]


def folder_for(shelters: int) -> Path:
    """Named by the migrations: another schema is another country."""
    found = sha256()
    for path in sorted((PROJECT / "migrations").rglob("*.py")):
        found.update(path.read_bytes())
    return Path(tempfile.gettempdir()) / f"relais-nation-{shelters}-{found.hexdigest()[:12]}"


@asynccontextmanager
async def nation() -> AsyncIterator[Nation]:
    """The country, built at the first call on this machine."""
    async with _kept(SHELTERS, BEDS, sorted(AMERICAN)) as country:
        yield country


@asynccontextmanager
async def town() -> AsyncIterator[Nation]:
    """A network of 136 shelters, all in one region: as many of them answer there as in the country's region."""
    async with _kept(136, 4_703, [REGION.removeprefix("US-")]) as small:
        yield small


@asynccontextmanager
async def _kept(shelters: int, beds: int, regions: list[str]) -> AsyncIterator[Nation]:
    folder = folder_for(shelters)
    built = folder / "built"
    if not built.exists() or time.time() - built.stat().st_mtime > KEPT_FOR.total_seconds():
        shutil.rmtree(folder, ignore_errors=True)
    settings = replace(Settings(environment="development", data=folder), pool_size=16)
    async with open_parts(settings) as relais:
        if not built.exists():
            sys.stderr.write(f"building {shelters:,} shelters with {beds:,} beds\n")
            write_file(folder / "country.csv", shelters, beds, regions)
            await _build(relais, folder / "country.csv")
            built.touch()
        yield await _known(relais)


async def _build(relais: Relais, file: Path) -> None:
    owner_pool = await open_pool(str(relais.owner_url), role="none", size=1)
    owner = Store(owner_pool, relais.store.clock, relais.store.recorder, relais.store.keyring)
    await run_import(owner, relais.store, ImportFile(file, "hic"))
    await owner_pool.close()
    connection = await asyncpg.connect(relais.owner_url)
    await _fill(connection, datetime.now(UTC))
    await _people(connection)
    await _answer(connection, owner.keyring)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()


async def _answer(connection: asyncpg.Connection, keyring: Keyring | None) -> None:
    """Every partner answers at a number of its own, sealed: a page of the board opens twenty of them."""
    if keyring is None:
        raise ValueError("the country is built with a keyring")
    holder = Holding(connection, keyring)
    rows = await connection.fetch("SELECT id FROM organisations ORDER BY id")
    sealed = [
        (row["id"], await sealed_number(holder, row["id"], f"+1 555 {at:07}")) for at, row in enumerate(rows)
    ]
    await connection.executemany("UPDATE organisations SET duty_number = $2 WHERE id = $1", sealed)


def write_file(file: Path, shelters: int, beds: int, regions: list[str]) -> None:
    """A file in HUD's own format, the same at every call."""
    chance = random.Random(2014)
    sizes = [max(1, round(chance.lognormvariate(2.95, 1.05))) for _ in range(shelters)]
    scale = beds / sum(sizes)
    sizes = [max(1, round(size * scale)) for size in sizes]
    sizes[0] += beds - sum(sizes)
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        for number, size in enumerate(sizes, start=1):
            writer.writerow(
                {
                    "Row #": number,
                    "State": regions[int(len(regions) * chance.random() ** 2)],
                    "Organization Name": f"Partner {number // 3}",
                    "Project Name": f"House {number}",
                    "Project Type": "TH" if number % 2 else "ES",
                    "Bed Type": "F",
                    "Target Population A": chance.choice(TARGETS),
                    "Target Population B": "DV" if number % 5 == 0 else "NA",
                    "Beds HH w/ Children": 0,
                    "Beds HH w/o Children": size,
                    "Beds HH w/ only Children": 0,
                    "Total Beds": size,
                }
            )


async def _fill(connection: asyncpg.Connection, now: datetime) -> None:
    """Nine beds in ten have somebody in them tonight, and every shelter counted within the last hours."""
    await connection.execute("SELECT set_config('relais.now', $1, false)", now.isoformat())
    await connection.execute(
        """
        UPDATE shelters SET published = true, security_level = 'standard',
            counted_at = $1::timestamptz - key % 300 * interval '1 minute', fresh_for_minutes = 10080
        """,
        now,
    )
    highest = await connection.fetchval("SELECT max(key) FROM shelters")
    for first in range(0, highest + 1, 2000):
        await connection.execute(
            """
            INSERT INTO claims (bed_key, pool_key, shelter_key, organisation_id, kind, state,
                                starts_at, ends_at, anonymous)
            SELECT b.key, b.pool_key, b.shelter_key, b.organisation_id, 'stay', 'live',
                   $3::timestamptz - interval '1 hour',
                   relais.night_end($3::timestamptz, s.turnover_hour, s.time_zone) + interval '6 days', true
            FROM beds b JOIN shelters s ON s.key = b.shelter_key
            WHERE b.shelter_key >= $1 AND b.shelter_key < $2 AND hashint8(b.key) % 10 <> 0
            """,
            first,
            first + 2000,
            now,
        )


async def _people(connection: asyncpg.Connection) -> None:
    pivot = uuid4()
    await connection.execute(
        "INSERT INTO organisations (id, name, kind, regions) VALUES ($1, 'Bench', 'pivot', '{US-NY}')", pivot
    )
    insert = "INSERT INTO members (organisation_id, email, roles, ends_on) VALUES ($1, $2, $3, '2100-01-01')"
    await connection.execute(insert, pivot, "pivot@bench.test", ["pivot_worker"])
    await connection.executemany(
        insert, [(pivot, f"caller{number}@bench.test", ["pivot_worker"]) for number in range(CALLERS)]
    )
    desks = await connection.fetch(
        """
        SELECT DISTINCT ON (s.organisation_id) s.organisation_id, s.key FROM shelters s
        WHERE (SELECT count(*) FROM beds b WHERE b.shelter_key = s.key) BETWEEN 20 AND 60
        ORDER BY s.organisation_id LIMIT $1
        """,
        DESKS,
    )
    for number, desk in enumerate(desks):
        await connection.execute(
            insert, desk["organisation_id"], f"desk{number}.{desk['key']}@bench.test", ["front_desk"]
        )


SIT_DOWN = """
    INSERT INTO sessions (id, organisation_id, member_id, kind, signed_in_by, started_at, seen_at, idle,
        idle_until, ends_at)
    SELECT id, organisation_id, id, 'client', 'passkey', $1, $1, '12 hours', $2, $2 FROM members
    WHERE email LIKE '%@bench.test'
    ON CONFLICT (id) DO UPDATE SET idle_until = excluded.idle_until, ends_at = excluded.ends_at
"""
"""Everybody who asks sits in a session, as whoever has signed in does; it has the id of its member."""


async def _known(relais: Relais) -> Nation:
    connection = await asyncpg.connect(relais.owner_url)
    now = datetime.now(UTC)
    await connection.execute(SIT_DOWN, now, now + timedelta(hours=12))
    desks = await connection.fetch(
        """
        SELECT m.id, s.id AS shelter, (SELECT count(*) FROM beds b WHERE b.shelter_key = s.key) AS beds
        FROM members m JOIN shelters s ON s.key = split_part(split_part(m.email, '.', 2), '@', 1)::bigint
        WHERE m.email LIKE 'desk%@bench.test' ORDER BY m.email
        """
    )
    pivot = await connection.fetchval("SELECT id FROM members WHERE email = 'pivot@bench.test'")
    callers = await connection.fetch("SELECT id FROM members WHERE email LIKE 'caller%@bench.test'")
    await connection.close()
    return Nation(
        relais,
        pivot,
        tuple(c["id"] for c in callers),
        tuple(Desk(d["id"], d["shelter"], d["beds"]) for d in desks),
    )


async def open_house(relais: Relais, beds: int) -> UUID:
    """A shelter of its own organisation with so many empty beds, counted this minute."""
    connection = await asyncpg.connect(relais.owner_url)
    async with connection.transaction():
        organisation, shelter = uuid4(), uuid4()
        await connection.execute(
            "INSERT INTO organisations (id, name, kind, regions) VALUES ($1, 'House', 'shelter', $2)",
            organisation,
            [REGION],
        )
        await connection.execute(OPEN_HOUSE, organisation, shelter, REGION, beds)
    await connection.execute("ANALYZE beds")
    await connection.close()
    return shelter


OPEN_HOUSE = """
    WITH house AS (
        INSERT INTO shelters (id, organisation_id, name, kind, region, city, time_zone, published, counted_at,
                              count_source)
        VALUES ($2, $1, 'House', 'women_difficulty', $3, 'Albany', 'America/New_York', true, relais.now(), 'desk')
        RETURNING key
    ), pool AS (
        INSERT INTO pools (shelter_key, organisation_id, accepts_genders)
        SELECT key, $1, '{woman}' FROM house RETURNING key, shelter_key
    )
    INSERT INTO beds (pool_key, shelter_key, organisation_id)
    SELECT pool.key, pool.shelter_key, $1 FROM pool, generate_series(1, $4)
"""
