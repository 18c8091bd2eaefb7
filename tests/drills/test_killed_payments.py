"""SIGKILL of the real process at every point between deciding and posting: the bank's own books say once (FND-09)."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx
import pytest

from api.checks import check_everything
from api.demo.stripe_double import StripeDouble
from api.parts import Relais, open_parts
from service.fund.envelopes.commands import CreateEnvelope, create_envelope
from service.fund.payees.commands import ProposePayee
from service.fund.policy.rules import ATTESTATIONS
from service.fund.requests.lines import NewLine
from service.partners.actor import Role
from service.settings import Settings
from tests.drills.killed import LOCKS, PATIENCE, Doomed, Point, TollGate, listening, traps, webhooks_to
from tests.network import Network
from tests.proving import ProvingStore
from tests.service.fund.conftest import Fund, a_policy, got, with_policy

KEY, SECRET = "sk_test_relais", "whsec_test"

FIRST_DEATH = (
    Point("decided and committed, and no job has claimed it"),
    Point("claimed, and the mark that it leaves not yet written", trap="beginning"),
    Point("marked as leaving, in the middle of the commit", trap="begun"),
    Point("the request on the wire, before its effect", toll="before"),
    Point("the effect made, before its answer", toll="after"),
    Point("the answer received, before the posting", trap="posting"),
    Point("posted, before the commit", trap="posted"),
    Point("posted, in the middle of the commit", trap="committing"),
    Point("committed, before the outbox is ticked", trap="ticking"),
)
SECOND_DEATH = (
    Point("the webhook received, before it is kept", trap="storing", tells=True),
    Point("the webhook kept, before it is applied", trap="applying", tells=True),
    Point("the webhook applied, before the commit", trap="applied", tells=True),
    Point("the webhook applied, in the middle of the commit", trap="confirming", tells=True),
    Point("decided by rule, before the commit", trap="deciding"),
    Point("decided by rule, in the middle of the commit", trap="decided"),
)
POINTS = FIRST_DEATH + SECOND_DEATH
"""Every point between intent and posting, in the order of a payment's way."""
BY_RULE = SECOND_DEATH[-2:]


def cents(point: Point) -> int:
    """What a payment is known by, at the double as in the ledger."""
    return 1_001 + POINTS.index(point)


@dataclass(frozen=True)
class Asker:
    """Who asks over HTTP, for which case, from which envelope."""

    pivot: UUID
    case: UUID
    envelope: UUID


