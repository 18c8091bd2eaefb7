"""Payments through the real Stripe library and our double, and by hand: money is never sent twice, nor lost (FND-08,
FND-09)."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from service.fund.decisions.wanted import ApprovedLine
from service.fund.envelopes.commands import EnvelopeSum, cover_overrun
from service.fund.payees.commands import ConfirmPayee, ProposePayee, confirm_payee, propose_payee
from service.fund.payouts.commands import (
    BeginPayout,
    ConfirmPayout,
    Notice,
    ReleasePayout,
    apply_notice,
    begin_payout,
    confirm_payout,
    release_payout,
)
from service.fund.payouts.receiving import receive
from service.fund.payouts.returns import NoteReceipt, TakeBack, note_receipt, take_back
from service.fund.rails.webhooks import RailEvent, verify
from service.fund.refusals import NEEDS_ANOTHER_PERSON, NO_SUCH_PAYEE, NOT_ENOUGH, PAYOUT_ELSEWHERE
from service.fund.requests.lines import NewLine
from service.messages.outbox import NotYet
from service.partners.actor import job_of
from service.refusals import NOT_ALLOWED, Refused
from tests.doubles.stripe_api import Delivery, Fault
from tests.service.fund.conftest import got
from tests.service.fund.payouts.conftest import SECRET, Payer


async def test_sent_is_posted(payer: Payer) -> None:
    """FND-08: approved earmarks, sent posts; running the job again does nothing."""
    intent = await payer.approved()
    assert await payer.sums() == (470_000, 30_000, 0)
    await payer.run(intent)
    await payer.run(intent)
    assert await payer.state(intent) == ("sent", "paid")
    assert await payer.sums() == (470_000, 0, 30_000)
    assert payer.transfers() == 1


async def test_the_intent_is_written_with_the_decision(payer: Payer) -> None:
    """FND-08: the outbox holds the payment the moment the money is reserved."""
    intent = await payer.approved()
    row = await payer.fund.network.superuser.fetchrow("SELECT kind, organisation_id, payload FROM outbox")
    assert (row["kind"], row["organisation_id"]) == ("fund.send_payout", payer.fund.organisation)
    assert str(intent) in str(row["payload"])


async def test_two_jobs_at_once_pay_once(payer: Payer) -> None:
    """FND-09: two replicas on one payment."""
    intent = await payer.approved()
    await asyncio.gather(*(payer.run(intent) for _ in range(4)), return_exceptions=True)
    while (await payer.state(intent))[0] != "sent":
        await payer.run(intent)
    assert payer.transfers() == 1
    assert await payer.sums() == (470_000, 0, 30_000)


async def test_after_silence_it_looks_before_it_retries(payer: Payer) -> None:
    """FND-09: the money moved and the answer was lost; it is found, not sent again."""
    intent = await payer.approved()
    payer.double.faults.next_writes(Fault.SILENT_AFTER)
    with pytest.raises(NotYet):
        await payer.run(intent)
    assert await payer.state(intent) == ("unknown", "paying")
    assert await payer.sums() == (470_000, 30_000, 0)
    await payer.run(intent)
    assert await payer.state(intent) == ("sent", "paid")
    assert payer.transfers() == 1


async def test_lost_before_it_arrived_goes_again_under_the_same_key(payer: Payer) -> None:
    """FND-09: nothing is found, so the same order goes again."""
    intent = await payer.approved()
    payer.double.faults.next_writes(Fault.SILENT_BEFORE)
    for _ in range(2):
        with pytest.raises(NotYet):
            await payer.run(intent)
    await payer.run(intent)
    assert await payer.state(intent) == ("sent", "paid")
    assert payer.transfers() == 1


async def test_a_crash_between_mark_and_call_is_looked_for(payer: Payer) -> None:
    """FND-09: the process died after it said that the payment leaves."""
    intent = await payer.approved()
    got(await payer.fund.store.run(begin_payout, job_of(payer.fund.organisation), BeginPayout(intent)))
    with pytest.raises(NotYet):
        await payer.run(intent)
    await payer.run(intent)
    assert await payer.state(intent) == ("sent", "paid")
    assert payer.transfers() == 1


async def test_a_rate_limit_goes_again(payer: Payer) -> None:
    """FND-08: a refusal that passes is the next attempt."""
    intent = await payer.approved()
    payer.double.faults.next_writes(Fault.RATE_LIMITED)
    with pytest.raises(NotYet):
        await payer.run(intent)
    await payer.run(intent)
    assert await payer.state(intent) == ("sent", "paid")
    attempt = await payer.fund.network.superuser.fetchval(
        "SELECT attempt FROM payout_intents WHERE id = $1", intent
    )
    assert attempt == 2


async def test_a_final_refusal_keeps_the_money_promised(payer: Payer) -> None:
    """FND-12: an account that cannot be paid: a human decides, and the envelope waits for it."""
    fund = payer.fund
    wish = ProposePayee("Fermé", "stripe_connect", "CA-ON", await fund.network.organisation("hotel"))
    gone = await fund.payee(wish, "acct_gone")
    from dataclasses import replace

    intent = await replace(payer, payee=gone).approved()
    await payer.run(intent)
    assert await payer.state(intent) == ("failed", "failed")
    assert await payer.sums() == (470_000, 30_000, 0)


def an_event(
    intent: UUID, name: str, back: int = 0, cents: int = 30_000, transfer: str = "tr_1"
) -> RailEvent:
    """A notice about a payment."""
    from datetime import UTC, datetime

    from service.fund.rails.webhooks import EventKind

    kind = EventKind.TRANSFER_REVERSED if back else EventKind.TRANSFER_CREATED
    return RailEvent(name, kind, transfer, intent, cents, datetime(2026, 11, 3, 17, tzinfo=UTC), back)


async def test_notices_in_any_order_and_twice(payer: Payer) -> None:
    """FND-09, FND-12: reversed before created, each of them twice; the envelope gets back exactly what came back."""
    intent = await payer.approved()
    store = payer.fund.store
    await payer.run(intent)
    (transfer,) = payer.double.books.transfers
    created = an_event(intent, "evt_1", transfer=transfer)
    reversed_first = an_event(intent, "evt_2", back=12_000, transfer=transfer)
    for event in (reversed_first, created, reversed_first, created):
        await receive(store, "stripe_connect", event)
    assert await payer.state(intent) == ("confirmed", "paid")
    assert await payer.sums() == (482_000, 0, 18_000)
    await receive(store, "stripe_connect", an_event(intent, "evt_3", 30_000, transfer=transfer))
    assert (await payer.state(intent))[0] == "returned"
    assert await payer.sums() == (500_000, 0, 0)


async def test_a_notice_may_overtake_the_answer(payer: Payer) -> None:
    """FND-09: the webhook arrives before our own call returns; the money is posted once."""
    intent = await payer.approved()
    await receive(payer.fund.store, "stripe_connect", an_event(intent, "evt_1"))
    assert await payer.state(intent) == ("confirmed", "paid")
    await payer.run(intent)
    assert await payer.sums() == (470_000, 0, 30_000)


async def test_twenty_of_the_same_notice_at_once(payer: Payer) -> None:
    """FND-09: stored once, applied once."""
    intent = await payer.approved()
    await payer.run(intent)
    (transfer,) = payer.double.books.transfers
    event = an_event(intent, "evt_1", back=10_000, transfer=transfer)
    found = await asyncio.gather(*(receive(payer.fund.store, "stripe_connect", event) for _ in range(20)))
    assert {each.outcome for each in found} <= {"applied", "known"}
    assert await payer.sums() == (480_000, 0, 20_000)
    assert await payer.fund.network.superuser.fetchval("SELECT count(*) FROM rail_events") == 1


async def test_a_foreign_notice_is_kept_and_moves_nothing(payer: Payer) -> None:
    """FND-09: a transfer that is not ours, or of another amount."""
    intent = await payer.approved()
    assert (await receive(payer.fund.store, "stripe_connect", an_event(uuid4(), "evt_1"))).outcome == "kept"
    await receive(payer.fund.store, "stripe_connect", an_event(intent, "evt_2", cents=29_999))
    assert await payer.sums() == (470_000, 30_000, 0)


async def test_the_double_tells_us_by_signed_webhook(payer: Payer) -> None:
    """FND-09: the real signature scheme, delivered twice."""
    store, bodies = payer.fund.store, []

    async def endpoint(body: bytes, headers: Any) -> int:
        bodies.append(body)
        event = verify(body, headers["stripe-signature"], [SECRET], store.clock.now())
        assert isinstance(event, RailEvent)
        await receive(store, "stripe_connect", event)
        return 200

    payer.double.hooks.endpoint = endpoint
    payer.double.faults.webhooks = Delivery.TWICE
    intent = await payer.approved()
    await payer.run(intent)
    await payer.double.hooks.settled()
    assert len(bodies) == 2
    assert await payer.state(intent) == ("confirmed", "paid")
    assert await payer.sums() == (470_000, 0, 30_000)


async def test_only_a_job_reports_what_a_rail_said(payer: Payer) -> None:
    """FND-10: no member posts a rail's answer by hand."""
    intent = await payer.approved()
    event = an_event(intent, "evt_1")
    notice = Notice("stripe_connect", "evt_1", intent, "tr_1", 30_000, 0, event.at)
    for member in (payer.fund.first, payer.fund.pivot):
        assert await payer.fund.store.run(apply_notice, member, notice) == Refused(NOT_ALLOWED)


