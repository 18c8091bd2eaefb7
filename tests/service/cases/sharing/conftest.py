"""A case, and all to whom something of it could go: a house, a fund, a colleague elsewhere."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from service.clock import SetClock
from service.fund.policy.rules import ATTESTATIONS
from service.partners.actor import Role
from tests.network import Network
from tests.service.beds.town import Shelter, Town
from tests.service.fund.conftest import Fund, fund

__all__ = ["fund"]


@dataclass(frozen=True)
class Circle:
    """A case of `pivot`, and whom it may be shared with."""

    town: Town
    fund: Fund
    case: UUID
    pivot: UUID
    backup: UUID
    colleague: UUID
    house: Shelter
    partner: UUID
    co_pivot: UUID

    @property
    def db(self) -> asyncpg.Connection:
        return self.town.network.superuser

    async def post(self, path: str, body: Any = None, *, by: UUID | None = None) -> httpx.Response:
        """A POST about the case, by its pivot unless said otherwise."""
        return await self.town.post(by or self.pivot, f"/cases/{self.case}{path}", body)

    async def agree(self, scope: str, with_: UUID | None = None) -> UUID:
        """The person agrees; the id of the consent."""
        body = {"scope": scope, **({"shared_with": str(with_)} if with_ else {})}
        answer = await self.post("/consents", body)
        assert answer.status_code == 201, answer.text
        return UUID(answer.json()["id"])

    async def consent(self, scope: str) -> UUID:
        """The id of the consent in force for a scope."""
        found: UUID = await self.db.fetchval(
            "SELECT id FROM consents WHERE case_id = $1 AND scope = $2 AND withdrawn_at IS NULL",
            self.case,
            scope,
        )
        return found

    async def withdraw(self, consent: UUID) -> httpx.Response:
        """The person no longer agrees."""
        return await self.post(f"/consents/{consent}/withdraw")

    async def exclude(self, kind: str, value: Any) -> httpx.Response:
        """The person will not be near this."""
        return await self.post("/exclusions", {"kind": kind, "value": str(value)})

    async def refer(self, **said: Any) -> httpx.Response:
        """Ask the house for a place for the case."""
        return await self.town.refer(self.pivot, self.house, case_id=str(self.case), **said)

    async def ask(self, **said: Any) -> httpx.Response:
        """Ask the fund for a meal for the case."""
        line = {"category": "food", "amount_cents": 4_000, **said}
        body = {"case_id": str(self.case), "fund_id": str(self.fund.organisation),
                "attested": list(ATTESTATIONS), "lines": [line]}  # fmt: skip
        return await self.town.post(self.pivot, "/requests", body)

    async def name(self) -> httpx.Response:
        """Let the colleague elsewhere follow the case for a week."""
        until = (self.town.clock.now() + timedelta(days=7)).isoformat()
        return await self.post("/co-pivots", {"member_id": str(self.co_pivot), "until": until})

    async def share(self, referral: str, *what: str) -> httpx.Response:
        """Share forms and risk with the house of a referral."""
        return await self.post("/shares", {"referral_id": referral, "what": list(what or ("forms", "risk"))})

    async def shared(self) -> int:
        """How many times something of the case was shared."""
        found: int = await self.db.fetchval("SELECT count(*) FROM sharings WHERE case_id = $1", self.case)
        return found

    @asynccontextmanager
    async def acting(self, member: UUID, session: UUID | None = None) -> AsyncIterator[asyncpg.Connection]:
        """The application in a transaction of this member, rolled back unless the test commits."""
        async with self.fund.store.pool.acquire() as connection:
            transaction = connection.transaction()
            await transaction.start()
            await connection.execute(
                "SELECT relais.enter($1, $2, $3)", member, self.town.clock.now(), session
            )
            try:
                yield connection
            finally:
                await transaction.rollback()


@pytest.fixture
async def circle(
    client: httpx.AsyncClient, as_: Any, network: Network, clock: SetClock, fund: Fund
) -> Circle:
    """A case with consent to a bed and to the fund, and nothing shared yet."""
    town = Town(client, as_, network, clock)
    house = await town.shelter(region="CA-ON", city="Hamilton")
    partner = await network.organisation("pivot")
    co_pivot = await network.member(partner, Role.PIVOT_WORKER)
    colleague = await network.member(fund.pivots, Role.PIVOT_WORKER)
    await network.together(fund.pivots, partner, house.organisation_id)
    case = await fund.case(forms=("labour",))
    return Circle(town, fund, case, fund.pivot, fund.backup, colleague, house, partner, co_pivot)
