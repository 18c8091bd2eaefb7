"""P2: thirty-two phones count one shelter at once, round after round, while the board is read."""

import asyncio
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from tests.bench.measure import Connection, Times, all_at_once, closed_loop, open_loop, request
from tests.bench.nation import Desk, Nation, nation
from tests.bench.p1_board import REGION
from tests.bench.served import HOST, posting, served, signed, spent
from tests.bench.table import Figure

AT_ONCE, ROUNDS = 32, 20
BOARD_RATE = 200.0
PAUSE = 0.25
"""Seconds between the beginnings of two rounds."""


async def measure() -> list[Figure]:
    """Every count is taken, and the newest look decides what is free."""
    async with nation() as country, served(country.relais) as port:
        desk = country.desks[0]
        headers = signed(country.relais, country.pivot_id)
        asked = request("GET", REGION, headers)
        await closed_loop(HOST, port, lambda _: asked, callers=8, count=200)
        before = spent(country.relais, port)
        reading = open_loop(
            HOST, port, lambda _: asked, rate=BOARD_RATE, seconds=(ROUNDS + 2) * PAUSE, connections=32
        )
        board, (counts, said) = await asyncio.gather(reading, _rounds(country, port, desk))
        cost = spent(country.relais, port).since(before, len(board.seconds) + len(counts.seconds))
        free = await _free(country, port, desk)
    lost = AT_ONCE * ROUNDS - counts.statuses.get(201, 0) + (free != said)
    p95, p99 = counts.quantile(0.95), board.quantile(0.99)
    limit = f"one process of Python answers counts and board: {cost}"
    return [
        Figure("P2", f"count, {AT_ONCE} at once on one shelter, {ROUNDS} rounds", f"{counts.summary()} ms",
               "p95 ≤ 12 ms", p95 <= 12, limit),
        Figure("P2", "counts rejected or lost", f"{lost}", "0", lost == 0, "a defect"),
        Figure("P2", f"board, {BOARD_RATE:.0f}/s meanwhile", f"{board.summary()} ms", "p99 ≤ 15 ms",
               p99 <= 15 and set(board.statuses) == {200}, limit),
    ]  # fmt: skip


async def _rounds(country: Nation, port: int, desk: Desk) -> tuple[Times, int]:
    """The times of every count, and what the newest look said."""
    chance, headers = random.Random(11), signed(country.relais, desk.member_id)
    whole, newest = Times(), Look(datetime.min.replace(tzinfo=UTC), 0)
    for _ in range(ROUNDS):
        now = country.relais.store.clock.now()
        ages = chance.sample(range(1, 200), AT_ONCE)
        looks = [Look(now - timedelta(milliseconds=age), chance.randint(0, 9)) for age in ages]
        newest = max(newest, *looks, key=lambda look: look.looked_at)
        times = await all_at_once(HOST, port, [_posted(desk, headers, look) for look in looks])
        whole.add(times)
        await asyncio.sleep(max(0.0, PAUSE - times.whole))
    return whole, newest.free


@dataclass(frozen=True)
class Look:
    """What one phone saw, and when (UTC)."""

    looked_at: datetime
    free: int


def _posted(desk: Desk, headers: dict[str, str], look: Look) -> bytes:
    body: dict[str, Any] = {"free": look.free, "looked_at": look.looked_at}
    return posting(f"/v1/shelters/{desk.shelter_id}/counts", headers, body)


async def _free(country: Nation, port: int, desk: Desk) -> int:
    """Empty beds, as the shelter itself reads them."""
    connection = Connection(HOST, port)
    path = f"/v1/shelters/{desk.shelter_id}"
    _, body = await connection.send(request("GET", path, signed(country.relais, desk.member_id)))
    await connection.close()
    return int(msgspec.json.decode(body)["tonight"]["empty"])
