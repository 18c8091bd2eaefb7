"""What goes wrong between us and a bank ends in a named state, with words and one button (FND-09, FND-12)."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from service.checks import run_check
from service.fund.checks import CHECKS
from service.fund.payouts.clockwork import apply_kept_notices, ask_about_payouts
from service.fund.payouts.commands import BeginPayout, begin_payout
from service.fund.payouts.queries import PayoutView, payouts
from service.fund.payouts.receiving import receive
from service.fund.payouts.resolving import (
    OfPayout,
    PayOtherwise,
    accept_payout,
    cancel_payout,
    pay_otherwise,
    retry_payout,
)
from service.fund.refusals import PAYOUT_ELSEWHERE
from service.fund.requests.withdraw import WithdrawRequest, withdraw_request
from service.messages.outbox import NotYet
from service.partners.actor import job_of
from service.refusals import Refused
from tests.doubles.stripe_api import Fault
from tests.service.fund.conftest import got
from tests.service.fund.payouts.conftest import Payer
from tests.service.fund.payouts.test_payouts import an_event


async def shown(payer: Payer, intent: UUID) -> PayoutView:
    """The payment as whoever pays sees it."""
    async with payer.fund.store.reading(payer.fund.first) as session:
        found = got(await payouts(session, state=None, request_id=None, before=None, limit=50))
    return next(each for each in found if each.id == intent)


async def tried(payer: Payer, intent: UUID) -> timedelta:
    """One attempt of the job that did not settle it, and the rest that it asked for."""
    with pytest.raises(NotYet) as later:
        await payer.run(intent)
    return later.value.after


async def nothing_wrong(payer: Payer) -> None:
    superuser, now = payer.fund.network.superuser, payer.fund.store.clock.now()
    found = [await run_check(superuser, check, now) for check in CHECKS]
    assert [each for each in found if not each.ok] == []


def disable(payer: Payer, how: str) -> None:
    """The payee's account can, or cannot, receive money."""
    for account in payer.double.books.accounts.values():
        account["capabilities"]["transfers"] = how


def pass_time(payer: Payer, **much: float) -> None:
    payer.fund.store.clock.advance(timedelta(**much))  # type: ignore[attr-defined]  # the tests' clock


async def test_a_disabled_account_then_tried_again(payer: Payer) -> None:
    """FND-09, FND-12: refused for good: the money stays promised, both languages say why; mended, one button sends it
    under a key of its own."""
    intent = await payer.approved()
    disable(payer, "inactive")
    await payer.run(intent)
    assert await payer.state(intent) == ("failed", "failed")
    assert await payer.sums() == (470_000, 30_000, 0)
    view = await shown(payer, intent)
    assert (view.problem, view.problem_text) == (
        "payee_not_ready",
        "Ce compte ne peut pas encore recevoir d'argent.",
    )
    assert view.resolve == ("retry", "otherwise", "cancel")
    disable(payer, "active")
    store, first = payer.fund.store, payer.fund.first
    assert got(await store.run(retry_payout, first, OfPayout(intent))).state == "ready"
    await payer.run(intent)
    assert await payer.state(intent) == ("sent", "paid")
    (transfer,) = payer.double.books.transfers.values()
    assert transfer["metadata"]["attempt"] == "2"
    assert await store.run(retry_payout, first, OfPayout(intent)) == Refused(
        PAYOUT_ELSEWHERE, {"state": "sent"}
    )
    await nothing_wrong(payer)


