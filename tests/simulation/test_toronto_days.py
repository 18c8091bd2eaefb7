"""Toronto's fourteen real days, replayed: houses imported, counts over HTTP, the clock moved; the published numbers."""

import csv
import os
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from service.beds.imports.commands import IMPORTER_JOB, Imported, ImportFile, import_file
from service.clock import SetClock
from service.partners.actor import Role
from service.store.store import Store, open_pool
from tests.network import Network

SAMPLE = Path(__file__).parents[1] / "samples" / "toronto_fourteen_days.csv"
WHOLE = os.environ.get("RELAIS_TORONTO_DAYS", "")
"""The path of the city's own file, for the long run."""
LOOKED_AT, ARRIVES_AT = "T08:00:00+00:00", timedelta(minutes=5)
"""Four in the morning in Toronto, once the clocks have changed; five minutes later the count is sent."""


@pytest.fixture
async def owner(superuser_url: str, clock: SetClock, store: Store) -> AsyncIterator[Store]:
    """The store of the operator, who owns the schema."""
    pool = await open_pool(superuser_url, role="none", size=2)
    yield Store(pool, clock)
    await pool.close()


class City:
    """The fourteen days as the file tells them, and the front desks that count."""

    def __init__(self, client: httpx.AsyncClient, as_: Any, network: Network, file: Path) -> None:
        self.client, self.as_, self.network = client, as_, network
        self.desks: dict[UUID, UUID] = {}
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            self.rows = list(reader)
            self.columns = list(reader.fieldnames or ())

    def days(self) -> dict[str, list[dict[str, str]]]:
        found: dict[str, list[dict[str, str]]] = {}
        for row in self.rows:
            found.setdefault(row["OCCUPANCY_DATE"], []).append(row)
        return dict(sorted(found.items()))

    def written(self, rows: list[dict[str, str]], path: Path) -> Path:
        with path.open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, self.columns)
            writer.writeheader()
            writer.writerows(rows)
        return path

    async def houses(self) -> dict[str, Any]:
        rows = await self.network.superuser.fetch(
            """
            SELECT i.source_key, s.id, s.organisation_id
            FROM imported_shelters i JOIN shelters s ON s.key = i.shelter_key
            """
        )
        return {row["source_key"]: row for row in rows}

    async def desk(self, organisation_id: UUID) -> UUID:
        if organisation_id not in self.desks:
            self.desks[organisation_id] = await self.network.member(organisation_id, Role.FRONT_DESK)
        return self.desks[organisation_id]

    async def count(self, house: Any, free: int, looked_at: datetime) -> None:
        headers = self.as_(await self.desk(house["organisation_id"]), key=f"{house['id']}-{looked_at:%d}")
        body = {"free": free, "looked_at": looked_at.isoformat()}
        answer = await self.client.post(f"/v1/shelters/{house['id']}/counts", json=body, headers=headers)
        assert (answer.status_code, answer.json().get("applied")) == (201, True), answer.text

    async def seen(self, house: Any) -> tuple[int, int]:
        """Occupied and free, as the house itself reads them."""
        headers = self.as_(await self.desk(house["organisation_id"]))
        tonight = (await self.client.get(f"/v1/shelters/{house['id']}", headers=headers)).json()["tonight"]
        return tonight["taken"], tonight["empty"]


def published(row: dict[str, str]) -> tuple[int, int]:
    """Occupied and free beds, or rooms, as the city published them."""
    unit = "BEDS" if row["OCCUPIED_BEDS"] else "ROOMS"
    return int(float(row[f"OCCUPIED_{unit}"])), int(float(row[f"UNOCCUPIED_{unit}"]))


async def replayed(city: City, owner: Store, clock: SetClock, folder: Path) -> int:
    """Every day in its turn; how many programme-days ended in the published numbers."""
    same = 0
    for day, rows in city.days().items():
        looked_at = datetime.fromisoformat(day + LOOKED_AT) + timedelta(days=1)
        clock.advance(looked_at + ARRIVES_AT - clock.now())
        done = await owner.run(
            import_file, IMPORTER_JOB, ImportFile(city.written(rows, folder / "day.csv"), "toronto")
        )
        assert isinstance(done, Imported)
        assert done.bad_rows == ()
        houses = await city.houses()
        for row in rows:
            await city.count(houses[row["PROGRAM_ID"]], published(row)[1], looked_at)
        for row in rows:
            assert await city.seen(houses[row["PROGRAM_ID"]]) == published(row), (day, row["PROGRAM_NAME"])
            same += 1
    return same


async def test_a_dozen_programmes_for_fourteen_days(
    client: httpx.AsyncClient, as_: Any, network: Network, owner: Store, *, clock: SetClock, tmp_path: Path
) -> None:
    """BED-15: beds that come and go, rooms, a warming centre that opens and closes: each day the published numbers."""
    city = City(client, as_, network, SAMPLE)
    clock.advance(datetime.fromisoformat("2024-03-19T00:00:00+00:00") - clock.now())
    assert await replayed(city, owner, clock, tmp_path) == len(city.rows) == 151


@pytest.mark.soak
@pytest.mark.skipif(not WHOLE, reason="RELAIS_TORONTO_DAYS names no file")
async def test_the_whole_city_for_fourteen_days(
    client: httpx.AsyncClient, as_: Any, network: Network, owner: Store, *, clock: SetClock, tmp_path: Path
) -> None:
    """BED-15: the same for every programme of the city's own file."""
    city = City(client, as_, network, Path(WHOLE))
    clock.advance(datetime.fromisoformat("2024-03-19T00:00:00+00:00") - clock.now())
    assert await replayed(city, owner, clock, tmp_path) == len(city.rows) == 1915
