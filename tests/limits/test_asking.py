"""What one member and one source may ask, and what they are told when they asked too much (ASVS 2.4.1, 15.2.2)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from asgi_lifespan import LifespanManager
from structlog.testing import capture_logs

from api.limits.asking import MEMBERS_BEHIND_A_SOURCE, Limits
from api.parts import Relais
from service.clock import SetClock
from service.partners.actor import Role
from service.partners.attempts.limits import PLANS, QUARTER
from service.settings import Settings
from service.store.store import Store
from tests.conftest import client_of
from tests.network import Network
from tests.one_app import app_of
from tests.signing import with_passkey

ONE = "/v1/me"
UNITS = 20
"""One application for all of these tests: each has a member of its own, and so a purse."""


@asynccontextmanager
async def limited(relais: Relais, source: str = "127.0.0.1") -> AsyncIterator[httpx.AsyncClient]:
    """The application with purses of so many units, asked from this address."""
    settings = Settings(environment="demo", cost_a_minute=UNITS)
    with app_of(replace(relais, settings=settings)) as assembled:
        app: Any = assembled
        async with LifespanManager(app):
            transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=(source, 40_000))
            async with httpx.AsyncClient(transport=transport, base_url="http://relais.test") as client:
                yield client


@pytest.fixture
async def pivot(network: Network) -> UUID:
    return await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)


@pytest.fixture
async def other(network: Network) -> UUID:
    return await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)


async def answers(client: httpx.AsyncClient, times: int, path: str, headers: Any) -> list[int]:
    return [(await client.get(path, headers=headers)).status_code for _ in range(times)]


async def test_an_empty_purse_is_one_members_own(relais: Relais, as_: Any, pivot: UUID, other: UUID) -> None:
    """ASVS 2.4.1: whoever asks without end waits; their neighbour does not."""
    async with limited(relais) as client:
        assert await answers(client, UNITS, ONE, as_(pivot)) == [200] * UNITS
        assert await answers(client, 2, ONE, as_(pivot)) == [429, 429]
        assert await answers(client, 1, ONE, as_(other)) == [200]


@pytest.mark.parametrize(
    ("language", "title"),
    [("fr", "Trop de demandes en peu de temps."), ("en", "Too many requests in a short time.")],
)
async def test_they_are_told_when_in_their_language(
    relais: Relais, as_: Any, pivot: UUID, language: str, title: str
) -> None:
    """ASVS 2.4.1, LNG-01, RFC 9110 10.2.3: a problem document, and `Retry-After` in seconds."""
    async with limited(relais) as client:
        said = as_(pivot, language=language)
        await answers(client, UNITS, ONE, said)
        refused = await client.get(ONE, headers=said)
    assert refused.headers["content-type"] == "application/problem+json"
    assert (refused.json()["type"], refused.json()["title"]) == ("/problems/too_fast", title)
    assert 1 <= int(refused.headers["retry-after"]) <= 3
    assert int(refused.headers["retry-after"]) == refused.json()["facts"]["retry_after_seconds"]


async def test_what_costs_more_empties_it_sooner(relais: Relais, as_: Any, pivot: UUID) -> None:
    """ASVS 15.1.3: a search of the board is five readings; a refused one costs nothing."""
    async with limited(relais) as client:
        assert await answers(client, 1, ONE, as_(pivot)) == [200]
        board = "/v1/board?person=woman:25%2B"
        found = await answers(client, 4, board, as_(pivot))
        assert found == [200, 200, 200, 429]
        assert await answers(client, 1, ONE, as_(pivot)) == [200]


async def test_a_page_counts_as_well_and_answers_with_one(relais: Relais, store: Store, pivot: UUID) -> None:
    """ASVS 2.4.1: the same purse behind the pages, by session, and a page that says so."""
    async with limited(relais) as client:
        browser, _ = await with_passkey(client, store, pivot)
        html = {"Accept": "text/html", "Accept-Language": "en"}
        found = [await browser.get("/tonight", **html) for _ in range(5)]
    assert found[0].status_code == 200
    refused = found[-1]
    assert (refused.status_code, refused.headers["content-type"][:9]) == (429, "text/html")
    assert "Too many requests in a short time." in refused.text
    assert int(refused.headers["retry-after"]) >= 1


async def test_a_source_is_counted_before_anybody_is_known(relais: Relais) -> None:
    """ASVS 2.4.1, 15.3.4: a crowd without tokens at one address; whoever asks whether we live is answered."""
    most = UNITS * MEMBERS_BEHIND_A_SOURCE
    async with limited(relais, source="203.0.113.9") as client:
        found = await answers(client, most + most // 4, ONE, {})
        assert found[:most] == [401] * most
        assert found[-1] == 429
        page = await client.get("/tonight", headers={"Accept": "text/html"})
        assert (page.status_code, page.headers["content-type"][:9]) == (429, "text/html")
        assert await answers(client, 20, "/healthz", {}) == [200] * 20


async def test_a_flood_locks_out_nobody_who_is_at_work(
    relais: Relais, as_: Any, store: Store, pivot: UUID, other: UUID
) -> None:
    """ASVS 2.4.1, SAF-12: three in the morning, one address for the whole house, and somebody behind it asks without
    end, with tokens of their own making. A colleague works on, by token and at a browser, and whoever must leave
    leaves; nobody new comes in for some seconds."""
    mine = as_(pivot)
    async with limited(relais, source="203.0.113.10") as client:
        browser, _ = await with_passkey(client, store, other)
        assert (await browser.get("/v1/me")).status_code == 200
        assert await answers(client, 1, ONE, mine) == [200]
        made_up = [
            {"Authorization": f"Bearer {uuid4()}"} for _ in range(UNITS * MEMBERS_BEHIND_A_SOURCE * 5 // 4)
        ]
        found = [(await client.get(ONE, headers=each)).status_code for each in made_up]
        assert found[-1] == 429
        assert await answers(client, 3, ONE, mine) == [200] * 3
        assert [(await browser.get("/v1/me")).status_code for _ in range(3)] == [200] * 3
        assert (await client.get("/lock", headers={"Accept": "text/html"})).status_code == 200
        left = await browser.get("/lock", Accept="text/html")
        assert left.status_code == 200
        # What a known token may ask has an end as well.
        assert set(await answers(client, UNITS, ONE, mine)) == {200, 429}


async def test_what_is_dear_is_counted_over_all_replicas(store: Store, clock: SetClock) -> None:
    """ASVS 2.4.1: sixty plans an hour, however many replicas were asked; then a quarter of an hour's rest."""
    replicas = [Limits(store, Settings(cost_a_minute=100_000)) for _ in range(3)]
    member = uuid4()
    found = [await replicas[n % 3].ask(member, "propose_places") for n in range(PLANS.most + 1)]
    assert found[:-1] == [None] * PLANS.most
    refused = found[-1]
    assert refused is not None
    assert refused.reason.code == "too_often"
    assert refused.facts == {"retry_after_seconds": 900, "minutes": 15}
    assert "15 min" in refused.advice("fr")
    assert await replicas[0].ask(uuid4(), "propose_places") is None
    assert await replicas[1].ask(member, "read_me") is None
    clock.advance(QUARTER + timedelta(seconds=1))
    assert await replicas[2].ask(member, "propose_places") is None


