"""A fund's day, played through every replica at once: small lines that a rule approves, and payments that leave."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from uuid import UUID

import httpx

from api.checks import check_everything
from service.fund.payees.commands import ProposePayee
from service.fund.policy.document.categories import CATEGORIES, CategoryRule
from service.fund.policy.document.sections import Automatic
from service.fund.policy.rules import ATTESTATIONS
from service.partners.actor import Role
from tests.deployment.fleet import PATIENCE, Fleet
from tests.network import Network
from tests.proving import ProvingStore
from tests.service.fund.conftest import Fund, a_policy, with_policy
from tests.signing import invited

PLENTY = 10_000_000
PACE = 0.5
"""Seconds between two people."""
UNSETTLED = """
SELECT count(*) FROM payout_intents i WHERE i.state <> 'confirmed' OR EXISTS (
    SELECT FROM outbox o WHERE o.payload ->> 'intent' = i.id::text AND o.state <> 'done')
"""
LEASES_OVER = (
    "UPDATE outbox SET leased_until = clock_timestamp() WHERE state = 'ready' AND leased_by IS NOT NULL"
)
REST_OVER = """
WITH notices AS (
    UPDATE rail_events SET received_at = received_at - interval '2 minutes' WHERE applied_at IS NULL
)
UPDATE outbox SET due_at = least(due_at, clock_timestamp()) WHERE state = 'ready' AND leased_by IS NULL
"""


@dataclass(frozen=True)
class Asker:
    """Who asks, for which case, from which envelope."""

    pivot: UUID
    session: UUID
    case: UUID
    envelope: UUID


@dataclass
class Work:
    """What was asked, and what was answered; each line is known by its amount in cents."""

    fleet: Fleet
    fund: Fund
    payee: UUID
    askers: Sequence[Asker]
    acknowledged: dict[int, UUID] = field(default_factory=dict)
    answers: Counter[int] = field(default_factory=Counter)
    looks: Counter[int] = field(default_factory=Counter)
    unanswered: int = 0
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def ask(self, cents: int, *urls: str) -> list[httpx.Response]:
        """The same line under the same key at each of these replicas at once; the answers that came."""
        asker = self.askers[cents % len(self.askers)]
        wish = {
            "case_id": str(asker.case),
            "fund_id": str(self.fund.organisation),
            "envelope_id": str(asker.envelope),
            "attested": list(ATTESTATIONS),
            "lines": [{"category": "calling_card", "amount_cents": cents, "payee_id": str(self.payee)}],
        }
        headers = {**self.fleet.headers(asker.pivot, asker.session), "idempotency-key": f"ask-{cents}"}
        posts = [self.fleet.http.post(f"{url}/v1/requests", json=wish, headers=headers) for url in urls]
        said = await asyncio.gather(*posts, return_exceptions=True)
        answers = [one for one in said if isinstance(one, httpx.Response)]
        self.answers.update(answer.status_code for answer in answers)
        self.unanswered += len(said) - len(answers)
        return answers

    async def insist(self, cents: int) -> None:
        """As a page does: ask both replicas, and again with the same key until one has said yes."""
        async with asyncio.timeout(PATIENCE):
            while not (yes := await self._yes(cents)):  # noqa: ASYNC110  # another process has no event for us
                await asyncio.sleep(0.02)
        assert len(yes) == 1, "one key, two requests"
        self.acknowledged[cents] = yes.pop()
        await self.look(cents)

    async def look(self, cents: int) -> None:
        """What one replica acknowledged, every replica that answers shows at once (503: ask again)."""
        asker = self.askers[cents % len(self.askers)]
        for api in self.fleet.apis:
            url = f"{api.url}/v1/requests/{self.acknowledged[cents]}"
            try:
                said = await self.fleet.http.get(url, headers=self.fleet.headers(asker.pivot, asker.session))
            except httpx.TransportError:
                continue
            assert said.status_code in (200, 503), said.text
            self.looks[said.status_code] += 1

    async def _yes(self, cents: int) -> set[UUID]:
        answers = await self.ask(cents, *(api.url for api in self.fleet.apis))
        no = [one.text for one in answers if one.status_code not in (201, 503)]
        assert no == [], no
        return {UUID(one.json()["id"]) for one in answers if one.status_code == 201}

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        """One person after the other asks, at the pace of people, as long as the block lasts."""
        over = asyncio.Event()

        async def asking() -> None:
            while not over.is_set():
                await self.insist(next(self.numbers))
                with suppress(TimeoutError):
                    await asyncio.wait_for(over.wait(), PACE)

        async with asyncio.TaskGroup() as group:
            group.create_task(asking())
            try:
                yield
            finally:
                over.set()

    async def until(self, wanted: Callable[[], bool]) -> None:
        """Wait for what another process does, and tells nobody."""
        async with asyncio.timeout(PATIENCE):
            while not wanted():  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    async def until_settled(self) -> None:
        """Until every payment is confirmed by the rail; what rests may go on at once."""
        async with asyncio.timeout(PATIENCE):
            while await self.fleet.owner.fetchval(UNSETTLED):
                await self.fleet.owner.execute(REST_OVER)
                await self.fleet.double.hooks.redeliver()
                await asyncio.sleep(0.05)

    async def verify(self) -> None:
        """Each yes is a request, each request one payment in the rail's books and in ours, and nothing is wrong."""
        await self.until_settled()
        once = Counter(self.acknowledged.keys())
        assert Counter(each["amount"] for each in self.fleet.double.books.transfers.values()) == once
        owner = self.fleet.owner
        rows = await owner.fetch("SELECT amount_cents FROM transfers WHERE kind IN ('payment', 'overrun')")
        assert Counter(row["amount_cents"] for row in rows) == once
        rows = await owner.fetch("SELECT request_id, amount_cents FROM request_lines")
        assert {row["amount_cents"]: row["request_id"] for row in rows} == self.acknowledged
        assert len(rows) == len(once)
        wrong = [
            f"{one.name}: {one.wrong}" for one in await check_everything(self.fleet.relais) if not one.ok
        ]
        assert wrong == []
        assert self.fleet.troubles() == []


