"""Envelopes on a page: opened, filled, drawn, carried over (FND-06, DAT-09)."""

import re
from datetime import date, timedelta

from service.clock import SetClock
from service.fund.envelopes.burning import Day, lasts_until
from service.fund.requests.lines import NewLine
from tests.pages.fund.conftest import Desk, text_of
from tests.service.fund.conftest import Fund, got

NEW = {
    "code": "F4",
    "name": "Hiver",
    "funder": "Ville",
    "first_day": "2026-11-01",
    "last_day": "2027-03-31",
    "amount": "1 200,50",
}


async def test_an_envelope_is_opened_after_it_was_read_again(fund: Fund, first: Desk) -> None:
    """FND-06, point 21: nothing moves before the check page; its last day is told as it was typed."""
    wrong = await first.post("/fund/envelopes/new", 400, **{**NEW, "amount": "lots"})
    assert 'value="Hiver"' in wrong
    assert "An amount, such as 80 or 80.50" in text_of(wrong)
    assert "Relais does not keep this" in text_of(
        await first.post("/fund/envelopes/new", 422, **{**NEW, "name": "visa"})
    )
    read = text_of(await first.post("/fund/envelopes/new", 200, **NEW))
    assert "F4 opens with $1,200.50 from Ville." in read
    assert "F4" not in await first.reads("/fund/envelopes")
    where = await first.post("/fund/envelopes/new", **NEW, checked="yes")
    page = await first.reads(where)
    assert "1 Nov 2026 to 31 Mar 2027" in page
    assert "Envelope opened." in page
    taken = text_of(await first.post("/fund/envelopes/new", 409, **NEW, checked="yes"))
    assert "An envelope already has this code." in taken


async def test_money_goes_in_and_on(fund: Fund, first: Desk, clock: SetClock) -> None:
    """FND-06, DAT-09: a contribution; and the rest of an ended envelope into the next of the same funder."""
    path = f"/fund/envelopes/{fund.envelope}"
    assert "Amount" in text_of(await first.post(f"{path}/contribute", 400, amount=""))
    read = text_of(await first.post(f"{path}/contribute", 200, amount="250"))
    assert "$250 goes into" in read
    await first.post(f"{path}/contribute", amount="250", checked="yes")
    assert (await fund.balance()).available_cents == 525_000
    clock.advance(timedelta(days=301))
    following = await fund.new_envelope(1_000)
    assert "Carry over $5,250" in await first.reads(path)
    await first.post(f"{path}/carry", into=str(following), checked="yes")
    assert (await fund.balance(following)).available_cents == 526_000
    await first.get("/fund/envelopes/00000000-0000-4000-8000-000000000000", 404)


async def test_an_overrun_is_covered_before_anything_new_is_promised(fund: Fund, first: Desk) -> None:
    """FND-06: the envelope says how much ran over; one button covers it."""
    request = await fund.ask(NewLine("food", 8_000))
    got(await fund.approve(fund.first, request.id))
    payment = await fund.network.superuser.fetchval("SELECT id FROM payout_intents")
    await first.post(f"/fund/payments/{payment}/confirm", reference="C-9", amount="95.25")
    page = await first.get(f"/fund/envelopes/{fund.envelope}")
    amount = re.search(r'name="amount" value="(15\.25)"', page)
    assert amount
    assert "overrun of $15.25 to cover" in await first.reads("/")
    await first.post(f"/fund/envelopes/{fund.envelope}/cover", amount=amount[1], checked="yes")
    assert "overrun" not in await first.reads("/")


async def test_the_picture_says_what_the_ledger_says(fund: Fund, first: Desk, clock: SetClock) -> None:
    """FND-06, point 28: promised lowers what is free, paying does not again; the sentence, the table and the title."""
    request = await fund.ask(NewLine("food", 20_000))
    got(await fund.approve(fund.first, request.id))
    clock.advance(timedelta(days=3))
    page = await first.get(f"/fund/envelopes/{fund.envelope}")
    assert "has $4,800 free; at this pace until 17 Jan 2027." in text_of(page)
    assert re.search(r"<svg[^>]*role=\"img\"[^>]*><title", page)
    assert "<td>$4,800</td><td>$200</td>" in page
    payment = await fund.network.superuser.fetchval("SELECT id FROM payout_intents")
    await first.post(f"/fund/payments/{payment}/confirm", reference="C-9", amount="200")
    assert "<td>$4,800</td><td>$0</td>" in await first.get(f"/fund/envelopes/{fund.envelope}")


def test_until_when_it_lasts() -> None:
    """FND-06: the pace of thirty days; what came in is no pace, and what stood still has none."""
    today = date(2026, 11, 30)
    came = [Day(date(2026, 11, 1), 100_000, 0, 0), Day(date(2026, 11, 10), 70_000, 30_000, 30_000)]
    assert lasts_until(came, today) == today + timedelta(days=70_000 * 29 // 30_000)
    assert lasts_until([*came, Day(date(2026, 11, 20), 170_000, 30_000, 0)], today) == today + timedelta(
        days=170_000 * 29 // 30_000
    )
    assert lasts_until(came[:1], today) is None
    assert lasts_until([*came, Day(today, 0, 0, 70_000)], today) is None
    assert lasts_until(came, date(2027, 1, 30)) is None
