"""Money that an attacker would promise twice, pay alone, or keep after its time (FND-06, FND-09, FND-10)."""

import asyncio
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

import asyncpg
import pytest

from service.clock import SetClock
from service.fund.books.corrections import (
    ProposeCorrection,
    SignCorrection,
    propose_correction,
    sign_correction,
)
from service.fund.cards.flow import receive_fact
from service.fund.cards.rules import CardFact, FactKind
from service.fund.conditions.rules import Condition
from service.fund.decisions.wanted import ApprovedLine
from service.fund.envelopes.commands import EnvelopeSum, cover_overrun
from service.fund.ledger.expiring import ExpireEarmark, expire_earmark
from service.fund.payees.commands import ProposePayee
from service.fund.payouts.commands import (
    BeginPayout,
    Notice,
    ReleasePayout,
    apply_notice,
    begin_payout,
    release_payout,
)
from service.fund.payouts.resolving import (
    OfPayout,
    PayOtherwise,
    accept_payout,
    cancel_payout,
    pay_otherwise,
    retry_payout,
)
from service.fund.payouts.returns import TakeBack, take_back
from service.fund.refusals import NO_OVERRUN
from service.fund.requests.lines import NewLine
from service.fund.requests.withdraw import WithdrawRequest, withdraw_request
from service.partners.actor import job_of
from service.refusals import Refused
from tests.service.fund.books.conftest import correct, paid, somebody_waits, transfers
from tests.service.fund.cards.test_cards import Desk, desk
from tests.service.fund.conftest import Fund, fund, got
from tests.service.fund.decisions.test_ceilings_sql import DECIDE_LINE
from tests.service.fund.decisions.test_self_issue import NIGHT
from tests.service.fund.ledger.test_sql import DECIDE, SIGN, acting
from tests.service.fund.payouts.conftest import Payer, payer
from tests.service.fund.series.test_series import draw, promised
from tests.service.fund.vouchers.test_drawing import Stock, stock

__all__ = ["desk", "fund", "payer", "stock"]


COVER = """
    INSERT INTO transfers (organisation_id, kind, debit_key, credit_key, amount_cents, made_by, made_at)
    SELECT relais.organisation(), 'cover', e.key, o.key, $2, relais.member(), relais.now()
    FROM accounts e JOIN accounts o ON o.envelope_id = e.envelope_id AND o.kind = 'overrun'
    WHERE e.envelope_id = $1 AND e.kind = 'envelope'
"""


async def payments(fund: Fund, request: UUID) -> list[Any]:
    """A request's payments, as stored."""
    found: list[Any] = await fund.network.superuser.fetch(
        "SELECT i.* FROM payout_intents i JOIN request_lines l ON l.id = i.line_id WHERE l.request_id = $1"
        " ORDER BY i.amount_cents DESC, i.id",
        request,
    )
    return found


async def refused(fund: Fund, member: UUID, statement: str, *values: Any) -> str | None:
    """The constraint that stops a statement of a member's past every command; None when it passes."""
    async with acting(fund, member) as app:
        try:
            await app.execute(statement, *values)
            await app.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except asyncpg.IntegrityConstraintViolationError as found:
            return found.constraint_name or "?"
    return None


async def test_splitting_over_envelopes_does_not_pay_alone(fund: Fund) -> None:
    """FND-10, FND-06: above the payer's band whoever approved does not pay, in how many parts ever it is paid."""
    other = await fund.new_envelope(90_000)
    third = await fund.new_envelope(90_000)
    request = (await fund.ask(NewLine("food", 150_000))).id
    for by in (fund.first, fund.second):
        got(await fund.approve(by, request, envelope_ids=(other, third)))
    parts = await payments(fund, request)
    assert [(each["amount_cents"], each["state"]) for each in parts] == [(90_000, "held"), (60_000, "held")]


async def test_paying_in_parts_does_not_pay_alone(fund: Fund) -> None:
    """FND-10, FND-11: the second half of a line counts with the first: together they are above the payer's band."""
    request = (await fund.ask(NewLine("food", 150_000))).id
    line = (await fund.lines(request))[0]["id"]
    for _ in range(2):
        for by in (fund.first, fund.second):
            got(await fund.approve(by, request, ApprovedLine(line, cents=75_000)))
    parts = await payments(fund, request)
    assert sorted(each["state"] for each in parts) == ["held", "ready"]
    (held,) = [each["id"] for each in parts if each["state"] == "held"]
    (ready,) = [each["id"] for each in parts if each["state"] == "ready"]
    for by in (fund.first, fund.second):
        assert isinstance(await fund.store.run(release_payout, by, ReleasePayout(held)), Refused)
    assert (
        got(await fund.store.run(begin_payout, job_of(fund.organisation), BeginPayout(ready))).act == "send"
    )