async def test_refused_and_paid_otherwise_and_then_it_leaves_after_all(payer: Payer) -> None:
    """FND-08, FND-09: a cheque in its place; when the bank pays too, the second payment is a fact, posted as an
    overrun, and what comes back of it returns."""
    intent = await payer.approved()
    disable(payer, "inactive")
    await payer.run(intent)
    fund = payer.fund
    got(await fund.store.run(pay_otherwise, fund.second, PayOtherwise(intent, "chq 214", 29_000)))
    assert await payer.state(intent) == ("confirmed", "paid")
    assert await payer.sums() == (471_000, 0, 29_000)
    for name, back in (("evt_1", 0), ("evt_1", 0), ("evt_2", 10_000), ("evt_3", 30_000), ("evt_2", 10_000)):
        await receive(fund.store, "stripe_connect", an_event(intent, name, back, transfer="tr_late"))
    balance = await fund.balance()
    assert (balance.spent_cents, balance.overrun_cents) == (29_000, 30_000)
    assert ((await shown(payer, intent)).problem, (await shown(payer, intent)).state) == (
        "twice",
        "confirmed",
    )
    await nothing_wrong(payer)


async def test_refused_and_given_back(payer: Payer) -> None:
    """FND-12: the third button: the envelope has its money again, and the line is open to be decided anew."""
    intent = await payer.approved()
    disable(payer, "inactive")
    await payer.run(intent)
    fund = payer.fund
    assert got(await fund.store.run(cancel_payout, fund.second, OfPayout(intent))).state == "cancelled"
    assert await payer.state(intent) == ("cancelled", "submitted")
    assert await payer.sums() == (500_000, 0, 0)
    await payer.run(intent)
    assert payer.transfers() == 0
    await nothing_wrong(payer)


async def test_a_low_balance_waits_with_its_money_promised(payer: Payer) -> None:
    """FND-09: the platform's account is short: retried with growing rests, a person told, sent after the top-up."""
    intent = await payer.approved()
    payer.double.books.balances["platform"]["cad"] = 29_999
    rests = [await tried(payer, intent) for _ in range(9)]
    assert [rest.total_seconds() for rest in rests] == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert await payer.state(intent) == ("ready", "approved")
    assert await payer.sums() == (470_000, 30_000, 0)
    assert (await shown(payer, intent)).problem == "funds_short"
    payer.double.books.fund(1)
    await payer.run(intent)
    assert (await payer.state(intent), payer.transfers()) == (("sent", "paid"), 1)


async def test_what_passes_and_what_is_asked_for(payer: Payer) -> None:
    """FND-08, FND-09: 429, 503 and a stored 500 go again as the next attempt; a 409 is looked for, and sent once."""
    intent = await payer.approved()
    faults = payer.double.faults
    faults.next_writes(Fault.RATE_LIMITED, Fault.IN_USE)
    assert (await tried(payer, intent)).total_seconds() == 30
    assert (await tried(payer, intent)).total_seconds() == 20
    assert (await payer.state(intent), (await shown(payer, intent)).problem) == (
        ("unknown", "paying"),
        "still_running",
    )
    assert (await tried(payer, intent)).total_seconds() == 30
    faults.next_writes(Fault.SERVER_ERROR)
    await tried(payer, intent)
    await tried(payer, intent)
    await tried(payer, intent)
    await payer.run(intent)
    assert (await payer.state(intent), payer.transfers()) == (("sent", "paid"), 1)
    await nothing_wrong(payer)


async def test_a_500_although_the_money_moved(payer: Payer) -> None:
    """FND-09: the rail says that it failed; its own list says that it paid."""
    intent = await payer.approved()
    payer.double.faults.next_writes(Fault.SERVER_ERROR_AFTER)
    await tried(payer, intent)
    await payer.run(intent)
    assert (await payer.state(intent), payer.transfers()) == (("sent", "paid"), 1)


