"""The real process, killed by SIGKILL exactly at a point of a payment's way, by nothing that the product knows of.

What holds a process at its point stands outside of it: an advisory lock behind a trigger of the test's own database, a
lock on a row, or a toll between the Stripe library and the double, which keeps the call before or after its effect.
Each payment is known by its amount, so that one death serves a whole round of points.
"""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Literal
from urllib.parse import parse_qs

import asyncpg
import httpx
import uvicorn

from api.demo.stripe_double import StripeDouble
from tests.bench.p7_start import first_answer, free_port

RELAIS = str(Path(sys.executable).parent / "relais")
LOCKS = 7701
"""The class of the advisory locks at which a process is held."""
PATIENCE = 90
"""Seconds after which a test gives up. It waits for rows and calls, never for time to pass."""

Toll = Literal["before", "after"]


@dataclass(frozen=True)
class Point:
    """A point of a payment's way, and what holds the process there.

    `trap`: the trigger (below) at which it is held; `toll`: whether the call is kept before or after its effect;
    `tells`: whether the double's webhooks of this payment are delivered.
    """

    name: str
    trap: str | None = None
    toll: Toll | None = None
    tells: bool = False


TRAPS: Mapping[str, str] = {
    "deciding": "BEFORE INSERT ON payout_intents",
    "decided": "AFTER INSERT ON payout_intents DEFERRABLE INITIALLY DEFERRED",
    "beginning": "BEFORE UPDATE OF state ON payout_intents WHEN (NEW.state = 'leaving')",
    "begun": "AFTER UPDATE ON payout_intents DEFERRABLE INITIALLY DEFERRED WHEN (NEW.state = 'leaving')",
    "posting": "BEFORE INSERT ON transfers WHEN (NEW.kind = 'payment')",
    "posted": "AFTER UPDATE OF state ON payout_intents WHEN (NEW.state = 'sent')",
    "committing": "AFTER UPDATE ON payout_intents DEFERRABLE INITIALLY DEFERRED WHEN (NEW.state = 'sent')",
    "ticking": "BEFORE UPDATE ON outbox WHEN (NEW.state = 'done')",
    "storing": "BEFORE INSERT ON rail_events",
    "applying": "BEFORE UPDATE ON rail_events",
    "applied": "AFTER UPDATE OF state ON payout_intents WHEN (NEW.state = 'confirmed')",
    "confirming": "AFTER UPDATE ON payout_intents DEFERRABLE INITIALLY DEFERRED WHEN (NEW.state = 'confirmed')",
}
"""Where PostgreSQL holds a statement, by name. A deferred one holds the COMMIT itself: whoever dies then has
committed, and does not know it."""

TRAPPING = """
CREATE TABLE traps (trap text, cents bigint, key integer);
CREATE FUNCTION sprung() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    amount bigint;
    held integer;
BEGIN
    IF TG_TABLE_NAME = 'outbox' THEN
        SELECT i.amount_cents INTO amount FROM payout_intents i WHERE i.id::text = NEW.payload ->> 'intent';
    ELSE
        amount := NEW.amount_cents;
    END IF;
    SELECT t.key INTO held FROM traps t WHERE t.trap = TG_ARGV[0] AND t.cents = amount;
    IF held IS NOT NULL THEN
        PERFORM set_config('lock_timeout', '0', true);
        PERFORM pg_advisory_xact_lock_shared(%(locks)s, held);
    END IF;
    RETURN NEW;
END $$;
"""


def _trigger(name: str, when: str) -> str:
    event, _, condition = when.partition(" WHEN ")
    kind = "CONSTRAINT TRIGGER" if "DEFERRABLE" in event else "TRIGGER"
    guard = f" WHEN {condition}" if condition else ""
    return f"CREATE {kind} a_trap_{name} {event} FOR EACH ROW{guard} EXECUTE FUNCTION sprung('{name}');"


@asynccontextmanager
async def traps(url: str) -> AsyncIterator[asyncpg.Connection]:
    """The triggers in the test's own database, and the connection that holds their locks; gone at the end."""
    holder = await asyncpg.connect(url)
    await holder.execute(TRAPPING % {"locks": LOCKS} + "".join(_trigger(*trap) for trap in TRAPS.items()))
    try:
        yield holder
    finally:
        await holder.execute(
            "SELECT pg_advisory_unlock_all(); DROP FUNCTION sprung CASCADE; DROP TABLE traps"
        )
        await holder.close()


@dataclass
class TollGate:
    """Between the Stripe library and the double: keeps a call of some amounts before or after its effect."""

    double: StripeDouble
    kept: dict[int, Toll] = field(default_factory=dict)
    reached: set[int] = field(default_factory=set)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = b""
        while (message := await receive())["type"] == "http.request":
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        cents = int(parse_qs(body.decode()).get("amount", ["0"])[0]) if scope["method"] == "POST" else 0
        toll = self.kept.get(cents)
        if toll != "before":
            await self.double(scope, _once(body), _nobody if toll else send)
        if toll:
            self.reached.add(cents)
            while (await receive())["type"] != "http.disconnect":
                continue


def _once(body: bytes) -> Any:
    async def receive() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def _nobody(_: Any) -> None:
    """The answer is lost."""


@asynccontextmanager
async def listening(app: Any) -> AsyncIterator[str]:
    """An application on a socket of its own, whose life is not that of the process that is killed."""
    port = free_port()
    config = uvicorn.Config(app, port=port, log_level="critical", lifespan="off", timeout_graceful_shutdown=0)
    server = uvicorn.Server(config)
    server.capture_signals = nullcontext  # type: ignore[assignment, method-assign]  # the signals are pytest's
    serving = asyncio.create_task(server.serve())
    try:
        while not server.started:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = server.force_exit = True
        await serving


@dataclass
class Doomed:
    """`relais serve` with its jobs as a process: it dies without a word, and is started again."""

    environ: Mapping[str, str]
    port: int = field(default_factory=free_port)
    process: Process | None = None
    log: IO[bytes] | None = None
    """Where it writes its lines; nowhere, unless given."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Until it answers."""
        self.process = await asyncio.create_subprocess_exec(
            RELAIS, "serve", "--port", str(self.port), env={**os.environ, **self.environ},
            stdout=DEVNULL, stderr=self.log or DEVNULL,
        )  # fmt: skip
        await first_answer(self.port, asyncio.get_running_loop().time() + 60)

    async def kill(self) -> None:
        """SIGKILL, in the middle of whatever it does."""
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
            await self.process.wait()


def webhooks_to(gate: TollGate, serving: Doomed, told: set[int]) -> httpx.AsyncClient:
    """Let the double's webhooks of these amounts reach the process, as far as it lives; the others are lost."""
    client = httpx.AsyncClient(timeout=60)

    async def post(body: bytes, headers: Mapping[str, str]) -> int:
        import json

        if json.loads(body)["data"]["object"]["amount"] not in told:
            return 200
        url = f"{serving.url}/v1/webhooks/stripe"
        return (await client.post(url, content=body, headers=dict(headers))).status_code

    gate.double.hooks.endpoint = post
    return client
