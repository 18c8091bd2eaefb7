"""A fund to measure on: one policy that approves small cards by rule, many envelopes, sixty-four who ask at once."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg

from api.parts import Relais, open_parts
from service.cases.commands import OpenCaseWish, Party, open_case
from service.cases.consents import GivenConsent
from service.cases.limits import VERSION
from service.fund.envelopes.commands import CreateEnvelope, create_envelope
from service.fund.policy.document.categories import CategoryRule
from service.fund.policy.document.policy import Policy
from service.fund.policy.document.sections import Automatic
from service.partners.actor import Role
from service.settings import Settings
from tests.bench.nation import SIT_DOWN
from tests.network import Network
from tests.proving import ProvingStore
from tests.service.fund.conftest import a_policy, got, with_policy

AT_ONCE = 64
CASES = 6
"""Of each worker: a case takes a hundred cards of a dollar over a day, and not one more."""
CENTS = 100


@dataclass(frozen=True)
class Asker:
    """A worker of an organisation of their own, with cases, and an envelope that nobody else draws on."""

    member_id: UUID
    cases: tuple[UUID, ...]
    envelope_id: UUID


@dataclass(frozen=True)
class Purse:
    """What a bench needs to know of the fund."""

    relais: Relais
    fund_id: UUID
    administrator: UUID
    hot: UUID
    askers: tuple[Asker, ...]

    async def envelope(self, code: str, cents: int) -> UUID:
        """One more envelope, of its own code."""
        now = self.relais.store.clock.now()
        wish = CreateEnvelope(
            code, "Bench", "Bench", now - timedelta(days=1), now + timedelta(days=90), cents
        )
        return got(await self.relais.store.run(create_envelope, self.administrator, wish))

    async def looked_up(self, query: str, *arguments: object) -> list[asyncpg.Record]:
        """What the owner of the database sees."""
        connection = await asyncpg.connect(self.relais.owner_url)
        try:
            return list(await connection.fetch(query, *arguments))
        finally:
            await connection.close()


@asynccontextmanager
async def purse() -> AsyncIterator[Purse]:
    """A fund of its own, made anew: five seconds."""
    with tempfile.TemporaryDirectory(prefix="relais-purse-", ignore_cleanup_errors=True) as folder:
        settings = replace(Settings(environment="development", data=Path(folder) / "data"), pool_size=16)
        async with open_parts(settings) as relais:
            owner = await asyncpg.connect(relais.owner_url)
            try:
                found = await _built(relais, owner)
                now = datetime.now(UTC)
                await owner.execute(SIT_DOWN, now, now + timedelta(hours=12))
                await owner.execute("VACUUM ANALYZE")
            finally:
                await owner.close()
            yield found


async def _built(relais: Relais, owner: asyncpg.Connection) -> Purse:
    await owner.execute(
        "INSERT INTO regions (code, name_fr, name_en, time_zone)"
        " VALUES ('CA-ON', 'Ontario', 'Ontario', 'America/Toronto') ON CONFLICT DO NOTHING"
    )
    network = Network(owner, relais.store.clock, relais.store.keyring)
    store = ProvingStore(relais.store.pool, relais.store.clock, relais.store.recorder, relais.store.keyring)
    fund = await network.organisation("fund")
    first, second = [
        await network.member(fund, Role.FUND_ADMINISTRATOR, email=f"fund{n}@bench.test") for n in range(2)
    ]
    await with_policy(store, first, second, _policy())
    found = Purse(relais, fund, first, fund, ())
    hot = await found.envelope("HOT", 90_000_000)
    askers = [await _asker(found, network, number) for number in range(AT_ONCE)]
    return replace(found, hot=hot, askers=tuple(askers))


def _policy() -> Policy:
    """Cards of a dollar are approved by rule, a hundred a case and day."""
    others = [rule for rule in a_policy().categories if rule.category != "calling_card"]
    card = CategoryRule(category="calling_card", cap_cents=10_000, automatic_up_to_cents=10_000)
    most = Automatic(per_pivot_cents=50_000_000, per_organisation_cents=50_000_000)
    return a_policy(categories=(*others, card), automatic=most)


async def _asker(purse: Purse, network: Network, number: int) -> Asker:
    organisation = await network.organisation("pivot")
    member, backup = [
        await network.member(organisation, Role.PIVOT_WORKER, email=f"ask{number}.{n}@bench.test")
        for n in range(2)
    ]
    consents = (GivenConsent("bed"), GivenConsent("fund"))
    wish = OpenCaseWish("CA-ON", "25+", Party("man"), consents, backup, VERSION, ("hu",))
    cases = [got(await purse.relais.store.run(open_case, member, wish)).id for _ in range(CASES)]
    return Asker(member, tuple(cases), await purse.envelope(f"E{number}", 90_000_000))
