"""Two replicas of the API and two of the jobs on one PostgreSQL, in production: they share everything, and none is
needed. The tests follow each other: the fleet that one leaves is the one that the next begins with."""

import asyncio
import signal
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from api.browser.cookies import SESSION
from api.demo.authenticator import Authenticator
from jobs.dispatch import AT_ONCE
from service.partners.actor import Role
from tests.api.sse import listening
from tests.deployment.fleet import ORIGIN, PATIENCE, command
from tests.deployment.tomorrow import REVISION, tomorrow
from tests.deployment.work import LEASES_OVER, Work
from tests.signing import Browser, invited, sign_in

pytestmark = pytest.mark.xdist_group("fleet")


async def test_load_through_both(work: Work) -> None:
    """FND-09: every line is asked for at both replicas at once, under one key: one request, one payment, and each
    replica shows what the other acknowledged. The jobs of both have carried out each intention once."""
    await asyncio.gather(*(work.insist(next(work.numbers)) for _ in range(16)))
    assert set(work.answers) == set(work.looks) - {200} | {201}
    await work.verify()
    done = 'relais_intentions_total{kind="fund.send_payout",outcome="done"}'
    each = [(await jobs.counters()).get(done, 0) for jobs in work.fleet.jobs]
    assert sum(each) == len(work.acknowledged)


async def test_sessions_cross_replicas(work: Work) -> None:
    """POL-04: whoever signs in at one replica is signed in at the other, and signed out at both at once; a key that was
    used at one is known at the other."""
    store, (here, there) = work.fund.store, [api.url for api in work.fleet.apis]
    member = await work.fund.network.member(work.fund.organisation, Role.FUND_ADMINISTRATOR)
    async with (
        httpx.AsyncClient(base_url=here, timeout=PATIENCE) as one,
        httpx.AsyncClient(base_url=there, timeout=PATIENCE) as other,
    ):
        browser = Browser(one, {SESSION: (await invited(store, member)).token})
        passkey = Authenticator(ORIGIN)
        options = await browser.post("/v1/passkeys/options")
        made = passkey.create(options.json()["public_key"])
        browser.client = other  # the ceremony that one replica began, the other one ends
        answer = await browser.post("/v1/passkeys/first", {"name": "phone", "credential": made})
        assert answer.status_code == 200, answer.text
        again = Browser(other)
        assert (await sign_in(again, passkey)).status_code == 200
        copy = again.copy()
        copy.client = one
        assert (await copy.get("/v1/me")).status_code == 200
        assert (await again.post("/v1/sign-out")).status_code == 204
        assert (await copy.get("/v1/me")).status_code == 401


async def test_events_cross_replicas(work: Work) -> None:
    """Who listens at one replica hears, in a moment, what another one's caller has done."""
    here, there = [api.url for api in work.fleet.apis]
    session = (await invited(work.fund.store, work.fund.first, "passkey")).session_id
    headers = work.fleet.headers(work.fund.first, session)
    async with (
        httpx.AsyncClient(base_url=here, timeout=PATIENCE) as one,
        httpx.AsyncClient(base_url=there, timeout=PATIENCE) as other,
        listening(one, headers) as ours,
        listening(other, headers) as theirs,
    ):
        cents = next(work.numbers)
        [answer] = await work.ask(cents, there)
        work.acknowledged[cents] = UUID(answer.json()["id"])
        for reader in (ours, theirs):
            while (await reader.event()).data.get("subject") != answer.json()["id"]:
                continue


async def test_an_upgrade_under_load(work: Work, tmp_path: Path) -> None:
    """A migration that grows the busiest tables, while both replicas serve and somebody reads for long; then a replica
    of each kind is replaced, and both versions serve side by side. Nobody who was told yes, or asks again, notices."""
    fleet, code = work.fleet, tomorrow(tmp_path)
    said = tmp_path / "said"
    reading = fleet.owner.transaction()
    async with work.going_on():
        await reading.start()
        await fleet.owner.execute("LOCK TABLE fund_requests IN ACCESS SHARE MODE")
        environ = {**fleet.environ, "RELAIS_MIGRATIONS_URL": fleet.relais.settings.database_url or ""}
        migrating = await command(code, environ, said, "migrate")
        await work.until(
            lambda: b"a table is in use" in said.read_bytes() or migrating.returncode is not None
        )
        acknowledged = len(work.acknowledged)
        await work.until(lambda: len(work.acknowledged) > acknowledged)  # the others are let through
        await reading.rollback()
        assert await asyncio.wait_for(migrating.wait(), PATIENCE) == 0, said.read_text()
        assert await fleet.owner.fetchval("SELECT version_num FROM relais.alembic_version") == REVISION
        for replicas in (fleet.apis, fleet.jobs):
            assert await replicas[0].stop() == 0
            replicas[0] = replace(replicas[0], code=code)
            await replicas[0].start()
        acknowledged = len(work.acknowledged)
        await work.until(lambda: len(work.acknowledged) > acknowledged + 1)
    assert set(work.answers) <= {201, 503}
    await work.verify()


async def test_one_of_each_killed(work: Work) -> None:
    """SIGKILL of a replica of the API under load, and of one of the jobs with payments in its hands: the others carry
    on, what was acknowledged is there, and nothing is paid twice."""
    fleet = work.fleet
    fleet.gate.close()
    async with work.going_on():
        await asyncio.gather(*(work.insist(next(work.numbers)) for _ in range(2 * AT_ONCE)))
        await work.until(lambda: fleet.gate.held > AT_ONCE)  # more than one of them can hold
        for replicas in (fleet.apis, fleet.jobs):
            assert await replicas[1].kill() == -signal.SIGKILL
        await fleet.owner.execute(LEASES_OVER)  # as if the minute had passed
        fleet.gate.opened.set()
        acknowledged = len(work.acknowledged)
        await work.until(lambda: len(work.acknowledged) > acknowledged + 1)
    assert work.unanswered > 0
    await work.verify()