async def by_hand(payer: Payer, cents: int) -> tuple[UUID, UUID]:
    """A line paid by hand: its payment and its id."""
    request = await payer.fund.ask(NewLine("food", cents))
    got(await payer.fund.approve(payer.fund.first, request.id))
    if cents > 30_000:
        got(await payer.fund.approve(payer.fund.second, request.id))
    row = await payer.fund.network.superuser.fetchrow(
        "SELECT i.id, i.line_id FROM payout_intents i JOIN request_lines l ON l.id = i.line_id WHERE l.request_id = $1",
        request.id,
    )
    return row["id"], row["line_id"]


async def test_by_hand_waits_and_is_confirmed(payer: Payer) -> None:
    """FND-08: a human pays, with a reference; less than approved gives the rest back; not twice."""
    fund = payer.fund
    intent, _ = await by_hand(payer, 10_000)
    await payer.run(intent)
    assert await payer.state(intent) == ("waiting", "paying")
    got(await fund.store.run(confirm_payout, fund.first, ConfirmPayout(intent, "recu-1", 9_000)))
    assert await payer.state(intent) == ("confirmed", "paid")
    assert await payer.sums() == (491_000, 0, 9_000)
    again = await fund.store.run(confirm_payout, fund.second, ConfirmPayout(intent, "recu-1", 9_000))
    assert again == Refused(PAYOUT_ELSEWHERE, {"state": "confirmed"})