async def test_nobody_releases_or_pays_in_anothers_name(fund: Fund) -> None:
    """FND-10: whoever approved writes neither a colleague's name nor a stranger's beside the payment."""
    request = (await fund.ask(NewLine("food", 150_000))).id
    for by in (fund.first, fund.second):
        got(await fund.approve(by, request))
    (payment,) = await payments(fund, request)
    for column, state in (("released_by", "ready"), ("paid_by", "confirmed")):
        change = f"UPDATE payout_intents SET state = $2, {column} = $3 WHERE id = $1"
        stopped = await refused(fund, fund.first, change, payment["id"], state, fund.pivot)
        assert stopped == "payout_intents_own_hand"


async def test_what_was_given_back_does_not_leave(fund: Fund) -> None:
    """FND-06, FND-09: a payment whose promise was given back is not brought to life: its money may be another's."""
    request = (await fund.ask(NewLine("food", 10_000))).id
    got(await fund.approve(fund.first, request))
    (payment,) = await payments(fund, request)
    got(await fund.store.run(cancel_payout, fund.first, OfPayout(payment["id"])))
    change = "UPDATE payout_intents SET state = 'ready' WHERE id = $1"
    assert await refused(fund, fund.first, change, payment["id"]) == "payout_intents_promised"


async def test_a_signature_is_of_its_moment(fund: Fund) -> None:
    """FND-10: a signature dated yesterday would not count in the day of whoever signs."""
    request = (await fund.ask(NewLine("food", 60_000))).id
    got(await fund.approve(fund.first, request))
    sign = """INSERT INTO signatures (decision_id, member_id, organisation_id, fund_organisation_id, role, signed_at)
        SELECT id, relais.member(), organisation_id, fund_organisation_id, 'approver',
            relais.now() - interval '25 hours'
        FROM decisions WHERE request_id = $1"""
    assert await refused(fund, fund.second, sign, request) == "signatures_of_the_moment"


async def test_a_right_does_not_choose_when_it_rests(fund: Fund) -> None:
    """FND-10: by when the second signature is owed is the signed policy's word, not that of whoever issues."""
    request = (await fund.ask(NewLine("food", 5_000))).id
    decide = """INSERT INTO decisions (request_id, organisation_id, fund_organisation_id, policy_id, kind,
            signers_required, total_24h_cents, question, answer, review_by, made_by, made_at)
        SELECT r.id, r.organisation_id, r.fund_organisation_id, p.id, 'self_issued', 1, 5000, '{}', '{}',
            relais.now() + $2, relais.member(), relais.now()
        FROM fund_requests r CROSS JOIN LATERAL relais.policy_in_force(r.fund_organisation_id, r.region) p
        WHERE r.id = $1"""
    late = await refused(fund, fund.pivot, decide, request, timedelta(days=3, microseconds=1))
    assert late == "decisions_review_by"
    assert await refused(fund, fund.pivot, decide, request, timedelta(days=3)) is None


async def test_a_card_is_not_drawn_after_its_promise(stock: Stock, clock: SetClock) -> None:
    """FND-09, FND-03: a card is money that leaves: not once the promise's time is over, job or no job."""
    await stock.load("4471-0001")
    line = await stock.line()
    until = await stock.one("SELECT expires_at FROM earmarks")
    clock.set(until)
    answer = await stock.draw(line)
    assert isinstance(answer, Refused)
    assert await stock.one("SELECT count(*) FROM voucher_draws") == 0
    clock.set(until - timedelta(microseconds=1))
    got(await stock.draw(line))


async def test_a_trip_drawn_late_still_leaves(fund: Fund, clock: SetClock) -> None:
    """FND-04, FND-09: a promise for a series stands as long as the series; a drawn trip is paid."""
    request, series = await promised(fund)
    clock.advance(timedelta(days=100))
    got(await draw(fund, series))
    (payment,) = await payments(fund, request)
    begun = got(await fund.store.run(begin_payout, job_of(fund.organisation), BeginPayout(payment["id"])))
    assert begun.act == "send"


