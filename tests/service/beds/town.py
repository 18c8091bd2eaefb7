"""A small town for the tests of beds: shelters as HTTP clients would make them, and who works there."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

import httpx

from service.clock import SetClock
from service.partners.actor import Role
from tests.network import Network

_keys = count(1)


@dataclass
class Shelter:
    """A shelter that exists, with who works there."""

    id: str
    organisation_id: UUID
    coordinator: UUID
    desk: UUID
    pools: list[str] = field(default_factory=list)


@dataclass
class Town:
    """Talks HTTP as whoever is named. `answer = await town.post(member, path, body)`."""

    client: httpx.AsyncClient
    as_: Any
    network: Network
    clock: SetClock

    async def get(self, member: UUID, path: str, **params: Any) -> httpx.Response:
        return await self.client.get(f"/v1{path}", params=params or None, headers=self.as_(member))

    async def post(
        self, member: UUID, path: str, body: Any = None, *, key: str | None = None
    ) -> httpx.Response:
        headers = self.as_(member, key=key or f"town-{next(_keys)}")
        return await self.client.post(f"/v1{path}", json=body, headers=headers)

    async def put(self, member: UUID, path: str, body: Any, version: int) -> httpx.Response:
        return await self.client.put(f"/v1{path}", json=body, headers=self.as_(member, version=version))

    async def shelter(
        self, *, beds: int = 8, pool: dict[str, Any] | None = None, count: int | None = None, **said: Any
    ) -> Shelter:
        """A published shelter in Montréal for women of 18 and over, counted just now unless `count` is -1."""
        organisation = await self.network.organisation("shelter", duty_number="514-555-0100")
        coordinator = await self.network.member(organisation, Role.SHELTER_COORDINATOR)
        desk = await self.network.member(organisation, Role.FRONT_DESK)
        body = {"name": "House", "kind": "women_difficulty", "region": "CA-QC", "city": "Montréal",
                "time_zone": "America/Toronto", "languages": ["fr", "en"], "published": True, **said}  # fmt: skip
        made = await self.post(coordinator, "/shelters", body)
        assert made.status_code == 201, made.text
        shelter = Shelter(made.json()["id"], organisation, coordinator, desk)
        if beds:
            await self.pool(shelter, beds, **(pool or {}))
            if count != -1:
                assert (await self.counted(shelter, beds if count is None else count)).status_code == 201
        return shelter

    async def pool(self, shelter: Shelter, beds: int, **said: Any) -> str:
        """Equal beds more."""
        body = {"pool": {"accepts_genders": ["woman"], "min_age": 18, **said}, "beds": beds}
        made = await self.post(shelter.coordinator, f"/shelters/{shelter.id}/pools", body)
        assert made.status_code == 201, made.text
        shelter.pools.append(made.json()["id"])
        return shelter.pools[-1]

    async def counted(
        self, shelter: Shelter, free: int | None, *, at: datetime | None = None, pool: str | None = None
    ) -> httpx.Response:
        body = {"free": free, "looked_at": (at or self.clock.now()).isoformat(), "pool_id": pool}
        return await self.post(shelter.desk, f"/shelters/{shelter.id}/counts", body)

    async def tonight(self, shelter: Shelter) -> dict[str, int]:
        answer = await self.get(shelter.desk, f"/shelters/{shelter.id}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json()["tonight"])

    async def pivot(self) -> UUID:
        return await self.network.member(
            await self.network.organisation("pivot", duty_number="514-555-0199"), Role.PIVOT_WORKER
        )

    async def board(self, member: UUID, *persons: str, **params: Any) -> Any:
        answer = await self.get(member, "/board", person=list(persons or ("woman:21-24",)), **params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def refer(self, pivot: UUID, shelter: Shelter, **said: Any) -> httpx.Response:
        question = {
            "party": {"people": [{"gender": "woman", "age_band": "21-24"}]},
            **said.pop("question", {}),
        }
        body = {
            "shelter_id": shelter.id,
            "question": question,
            "expected_at": self.clock.now().isoformat(),
            **said,
        }
        return await self.post(pivot, "/referrals", body)