async def test_an_overrun_is_a_fact_and_stops_new_promises(payer: Payer) -> None:
    """FND-06: charged 12 dollars more: recorded on its own account; no new approval until it is covered."""
    fund = payer.fund
    intent, _ = await by_hand(payer, 10_000)
    got(await fund.store.run(confirm_payout, fund.first, ConfirmPayout(intent, "recu-1", 11_200)))
    balance = await fund.balance()
    assert (balance.available_cents, balance.spent_cents, balance.overrun_cents) == (490_000, 11_200, 1_200)
    request = await fund.ask(NewLine("food", 5_000))
    short = await fund.approve(fund.first, request.id)
    assert isinstance(short, Refused)
    assert short.reason == NOT_ENOUGH
    assert (await fund.ask(NewLine("calling_card", 1_000))).by_rule_cents == 0
    got(await fund.store.run(cover_overrun, fund.second, EnvelopeSum(fund.envelope, 1_200)))
    got(await fund.approve(fund.first, request.id))
    assert (await fund.balance()).available_cents == 483_800


async def test_receipt_and_unspent_money(payer: Payer) -> None:
    """FND-12: the receipt says 70 of 100; 30 come back by a transfer; then the line is settled."""
    fund = payer.fund
    intent, line = await by_hand(payer, 10_000)
    got(await fund.store.run(confirm_payout, fund.first, ConfirmPayout(intent, "recu-1", 10_000)))
    noted = got(await fund.store.run(note_receipt, fund.pivot, NoteReceipt(line, 7_000)))
    assert (noted.state, noted.owed_back_cents) == ("paid", 3_000)
    assert got(await fund.store.run(take_back, fund.first, TakeBack(line, 3_000))) == "settled"
    assert await payer.sums() == (493_000, 0, 7_000)


