"""P1: where tonight? The board at national scale, while shelters count."""

import asyncio
import random
import tempfile
from pathlib import Path
from typing import Any

from service.beds.board.rules import Area, Question
from service.beds.board.search import Search, search
from service.beds.party.rules import Party, People
from tests.bench.limit import limit_server, record
from tests.bench.measure import Times, closed_loop, open_loop, request
from tests.bench.nation import Nation, nation, town
from tests.bench.served import HOST, posting, served, signed
from tests.bench.table import Figure

RATE, SECONDS = 500.0, 10.0
CHANGES_A_SECOND = 2000 / 60
REGION, COUNTRY = "/v1/board?person=woman:25%2B&area=US-NY", "/v1/board?person=woman:25%2B"
QUESTION = Question(Party((People("woman", "25+"),)), (Area("US-NY"),))


async def measure() -> list[Figure]:
    """Region and country under load, then against the limit, then against a small network."""
    async with nation() as country:
        busy, whole, most, seen = await _national(country)
    async with town() as few:
        small = await _alone(few)
    figures = []
    for name, times in (("region", busy), ("country", whole)):
        wrong = len(times.seconds) - times.statuses.get(200, 0)
        p99 = times.quantile(0.99)
        what = f"board, {name}, {RATE:.0f}/s with {CHANGES_A_SECOND * 60:.0f} counts a minute"
        figures.append(
            Figure("P1", what, f"{times.summary()} ms, {wrong} wrong", "p99 ≤ 8 ms", p99 <= 8 and not wrong,
                   "client, server and PostgreSQL share two cores, and one process of Python answers all of it")
        )  # fmt: skip
    ratio, growth = most.rate / seen.rate, most.quantile(0.5) / small.quantile(0.5)
    figures.append(
        Figure("P1", "board, region, as much as it can, against the limit",
               f"{ratio:.2f} × ({most.rate:.0f}/s of {seen.rate:.0f}/s)", "≥ 0.6 ×", ratio >= 0.6,
               "sign-in, the transaction's context and the rendering of 20 shelters")
    )  # fmt: skip
    figures.append(
        Figure("P1", "board, region, against itself at 136 shelters", f"{growth:.2f} ×", "≤ 1.3 ×", growth <= 1.3,
               "the region's part of the index, read to the page's end")
    )  # fmt: skip
    return figures


async def _national(country: Nation) -> tuple[Times, Times, Times, Times]:
    async with served(country.relais) as port:
        headers = signed(country.relais, country.pivot_id)
        await closed_loop(HOST, port, lambda _: request("GET", REGION, headers), callers=8, count=300)
        busy = await _while_counting(country, port, request("GET", REGION, headers))
        whole = await _while_counting(country, port, request("GET", COUNTRY, headers))
        most = await closed_loop(HOST, port, lambda _: request("GET", REGION, headers), callers=8, count=2000)
    return busy, whole, most, await _limit(country)


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


async def _limit(country: Nation) -> Times:
    """The board's own statements, replayed bare."""
    relais = country.relais

    async def once() -> None:
        await search(relais.store, country.pivot_id, Search(QUESTION))

    with tempfile.TemporaryDirectory() as folder:
        tape = await record(relais.store, once, {country.pivot_id}, set())
        async with limit_server(str(relais.owner_url), tape, Path(folder)) as port:
            send = request("POST", "/", {})
            await closed_loop(HOST, port, lambda _: send, callers=8, count=300)
            return await closed_loop(HOST, port, lambda _: send, callers=8, count=2000)


async def _alone(few: Nation) -> Times:
    async with served(few.relais) as port:
        headers = signed(few.relais, few.pivot_id)
        await closed_loop(HOST, port, lambda _: request("GET", REGION, headers), callers=8, count=300)
        return await closed_loop(HOST, port, lambda _: request("GET", REGION, headers), callers=8, count=2000)