async def test_a_key_older_than_a_day_is_not_trusted(payer: Payer) -> None:
    """FND-09: the first call was slow and landed after it had been looked for; a day's outage later the rail has
    forgotten the key. Looked for before anything is sent, the money is found and not sent again."""
    intent = await payer.approved()
    double = payer.double
    double.faults.next_writes(Fault.SILENT_BEFORE)
    await tried(payer, intent)
    await tried(payer, intent)
    assert (await payer.state(intent))[0] == "ready"
    form = {"amount": "30000", "currency": "cad", "destination": next(iter(double.books.accounts))}
    double.books.transfer({**form, "transfer_group": str(intent), "metadata": {"attempt": "1"}})
    pass_time(payer, hours=25)
    await payer.run(intent)
    assert (await payer.state(intent), payer.transfers()) == (("sent", "paid"), 1)


async def test_a_key_older_than_a_day_with_nothing_found_goes_as_the_next(payer: Payer) -> None:
    """FND-09: looked for, not there: the same order under another key."""
    intent = await payer.approved()
    payer.double.faults.next_writes(Fault.SILENT_BEFORE)
    await tried(payer, intent)
    await tried(payer, intent)
    pass_time(payer, hours=25)
    await tried(payer, intent)
    await payer.run(intent)
    (transfer,) = payer.double.books.transfers.values()
    assert (transfer["metadata"]["attempt"], (await payer.state(intent))[0]) == ("2", "sent")


async def test_what_the_rail_holds_may_differ_and_a_person_accepts_it(payer: Payer) -> None:
    """FND-09: another amount under our order: nothing is posted until a person takes it as it is; the rest goes
    back."""
    intent = await payer.approved()
    double = payer.double
    form = {"amount": "29000", "currency": "cad", "destination": next(iter(double.books.accounts))}
    made = double.books.transfer({**form, "transfer_group": str(intent), "metadata": {"attempt": "1"}})
    double.faults.next_writes(Fault.SILENT_BEFORE)
    await tried(payer, intent)
    await payer.run(intent)
    view = await shown(payer, intent)
    assert (view.state, view.found_cents, view.resolve) == ("differs", 29_000, ("accept", "retry"))
    assert await payer.sums() == (470_000, 30_000, 0)
    fund = payer.fund
    refused = await fund.store.run(cancel_payout, fund.second, OfPayout(intent))
    assert refused == Refused(PAYOUT_ELSEWHERE, {"state": "differs"})
    got(await fund.store.run(accept_payout, fund.second, OfPayout(intent)))
    assert await payer.sums() == (471_000, 0, 29_000)
    back = an_event(intent, "evt_1", 29_000, cents=29_000, transfer=made["id"])
    await receive(fund.store, "stripe_connect", back)
    assert (await payer.sums(), (await shown(payer, intent)).state) == ((500_000, 0, 0), "returned")
    await nothing_wrong(payer)


async def test_it_left_although_it_was_cancelled(payer: Payer) -> None:
    """FND-09, FND-12: what a bank did is a fact: posted to the overrun, shown, and new promises wait."""
    intent = await payer.approved()
    fund = payer.fund
    got(await fund.store.run(cancel_payout, fund.first, OfPayout(intent)))
    await receive(fund.store, "stripe_connect", an_event(intent, "evt_1"))
    balance = await fund.balance()
    assert (await payer.state(intent))[0] == "confirmed"
    assert (balance.spent_cents, balance.overrun_cents) == (30_000, 30_000)
    await nothing_wrong(payer)


async def test_what_may_be_out_is_not_withdrawn(payer: Payer) -> None:
    """FND-12: sent, not heard of, not found, waiting to go again: the pivot's withdrawal leaves it where it is."""
    intent = await payer.approved()
    payer.double.faults.next_writes(Fault.SILENT_BEFORE)
    await tried(payer, intent)
    await tried(payer, intent)
    request = await payer.fund.network.superuser.fetchval("SELECT id FROM fund_requests")
    refused = await payer.fund.store.run(withdraw_request, payer.fund.pivot, WithdrawRequest(request))
    assert isinstance(refused, Refused)
    await payer.run(intent)
    assert await payer.sums() == (470_000, 0, 30_000)


