"""Relais as an operator runs it: replicas in processes of their own, in production, on one database, with one set of
keys."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import asyncpg
import httpx

from api.cli.migrate import make_login
from api.demo.stripe_double import StripeDouble
from api.parts import Relais, open_parts
from service.settings import Settings
from tests.bench.p7_start import first_answer, free_port
from tests.drills.killed import listening

CODE = Path(__file__).parents[2]
PROXY = CODE / "deploy" / "proxy"
RUN = "from api.cli.main import main; main()"
ORIGIN = "https://relais.test"
KEY, SECRET = "sk_test_relais", "whsec_test"
PATIENCE = 150
"""Seconds after which a test gives up. It waits for answers, lines and rows, never for time to pass."""


def serving_url(owner_url: str) -> str:
    """The same database by a login of its own, as deploy/README.md has it."""
    return owner_url.replace("relais_admin@/", "relais_fleet:a%20word@/", 1)


@dataclass
class Replica:
    """One process of Relais: it listens on a port, the jobs for whoever reads their counters."""

    kind: Literal["serve", "jobs"]
    environ: Mapping[str, str]
    log: Path
    code: Path = CODE
    port: int = field(default_factory=free_port)
    process: Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Until it is ready."""
        words = ["serve", "--no-jobs"] if self.kind == "serve" else ["jobs"]
        self.process = await command(
            self.code,
            {**self.environ, "PORT": str(self.port), "RELAIS_METRICS_PORT": str(self.port)},
            self.log,
            *words,
        )
        ready = asyncio.ensure_future(self._ready())
        ended = asyncio.ensure_future(self.process.wait())
        await asyncio.wait({ready, ended}, return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        assert ready.done(), self.log.read_text(encoding="utf-8")[-2000:]
        await ready

    async def _ready(self) -> None:
        if self.kind == "serve":
            await first_answer(self.port, asyncio.get_running_loop().time() + PATIENCE)
        else:
            await self.counters()

    async def counters(self) -> dict[str, float]:
        """What Prometheus would read, once it answers: `name{labels}` and its value."""
        async with httpx.AsyncClient(verify=False) as client, asyncio.timeout(PATIENCE):
            while True:
                try:
                    text = (await client.get(f"{self.url}/metrics")).text
                    break
                except httpx.TransportError:
                    await asyncio.sleep(0.02)
        lines = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, _, value in lines}

    async def stop(self) -> int | None:
        """As a service manager does it; the exit code."""
        return await self._end(signal.SIGTERM)

    async def kill(self) -> int | None:
        """As the machine's end would."""
        return await self._end(signal.SIGKILL)

    async def _end(self, number: signal.Signals) -> int | None:
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(number)
            async with asyncio.timeout(PATIENCE):
                await self.process.wait()
        return self.process.returncode if self.process else None


async def command(code: Path, environ: Mapping[str, str], log: Path, *words: str) -> Process:
    """A command of that code, with its lines in a file."""
    with log.open("ab") as lines:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", RUN, *words),
            cwd=code,
            env={**os.environ, "PYTHONPATH": str(code), **environ},
            stdout=lines,
            stderr=lines,
        )


@dataclass
class Gate:
    """In front of the rail's double: while it is closed, every call of a payment waits before its effect."""

    double: StripeDouble
    held: int = 0
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["method"] == "POST" and not self.opened.is_set():
            self.held += 1
            await self.opened.wait()
        await self.double(scope, receive, send)

    def close(self) -> None:
        """From now on."""
        self.held = 0
        self.opened.clear()


@dataclass
class Fleet:
    """Two replicas of the API and two of the jobs, the rail's double beside them, and the owner's connection."""

    relais: Relais
    owner: asyncpg.Connection
    gate: Gate
    environ: Mapping[str, str]
    log: Path
    apis: list[Replica]
    jobs: list[Replica]
    http: httpx.AsyncClient

    @property
    def double(self) -> StripeDouble:
        return self.gate.double

    @property
    def replicas(self) -> list[Replica]:
        return [*self.apis, *self.jobs]

    async def end(self) -> None:
        """Whoever still runs, the replicas of a later version too."""
        await asyncio.gather(*(replica.kill() for replica in self.replicas))

    def headers(self, member: UUID, session: UUID) -> dict[str, str]:
        """Of a member in a session, for ten minutes: the keys are those of every replica."""
        token = self.relais.token_keys.sign(member, self.relais.store.clock.now(), session)
        return {"authorization": f"Bearer {token}"}

    async def notice(self, body: bytes, headers: Mapping[str, str]) -> int:
        """The rail's notices reach both replicas at once, as a rail that is not sure may do; one answer is enough."""
        said = [self._notice(api, body, headers) for api in self.apis]
        return min(await asyncio.gather(*said))

    async def _notice(self, api: Replica, body: bytes, headers: Mapping[str, str]) -> int:
        try:
            url = f"{api.url}/v1/webhooks/stripe"
            return (await self.http.post(url, content=body, headers=dict(headers))).status_code
        except httpx.TransportError:
            return 599

    def troubles(self) -> list[str]:
        """Lines of any replica that tell of a defect, or of a tick that failed."""
        lines = self.log.read_text(encoding="utf-8").splitlines()
        words = ('"defect"', '"tick failed"', "Traceback", '"critical"')
        return [line for line in lines if any(word in line for word in words)]


async def a_fleet(owner_url: str, folder: Path, stack: AsyncExitStack) -> Fleet:
    """Everything ready and at work; the stack ends it."""
    double = StripeDouble(KEY, webhook_secrets=[SECRET])
    double.books.fund(10_000_000)
    gate = Gate(double)
    gate.opened.set()
    stripe_url = await stack.enter_async_context(listening(gate))
    secrets = {"DATABASE_URL": serving_url(owner_url), "RELAIS_STRIPE_WEBHOOK_SECRETS": SECRET}
    for name, value in secrets.items():
        (folder / name).write_text(f"{value}\n", encoding="utf-8")
    environ = {
        **{f"{name}_FILE": str(folder / name) for name in secrets},
        "RELAIS_ENVIRONMENT": "production",
        "RELAIS_ORIGIN": ORIGIN,
        "RELAIS_PROXIES": "1",
        "RELAIS_DATA": str(folder / "data"),
        "RELAIS_STRIPE_KEY": KEY,
        "RELAIS_STRIPE_URL": stripe_url,
        "RELAIS_POOL_SIZE": "6",
    }
    settings = Settings(database_url=owner_url, data=folder / "data", pool_size=4)
    relais = await stack.enter_async_context(open_parts(settings))
    await make_login(Settings(database_url=serving_url(owner_url), migrations_url=owner_url))
    owner = await asyncpg.connect(owner_url)
    stack.push_async_callback(owner.close)
    http = await stack.enter_async_context(httpx.AsyncClient(timeout=PATIENCE))
    log = folder / "log"
    apis = [Replica("serve", environ, log) for _ in range(2)]
    jobs = [Replica("jobs", environ, log) for _ in range(2)]
    fleet = Fleet(relais, owner, gate, environ, log, apis, jobs, http)
    double.hooks.endpoint = fleet.notice
    stack.push_async_callback(fleet.end)
    await asyncio.gather(*(replica.start() for replica in fleet.replicas))
    return fleet