async def begin(fleet: Fleet, askers: int = 6) -> Work:
    """A fund whose rule approves calling cards, a payee on the rail, and people of several organisations who ask."""
    parts = fleet.relais.store
    store = ProvingStore(parts.pool, parts.clock, parts.recorder, fleet.relais.keyring)
    network = Network(fleet.owner, store.clock, fleet.relais.keyring)
    await fleet.owner.execute(
        "INSERT INTO regions (code, name_fr, name_en, time_zone) VALUES "
        "('CA-ON', 'Ontario', 'Ontario', 'America/Toronto') ON CONFLICT DO NOTHING"
    )
    organisation = await network.organisation("fund")
    first, second = [await network.member(organisation, Role.FUND_ADMINISTRATOR) for _ in range(2)]
    begun = store.clock.now().date() - timedelta(days=2)
    categories = tuple(
        CategoryRule(
            category=name, cap_cents=PLENTY, automatic_up_to_cents=10_000 if name == "calling_card" else 0
        )
        for name in CATEGORIES
    )
    automatic = Automatic(per_pivot_cents=PLENTY, per_organisation_cents=PLENTY)
    policy = a_policy(in_force_from=begun, categories=categories, automatic=automatic)
    await with_policy(store, first, second, policy)
    fund = Fund(store, network, organisation, first, second, organisation, first, second, organisation)
    hotel = await network.organisation("hotel")
    payee = await fund.payee(
        ProposePayee("Hôtel S8", "stripe_connect", "CA-ON", hotel), fleet.double.books.open_account()
    )
    people = [await _asker(fund) for _ in range(askers)]
    return Work(fleet, fund, payee, people)


async def _asker(fund: Fund) -> Asker:
    """A pivot of an organisation of their own, with a case and an envelope that nobody else waits for."""
    network = fund.network
    pivots = await network.organisation("pivot")
    pivot, backup = [await network.member(pivots, Role.PIVOT_WORKER) for _ in range(2)]
    beside = replace(fund, pivots=pivots, pivot=pivot, backup=backup)
    session = (await invited(fund.store, pivot, "passkey")).session_id
    return Asker(pivot, session, await beside.case(), await fund.new_envelope(PLENTY))
