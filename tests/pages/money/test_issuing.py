"""Out of hours and alone: what is left of the ceiling, what is over it, and two ways on (FND-10)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from service.fund.decisions.self_issue import SelfIssue, self_issue
from service.fund.requests.lines import NewLine
from tests.pages.hand import Reader
from tests.pages.money.conftest import Hands
from tests.service.fund.conftest import Fund, got
from tests.service.fund.decisions.test_self_issue import BUS, CARD, NIGHT


async def ninety(night: Fund) -> Any:
    """A case for which 90 were issued tonight already."""
    case = await night.case()
    first = await night.ask(BUS, CARD, case=case)
    got(await night.store.run(self_issue, night.pivot, SelfIssue(first.id)))
    return case


async def test_scenario_b_step_7(night: Fund, hands: Hands) -> None:
    """FND-10: 40 and 35 beside the 90 are 15 over: 60 are issued, in order, and 15 wait for the person on call."""
    case = await ninety(night)
    hand = await hands(night.pivot).open(f"/cases/{case}/money")
    assert (
        "Out of hours: $60 possible now (ceiling $150 in 24 h, $90 issued already for this case)."
        in hand.words
    )
    hand.fill(take_food="yes", amount_food="40", take_travel_local="yes", amount_travel_local="35")
    await hand.press("Issue now")
    assert hand.status == 409
    assert "$75 is over by $15. You can: Issue $60 Send $75 to the person on call" in hand.words
    page = hand.html
    await hand.press("Issue $60")
    assert "Issued. A second signature follows." in hand.words
    lines = await night.lines(UUID(hand.path.rpartition("/")[2]))
    assert [(line["category"], line["amount_cents"], line["approved_cents"]) for line in lines] == [
        ("travel_local", 3_500, 3_500),
        ("food", 2_500, 2_500),
        ("food", 1_500, 0),
    ]
    hand.html = page
    await hand.press("Issue $60")
    assert await night.network.superuser.fetchval("SELECT count(*) FROM fund_requests") == 2


async def test_or_all_of_it_goes_to_the_person_on_call(night: Fund, hands: Hands) -> None:
    """FND-10, point 19: the other way on keeps everything that was typed."""
    hand = await hands(night.pivot).open(f"/cases/{await ninety(night)}/money")
    hand.fill(take_food="yes", amount_food="40", take_travel_local="yes", amount_travel_local="35")
    await hand.press("Issue now")
    await hand.press("Send $75 to the person on call")
    assert "Request for $75" in hand.words
    assert "waits for the person on call at the fund" in hand.words


async def test_a_waiting_request_is_issued_in_two_touches(night: Fund, hands: Hands) -> None:
    """FND-10: from the list, its page, and one button with the sum; twice is once."""
    await night.ask(NewLine("food", 4_000))
    hand = await hands(night.pivot, "fr").open("/money")
    await hand.press(next(each.name for each in Reader(hand.html).buttons if each.href.startswith("/money/")))
    page = hand.html
    await hand.press("Émettre 40 $")
    assert hand.taps == 2
    assert "Émis. Une deuxième signature suit." in hand.words
    hand.html = page
    await hand.press("Émettre 40 $")
    assert hand.status == 200
    assert "Émis. Une deuxième signature suit." in hand.words


async def test_by_day_and_while_it_rests_there_is_no_such_button(
    fund: Fund, hands: Hands, clock: Any
) -> None:
    """FND-10: in office hours somebody answers; while a second signature is late, the page says what brings it back."""
    case = await fund.case()
    hand = await hands(fund.pivot).open(f"/cases/{case}/money")
    assert "Issue now" not in hand.words
    assert "Out of hours" not in hand.words
    clock.set(NIGHT)
    await ninety(fund)
    clock.advance(timedelta(days=3, minutes=1))
    await hand.open(f"/cases/{case}/money")
    assert "A second signature is overdue. The right to issue comes back once it is given." in hand.words
    assert "Issue now" not in hand.words