@dataclass(frozen=True)
class Drill:
    """A fund whose process is killed, the double that outlives it, and what holds it at its points."""

    fund: Fund
    relais: Relais
    gate: TollGate
    serving: Doomed
    holder: asyncpg.Connection
    payee: UUID

    @property
    def db(self) -> asyncpg.Connection:
        return self.fund.network.superuser

    async def decide(self, points: Collection[Point]) -> None:
        """An approved payment for each point, of its own amount and envelope: a posting holds its envelope's row."""
        for point in points:
            line = NewLine("food", cents(point), payee_id=self.payee)
            envelope = await self.fund.new_envelope(cents(point))
            request = await self.fund.ask(line, envelope_id=envelope)
            got(await self.fund.approve(self.fund.first, request.id))

    async def set_traps(self, points: Collection[Point]) -> None:
        """Hold whoever comes to these points."""
        self.gate.kept = {cents(point): point.toll for point in points if point.toll}
        for key, point in enumerate(points):
            if point.trap:
                await self.holder.execute(f"SELECT pg_advisory_lock({LOCKS}, {key})")
                await self.holder.execute(
                    "INSERT INTO traps VALUES ($1, $2, $3)", point.trap, cents(point), key
                )

    async def until_all_are_held(self, points: Sequence[Point]) -> None:
        """Until the process stands at each of these points at once."""
        trapped = {key for key, point in enumerate(points) if point.trap}
        tolled = set(self.gate.kept)
        async with asyncio.timeout(PATIENCE):
            while await self._waiting() != trapped or self.gate.reached != tolled:  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    async def _waiting(self) -> set[int]:
        rows = await self.db.fetch(
            "SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND classid = $1 AND NOT granted", LOCKS
        )
        return {row["objid"] for row in rows}

    async def let_go(self) -> None:
        """After the death: its connections are let go, and find that nobody is there any more."""
        self.gate.kept.clear()
        self.gate.reached.clear()
        await self.holder.execute("DELETE FROM traps; SELECT pg_advisory_unlock_all()")
        async with asyncio.timeout(PATIENCE):
            while await self._waiting():  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    async def until_settled(self, points: Collection[Point], state: str) -> None:
        """Let loans run out and rests pass, until the jobs have brought these payments to an end."""
        amounts = [cents(point) for point in points]
        async with asyncio.timeout(PATIENCE):
            while await self._moving(amounts, state):
                await self.db.execute(PASS_TIME, amounts)
                await self.gate.double.hooks.redeliver()
                await asyncio.sleep(0.05)

    async def _moving(self, amounts: list[int], state: str) -> int:
        found: int = await self.db.fetchval(MOVING, amounts, state)
        return found

    def paid(self) -> Counter[int]:
        """How often the double paid each amount, by its own books."""
        return Counter(transfer["amount"] for transfer in self.gate.double.books.transfers.values())

    async def posted(self) -> Counter[int]:
        """How often the ledger posted each amount."""
        rows = await self.db.fetch("SELECT amount_cents FROM transfers WHERE kind IN ('payment', 'overrun')")
        return Counter(row["amount_cents"] for row in rows)

    async def wrong(self) -> list[str]:
        """What `relais check` finds."""
        return [f"{each.name}: {each.wrong}" for each in await check_everything(self.relais) if not each.ok]

    async def asker(self) -> Asker:
        """A pivot of another organisation with a case, and an envelope that nobody else waits for."""
        network = self.fund.network
        pivots = await network.organisation("pivot")
        pivot, backup = [await network.member(pivots, Role.PIVOT_WORKER) for _ in range(2)]
        beside = replace(self.fund, pivots=pivots, pivot=pivot, backup=backup)
        return Asker(pivot, await beside.case(), await self.fund.new_envelope(5_000))

    async def submit(self, asker: Asker, point: Point, http: httpx.AsyncClient) -> httpx.Response:
        """A small line that a rule approves in the moment of asking, over HTTP, always under the same key."""
        token = self.relais.token_keys.sign(asker.pivot, self.relais.store.clock.now())
        wish = {
            "case_id": str(asker.case),
            "fund_id": str(self.fund.organisation),
            "envelope_id": str(asker.envelope),
            "attested": list(ATTESTATIONS),
            "lines": [
                {"category": "calling_card", "amount_cents": cents(point), "payee_id": str(self.payee)}
            ],
        }
        headers = {"authorization": f"Bearer {token}", "idempotency-key": f"submit-{cents(point)}"}
        return await http.post(f"{self.serving.url}/v1/requests", json=wish, headers=headers)


PASS_TIME = """
WITH notices AS (
    UPDATE rail_events SET received_at = received_at - interval '2 minutes'
    WHERE applied_at IS NULL AND amount_cents = ANY ($1::bigint[])
)
UPDATE outbox o SET due_at = least(due_at, clock_timestamp()), leased_until = least(leased_until, clock_timestamp())
FROM payout_intents i
WHERE i.id::text = o.payload ->> 'intent' AND i.amount_cents = ANY ($1::bigint[]) AND o.state = 'ready'
    AND NOT EXISTS (SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.classid = 7701 AND NOT l.granted)
"""
MOVING = """
SELECT cardinality($1::bigint[]) - count(*) FROM payout_intents i
WHERE i.amount_cents = ANY ($1::bigint[]) AND i.state = $2 AND NOT EXISTS (
    SELECT FROM outbox o WHERE o.payload ->> 'intent' = i.id::text AND o.state <> 'done')
"""
LATER = """
UPDATE outbox o SET due_at = due_at + interval '1 day' FROM payout_intents i
WHERE i.id::text = o.payload ->> 'intent' AND i.amount_cents = ANY ($1::bigint[])
"""


async def a_fund(relais: Relais, superuser: asyncpg.Connection) -> Fund:
    """A fund that pays for real: the machine's clock, sealed records, the keys that the killed process has."""
    assert relais.keyring is not None
    parts = relais.store
    store = ProvingStore(parts.pool, parts.clock, parts.recorder, relais.keyring)
    network = Network(superuser, store.clock, relais.keyring)
    await superuser.execute(
        "INSERT INTO regions (code, name_fr, name_en, time_zone) VALUES ('CA-ON', 'Ontario', 'Ontario', "
        "'America/Toronto') ON CONFLICT DO NOTHING"
    )
    organisation, pivots = await network.organisation("fund"), await network.organisation("pivot")
    first, second = [await network.member(organisation, Role.FUND_ADMINISTRATOR) for _ in range(2)]
    pivot, backup = [await network.member(pivots, Role.PIVOT_WORKER) for _ in range(2)]
    begun = store.clock.now().date() - timedelta(days=2)
    await with_policy(store, first, second, a_policy(in_force_from=begun))
    now = store.clock.now()
    day = timedelta(days=1)
    wish = CreateEnvelope("K1", "Coalition", "Coalition", now - day, now + 9 * day, 10_000)
    envelope = got(await store.run(create_envelope, first, wish))
    return Fund(store, network, organisation, first, second, pivots, pivot, backup, envelope)


