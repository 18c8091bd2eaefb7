"""A fund's stock of codes: loaded once, listed without codes, shown one at a time."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from service.clock import SetClock
from service.partners.actor import Role
from tests.network import Network

CODES = ["4471-8890-0001", "4471-8890-0002", "4471-8890-0003"]
_keys = count(1)


@dataclass
class Fund:
    """Talks HTTP as members of a fund."""

    client: httpx.AsyncClient
    as_: Any
    id: UUID
    administrator: UUID

    async def load(self, codes: list[str], *, key: str | None = None, **more: Any) -> httpx.Response:
        body = {"kind": "calling_card", "value_cents": 1000, "codes": codes, **more}
        headers = self.as_(self.administrator, key=key or f"load-{next(_keys)}")
        return await self.client.post("/v1/vouchers", json=body, headers=headers)

    async def show(
        self, voucher: str, *, member: UUID | None = None, key: str | None = None
    ) -> httpx.Response:
        headers = self.as_(member or self.administrator, key=key or f"show-{next(_keys)}")
        return await self.client.post(f"/v1/vouchers/{voucher}/showing", headers=headers)


@pytest.fixture
async def fund(client: httpx.AsyncClient, as_: Any, network: Network) -> Fund:
    id = await network.organisation("fund")
    return Fund(client, as_, id, await network.member(id, Role.FUND_ADMINISTRATOR))


@pytest.fixture
async def voucher(fund: Fund) -> str:
    """The second of three."""
    loaded = await fund.load(CODES, expires_on="2027-01-31")
    assert loaded.status_code == 201, loaded.text
    found: str = loaded.json()["ids"][1]
    return found


async def shown(superuser: asyncpg.Connection) -> int:
    number: int = await superuser.fetchval("SELECT count(*) FROM events WHERE name = 'fund.voucher_shown'")
    return number


async def test_shown_with_an_event_each_time(fund: Fund, voucher: str, superuser: asyncpg.Connection) -> None:
    """FND-08: the code that was loaded, its value, and an event for every showing."""
    for times in (1, 2):
        answer = await fund.show(voucher)
        assert (answer.status_code, answer.json()) == (
            200,
            {
                "id": voucher,
                "kind": "calling_card",
                "value_cents": 1000,
                "expires_on": "2027-01-31",
                "code": "4471-8890-0002",
            },
        )
        assert await shown(superuser) == times


async def test_the_stock_shows_no_code(fund: Fund, voucher: str) -> None:
    """FND-08: the list is by pages, and says what there is without what it is worth stealing for."""
    headers = fund.as_(fund.administrator)
    first = await fund.client.get("/v1/vouchers", params={"limit": 2}, headers=headers)
    cursor = first.json()["next"]
    rest = await fund.client.get("/v1/vouchers", params={"limit": 2, "cursor": cursor}, headers=headers)
    items = [*first.json()["items"], *rest.json()["items"]]
    assert (len(first.json()["items"]), len(items), rest.json()["next"]) == (2, 3, None)
    assert {item["value_cents"] for item in items} == {1000}
    assert "4471" not in first.text + rest.text


async def test_a_code_is_loaded_once(fund: Fund, voucher: str, superuser: asyncpg.Connection) -> None:
    """FND-08: a sheet with a code that is there already comes in not at all; two sheets that race, once."""
    again = await fund.load(["9999-0000-0001", CODES[2]])
    assert (again.status_code, again.json()["type"]) == (409, "/problems/voucher_loaded_already")
    answers = await asyncio.gather(*(fund.load(["5555-0000-0001", "5555-0000-0002"]) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    assert await superuser.fetchval("SELECT count(*) FROM vouchers") == 5


async def test_the_same_sheet_sent_twice(fund: Fund, superuser: asyncpg.Connection) -> None:
    """FND-08: the same key answers the same ids."""
    first, second = await fund.load(CODES, key="k"), await fund.load(CODES, key="k")
    assert (first.status_code, second.json()) == (201, first.json())
    assert await superuser.fetchval("SELECT count(*) FROM vouchers") == 3


async def test_a_reply_that_was_lost_comes_again_and_then_no_more(
    fund: Fund, voucher: str, clock: SetClock, superuser: asyncpg.Connection
) -> None:
    """FND-08: within two minutes it is the same showing; later it takes a new one."""
    first = await fund.show(voucher, key="k")
    clock.advance(timedelta(minutes=2) - timedelta(seconds=1))
    assert (await fund.show(voucher, key="k")).json() == first.json()
    clock.advance(timedelta(seconds=1))
    late = await fund.show(voucher, key="k")
    assert (late.status_code, late.json()["type"]) == (409, "/problems/voucher_shown_already")
    assert await shown(superuser) == 1


async def test_another_funds_voucher_is_not_there(fund: Fund, voucher: str, network: Network) -> None:
    """POL-03: to another fund's administrator it answers like none."""
    other = await network.member(await network.organisation("fund"), Role.FUND_ADMINISTRATOR)
    there, nowhere = await fund.show(voucher, member=other), await fund.show(str(uuid4()), member=other)
    assert (there.status_code, there.json()["type"]) == (404, "/problems/not_found")
    assert nowhere.status_code == 404


@pytest.mark.parametrize(
    ("kind", "role"),
    [("pivot", Role.PIVOT_WORKER), ("police", Role.INVESTIGATOR), ("audit", Role.AUDITOR)],
)
async def test_others_never(*, fund: Fund, voucher: str, network: Network, kind: str, role: Role) -> None:
    """POL-03: neither the list nor a code."""
    member = await network.member(await network.organisation(kind), role)
    assert (await fund.show(voucher, member=member)).status_code == 403
    assert (await fund.client.get("/v1/vouchers", headers=fund.as_(member))).status_code == 403


async def test_without_a_proof_no_code(
    fund: Fund, voucher: str, plain_client: httpx.AsyncClient, superuser: asyncpg.Connection
) -> None:
    """FND-08, ASVS 7.5.3: an open phone shows no money."""
    fund.client = plain_client
    answer = await fund.show(voucher)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/step_up_needed")
    assert await shown(superuser) == 0


async def test_nothing_kept_says_a_code(fund: Fund, voucher: str, superuser: asyncpg.Connection) -> None:
    """FND-08: neither the row, nor the outcome of loading or of showing, nor an event."""
    assert (await fund.show(voucher)).status_code == 200
    rows = await superuser.fetch(
        """
        SELECT outcome::text AS said FROM idempotency UNION ALL SELECT convert_from(record, 'UTF8') FROM events
        UNION ALL SELECT encode(sealed, 'escape') FROM vouchers
        """
    )
    assert len(rows) >= 6
    assert not [row for row in rows if "4471" in (row["said"] or "")]


@pytest.mark.parametrize(
    "body",
    [
        {"codes": []},
        {"codes": ["abc"]},
        {"codes": [" 4471"]},
        {"codes": ["4471\n8890"]},
        {"codes": ["x" * 65]},
        {"codes": CODES, "value_cents": 0},
        {"codes": CODES, "kind": "cash"},
    ],
)
async def test_what_is_no_sheet(fund: Fund, body: dict[str, Any]) -> None:
    """FND-08: refused before anything is kept."""
    assert (await fund.load(**body)).status_code == 400
