"""One request from asked to receipt: who acts next, a no and its second look, a card, journeys, a return (FND-11)."""

from datetime import timedelta
from typing import Any

from service.fund.conditions.rules import Condition
from service.fund.decisions.decline import DeclineRequest, decline_request
from service.fund.decisions.wanted import ApprovedLine
from service.fund.requests.lines import NewLine
from service.fund.vouchers.commands import LoadVouchers, load_vouchers
from tests.pages.money.conftest import Hands
from tests.service.fund.conftest import Fund, got


async def test_the_road_and_who_acts_next(fund: Fund, hands: Hands, clock: Any) -> None:
    """FND-01, FND-11: asked, one of two signatures, approved is not paid; late is said with its minutes."""
    asked = await fund.ask(NewLine("travel_interprovincial", 34_000), NewLine("food", 4_000))
    hand = await hands(fund.pivot).open(f"/money/{asked.id}")
    assert "made 1st 2nd paid received" in hand.words
    got(await fund.approve(fund.first, asked.id))
    assert "1 of 2 signatures" in (await hand.open(hand.path)).words
    clock.advance(timedelta(hours=2, minutes=12))
    assert "12 min late; the next person on call was told." in (await hand.open(hand.path)).words
    got(await fund.approve(fund.second, asked.id))
    words = (await hand.open(hand.path)).words
    assert "approved, reserved Approved is not paid: the fund pays next." in words
    assert "late" not in words


async def test_a_no_says_why_and_another_person_looks(fund: Fund, hands: Hands) -> None:
    """FND-13: the reason in words, one button, then by when; asked twice it is asked once."""
    asked = await fund.ask(NewLine("food", 4_000))
    got(await fund.store.run(decline_request, fund.first, DeclineRequest(asked.id, "amount_unclear")))
    hand = await hands(fund.pivot, "fr").open(f"/money/{asked.id}")
    assert "Le montant n'est pas clair." in hand.words
    page = hand.html
    await hand.press("Demander un deuxième regard")
    assert "Deuxième regard demandé, réponse avant le" in hand.words
    hand.html = page
    await hand.press("Demander un deuxième regard")
    assert hand.status == 200


async def test_withdrawn_whole_or_what_is_open(fund: Fund, hands: Hands) -> None:
    """FND-12, CPL-05: part was approved; the open rest alone, then all that has not left."""
    asked = await fund.ask(NewLine("hotel_nights", 44_000, units=4, reason="no place free"))
    (line,) = await fund.lines(asked.id)
    for by in (fund.first, fund.second):
        got(await fund.approve(by, asked.id, ApprovedLine(line["id"], 22_000)))
    hand = await hands(fund.pivot).open(f"/money/{asked.id}")
    assert "$220 approved, $220 wait" in hand.words
    await hand.press("Withdraw the $220 that waits")
    assert "Withdrawn. What had not left is back in the fund." in hand.words
    before = (await fund.balance()).available_cents
    await hand.press("Withdraw all of it")
    assert (await fund.balance()).available_cents == before + 22_000


async def test_a_card_after_a_check_page_once_and_large(fund: Fund, hands: Hands) -> None:
    """FND-03, FND-08: what and how much first; the code in groups of four; then only when it was shown."""
    got(
        await fund.store.run(
            load_vouchers, fund.first, LoadVouchers("calling_card", 1_000, ("4415903377281160",))
        )
    )
    asked = await fund.ask(NewLine("calling_card", 1_000))
    hand = await hands(fund.pivot).open(f"/money/{asked.id}")
    await hand.press("Show the code")
    assert "Calling card, $10" in hand.words
    assert "4415" not in hand.html
    await hand.press("Show the code once")
    assert "<span>4415</span><span>9033</span><span>7728</span><span>1160</span>" in hand.html
    await hand.press("Passed on")
    assert "Shown at 12:00" in hand.words
    assert "4415" not in hand.html


async def test_a_condition_of_the_pivot_is_met_by_one_button(fund: Fund, hands: Hands, clock: Any) -> None:
    """FND-11: the booking is made: it is said here, proven, and the payment leaves."""
    asked = await fund.ask(NewLine("travel_intercity", 8_000))
    (line,) = await fund.lines(asked.id)
    waits = Condition("booking_confirmed", clock.now() + timedelta(days=2))
    got(await fund.approve(fund.first, asked.id, ApprovedLine(line["id"], condition=waits)))
    hand = await hands(fund.pivot).open(f"/money/{asked.id}")
    assert "Waits for the booking, until 5 Nov 2026" in hand.words
    await hand.press("The booking is made")
    assert "Noted: the payment can leave." in hand.words
    assert "Waits for the booking" not in hand.words


async def test_three_court_trips_and_no_fourth(fund: Fund, hands: Hands) -> None:
    """FND-04: asked once as a series, drawn one by one; above the ceiling it is said beside the field."""
    case = await fund.case()
    hand = await hands(fund.pivot).open(f"/cases/{case}/money")
    hand.fill(take_calling_card=[], take_travel_interprovincial="yes", amount_travel_interprovincial="500")
    hand.fill(trips_travel_interprovincial="3", journey_travel_interprovincial="court")
    await hand.press("Send the request")
    request: Any = hand.path.rpartition("/")[2]
    for by in (fund.first, fund.second):
        got(await fund.approve(by, request))
    await hand.open(hand.path)
    assert "Taken: 0. Left: 3, at most $500 each" in hand.words
    field = next(name for name in hand.values() if name.startswith("trip_"))
    await hand.fill(**{field: "500,50"}).press("Take journey 1")
    assert hand.status == 422
    assert hand.values()[field] == "500,50"
    await hand.fill(**{field: "480"}).press("Take journey 1")
    await hand.fill(**{field: "450"}).press("Take journey 2")
    assert "Taken: 2. Left: 1" in hand.words
    await hand.press("End and give the rest back")
    assert "Series ended. The rest is back in the fund." in hand.words
    assert "Take journey" not in hand.words


async def test_a_chosen_return_and_its_checklist(fund: Fund, hands: Hands) -> None:
    """FND-04, IMM-02: the country by its name in either language, chosen by the person; each step a help."""
    hand = await hands(fund.pivot).open(f"/cases/{await fund.case()}/money")
    hand.fill(take_calling_card=[], take_travel_international="yes", amount_travel_international="600")
    hand.fill(journey_travel_international="repatriation", country_travel_international="Atlantide")
    await hand.press("Send the request")
    assert "A country, such as Hungary" in hand.words
    await hand.fill(country_travel_international="hongrie").press("Send the request")
    assert "Only the person chooses to go back." in hand.words
    await hand.fill(chose_travel_international="yes").press("Send the request")
    assert "Chosen return: Hungary" in hand.words
    await hand.press("Done: Papers to travel")
    assert "Noted." in hand.words
