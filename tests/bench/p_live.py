"""Live: a thousand pages listen to one process while two thousand counts a minute change what they show."""

import asyncio
import random
import re
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from tests.bench.measure import Connection, Times, request
from tests.bench.nation import Desk, Nation, nation
from tests.bench.served import HOST, Spent, posting, served, signed, spent
from tests.bench.table import Figure

LISTENERS = 1_000
CHANGES_A_SECOND = 2000 / 60
SECONDS = 20.0
CUT, AWAY = 50, 2.0
"""So many front desks lose their stream half-way, for so many seconds, while the counts go on."""
LATE = 3.0
"""Seconds after which a word counts as missed; counts of one house that follow sooner come as one."""
_WORD = re.compile(rb"id: (\S+)\n(?:event: \S+\ndata: (\{[^\n]*\})\n)?\n")
"""A word, or a sign of life: both tell where to resume from, to a browser as to this."""


@dataclass
class Ear(asyncio.Protocol):
    """One stream, read as cheaply as can be: when each word came, and what it named."""

    asked: bytes
    region: str
    own: UUID | None = None
    words: list[tuple[float, str | None, str | None]] = field(default_factory=list)
    last_id: str = ""
    away: tuple[float, float] | None = None
    _buffer: bytes = b""
    _transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        resume = f"last-event-id: {self.last_id}\r\n" if self.last_id else ""
        transport.write(self.asked.replace(b"\r\n\r\n", b"\r\n" + resume.encode() + b"\r\n"))

    def data_received(self, data: bytes) -> None:
        now, self._buffer, end = time.perf_counter(), self._buffer + data, 0
        for match in _WORD.finditer(self._buffer):
            end, self.last_id = match.end(), match[1].decode()
            if match[2]:
                said = msgspec.json.decode(match[2])
                self.words.append((now, said.get("subject"), said.get("region")))
        self._buffer = self._buffer[end:][-2000:]

    def hang_up(self) -> None:
        self._transport.close()

    def may_hear(self, subject: str | None, region: str | None) -> bool:
        """Its region of the board, and by its subject what is its own alone (POL-03)."""
        return region == self.region and subject in (None, str(self.own))


@dataclass(frozen=True)
class Change:
    """One count: whose, and when it was sent and answered."""

    desk: Desk
    region: str
    sent: float
    answered: float


@dataclass(frozen=True)
class Listened:
    """What a run has shown."""

    ears: Sequence[Ear]
    changes: Sequence[Change]
    used: Spent

    def told(self) -> int:
        return sum(len(ear.words) for ear in self.ears)

    def wrong(self) -> int:
        """Words that a listener may not hear."""
        return sum(not ear.may_hear(subject, region) for ear in self.ears for _, subject, region in ear.words)

    def judged(self) -> tuple[int, Times]:
        """Changes of which their own desk, or a listener to their region, never heard; and how soon the desks did."""
        missed, times = self._unheard_regions(), Times()
        for ear in (ear for ear in self.ears if ear.own):
            mine = [change for change in self.changes if change.desk.shelter_id == ear.own]
            for change, until in _windows(mine, ear):
                heard = [at for at, subject, _ in ear.words if subject and change.sent <= at < until]
                missed += not heard
                if heard and ear.away is None:
                    times.note(max(0.0, heard[0] - change.answered), 200)
        return missed, times

    def _unheard_regions(self) -> int:
        last = {change.region: change for change in self.changes}
        return sum(
            not any(at >= last[ear.region].sent for at, _, _ in ear.words)
            for ear in self.ears
            if ear.region in last
        )


def _windows(mine: Sequence[Change], ear: Ear) -> list[tuple[Change, float]]:
    """Each change with the time until which its word can only be its own: two in quick succession come as one."""
    found: list[tuple[Change, float]] = []
    for change in reversed(mine):
        until = found[-1][0].sent if found else float("inf")
        if ear.away and change.sent < ear.away[1] + LATE and until > ear.away[0]:
            until = float("inf")
        if until - change.sent >= LATE:
            found.append((change, until))
    return found


