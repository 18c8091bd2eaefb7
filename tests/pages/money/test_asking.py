"""Ask for money, on one page: nothing asked twice, and who decides is said before it is sent (CNF-08, FND-01)."""

from datetime import timedelta
from typing import Any

from service.cases.consents import GivenConsent
from service.fund.requests.lines import NewLine
from service.partners.actor import Role
from tests.pages.money.conftest import Hands
from tests.service.fund.conftest import Fund


async def test_money_for_a_placement_is_three_touches(night: Fund, hands: Hands) -> None:
    """CNF-08, FND-01: ask, tick the coach that cost 80 last time, send; the card was ticked already."""
    await night.ask(NewLine("travel_intercity", 8_000))
    case = await night.case()
    hand = await hands(night.pivot).open(f"/cases/{case}/money")
    assert "Total $20, approved at once." in hand.words
    hand.taps = 1  # the link of the case that led here
    await hand.fill(take_travel_intercity="yes").press("Send the request")
    assert hand.taps == 3
    assert "Request sent." in hand.words
    assert "Request for $100" in hand.words
    assert "waits for the person on call at the fund" in hand.words
    lines = await night.network.superuser.fetch(
        "SELECT category, amount_cents, approved_cents FROM request_lines WHERE amount_cents IN (2000, 8000)"
        " AND request_id = $1::uuid ORDER BY position",
        hand.path.rpartition("/")[2],
    )
    assert [tuple(line) for line in lines] == [("calling_card", 2_000, 2_000), ("travel_intercity", 8_000, 0)]


async def test_the_total_says_who_decides_and_by_when(night: Fund, hands: Hands) -> None:
    """FND-01, FND-10: 10 at once, 420 by two people; tonight within 30 minutes, tomorrow within two hours."""
    hand = await hands(night.pivot).open(f"/cases/{await night.case()}/money")
    asked = {
        "take_calling_card": "yes",
        "amount_calling_card": "10",
        "take_travel_intercity": "yes",
        "amount_travel_intercity": "80,50",
        "take_travel_interprovincial": "yes",
        "amount_travel_interprovincial": "339.50",
    }
    await hand.fill(**asked).press("Work out the total")
    assert "Total $430: $10 approved at once; $420 by two people, target 23:10." in hand.words
    assert hand.values()["amount_travel_intercity"] == "80,50"
    assert hand.values()["amount_travel_interprovincial"] == "339.50"
    await hand.fill(when="tomorrow").press("Work out the total")
    assert "$420 by two people, target 00:40." in hand.words


async def test_the_other_language_keeps_every_value(night: Fund, hands: Hands) -> None:
    """LNG-01, point 13: typed amounts, ticks, texts and choices; nothing is sent."""
    hand = await hands(night.pivot).open(f"/cases/{await night.case()}/money")
    hand.fill(
        take_calling_card=[],
        take_food="yes",
        amount_food="40,25",
        why_food="two days of meals",
        pay_food="cash_by_worker",
        when="tomorrow",
    )
    await hand.press("Français")
    assert "Demander de l'argent" in hand.words
    kept = hand.values()
    assert "take_calling_card" not in kept
    assert (kept["take_food"], kept["amount_food"], kept["why_food"]) == ("yes", "40,25", "two days of meals")
    assert (kept["pay_food"], kept["when"]) == ("cash_by_worker", "tomorrow")
    assert "Total 40,25 $ : par une personne" in hand.words
    assert await night.network.superuser.fetchval("SELECT count(*) FROM fund_requests") == 0


async def test_sent_twice_it_is_one_request(night: Fund, hands: Hands) -> None:
    """Point 20: a double tap, or back and again, leads to the same request."""
    hand = await hands(night.pivot).open(f"/cases/{await night.case()}/money")
    page = hand.html
    await hand.press("Send the request")
    first = hand.path
    hand.html = page
    await hand.press("Send the request")
    assert hand.path == first
    assert await night.network.superuser.fetchval("SELECT count(*) FROM fund_requests") == 1