def test_production_is_limited_and_says_by_how_much() -> None:
    """ASVS 13.1.2: no operator has to know of the setting to be protected by it."""
    assert Settings(environment="production").units_a_minute == 900
    assert Settings(environment="demo").units_a_minute == 0
    assert Settings(environment="production", cost_a_minute=50).units_a_minute == 50


async def test_whoever_is_refused_is_in_the_log(relais: Relais, as_: Any, pivot: UUID) -> None:
    """ASVS 16.3.2, 16.3.3: a failed authorisation, who it was of and which door; nothing of what was asked for."""
    case = uuid4()
    with capture_logs() as lines:
        async with client_of(relais) as client:
            await client.get(f"/v1/cases/{case}", headers=as_(pivot))
            await client.get("/v1/queue", headers=as_(pivot))
            await client.get(ONE)
            await client.get(ONE, headers=as_(pivot))
    unknown, forbidden, nobody, fine = [line for line in lines if line["event"] == "request"]
    assert (unknown["refused"], unknown["member"]) == ("not_found", str(pivot))
    assert (forbidden["refused"], forbidden["member"]) == ("not_allowed", str(pivot))
    assert (forbidden["operation"], forbidden["status"]) == ("read_queue", 403)
    assert nobody["refused"] == "not_signed_in"
    assert "member" not in nobody
    assert {"refused", "member"} & set(fine) == set()
    assert str(case) not in str(lines)
