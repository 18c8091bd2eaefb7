"""A house's address, written and read by its own people; a rotating safe house has none."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from tests.api.v1.beds.houses import (
    LINE,
    WHERE,
    confirmed,
    events,
    going,
    house,
    town,
    write,
)
from tests.service.beds.town import Shelter, Town

__all__ = ["confirmed", "going", "house", "town"]


async def test_the_houses_own_people(town: Town, house: Shelter, superuser: asyncpg.Connection) -> None:
    """POL-03: coordinator and front desk read their own, and each reading is an event."""
    for member in (house.coordinator, house.desk):
        answer = await town.post(member, f"/shelters/{house.id}/address/reading")
        assert (answer.status_code, answer.json()) == (
            200,
            {"where": WHERE, "line": LINE, "version": 1, "open_until": None},
        )
    assert await events(superuser, "beds.address_read") == 2


async def test_only_the_coordinator_writes(town: Town, house: Shelter) -> None:
    """SAF-01: the front desk reads and does not write, nor list whom it was shown to."""
    body = {"where": "1, rue Autre"}
    assert (await town.put(house.desk, f"/shelters/{house.id}/address", body, 1)).status_code == 404
    assert (await town.post(house.desk, f"/shelters/{house.id}/address/removal")).status_code == 404
    assert (await town.get(house.desk, f"/shelters/{house.id}/address/reveals")).status_code == 403


async def test_written_anew_and_by_one_at_a_time(town: Town, house: Shelter) -> None:
    """SAF-01: two people who change it at once: one wins, the other is told."""
    answers = await asyncio.gather(
        *(write(town, house, version=1, where=f"{n}, rue Neuve") for n in range(100, 104))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]
    now = (await town.post(house.coordinator, f"/shelters/{house.id}/address/reading")).json()
    assert now["version"] == 2
    assert now["where"] in {f"{n}, rue Neuve" for n in range(100, 104)}


async def test_the_first_writing_races_too(town: Town) -> None:
    """SAF-01: two first addresses of one house leave one."""
    house = await town.shelter(beds=1)
    answers = await asyncio.gather(
        *(write(town, house, version=0, where=f"{n}, rue Neuve") for n in range(100, 104))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]


async def test_a_rotating_safe_house_has_none(town: Town, superuser: asyncpg.Connection) -> None:
    """BED-08: refused at the door, and by the database for whoever comes past it."""
    until = (town.clock.now() + timedelta(days=7)).isoformat()
    rotating = await town.shelter(beds=1, kind="safe_house_rotating", available_until=until)
    answer = await write(town, rotating, version=0)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/rotating_house_has_no_address")
    for kind in ("safe_house_rotating", "youth"):
        with pytest.raises((asyncpg.CheckViolationError, asyncpg.ForeignKeyViolationError)):
            await superuser.execute(
                """
                INSERT INTO shelter_addresses (id, shelter_key, organisation_id, kind, sealed, written_by, written_at)
                SELECT gen_random_uuid(), key, organisation_id, $1, '', gen_random_uuid(), now() FROM shelters
                """,
                kind,
            )


async def test_a_house_with_an_address_cannot_become_rotating(town: Town, house: Shelter) -> None:
    """BED-08: the address goes first."""
    said = (await town.get(house.coordinator, f"/shelters/{house.id}")).json()
    names = ("name", "region", "city", "time_zone", "languages", "published")
    body = {name: said[name] for name in names}
    body |= {
        "kind": "safe_house_rotating",
        "available_until": (town.clock.now() + timedelta(days=7)).isoformat(),
    }
    answer = await town.put(house.coordinator, f"/shelters/{house.id}", body, said["version"])
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/rotating_house_has_no_address")
    assert (await town.post(house.coordinator, f"/shelters/{house.id}/address/removal")).status_code == 204
    assert (
        await town.put(house.coordinator, f"/shelters/{house.id}", body, said["version"])
    ).status_code == 200
