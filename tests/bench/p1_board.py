"""P1: where tonight? The board at national scale, while shelters count."""

import asyncio
import random
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.beds.board.rules import Area, Question
from service.beds.board.search import Search, search
from service.beds.party.rules import Party, People
from tests.bench.limit import limit_server, record
from tests.bench.measure import Times, closed_loop, open_loop, request
from tests.bench.nation import Nation, nation, town
from tests.bench.served import HOST, posting, served, signed, spent
from tests.bench.table import Figure

RATE, SECONDS = 500.0, 10.0
TURNS = 3
CHANGES_A_SECOND = 2000 / 60
REGION, COUNTRY = "/v1/board?person=woman:25%2B&area=US-NY", "/v1/board?person=woman:25%2B"
QUESTION = Question(Party((People("woman", "25+"),)), (Area("US-NY"),))


@dataclass(frozen=True)
class Seen:
    """The country under load, as much as it can, bare; and what a search costs."""

    region: Times
    country: Times
    most: Times
    bare: Times
    cost: str


async def measure() -> list[Figure]:
    """Region and country under load, then against the limit, then against a small network."""
    async with nation() as country:
        seen = await _national(country)
    async with town() as few:
        small = await _alone(few)
    return [
        _loaded("region", seen.region, seen.cost),
        _loaded("country", seen.country, seen.cost),
        _against_limit(seen),
        _against_itself(seen.most, small),
    ]


def _loaded(where: str, times: Times, cost: str) -> Figure:
    wrong = len(times.seconds) - times.statuses.get(200, 0)
    what = f"board, {where}, {RATE:.0f}/s with {CHANGES_A_SECOND * 60:.0f} counts a minute"
    p99 = times.quantile(0.99)
    why = f"{cost} at full load, on two cores shared with the counts and the client"
    return Figure(
        "P1", what, f"{times.summary()} ms, {wrong} wrong", "p99 ≤ 8 ms", p99 <= 8 and not wrong, why
    )


def _against_limit(seen: Seen) -> Figure:
    ratio = seen.most.rate / seen.bare.rate
    figures = f"{ratio:.2f} × ({seen.most.rate:.0f}/s of {seen.bare.rate:.0f}/s)"
    what = "board, region, as much as it can, against the limit"
    return Figure(
        "P1", what, figures, "≥ 0.6 ×", ratio >= 0.6, f"{seen.cost}; bare has the same of PostgreSQL"
    )


def _against_itself(most: Times, small: Times) -> Figure:
    growth = most.quantile(0.5) / small.quantile(0.5)
    figures = f"{growth:.2f} × ({most.summary()} ms and {small.summary()} ms, 8 callers)"
    what = "board, region, against itself at 136 shelters"
    return Figure("P1", what, figures, "≤ 1.3 ×", growth <= 1.3, "more shelters to look at in the region")


async def _national(country: Nation) -> Seen:
    async with served(country.relais) as port:
        asked = request("GET", REGION, signed(country.relais, country.pivot_id))
        await closed_loop(HOST, port, lambda _: asked, callers=8, count=500)
        region = await _while_counting(country, port, asked)
        everywhere = request("GET", COUNTRY, signed(country.relais, country.pivot_id))
        whole = await _while_counting(country, port, everywhere)
        most, bare, cost = await _in_turns(country, port, asked)
    return Seen(region, whole, most, bare, cost)


async def _in_turns(country: Nation, port: int, asked: bytes) -> tuple[Times, Times, str]:
    """As much as ours can and as much as bare can, in turns: what else the machine does then weighs on both alike."""
    ours, bare, replay = Times(), Times(), request("POST", "/", {})
    async with _limit(country) as limit:
        await closed_loop(HOST, limit, lambda _: replay, callers=8, count=300)
        before = spent(country.relais, port)
        ours.add(await closed_loop(HOST, port, lambda _: asked, callers=8, count=500))
        cost = spent(country.relais, port).since(before, len(ours.seconds))
        for _ in range(TURNS):
            bare.add(await closed_loop(HOST, limit, lambda _: replay, callers=8, count=500))
            ours.add(await closed_loop(HOST, port, lambda _: asked, callers=8, count=500))
    return ours, bare, cost


async def _while_counting(country: Nation, port: int, asked: bytes) -> Times:
    """The board's times while front desks count at the same server."""
    chance = random.Random(7)
    signatures = {desk: signed(country.relais, desk.member_id) for desk in country.desks}

    def count(_: int) -> bytes:
        desk = chance.choice(country.desks)
        body: dict[str, Any] = {"free": chance.randint(0, 5), "looked_at": country.relais.store.clock.now()}
        return posting(f"/v1/shelters/{desk.shelter_id}/counts", signatures[desk], body)

    reading = open_loop(HOST, port, lambda _: asked, rate=RATE, seconds=SECONDS)
    counting = open_loop(HOST, port, count, rate=CHANGES_A_SECOND, seconds=SECONDS, connections=8)
    read, counted = await asyncio.gather(reading, counting)
    if set(counted.statuses) != {201}:
        raise RuntimeError(f"counts were not all taken: {counted.statuses}")
    return read


@asynccontextmanager
async def _limit(country: Nation) -> AsyncIterator[int]:
    """The board's own statements, replayed bare; the port."""
    relais = country.relais

    async def once() -> None:
        await search(relais.store, country.pivot_id, Search(QUESTION))

    with tempfile.TemporaryDirectory() as folder:
        tape = await record(relais.store, once, {country.pivot_id}, set())
        async with limit_server(str(relais.owner_url), tape, Path(folder)) as port:
            yield port


async def _alone(few: Nation) -> Times:
    async with served(few.relais) as port:
        headers = signed(few.relais, few.pivot_id)
        asked = request("GET", REGION, headers)
        await closed_loop(HOST, port, lambda _: asked, callers=8, count=500)
        return await closed_loop(HOST, port, lambda _: asked, callers=8, count=2000)
