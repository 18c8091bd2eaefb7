"""A promise has a time: data that every query tests, and a job that tidies up after it (FND-09)."""

from datetime import timedelta

import asyncpg
import pytest
from msgspec.structs import replace

from service.fund.decisions.approve import Signed
from service.fund.ledger.expiring import expire_earmarks
from service.fund.requests.lines import NewLine
from tests.service.fund.books.conftest import later, transfers, wrong
from tests.service.fund.conftest import Fund, a_policy, got, with_policy
from tests.service.fund.ledger.test_sql import acting


async def test_a_promise_that_nobody_paid_goes_back(fund: Fund, worker_pool: asyncpg.Pool) -> None:
    """FND-09: after the policy's days, counted from when the money was needed; by the job, once; the line waits for a
    decision again; and what is needed later lives longer."""
    now = fund.store.clock.now()
    soon = await fund.ask(NewLine("food", 10_000))
    late = await fund.ask(NewLine("food", 5_000, needed_by=now + timedelta(days=20)))
    for asked in (soon, late):
        got(await fund.approve(fund.first, asked.id))
    assert await expire_earmarks(fund.store, worker_pool) == 0
    later(fund, days=31)
    view = await fund.balance()
    assert (view.committed_cents, view.lapsed_cents) == (15_000, 10_000)
    async with acting(fund) as app:
        with pytest.raises(asyncpg.CheckViolationError) as caught:
            await app.execute("UPDATE payout_intents SET state = 'leaving' WHERE amount_cents = 10000")
    assert caught.value.constraint_name == "payout_intents_earmark_expired"
    assert await expire_earmarks(fund.store, worker_pool) == 1
    assert await expire_earmarks(fund.store, worker_pool) == 0
    view = await fund.balance()
    assert (view.committed_cents, view.lapsed_cents, view.available_cents) == (5_000, 0, 495_000)
    (line,) = await fund.lines(soon.id)
    assert (line["state"], line["approved_cents"]) == ("submitted", 0)
    (posted,) = await transfers(fund, "expiry")
    assert posted["amount_cents"] == 10_000
    assert isinstance(await fund.approve(fund.first, soon.id), Signed)
    assert await wrong(fund) == []


async def test_a_late_job_keeps_money_from_nobody(fund: Fund) -> None:
    """FND-09: who decides now takes what older promises hold whose time has passed, before any job came by."""
    purse = await fund.new_envelope(10_000)
    old = await fund.ask(NewLine("food", 10_000), envelope_id=purse)
    got(await fund.approve(fund.first, old.id, envelope_ids=(purse,)))
    later(fund, days=31)
    new = await fund.ask(NewLine("food", 10_000), envelope_id=purse)
    got(await fund.approve(fund.first, new.id, envelope_ids=(purse,)))
    assert len(await transfers(fund, "expiry")) == 1
    assert (await fund.balance(purse)).committed_cents == 10_000


async def test_the_days_are_the_policys(fund: Fund) -> None:
    """FND-09, ELG-08: a version that gives a week gives the promises made under it a week."""
    policy = a_policy(version=2)
    days = policy.deadlines.earmark_days
    stored = await fund.network.superuser.fetchval("SELECT earmark_days FROM policies WHERE version = 1")
    assert stored == days == 30
    await with_policy(
        fund.store,
        fund.first,
        fund.second,
        replace(policy, deadlines=replace(policy.deadlines, earmark_days=7)),
    )
    asked = await fund.ask(NewLine("food", 1_000))
    got(await fund.approve(fund.first, asked.id))
    lasts = await fund.network.superuser.fetchval(
        "SELECT e.expires_at - greatest(t.made_at, l.needed_by) FROM earmarks e"
        " JOIN transfers t ON t.id = e.transfer_id JOIN request_lines l ON l.id = t.line_id"
    )
    assert lasts == timedelta(days=7)