async def test_what_came_back_is_not_corrected_as_well(fund: Fund) -> None:
    """FND-09, FND-12: a payment that came back is not taken out of the books a second time; else money is made."""
    await paid(fund, 10_000, 10_000)
    (payment,) = await transfers(fund, "payment")
    got(await fund.store.run(take_back, fund.first, TakeBack(payment["line_id"], 6_000)))
    assert (await fund.balance()).available_cents == 496_000
    assert isinstance(await correct(fund, payment["id"], 4_001), Refused)
    assert not isinstance(await correct(fund, payment["id"], 4_000), Refused)
    assert (await fund.balance()).available_cents == 500_000


async def test_a_refund_before_its_capture_is_not_lost(desk: Desk) -> None:
    """FND-12: notices of a card come in any order; the books and the payment say the same."""
    intent, card = await desk.card()
    now = desk.fund.store.clock.now()
    for name, kind, cents in (("ipi_b", "refund", 4_000), ("ipi_a", "capture", 30_000)):
        fact = CardFact(name, card, cast(FactKind, kind), cents, now)
        assert await receive_fact(desk.fund.store, fact) == "applied"
    assert await desk.one("SELECT returned_cents FROM payout_intents WHERE id = $1", intent) == 4_000
    assert await desk.one("SELECT returned_cents FROM request_lines") == 4_000
    assert await desk.sums() == (474_000, 0, 26_000)


async def test_a_payment_goes_where_its_line_says(fund: Fund) -> None:
    """FND-08: whoever approves writes no other payee beside the promise."""
    request = (await fund.ask(NewLine("food", 10_000))).id
    got(await fund.approve(fund.first, request))
    elsewhere = await fund.payee(ProposePayee("Ami", "manual_cheque"))
    pay = """INSERT INTO payout_intents (organisation_id, asking_organisation_id, line_id, decision_id, earmark_id,
            payee_id, rail, amount_cents, state, created_at)
        SELECT i.organisation_id, i.asking_organisation_id, i.line_id, i.decision_id, i.earmark_id, $2, 'manual_cheque',
            i.amount_cents, 'ready', relais.now()
        FROM payout_intents i JOIN request_lines l ON l.id = i.line_id WHERE l.request_id = $1"""
    assert await refused(fund, fund.first, pay, request, elsewhere) == "payout_intents_of_their_line"


async def test_a_correction_and_a_return_at_once(fund: Fund) -> None:
    """FND-09, FND-12: of a payment taken back and corrected in the same moment, the books hold one."""
    await paid(fund, 10_000, 10_000)
    (payment,) = await transfers(fund, "payment")
    wish = ProposeCorrection(payment["id"], 10_000, "bank_reversed")
    proposed = got(await fund.store.run(propose_correction, fund.first, wish))
    answers = await asyncio.gather(
        fund.store.run(sign_correction, fund.second, SignCorrection(proposed)),
        fund.store.run(take_back, fund.first, TakeBack(payment["line_id"], 10_000)),
    )
    assert [isinstance(each, Refused) for each in answers].count(True) == 1
    assert (await fund.balance()).available_cents == 500_000


async def test_a_reversal_heard_after_its_correction(payer: Payer) -> None:
    """FND-09, FND-12: two people corrected what the bank took back; its own late notice gives nothing a second time."""
    intent = await payer.approved()
    await payer.run(intent)
    fund = payer.fund
    (payment,) = await transfers(fund, "payment")
    assert not isinstance(await correct(fund, payment["id"], 20_000), Refused)
    reference = await fund.network.superuser.fetchval("SELECT reference FROM payout_intents")
    told = Notice("stripe_connect", "evt_late", intent, reference, 30_000, 30_000, fund.store.clock.now())
    await fund.network.superuser.execute(
        "INSERT INTO rail_events VALUES ('stripe_connect', 'evt_late', $1, $2, 'transfer.reversed', 'tr_x', 30000,"
        " 30000, $3, $3)",
        fund.organisation,
        intent,
        fund.store.clock.now(),
    )
    got(await fund.store.run(apply_notice, job_of(fund.organisation), told))
    assert (await fund.balance()).available_cents == 500_000