@pytest.fixture
async def drill(superuser: asyncpg.Connection, superuser_url: str, tmp_path: Path) -> AsyncIterator[Drill]:
    """The double on a socket of its own, the fund's parts in this process, and the one that is to die."""
    double = StripeDouble(KEY, webhook_secrets=[SECRET])
    double.books.fund(1_000_000)
    gate = TollGate(double)
    async with AsyncExitStack() as stack:
        holder = await stack.enter_async_context(traps(superuser_url))
        stripe_url = await stack.enter_async_context(listening(gate))
        environ = {
            "RELAIS_ENVIRONMENT": "development",
            "DATABASE_URL": superuser_url,
            "RELAIS_DATA": str(tmp_path),
            "RELAIS_STRIPE_KEY": KEY,
            "RELAIS_STRIPE_URL": stripe_url,
            "RELAIS_STRIPE_WEBHOOK_SECRETS": SECRET,
            "RELAIS_POOL_SIZE": "20",
        }
        settings = Settings(database_url=superuser_url, data=tmp_path, pool_size=4)
        relais = await stack.enter_async_context(open_parts(settings))
        fund = await a_fund(relais, superuser)
        hotel = await fund.network.organisation("hotel")
        wish = ProposePayee("Hôtel S8", "stripe_connect", "CA-ON", hotel)
        payee = await fund.payee(wish, double.books.open_account())
        serving = Doomed(environ)
        stack.push_async_callback(serving.kill)
        told = {cents(point) for point in POINTS if point.tells}
        stack.push_async_callback(webhooks_to(gate, serving, told).aclose)
        yield Drill(fund, relais, gate, serving, holder, payee)


async def test_killed_at_every_point_it_pays_once(drill: Drill) -> None:
    """FND-09: nine points of the sending and six around it, two deaths, and the double's own books: each payment
    exactly once, the ledger to the cent, and every invariant holds after each death and at the end."""
    await drill.decide([point for point in POINTS if point not in BY_RULE])
    await drill.db.execute(LATER, [cents(FIRST_DEATH[0]), *map(cents, SECOND_DEATH)])
    await drill.set_traps(FIRST_DEATH)
    await drill.serving.start()
    await drill.until_all_are_held(FIRST_DEATH)
    await drill.serving.kill()
    await drill.let_go()
    assert await drill.wrong() == []
    # What had its effect before the death, and nothing else, is in the double's books.
    assert drill.paid() == Counter(map(cents, FIRST_DEATH[4:]))

    await drill.set_traps(SECOND_DEATH)
    await drill.serving.start()
    await drill.until_settled(FIRST_DEATH, "sent")
    assert drill.paid() == Counter(map(cents, FIRST_DEATH))
    await drill.db.execute("UPDATE outbox SET due_at = clock_timestamp() WHERE state = 'ready'")
    askers = [(await drill.asker(), point) for point in BY_RULE]
    async with httpx.AsyncClient(timeout=60) as http:
        asked = [asyncio.create_task(drill.submit(asker, point, http)) for asker, point in askers]
        await drill.until_all_are_held(SECOND_DEATH)
        await drill.serving.kill()
        await drill.let_go()
        for each in asked:
            with suppress(httpx.HTTPError):
                raise AssertionError(f"answered {(await each).status_code} before its death")
        assert await drill.wrong() == []

        await drill.serving.start()
        answers = [await drill.submit(asker, point, http) for asker, point in askers]
        assert [answer.status_code for answer in answers] == [201, 201]
    await drill.until_settled([point for point in SECOND_DEATH if point.tells], "confirmed")
    await drill.until_settled(BY_RULE, "sent")
    assert drill.paid() == Counter(map(cents, POINTS))
    assert await drill.posted() == Counter(map(cents, POINTS))
    assert drill.gate.double.books.balance() == 1_000_000 - sum(map(cents, POINTS))
    assert await drill.wrong() == []
