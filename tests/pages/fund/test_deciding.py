"""One request on one screen: the whole, a part, no, and what somebody else has done meanwhile (screens A2)."""

import asyncio
import re
from datetime import timedelta
from uuid import UUID

from service.clock import SetClock
from service.fund.decisions.decline import DeclineRequest, decline_request
from service.fund.requests.lines import NewLine
from service.fund.requests.withdraw import WithdrawRequest, withdraw_request
from service.fund.second_looks.asking import AskSecondLook, ask_second_look
from tests.pages.fund.conftest import Desk, text_of
from tests.service.fund.conftest import Fund, got

COACH, FLIGHT = NewLine("travel_intercity", 8_000), NewLine("travel_interprovincial", 34_000)


async def sign(desk: Desk, request: UUID, cents: int, status: int = 303, /, **more: str) -> str:
    """Touch the filled button."""
    return await desk.post(f"/fund/requests/{request}/approve", status, how="all", cents=str(cents), **more)


async def test_two_people_approve_and_the_third_reads_that_it_is_done(
    fund: Fund, first: Desk, second: Desk
) -> None:
    """FND-10: before and after of the envelope, each signature with its hour, and a kind answer to whoever is late."""
    request = await fund.ask(COACH, FLIGHT)
    page = await first.reads(f"/fund/requests/{request.id}")
    for words in (
        "The three points are attested.",
        "Under the caps of policy v1.",
        "No waiver.",
        "Other funds, 7 days: none.",
        "$5,000 → $4,580 free",
        "$420 for this case in 24 h: 2 people approve",
        "Approve $420",
        "Approving reserves the money.",
    ):
        assert words in page, words
    assert await sign(first, request.id, 42_000) == f"/fund/requests/{request.id}?done=fund_signed"
    mine = await first.reads(f"/fund/requests/{request.id}")
    assert "You have signed. Another person signs second." in mine
    assert "Approve $420" not in mine
    theirs = await second.reads(f"/fund/requests/{request.id}")
    assert "Première signature : 12 h 00. Vous pouvez signer en second." in theirs.replace("\xa0", " ")
    assert await sign(second, request.id, 42_000) == f"/fund/requests/{request.id}?done=fund_approved"
    late = text_of(await sign(first, request.id, 42_000, 200))
    assert "Already approved at 12:00. Nothing more to do." in late


async def test_two_hands_at_once_have_one_effect(fund: Fund, first: Desk, second: Desk) -> None:
    """Point 20, FND-10: the same small request by both in the same moment: promised once, and no red box."""
    request = await fund.ask(COACH)
    answers = await asyncio.gather(
        *(
            desk.client.post(
                f"/fund/requests/{request.id}/approve",
                data={"how": "all", "cents": "8000"},
                headers={**desk.headers, "Origin": "http://relais.test"},
            )
            for desk in (first, second)
        )
    )
    assert sorted(each.status_code for each in answers) == [200, 303]
    loser = next(each for each in answers if each.status_code != 303)
    assert re.search(r"Already approved at 12:00|Déjà approuvée à 12", text_of(loser.text))
    assert (await fund.balance()).committed_cents == 8_000


async def test_a_part_and_what_it_waits_for(fund: Fund, first: Desk, clock: SetClock) -> None:
    """FND-11: another amount, a condition with its last day; what does not hold is said beside its field."""
    request = await fund.ask(COACH)
    line = (await fund.lines(request.id))[0]["id"]
    path = f"/fund/requests/{request.id}/approve"
    wrong = await first.post(path, 400, how="part", **{f"amount-{line}": "much"})
    assert "An amount, such as 80 or 80.50" in text_of(wrong)
    assert 'value="much"' in wrong
    too_much = text_of(await first.post(path, 422, how="part", **{f"amount-{line}": "90"}))
    assert "Approve at most what is left: $80." in too_much
    until = (clock.now() + timedelta(days=5)).date().isoformat()
    fields = {f"amount-{line}": "50,25", f"condition-{line}": "bed_confirmed", f"until-{line}": until}
    await first.post(path, how="part", **fields)
    page = await first.get(f"/fund/requests/{request.id}")
    assert "$50.25 approved" in text_of(page)
    condition = re.search(r"/conditions/([0-9a-f-]{36})", page)
    assert condition
    done = await first.post(f"/fund/requests/{request.id}/conditions/{condition[1]}")
    assert done.endswith("done=fund_met")
    assert (await fund.balance()).committed_cents == 5_025