async def test_a_card_that_a_merchant_may_charge_keeps_its_promise(desk: Desk, clock: SetClock) -> None:
    """FND-08, FND-09: neither a withdrawal nor the promise's time gives back what an open card can still spend."""
    fund = desk.fund
    intent, _ = await desk.card()
    request = await desk.one("SELECT request_id FROM request_lines")
    await fund.store.run(withdraw_request, fund.pivot, WithdrawRequest(request))
    assert await desk.sums() == (470_000, 30_000, 0)
    clock.set(await desk.one("SELECT expires_at FROM earmarks"))
    expired = await fund.store.run(expire_earmark, job_of(fund.organisation), ExpireEarmark(intent))
    assert not isinstance(expired, int) or expired == 0
    assert await desk.sums() == (470_000, 30_000, 0)


async def test_an_overrun_is_covered_once(fund: Fund) -> None:
    """FND-06: of two who cover the same overrun at once one is told so; else later overruns would stop nothing."""
    await paid(fund, 10_000, 12_000)
    wish = EnvelopeSum(fund.envelope, 2_000)
    async with fund.store.pool.acquire() as connection:
        async with connection.transaction():
            await connection.execute("SELECT relais.enter($1, $2)", fund.first, fund.store.clock.now())
            await connection.execute(COVER, fund.envelope, 2_000)
            other = asyncio.create_task(fund.store.run(cover_overrun, fund.second, wish))
            await somebody_waits(fund, "transactionid")
        answer = await other
    assert isinstance(answer, Refused)
    assert answer.reason is NO_OVERRUN
    assert (await fund.balance()).available_cents == 488_000


async def test_whoever_issues_alone_owes_the_second_signature(fund: Fund, clock: SetClock) -> None:
    """FND-10: a colleague's name under the decision would let one's own right rest never."""
    clock.set(NIGHT)
    request = await fund.ask(NewLine("food", 5_000))
    line = (await fund.lines(request.id))[0]["id"]
    async with acting(fund, fund.backup) as app:
        decision = await app.fetchval(DECIDE, request.id, "self_issued", 1, 5_000)
        await app.execute(DECIDE_LINE, decision, line, 5_000)
        await app.execute("SELECT relais.enter($1, $2)", fund.pivot, NIGHT)
        await app.execute(SIGN, decision, fund.pivot, "requester")
        with pytest.raises(asyncpg.CheckViolationError) as caught:
            await app.execute("SELECT relais.earmark_without_people($1)", decision)
        assert caught.value.constraint_name == "transfers_signed"


async def test_the_second_signature_is_for_the_same_first_day(fund: Fund) -> None:
    """FND-10, FND-11: who signs for a payment from the twentieth day on has not signed one for tomorrow."""
    request = (await fund.ask(NewLine("travel_local", 60_000))).id
    line = (await fund.lines(request))[0]["id"]
    now = fund.store.clock.now()
    answers = []
    for by, day in ((fund.first, 1), (fund.second, 20), (fund.second, 1)):
        condition = Condition("travel_date_reached", now + timedelta(days=30), now + timedelta(days=day))
        answers.append(got(await fund.approve(by, request, ApprovedLine(line, condition=condition))).outcome)
    assert answers == ["waits_for_another", "waits_for_another", "approved"]


async def test_four_buttons_at_once(fund: Fund) -> None:
    """FND-09, FND-12: every button pressed together on a payment that failed: the books hold one end."""
    request = (await fund.ask(NewLine("food", 10_000))).id
    got(await fund.approve(fund.first, request))
    (payment,) = await payments(fund, request)
    await fund.network.superuser.execute("UPDATE payout_intents SET state = 'failed', key_at = created_at")
    wish, other = OfPayout(payment["id"]), PayOtherwise(payment["id"], "cheque 7", 10_000)
    answers = await asyncio.gather(
        fund.store.run(retry_payout, fund.first, wish),
        fund.store.run(pay_otherwise, fund.second, other),
        fund.store.run(cancel_payout, fund.first, wish),
        fund.store.run(accept_payout, fund.second, wish),
        fund.store.run(pay_otherwise, fund.first, other),
    )
    assert sum(not isinstance(each, Refused) for each in answers) in {1, 2}
    (after,) = await payments(fund, request)
    balance = await fund.balance()
    held = {"ready": (490_000, 10_000, 0), "cancelled": (500_000, 0, 0), "confirmed": (490_000, 0, 10_000)}
    assert (balance.available_cents, balance.committed_cents, balance.spent_cents) == held[after["state"]]