async def test_cancelled_and_sent_at_once(payer: Payer) -> None:
    """FND-09: five hands cancel while three jobs send: it left and stays, or it went back and never leaves."""
    fund = payer.fund
    for _ in range(3):
        intent, before = await payer.approved(20_000), payer.transfers()

        async def send(intent: UUID = intent) -> None:
            with suppress(NotYet):
                await payer.run(intent)

        hands = [fund.store.run(cancel_payout, fund.first, OfPayout(intent)) for _ in range(2)]
        await asyncio.gather(*hands, *(send() for _ in range(3)))
        for _ in range(4):
            await send()
        state = (await payer.state(intent))[0]
        assert (state, payer.transfers() - before) in {("sent", 1), ("cancelled", 0)}
    await nothing_wrong(payer)


async def asked(payer: Payer, intent: UUID) -> list[Any]:
    rows = await payer.fund.network.superuser.fetch(
        "SELECT duty, outcome FROM askings WHERE kind = 'payout' AND subject = $1 ORDER BY opened_at", intent
    )
    return [tuple(row) for row in rows]


async def test_nothing_waits_silently(payer: Payer, worker_pool: asyncpg.Pool) -> None:
    """FND-09, FND-01: unsettled for a quarter of an hour it climbs to whoever is on call at the fund, again when nobody
    answers, and ends with the payment; a final refusal climbs at once."""
    intent, store = await payer.approved(), payer.fund.store
    payer.double.faults.next_writes(Fault.SILENT_BEFORE)
    await tried(payer, intent)
    pass_time(payer, minutes=14, seconds=59)
    assert await ask_about_payouts(store, worker_pool) == 0
    pass_time(payer, seconds=1)
    assert await ask_about_payouts(store, worker_pool) == 1
    assert await ask_about_payouts(store, worker_pool) == 0
    assert await asked(payer, intent) == [("fund", None)]
    await tried(payer, intent)
    await payer.run(intent)
    assert await asked(payer, intent) == [("fund", "sent")]
    refused = await payer.approved(20_000)
    disable(payer, "inactive")
    await payer.run(refused)
    assert await ask_about_payouts(store, worker_pool) == 1
    assert await asked(payer, refused) == [("fund", None)]


async def test_a_notice_kept_and_not_applied_is_applied_by_a_job(
    payer: Payer, worker_pool: asyncpg.Pool
) -> None:
    """FND-09: the process died between keeping and applying, and the rail never tells again."""
    intent = await payer.approved()
    store, superuser = payer.fund.store, payer.fund.network.superuser
    await payer.run(intent)
    (transfer,) = payer.double.books.transfers
    await superuser.execute(
        """
        INSERT INTO rail_events
        VALUES ('stripe_connect', 'evt_9', $1, $2, 'transfer.reversed', $3, 30000, 12000, $4, $4)
        """,
        payer.fund.organisation,
        intent,
        transfer,
        store.clock.now(),
    )
    assert await apply_kept_notices(store, worker_pool) == 0
    pass_time(payer, minutes=1)
    assert await apply_kept_notices(store, worker_pool) == 1
    assert await apply_kept_notices(store, worker_pool) == 0
    assert await payer.sums() == (482_000, 0, 18_000)


async def test_a_rail_that_is_gone(payer: Payer) -> None:
    """FND-09: what never went out fails with its reason; what may be out waits for the rail to come back."""
    sent, unsent = await payer.approved(20_000), await payer.approved(10_000)
    store = payer.fund.store
    got(await store.run(begin_payout, job_of(payer.fund.organisation), BeginPayout(sent)))
    payer.job.rails.pop("stripe_connect")  # type: ignore[attr-defined]  # the fixture's own dict
    await tried(payer, sent)
    await payer.run(unsent)
    views = [await shown(payer, each) for each in (sent, unsent)]
    assert [(view.state, view.problem) for view in views] == [
        ("unknown", "rail_missing"),
        ("failed", "rail_missing"),
    ]