async def test_a_cap_asks_for_a_reason_and_an_envelope_can_be_chosen(
    fund: Fund, first: Desk, second: Desk
) -> None:
    """RIG-01, FND-06, IMM-05: nothing is signed without the reason, nor with one that says too much."""
    other = await fund.new_envelope(300_000)
    request = await fund.ask(NewLine("food", 210_000))
    page = await first.reads(f"/fund/requests/{request.id}")
    assert "above the cap of $2,000" in page
    line = (await fund.lines(request.id))[0]["id"]
    refused = await sign(first, request.id, 210_000, 422)
    assert "A cap is exceeded" in text_of(refused)
    told = await sign(first, request.id, 210_000, 422, reason="Her visa expired")
    assert "Relais does not keep this" in text_of(told) or "visa" in text_of(told)
    for desk in (first, second):
        fields = {f"amount-{line}": "2100", "reason": "Five rooms", "envelope_id": str(other)}
        await desk.post(f"/fund/requests/{request.id}/approve", how="part", **fields)
    assert (await fund.balance(other)).committed_cents == 210_000
    assert "Waiver: $2,100, cap $2,000. Five rooms" in await first.reads(f"/fund/requests/{request.id}")


async def test_a_no_is_coded_and_looked_at_by_another_hand(fund: Fund, first: Desk, second: Desk) -> None:
    """FND-13: one touch says why; the decliner is told that another person looks; that one approves after all."""
    request = await fund.ask(COACH)
    await first.post(f"/fund/requests/{request.id}/decline", code="amount_unclear")
    assert "Already declined at 12:00." in await first.reads(f"/fund/requests/{request.id}")
    async with fund.store.reading(fund.first) as session:
        decision = await session.connection.fetchval("SELECT id FROM decisions WHERE kind = 'declined'")
    got(await fund.store.run(ask_second_look, fund.pivot, AskSecondLook(decision)))
    assert "You declined this: another person looks at it." in await first.reads(
        f"/fund/requests/{request.id}"
    )
    theirs = await second.reads(f"/fund/requests/{request.id}")
    assert "Approuver tout de même 80 $" in theirs
    done = await sign(second, request.id, 8_000)
    assert done.endswith("done=fund_overturned")
    again = await fund.ask(COACH)
    no = got(await fund.store.run(decline_request, fund.first, DeclineRequest(again.id, "other")))
    got(await fund.store.run(ask_second_look, fund.pivot, AskSecondLook(no.decision_id)))
    kept = await second.post(f"/fund/requests/{again.id}/decline", code="other_way_found")
    assert kept.endswith("done=fund_confirmed")


async def test_nobody_decides_what_they_asked_for_or_what_is_another_funds(fund: Fund, first: Desk) -> None:
    """FND-10, POL-03: a sum that changed is read again; what is not the fund's is not there; no case code shows."""
    request = await fund.ask(COACH, FLIGHT)
    changed = text_of(await sign(first, request.id, 30_000, 400))
    assert "The sum has changed meanwhile." in changed
    code = await fund.network.superuser.fetchval("SELECT code FROM cases LIMIT 1")
    assert code not in await first.get(f"/fund/requests/{request.id}")
    stranger = Desk(first.client, fund.pivot)
    await stranger.get(f"/fund/requests/{request.id}", 403)
    await first.get(f"/fund/requests/{fund.envelope}", 404)


async def test_a_request_that_was_taken_back_says_so(fund: Fund, first: Desk) -> None:
    """FND-11, screens 24: gone is a state of its own, whether anybody had decided or not."""
    undecided, decided = await fund.ask(COACH), await fund.ask(COACH)
    got(await fund.approve(fund.first, decided.id))
    for request in (undecided, decided):
        got(await fund.store.run(withdraw_request, fund.pivot, WithdrawRequest(request.id)))
        page = await first.reads(f"/fund/requests/{request.id}")
        assert "Withdrawn by the pivot worker." in page
        assert "received" not in page
