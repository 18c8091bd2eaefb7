"""A server of its own under load: PostgreSQL, the API and the jobs are killed in turns, and the disk is full.

Long, and so for `make soak`. The full disk is a real one: a small file system in memory, which takes the right to mount
(root, outside of most containers); where there is none the test says so and is left out.
"""

import asyncio
import signal
import subprocess
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import psutil
import pytest

from api.checks import check_everything
from api.parts import Relais, open_parts
from service.partners.actor import Role
from service.settings import Settings
from service.store.embedded import EmbeddedPostgres
from tests.drills.faults.wire import Wire, wire_to
from tests.drills.killed import Doomed
from tests.network import Network

pytestmark = pytest.mark.soak

HANDS, ROUNDS = 4, 6
PATIENCE = 240
"""Seconds after which the test gives up."""
LONGEST = 40.0
"""Seconds within which everybody is answered, whatever happens: two silences of PostgreSQL and a connection."""
SMALL = "size=160m"
SHELTER = """
INSERT INTO shelters (organisation_id, name, kind, region, city, time_zone, turnover_hour, published)
VALUES ($1, 'House', 'women_difficulty', 'CA-QC', 'Montréal', 'America/Toronto', 12, true) RETURNING id
"""


@dataclass
class Load:
    """Desks that count all the time; what each was answered, and what was acknowledged."""

    serving: Doomed
    house: UUID
    headers: dict[str, str]
    said: Counter[str] = field(default_factory=Counter)
    acknowledged: list[datetime] = field(default_factory=list)
    slowest: float = 0.0
    over: bool = False

    async def hand(self, number: int) -> None:
        """Count, and ask again under the same key until it is acknowledged."""
        begun = datetime.now(UTC) - timedelta(hours=1) + timedelta(minutes=number)
        async with httpx.AsyncClient(timeout=LONGEST) as client:
            turn = 0
            while not self.over:
                turn += 1
                at = begun + timedelta(milliseconds=turn)
                while not self.over and not await self.count(client, at, f"{number}-{turn}"):  # noqa: ASYNC110
                    await asyncio.sleep(0.05)

    async def count(self, client: httpx.AsyncClient, at: datetime, key: str) -> bool:
        """Whether it was acknowledged."""
        body = {"free": 0, "looked_at": at.isoformat()}
        headers = {**self.headers, "idempotency-key": f"load-{key}"}
        begun = asyncio.get_running_loop().time()
        try:
            url = f"{self.serving.url}/v1/shelters/{self.house}/counts"
            answer = await client.post(url, json=body, headers=headers)
        except httpx.TransportError:
            self.said["nobody"] += 1
            return False
        self.slowest = max(self.slowest, asyncio.get_running_loop().time() - begun)
        kind = answer.json().get("type", "") if answer.status_code >= 400 else ""
        self.said[f"{answer.status_code} {kind}".strip()] += 1
        if answer.status_code == 201:
            self.acknowledged.append(at)
        elif answer.status_code == 503:
            assert int(answer.headers["retry-after"]) > 0
        return answer.status_code == 201

    async def until(self, more: int) -> None:
        """So many more are acknowledged."""
        wanted = len(self.acknowledged) + more
        async with asyncio.timeout(PATIENCE):
            while len(self.acknowledged) < wanted:  # noqa: ASYNC110
                await asyncio.sleep(0.02)


@dataclass
class Installation:
    """PostgreSQL, the process over it, and somebody who looks at both."""

    postgres: EmbeddedPostgres
    wire: Wire
    relais: Relais
    load: Load

    @property
    def postmaster(self) -> psutil.Process:
        lines = (self.postgres.data / "cluster" / "postmaster.pid").read_text().splitlines()
        return psutil.Process(int(lines[0]))

    async def alive(self) -> None:
        """PostgreSQL answers, started again where it has ended."""
        async with asyncio.timeout(60):
            while True:
                try:
                    self.wire.server = await asyncio.to_thread(self.postgres.start)
                    await (await asyncpg.connect(self.wire.url("postgres"), timeout=5)).close()
                except (OSError, asyncpg.PostgresError, RuntimeError):
                    await asyncio.sleep(0.2)
                else:
                    return

    async def judge(self) -> None:
        """Nobody was answered but in the two ways that are true; each acknowledged count is there, once."""
        self.load.over = True
        acknowledged = tuple(self.load.acknowledged)  # whoever is still answered is not yet looked for
        log = (self.postgres.data.parent / "serving.log").read_text()
        assert [line for line in log.splitlines() if '"defect"' in line] == []
        assert set(self.load.said) <= {"201", "nobody", "503 /problems/away", "503 /problems/busy"}, (
            self.load.said
        )
        assert self.load.slowest < LONGEST
        assert self.relais.owner_url is not None
        db = await asyncpg.connect(self.relais.owner_url)
        rows = await db.fetch("SELECT looked_at, count(*) AS times FROM counts GROUP BY looked_at")
        await db.close()
        there = {row["looked_at"]: row["times"] for row in rows}
        assert [at for at in acknowledged if there.get(at) != 1] == []
        assert [at for at, times in there.items() if times != 1] == []
        assert [
            f"{each.name}: {each.wrong}" for each in await check_everything(self.relais) if not each.ok
        ] == []