async def test_what_does_not_hold_says_so_beside_its_field(night: Fund, hands: Hands) -> None:
    """Point 18, IMM-05: an amount that is none, nothing ticked, a text that speaks of status; what was typed stays."""
    case = await night.case()
    hand = await hands(night.pivot).open(f"/cases/{case}/money")
    await hand.fill(take_food="yes", amount_food="quarante").press("Send the request")
    assert (hand.status, 'id="amount_food-wrong"' in hand.html) == (400, True)
    assert hand.values()["amount_food"] == "quarante"
    hand.fill(amount_food="40", take_other_immediate="yes", amount_other_immediate="30")
    await hand.fill(what_other_immediate="her visa expired").press("Send the request")
    assert hand.status == 422
    assert 'Relais does not keep this: "visa expired"' in hand.words
    assert hand.values()["what_other_immediate"] == "her visa expired"
    await hand.fill(take_food=[], take_other_immediate=[], take_calling_card=[]).press("Send the request")
    assert "Tick at least one need" in hand.words
    assert await night.network.superuser.fetchval("SELECT count(*) FROM fund_requests") == 0


async def test_a_refusal_names_its_rule_and_the_way_on(night: Fund, hands: Hands) -> None:
    """RIG-01, RIG-02, point 19: five nights ask for a reason, with their number; with one they go."""
    hand = await hands(night.pivot).open(f"/cases/{await night.case()}/money")
    hand.fill(take_hotel_nights="yes", amount_hotel_nights="110", units_hotel_nights="5")
    await hand.press("Send the request")
    assert hand.status == 422
    assert "5 nights: beyond 3, give a reason." in hand.words
    await hand.fill(why_hotel_nights="no place free before Monday").press("Send the request")
    assert "Request for $570" in hand.words


async def test_above_a_cap_the_exception_is_asked_and_not_refused(night: Fund, hands: Hands) -> None:
    """RIG-01: 180 a night against 150: said before it is sent, and who may approve it."""
    hand = await hands(night.pivot).open(f"/cases/{await night.case()}/money")
    hand.fill(take_hotel_nights="yes", amount_hotel_nights="180", units_hotel_nights="2")
    await hand.press("Work out the total")
    assert "$180 each, above the cap of $150: a person may approve, with a reason." in hand.words
    await hand.press("Send the request")
    assert "Request sent." in hand.words


async def test_three_points_and_nothing_else(night: Fund, hands: Hands, clock: Any) -> None:
    """ELG-01, CPL-01, IMM-02: three boxes, attested by sending; one that is unticked is named; then only reviewed."""
    case = await night.case()
    hand = await hands(night.pivot).open(f"/cases/{case}/money")
    assert {name for name in hand.values() if name.startswith("attest")} == {
        "attest_leaving_or_at_risk",
        "attest_need_is_immediate",
        "attest_nobody_else_pays_in_time",
    }
    await hand.fill(attest_need_is_immediate=[]).press("Send the request")
    assert "An attestation is missing: the need is immediate." in hand.words
    await hand.fill(attest_need_is_immediate="yes").press("Send the request")
    clock.advance(timedelta(days=1))
    await hand.open(f"/cases/{case}/money")
    assert "Attested on 3 Nov 2026. Review" in hand.words
    for word in ("victim", "police", "visa", "trafficking"):
        assert word not in hand.words.lower()


async def test_without_consent_it_is_one_touch_away(night: Fund, hands: Hands) -> None:
    """CNF-01: the page says what is missing, and what was ticked stays."""
    case = await night.case(consents=(GivenConsent("bed"),))
    hand = await hands(night.pivot).open(f"/cases/{case}/money")
    await hand.fill(take_food="yes", amount_food="40").press("Note: the person agrees")
    assert "has not yet agreed" not in hand.words
    await hand.press("Send the request")
    assert "Request for $60" in hand.words


async def test_nobody_else_opens_it(night: Fund, hands: Hands) -> None:
    """CNF-04, POL-03: a colleague who does not accompany the case, and the fund, find nothing there."""
    case = await night.case()
    asked = await night.ask(NewLine("food", 1_000), case=case)
    assert (await hands(night.first).open(f"/cases/{case}/money")).status == 403
    assert (await hands(night.first).open(f"/money/{asked.id}")).status == 403
    stranger = await night.network.member(night.pivots, Role.PIVOT_WORKER)
    assert (await hands(stranger).open(f"/cases/{case}/money")).status == 404
    assert (await hands(stranger).open(f"/money/{asked.id}")).status == 404