async def test_a_large_payment_is_released_by_somebody_else(payer: Payer) -> None:
    """FND-10: above the band whoever approved does not pay, by rail or by hand."""
    from service.partners.actor import Role

    fund = payer.fund
    request = await fund.ask(NewLine("other_immediate", 150_000, description="Loyer d'un mois"))
    for member in (fund.first, fund.second):
        got(await fund.approve(member, request.id))
    superuser = fund.network.superuser
    intent = await superuser.fetchval("SELECT id FROM payout_intents")
    assert await payer.state(intent) == ("held", "approved")
    for member in (fund.first, fund.second):
        refused = await fund.store.run(release_payout, member, ReleasePayout(intent))
        assert refused == Refused(NEEDS_ANOTHER_PERSON)
        refused = await fund.store.run(confirm_payout, member, ConfirmPayout(intent, "chq-1", 150_000))
        assert refused == Refused(NEEDS_ANOTHER_PERSON)
    third = await fund.network.member(fund.organisation, Role.FUND_ADMINISTRATOR)
    assert got(await fund.store.run(release_payout, third, ReleasePayout(intent))).state == "ready"
    await payer.run(intent)
    got(await fund.store.run(confirm_payout, third, ConfirmPayout(intent, "chq-1", 150_000)))
    assert await payer.state(intent) == ("confirmed", "paid")


async def test_a_new_payee_needs_a_second_person_and_a_wait(payer: Payer) -> None:
    """Design section 5: not usable before a colleague's word and the policy's wait; never by one person alone."""
    from datetime import timedelta

    fund = payer.fund
    payee = got(await fund.store.run(propose_payee, fund.first, ProposePayee("Autocar", "manual_cheque"))).id
    line, case = NewLine("travel_intercity", 8_000, payee_id=payee), await fund.case()
    assert await fund.store.run(confirm_payee, fund.first, ConfirmPayee(payee)) == Refused(
        NEEDS_ANOTHER_PERSON
    )
    got(await fund.store.run(confirm_payee, fund.second, ConfirmPayee(payee)))
    assert await fund.try_to_ask(line, case=case) == Refused(NO_SUCH_PAYEE)
    fund.store.clock.advance(timedelta(hours=24))  # type: ignore[attr-defined]  # the tests' clock
    assert got(await fund.try_to_ask(line, case=case)).state == "submitted"


async def test_part_of_the_nights_and_the_rest_later(payer: Payer) -> None:
    """FND-11: two of four nights now; the rest stays open and is approved later."""
    fund = payer.fund
    request = await fund.ask(NewLine("hotel_nights", 40_000, 4, payee_id=payer.payee, reason="Vol remis"))
    line = (await fund.lines(request.id))[0]["id"]
    assert (
        got(await fund.approve(fund.first, request.id, ApprovedLine(line, 20_000))).state == "partly_approved"
    )
    rest = got(await fund.approve(fund.first, request.id))
    assert (rest.outcome, rest.signers_required, rest.cents) == ("waits_for_another", 2, 20_000)
    assert got(await fund.approve(fund.second, request.id)).state == "approved"