@asynccontextmanager
async def installed(data: Path) -> AsyncIterator[Installation]:
    """A house whose desks count without a pause, at a server of its own."""
    postgres = EmbeddedPostgres(data)
    server = postgres.start()
    admin = await asyncpg.connect(server.url("postgres"))
    await admin.execute("CREATE DATABASE load")
    await admin.close()
    async with AsyncExitStack() as stack:
        stack.callback(postgres.stop)
        wire = await stack.enter_async_context(
            wire_to(server)
        )  # its address stays, whatever becomes of the server
        url = wire.url("load")
        relais = await stack.enter_async_context(
            open_parts(Settings(database_url=url, data=data, pool_size=4))
        )
        environ = {"RELAIS_ENVIRONMENT": "development", "DATABASE_URL": url, "RELAIS_DATA": str(data)}
        log = stack.enter_context((data.parent / "serving.log").open("ab"))
        serving = Doomed(environ, log=log)
        stack.push_async_callback(serving.kill)
        load = Load(serving, *await a_house(relais))
        await serving.start()
        hands = [asyncio.create_task(load.hand(number)) for number in range(HANDS)]
        try:
            yield Installation(postgres, wire, relais, load)
        finally:
            load.over = True
            await asyncio.gather(*hands)


async def a_house(relais: Relais) -> tuple[UUID, dict[str, str]]:
    """A house with beds to count, and the headers of its desk."""
    assert relais.owner_url is not None
    db = await asyncpg.connect(relais.owner_url)
    network = Network(db, relais.store.clock, relais.keyring)
    home = await network.organisation("shelter")
    desk = await network.member(home, Role.FRONT_DESK)
    house: UUID = await db.fetchval(SHELTER, home)
    await db.close()
    token: Any = relais.token_keys.sign(desk, relais.store.clock.now())
    return house, {"authorization": f"Bearer {token}"}


async def test_killed_in_turns_under_load(tmp_path: Path) -> None:
    """X3, BED-16: a backend, the whole of PostgreSQL, the API with its jobs, again and again."""
    async with installed(tmp_path / "data") as here:
        for number in range(ROUNDS):
            await here.load.until(40)
            match number % 3:
                case 0:
                    doomed = [
                        child
                        for child in here.postmaster.children()
                        if "relais_app" in " ".join(child.cmdline())
                    ]
                    (doomed or here.postmaster.children())[0].send_signal(signal.SIGKILL)
                case 1:
                    here.postmaster.send_signal(signal.SIGKILL)
                case _:
                    await here.load.serving.kill()
                    await here.load.serving.start()
            await here.alive()
        await here.load.until(40)
        await here.judge()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system that is soon full."""
    path = tmp_path / "small"
    path.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", SMALL, "tmpfs", path], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small file system cannot be mounted here: this takes root with the right to mount")
    path.chmod(0o755)
    try:
        yield path
    finally:
        subprocess.run(["umount", "-l", path], check=True)


def fill(disk: Path) -> Path:
    """Nothing more can be written here, until this file is gone."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(65536))
        except OSError:
            return filler


async def test_a_full_disk(small_disk: Path) -> None:
    """X3: while nothing can be written nobody is told that it was; afterwards everything goes on."""
    async with installed(small_disk) as here:
        await here.load.until(40)
        filler = fill(small_disk)
        here.load.said.clear()
        async with asyncio.timeout(PATIENCE):
            while here.load.said["503 /problems/away"] < 20:
                await asyncio.sleep(0.05)
                await asyncio.to_thread(fill_again, small_disk)
        filler.unlink()
        (small_disk / "more").unlink(missing_ok=True)
        await here.alive()
        await here.load.until(40)
        await here.judge()


def fill_again(disk: Path) -> None:
    """PostgreSQL gives back what it no longer needs: take that too."""
    with (disk / "more").open("ab", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return
