"""A fund's first page: what waits by deadline, what needs a hand, what is free (screens A1)."""

from datetime import timedelta

from service.clock import SetClock
from service.fund.requests.lines import NewLine
from tests.pages.fund.conftest import Desk
from tests.service.fund.conftest import Fund


async def test_what_waits_stands_first_and_late_before_the_rest(
    fund: Fund, first: Desk, second: Desk, clock: SetClock
) -> None:
    """FND-01, FND-10: late with a shape, signatures counted, no case code anywhere."""
    assert "Nothing to decide." in await first.reads("/")
    big = await fund.ask(NewLine("travel_interprovincial", 42_000))
    await fund.approve(fund.first, big.id)
    await fund.ask(NewLine("food", 4_000), urgency="critical")
    clock.advance(timedelta(minutes=42))
    page = await first.reads("/")
    assert page.index("$40 food") < page.index("$420 travel between provinces")
    assert "12 min late (target 12:30)" in page
    assert "1 of 2 signatures" in page
    theirs = await second.reads("/")
    assert "À décider : 2" in theirs
    assert "12 min de retard (cible 12 h 30)" in theirs
    assert "libres sur 5 000 $" in theirs
