"""What one person issued alone, looked at by another (FND-10)."""

import re
from datetime import timedelta

from service.clock import SetClock
from service.fund.decisions.self_issue import SelfIssue, self_issue
from service.fund.requests.lines import NewLine
from tests.pages.fund.conftest import Desk, text_of
from tests.service.fund.conftest import Fund, got


async def issued(fund: Fund, clock: SetClock) -> None:
    """A small sum, issued alone after hours."""
    clock.advance(timedelta(hours=10))
    request = await fund.ask(NewLine("food", 4_000))
    got(await fund.store.run(self_issue, fund.pivot, SelfIssue(request.id)))


async def test_a_second_signature_is_given_once(
    fund: Fund, first: Desk, second: Desk, clock: SetClock
) -> None:
    """FND-10, point 20: owed by its day; whoever comes second reads that it is done."""
    await issued(fund, clock)
    assert "Second signatures owed: 1, by 6 Nov 2026" in await first.reads("/")
    page = await first.get("/fund/reviews")
    decision = re.search(r"/fund/reviews/([0-9a-f-]{36})", page)
    assert decision
    assert (await first.post(f"/fund/reviews/{decision[1]}")).endswith("done=fund_agreed")
    late = text_of(await second.post(f"/fund/reviews/{decision[1]}", 200))
    assert "Quelqu'un d'autre a déjà répondu." in late
    assert "Nothing to look at." in await first.reads("/fund/reviews")


async def test_an_objection_freezes_a_right_and_two_give_it_back(
    fund: Fund, first: Desk, second: Desk, clock: SetClock
) -> None:
    """FND-10: one touch says why; the right rests until two people have signed."""
    await issued(fund, clock)
    decision = re.search(r"/fund/reviews/([0-9a-f-]{36})", await first.get("/fund/reviews"))
    assert decision
    await first.post(f"/fund/reviews/{decision[1]}", code="could_have_waited")
    assert "Objection: It could have waited." in await first.reads("/fund/reviews")
    await first.post(f"/fund/reviews/{decision[1]}/restore")
    assert "Signatures pour le rendre : 1 sur 2." in (await second.reads("/fund/reviews")).replace(
        "\xa0", " "
    )
    await second.post(f"/fund/reviews/{decision[1]}/restore")
    assert "Nothing to look at." in await first.reads("/fund/reviews")