async def measure() -> list[Figure]:
    """Words told, words missed, words that nobody may hear, how soon they came, and what that costs."""
    async with nation() as country, served(country.relais) as port:
        seen = await _listened(country, port)
    missed, times = seen.judged()
    what = f"{len(seen.ears):,} listeners, {CHANGES_A_SECOND * 60:.0f} counts a minute, {CUT} cut off for {AWAY:.0f} s"
    kept = f"{seen.told()} words told, {missed} missed, {seen.wrong()} to the wrong ear"
    cores = f"{seen.used.python / SECONDS:.2f} of a core in Python, {seen.used.postgresql / SECONDS:.2f} in PostgreSQL"
    return [
        Figure("Live", what, kept, "0 missed, 0 to the wrong ear", not missed and not seen.wrong(), "a defect"),
        Figure("Live", "from the answer of a count to the word of it", f"{times.summary()} ms", "p95 ≤ 500 ms",
               times.quantile(0.95) <= 500, "changes are looked for four times a second"),
        Figure("Live", "processor used meanwhile, the counts included", cores, "≤ 0.5 of a core in Python",
               seen.used.python / SECONDS <= 0.5, "one process of Python counts and tells"),
    ]  # fmt: skip


async def _listened(country: Nation, port: int) -> Listened:
    regions = await _regions(country)
    async with _listening(country, port, regions) as ears:
        before = spent(country.relais, port)
        changing = asyncio.create_task(_changes(country, port, regions))
        await asyncio.sleep(SECONDS / 2)
        await _cut(port, [ear for ear in ears if ear.own][:CUT])
        changes = await changing
        after = spent(country.relais, port)
        await asyncio.sleep(LATE)
    used = Spent(after.python - before.python, after.postgresql - before.postgresql)
    return Listened(ears, changes, used)


async def _regions(country: Nation) -> dict[UUID, str]:
    connection = await asyncpg.connect(country.relais.owner_url)
    rows = await connection.fetch(
        "SELECT id, region FROM shelters WHERE id = ANY ($1)", [d.shelter_id for d in country.desks]
    )
    await connection.close()
    return {row["id"]: row["region"] for row in rows}


@asynccontextmanager
async def _listening(country: Nation, port: int, regions: dict[UUID, str]) -> AsyncIterator[list[Ear]]:
    """Each front desk, and workers of the pivot who keep the board of one region open."""
    asked = sorted(set(regions.values()))
    ears = [
        _ear(country, desk.member_id, regions[desk.shelter_id], desk.shelter_id) for desk in country.desks
    ]
    ears += [
        _ear(country, country.callers[number % len(country.callers)], asked[number % len(asked)])
        for number in range(LISTENERS - len(ears))
    ]
    for first in range(0, len(ears), 25):
        await asyncio.gather(*(_connect(port, ear) for ear in ears[first : first + 25]))
        await asyncio.sleep(0.1)
    yield ears
    for ear in ears:
        ear.hang_up()


def _ear(country: Nation, member_id: UUID, region: str, own: UUID | None = None) -> Ear:
    return Ear(request("GET", f"/v1/live?region={region}", signed(country.relais, member_id)), region, own)


async def _connect(port: int, ear: Ear) -> None:
    await asyncio.get_running_loop().create_connection(lambda: ear, HOST, port)


async def _cut(port: int, ears: Sequence[Ear]) -> None:
    left = time.perf_counter()
    for ear in ears:
        ear.hang_up()
    await asyncio.sleep(AWAY)
    await asyncio.gather(*(_connect(port, ear) for ear in ears))
    for ear in ears:
        ear.away = (left, time.perf_counter())


async def _changes(country: Nation, port: int, regions: dict[UUID, str]) -> list[Change]:
    """Counts at their rate, sent when due, whether or not earlier ones are answered."""
    chance, made = random.Random(12), list[Change]()
    signatures = {desk: signed(country.relais, desk.member_id) for desk in country.desks}
    started = time.perf_counter()
    numbers = iter(range(int(CHANGES_A_SECOND * SECONDS)))

    async def worker() -> None:
        connection = Connection(HOST, port)
        for number in numbers:
            await asyncio.sleep(max(0.0, started + number / CHANGES_A_SECOND - time.perf_counter()))
            desk = chance.choice(country.desks)
            made.append(await _count(country, connection, desk, signatures[desk], regions[desk.shelter_id]))
        await connection.close()

    await asyncio.gather(*(worker() for _ in range(8)))
    return sorted(made, key=lambda change: change.sent)


async def _count(
    country: Nation, connection: Connection, desk: Desk, headers: dict[str, str], region: str
) -> Change:
    body = {"free": random.randint(0, 5), "looked_at": country.relais.store.clock.now()}
    sent = time.perf_counter()
    status, answer = await connection.send(posting(f"/v1/shelters/{desk.shelter_id}/counts", headers, body))
    if status != 201:
        raise RuntimeError(f"a count was not taken: {status} {answer[:200]!r}")
    return Change(desk, region, sent, time.perf_counter())
