"""A closed period: two people, figures kept, and no transfer dated there, in PostgreSQL (FND-09)."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from service.fund.books.checks import CHECKS
from service.fund.books.closings import ProposeClosing, SignClosing, closings, propose_closing, sign_closing
from service.fund.books.queries import books_before
from service.fund.books.refusals import (
    BOOKS_ANOTHER_SIGNS,
    BOOKS_DECIDED,
    BOOKS_LAPSED,
    PERIOD_CLOSED_ALREADY,
    PERIOD_NOT_OVER,
)
from service.fund.books.rules import Sums
from service.fund.envelopes.commands import EnvelopeSum, contribute
from service.fund.ledger.posting import NewTransfer, post
from service.partners.actor import job_of
from service.refusals import Refused
from tests.service.fund.books.conftest import later, paid, somebody_waits, transfers
from tests.service.fund.conftest import Fund, got
from tests.service.fund.ledger.test_sql import acting
from tests.service.fund.test_checks import found_after

DATED = """
    INSERT INTO transfers (organisation_id, kind, debit_key, credit_key, amount_cents, made_by, made_at)
    SELECT organisation_id, kind, debit_key, credit_key, 1, relais.member(), $1 FROM transfers
    WHERE kind = 'contribution' ORDER BY key LIMIT 1
"""


async def test_a_closed_period_stays_as_it_was(fund: Fund) -> None:
    """FND-09: another person signs, in time, once; the figures kept are those of the transfers; nothing is dated
    before the day any more, on the day it is; and a late fact of a bank is posted with its own date beside."""
    await paid(fund, 10_000, 9_000)
    today = fund.store.clock.now().date()
    early = await fund.store.run(propose_closing, fund.first, ProposeClosing(today + timedelta(days=1)))
    later(fund, days=1)
    day = fund.store.clock.now().date()
    proposed = got(await fund.store.run(propose_closing, fund.first, ProposeClosing(day)))
    own = await fund.store.run(sign_closing, fund.first, SignClosing(proposed))
    both = await asyncio.gather(
        *(fund.store.run(sign_closing, fund.second, SignClosing(proposed)) for _ in range(2))
    )
    again = await fund.store.run(propose_closing, fund.first, ProposeClosing(day))
    refused = [each.reason for each in (early, own, *both, again) if isinstance(each, Refused)]
    assert refused == [PERIOD_NOT_OVER, BOOKS_ANOTHER_SIGNS, BOOKS_DECIDED, PERIOD_CLOSED_ALREADY]
    async with fund.store.reading(fund.first) as session:
        (view,) = got(await closings(session))
        sums = await books_before(session, fund.organisation, view.until)
    assert (view.debits_cents, view.credits_cents) == (509_000, 509_000)
    assert Sums(0, 0, 9_000, 500_000) in sums.values()
    async with acting(fund) as app:
        with pytest.raises(asyncpg.SerializationError) as caught:
            await app.execute(DATED, view.until - timedelta(microseconds=1))
        assert caught.value.constraint_name == "transfers_period_closed"
    async with acting(fund) as app:
        await app.execute(DATED, view.until)
    (payment,) = await transfers(fund, "payment")
    async with fund.store.working(job_of(fund.organisation)) as uow:
        happened = view.until - timedelta(hours=3)
        back = NewTransfer(
            "return",
            payment["credit_key"],
            payment["debit_key"],
            500,
            payment["line_id"],
            happened_at=happened,
        )
        await post(uow, [back])
    (late,) = await transfers(fund, "return")
    assert late["made_at"] >= view.until > late["happened_at"] == happened
    assert [each.name for each in CHECKS if await fund.network.superuser.fetch(each.wrong)] == []


async def test_a_closing_waits_for_what_is_being_written(fund: Fund) -> None:
    """FND-09: a contribution of the last minute, not yet committed, is in the figures or not in the period at all."""
    later(fund, days=1)
    day = fund.store.clock.now().date()
    proposed = got(await fund.store.run(propose_closing, fund.first, ProposeClosing(day)))
    async with acting(fund) as app:
        await app.execute(DATED, fund.store.clock.now() - timedelta(days=1))
        closing = asyncio.create_task(fund.store.run(sign_closing, fund.second, SignClosing(proposed)))
        await somebody_waits(fund)
        assert not closing.done()
    got(await closing)
    got(await fund.store.run(contribute, fund.first, EnvelopeSum(fund.envelope, 5)))


async def test_what_nobody_signed_in_a_week_does_not_close(fund: Fund) -> None:
    """FND-09, and no figure of a closing is altered by anybody, nor by a hand past the triggers without being named."""
    later(fund, days=1)
    day = fund.store.clock.now().date()
    first = got(await fund.store.run(propose_closing, fund.first, ProposeClosing(day)))
    later(fund, days=7)
    late = await fund.store.run(sign_closing, fund.second, SignClosing(first))
    assert isinstance(late, Refused)
    assert late.reason is BOOKS_LAPSED
    second = got(await fund.store.run(propose_closing, fund.first, ProposeClosing(day)))
    got(await fund.store.run(sign_closing, fund.second, SignClosing(second)))
    superuser = fund.network.superuser
    for statement in ("UPDATE closing_figures SET debits_posted = 0", "DELETE FROM closings"):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await superuser.execute(statement)
    kept = "UPDATE closing_figures SET debits_posted = debits_posted + 1"
    assert CHECKS[4].name in await found_after(superuser, kept)
    moved = "UPDATE accounts SET credits_posted = credits_posted + 1 WHERE kind = 'funder'"
    assert {CHECKS[1].name} <= await found_after(superuser, moved)
