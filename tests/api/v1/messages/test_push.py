"""A phone of one's own rings when its owner is asked, over HTTP, against a push service that checks who sends."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from api.parts import Relais
from jobs.app import Jobs, assemble, handlers_of
from service.clock import SetClock
from tests.conftest import client_of
from tests.doubles.push_service import PushDouble
from tests.network import Network
from tests.service.beds.town import Shelter, Town

APPLE = "https://web.push.apple.com/"
THREE_AM = datetime(2026, 11, 4, 8, tzinfo=UTC)


@dataclass
class Ringing:
    """A house with somebody on call, and what rang."""

    town: Town
    house: Shelter
    double: PushDouble
    jobs: Jobs

    async def rang(self) -> list[str]:
        """Which phones rang since the last look, once the jobs have run."""
        for name in ("messages.climb", "outbox.messages.ask_by_push"):
            await self.jobs.run(name)
        found = sorted(each.endpoint.removeprefix(APPLE) for each in self.double.rung)
        self.double.rung.clear()
        return found

    async def register(self, member: UUID, phone: str) -> str:
        made = await self.town.post(member, "/push-devices", {"endpoint": APPLE + phone})
        assert made.status_code == 201, made.text
        return str(made.json()["id"])

    async def own(self, member: UUID) -> list[str]:
        found = await self.town.get(member, "/push-devices")
        assert found.json()["key"] == self.double.key.public
        return [each["id"] for each in found.json()["devices"]]


@pytest.fixture
async def ringing(relais: Relais, as_: Any, network: Network, clock: SetClock) -> AsyncIterator[Ringing]:
    double = PushDouble(clock)
    parts = replace(relais, push=double.channel())
    assert parts.worker_pool is not None
    jobs = assemble(parts, parts.worker_pool, handlers_of(parts))
    async with client_of(parts) as client:
        town = Town(client, as_, network, clock)
        house = await town.shelter(beds=3, fresh_for_minutes=60)
        roster = await town.post(house.coordinator, "/rosters", {"duty": "shelter"})
        slot = {"member_id": str(house.desk), "rank": 1, "starts_on": "2026-11-03", "starts": "20:00",
                "ends_on": "2026-11-04", "ends": "08:00"}  # fmt: skip
        assert (
            await town.post(house.coordinator, f"/rosters/{roster.json()['id']}/slots", slot)
        ).status_code == 201
        clock.set(THREE_AM)
        yield Ringing(town, house, double, jobs)


async def test_the_phone_of_whoever_is_asked_rings_then_the_next(
    ringing: Ringing, superuser: asyncpg.Connection
) -> None:
    """BED-15, OPS-04, ACC-03, SAF-12: first who is on call; unanswered, all who hold the duty; nobody once answered."""
    house, town = ringing.house, ringing.town
    pivot = await town.pivot()
    await ringing.register(house.desk, "desk")
    await ringing.register(house.coordinator, "coordinator")
    await ringing.register(pivot, "pivot")
    made = (await town.refer(pivot, house)).json()
    assert made["state"] == "asked"
    assert await ringing.rang() == ["desk"]
    assert await ringing.rang() == []
    town.clock.advance(timedelta(minutes=7, seconds=30))
    assert await ringing.rang() == ["coordinator", "desk"]
    await town.refer(pivot, house)
    await ringing.jobs.run("messages.climb")
    answered = await town.post(house.desk, f"/referrals/{made['id']}/decline", {"reason": "no_bed"})
    assert answered.status_code < 300, answered.text
    await superuser.execute("UPDATE askings SET outcome = 'answered', ended_at = now() WHERE outcome IS NULL")
    assert await ringing.rang() == []
    stored = await superuser.fetch("SELECT sealed FROM push_devices")
    assert all(APPLE.encode() not in row["sealed"] for row in stored)


async def test_a_device_that_is_gone_is_forgotten_and_trouble_is_tried_again(ringing: Ringing) -> None:
    """OPS-04: 410 removes it; what broke for one phone is tried again, and a phone rings no second time for nothing."""
    house, town = ringing.house, ringing.town
    pivot = await town.pivot()
    await ringing.register(house.desk, "old")
    new = await ringing.register(house.desk, "new")
    ringing.double.gone.add(APPLE + "old")
    await town.refer(pivot, house)
    assert await ringing.rang() == ["new"]
    assert await ringing.own(house.desk) == [new]
    town.clock.advance(timedelta(minutes=7, seconds=30))
    ringing.double.faults.append(500)
    assert await ringing.rang() == []
    town.clock.advance(timedelta(minutes=2))
    assert await ringing.rang() == ["new"]


async def test_one_s_own_devices_only_and_five_at_most(
    ringing: Ringing, superuser: asyncpg.Connection
) -> None:
    """SAF-12: the same phone is one device; the sixth takes the place of the oldest; nobody reads or ends another's."""
    house, town = ringing.house, ringing.town
    first = await ringing.register(house.desk, "a")
    assert await ringing.register(house.desk, "a") == first
    made = [first]
    for phone in "bcdef":
        town.clock.advance(timedelta(minutes=1))
        made.append(await ringing.register(house.desk, phone))
    assert await ringing.own(house.desk) == made[:0:-1]
    assert await ringing.own(house.coordinator) == []
    taken = await town.post(house.coordinator, f"/push-devices/{made[-1]}/end", {})
    assert taken.status_code == 404
    ended = await asyncio.gather(
        *(town.post(house.desk, f"/push-devices/{made[-1]}/end", {}) for _ in range(2))
    )
    assert sorted(each.status_code for each in ended) == [204, 404]
    refused = await town.post(house.desk, "/push-devices", {"endpoint": "https://10.0.0.1/x"})
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (422, "not_a_push_service")
    assert await superuser.fetchval("SELECT count(*) FROM push_devices") == 4


async def test_signing_out_silences_the_phone_and_sleep_does_not(
    ringing: Ringing, superuser: asyncpg.Connection
) -> None:
    """SAF-12: a session that its owner ended rings no more; a locked one does, or nobody is reached at 3 a.m."""
    house = ringing.house
    kept, silent = [await ringing.register(house.desk, phone) for phone in ("kept", "silent")]
    sessions = [await _session(superuser, house.desk) for _ in range(2)]
    for device, session in zip((kept, silent), sessions, strict=True):
        await superuser.execute(
            "UPDATE push_devices SET session_id = $2 WHERE id = $1", UUID(device), session
        )
    end = "UPDATE sessions SET ended_at = now(), ended_why = $2 WHERE id = $1"
    await superuser.execute(end, sessions[0], "locked")
    await superuser.execute(end, sessions[1], "left")
    assert await ringing.own(house.desk) == [kept]


async def _session(superuser: asyncpg.Connection, member: UUID) -> UUID:
    made: UUID = await superuser.fetchval(
        """
        INSERT INTO sessions (organisation_id, member_id, kind, signed_in_by, started_at, idle_until, ends_at)
        SELECT organisation_id, id, 'browser', 'passkey', '2026-11-03', '2026-11-05', '2026-11-05' FROM members
        WHERE id = $1 RETURNING id
        """,
        member,
    )
    return made
