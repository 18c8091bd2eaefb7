"""Payments on a page: what needs a hand, why, and the button that goes on (screens A3)."""

import re
from uuid import UUID

from service.fund.requests.lines import NewLine
from tests.pages.fund.conftest import Desk, text_of
from tests.service.fund.conftest import Fund, got


async def a_payment(fund: Fund, cents: int = 8_000) -> UUID:
    """An approved line that a person pays by hand."""
    request = await fund.ask(NewLine("food", cents))
    got(await fund.approve(fund.first, request.id))
    if cents > 30_000:
        got(await fund.approve(fund.second, request.id))
    found: UUID = await fund.network.superuser.fetchval(
        "SELECT id FROM payout_intents ORDER BY created_at DESC LIMIT 1"
    )
    return found


async def _request(fund: Fund) -> str:
    return f"/fund/requests/{await fund.network.superuser.fetchval('SELECT id FROM fund_requests')}"


async def test_a_payment_by_hand_is_noted_with_its_reference(fund: Fund, first: Desk, second: Desk) -> None:
    """FND-08, FND-09: the reference and the real amount; what is wrong keeps what was typed; twice has one effect."""
    payment = await a_payment(fund)
    assert "Payments that need a hand: 1" in await first.reads("/")
    path = f"/fund/payments/{payment}"
    assert "Note the payment made" in await first.reads(path)
    road = re.findall(r'<li class="(\w+)"', await first.get(await _request(fund)))
    assert road == ["done", "done", "now", "later"]
    wrong = await second.post(f"{path}/confirm", 400, reference="", amount="abc")
    assert 'value="abc"' in wrong
    assert "Un montant, par exemple 80" in text_of(wrong)
    said = await first.post(f"{path}/confirm", 422, reference="visa expired", amount="80")
    assert 'value="visa expired"' in said
    done = await second.post(f"{path}/confirm", reference="E-4411", amount="79,50")
    assert done == f"{path}?done=fund_pay_confirm"
    assert (await fund.balance()).spent_cents == 7_950
    page = await first.reads(path)
    assert "E-4411" in page
    road = re.findall(r'<li class="(\w+)"', await first.get(await _request(fund)))
    assert road == ["done"] * 4
    assert "$79.50" in page
    again = text_of(await first.post(f"{path}/confirm", 200, reference="E-4412", amount="80"))
    assert "Somebody has taken care of it: confirmed. Nothing more to do." in again
    assert (await fund.balance()).spent_cents == 7_950


async def test_what_did_not_go_through_stands_first_with_its_ways_on(fund: Fund, first: Desk) -> None:
    """FND-09, FND-12: try again, another way, or give the money back; it stays promised until somebody chooses."""
    payment = await a_payment(fund)
    await fund.network.superuser.execute(
        "UPDATE payout_intents SET state = 'failed', rail = 'stripe_connect', problem = 'refused' WHERE id = $1",
        payment,
    )
    home = await first.reads("/")
    assert "did not go through 1" in home
    assert "Choose another way" in home
    page = await first.get(f"/fund/payments/{payment}")
    buttons = re.findall(r'action="/fund/payments/[^"]+/(\w+)"', page)
    assert buttons == ["retry", "otherwise", "cancel"]
    assert "The money stays reserved until you choose." in text_of(page)
    assert (await first.post(f"/fund/payments/{payment}/cancel")).endswith("done=fund_pay_cancel")
    assert (await fund.balance()).available_cents == 500_000


async def test_a_large_payment_leaves_by_another_hand(fund: Fund, first: Desk) -> None:
    """FND-10: whoever approved may not let it leave, and reads why."""
    payment = await a_payment(fund, 150_000)
    page = await first.reads(f"/fund/payments/{payment}")
    assert "Somebody who neither asked nor approved lets it leave." in page
    text = text_of(await first.post(f"/fund/payments/{payment}/confirm", 409, reference="C-1", amount="1500"))
    assert "Another person takes this step." in text
    await first.get(f"/fund/payments/{fund.envelope}", 404)
    assert "waits for a second person" in await first.reads("/fund/payments")
