"""Two houses, two pivots, a police service with agreements, and a coordination: everybody whom the machine plays."""

import asyncio
import json
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import asyncpg

from service.clock import SetClock
from service.keys.local import LocalKeyring
from service.keys.roots import fresh
from service.partners.actor import Role
from service.store.store import open_pool
from tests.emptying import empty, sweeper_for
from tests.network import Network
from tests.proving import ProvingStore
from tests.service.operations.stage import ALL, Shelter, agreement, pool_of
from tests.simulation.beds.picture import Picture, look

T = TypeVar("T")
ZONE = "America/Toronto"
REGION = "CA-QC"


@dataclass(frozen=True)
class House:
    """A house of the town, and the hour at which its day turns."""

    shelter: Shelter
    turnover: int

    @property
    def key(self) -> int:
        return self.shelter.key


@dataclass
class Town:
    """The database of one run, and who lives in it. Everything awaits on a loop of its own."""

    url: str
    clock: SetClock
    runner: asyncio.Runner = field(default_factory=asyncio.Runner)

    def open(self) -> None:
        """Connect: as the owner to look, as the application and as the jobs to act."""
        self.db: asyncpg.Connection = self.wait(self._connect())
        self.pool = self.wait(open_pool(self.url, size=8))
        self.workers = self.wait(open_pool(self.url, role="relais_worker", size=6))
        self.roots = fresh()

    async def _connect(self) -> asyncpg.Connection:
        db = await asyncpg.connect(self.url)
        await db.set_type_codec("jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads)
        self.sweeper = await sweeper_for(db, self.url)
        return db

    def close(self) -> None:
        self.wait(empty(self.db))
        for opened in (self.pool, self.workers, self.sweeper.connection, self.db):
            self.wait(opened.close())
        self.runner.close()

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def begin(self, now: datetime) -> None:
        """The town as it is before anybody does anything."""
        self.clock.set(now)
        self.wait(empty(self.db))
        keyring = LocalKeyring(self.roots)
        self.store = ProvingStore(self.pool, self.clock, keyring=keyring)
        self.network = Network(self.db, self.clock, keyring)
        self.wait(self._settle(now))

    async def _settle(self, now: datetime) -> None:
        police = await self.network.organisation("police")
        self.investigator = await self.network.member(police, Role.INVESTIGATOR)
        clinic, other = [await self.network.organisation("pivot") for _ in range(2)]
        self.clinic = clinic
        self.pivots = [await self.network.member(home, Role.PIVOT_WORKER) for home in (clinic, other)]
        coordination = await self.network.organisation("coordination")
        self.coordinator = await self.network.member(coordination, Role.REGIONAL_COORDINATOR)
        # At two in the morning the clocks of Toronto skip an hour, or strike twice.
        self.houses = [await self._house(now, turnover) for turnover in (12, 2)]
        for house, (beds, genders, sleeps) in zip(
            (self.houses[0], *self.houses), ((2, ALL, 1), (1, ["woman"], 2), (2, ALL, 1)), strict=True
        ):
            home = house.shelter.organisation
            await pool_of(self.db, house.key, home, beds=beds, genders=genders, sleeps=sleeps)
        await self.network.together(
            police, clinic, other, coordination, *(house.shelter.organisation for house in self.houses)
        )
        for house in self.houses:
            await agreement(self.db, house.shelter, police, places=2, notice=0, longest=200, now=now)

    async def _house(self, now: datetime, turnover: int) -> House:
        home = await self.network.organisation("shelter")
        row = await self.db.fetchrow(
            """
            INSERT INTO shelters (organisation_id, name, kind, region, city, time_zone, turnover_hour, published,
                counted_at, count_source, fresh_for_minutes)
            VALUES ($1, 'House', 'women_difficulty', $2, 'Montréal', $3, $4, true, $5, 'desk', 600) RETURNING key, id
            """,
            home,
            REGION,
            ZONE,
            turnover,
            now,
        )
        if row is None:
            raise RuntimeError("no shelter")
        await self.db.execute(
            """
            INSERT INTO counts (shelter_key, organisation_id, free, looked_at, recorded_at, source, applied,
                unexplained)
            VALUES ($1, $2, 0, $3, $3, 'desk', true, 0)
            """,
            row["key"],
            home,
            now,
        )
        people = [
            await self.network.member(home, role) for role in (Role.SHELTER_COORDINATOR, Role.FRONT_DESK)
        ]
        return House(Shelter(row["key"], row["id"], home, *people), turnover)

    def look(self) -> Picture:
        return self.wait(look(self.db, self.clock.now()))

    def house_of(self, key: int) -> House:
        return next(house for house in self.houses if house.key == key)

    def desk_of(self, organisation: UUID) -> UUID:
        return next(h.shelter.desk for h in self.houses if h.shelter.organisation == organisation)
