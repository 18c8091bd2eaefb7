"""What a page may know before anything is asked: the sums that the decision itself will see (FND-10)."""

from datetime import timedelta
from typing import Any

from service.fund.decisions.self_issue import SelfIssue, self_issue
from service.fund.requests.before import asked_today, last_attested, spent_before, usual_cents
from service.fund.requests.judging import spent
from service.fund.requests.lines import NewLine
from tests.service.fund.conftest import Fund, fund, got
from tests.service.fund.decisions.test_self_issue import NIGHT

__all__ = ["fund"]


async def test_the_sums_before_are_those_of_the_decision(fund: Fund, clock: Any) -> None:
    """FND-10: said beforehand and decided later, they are the same; a stranger to the case reads nothing of it."""
    clock.set(NIGHT)
    case = await fund.case()
    first = await fund.ask(NewLine("food", 8_000), NewLine("calling_card", 1_000), case=case)
    got(await fund.store.run(self_issue, fund.pivot, SelfIssue(first.id)))
    other = await fund.ask(NewLine("food", 2_000))
    got(await fund.store.run(self_issue, fund.pivot, SelfIssue(other.id)))
    async with fund.store.reading(fund.pivot) as session:
        before = await spent_before(session, fund.organisation, case)
        assert before == await spent(session, first.id, waits=False)
        assert (before.case_cents, before.emergency_case_cents, before.emergency_pivot_cents) == (
            9_000,
            9_000,
            11_000,
        )
        assert before.automatic_by_category == {"calling_card": 1_000}
        assert await asked_today(session, case) == {"food": 8_000, "calling_card": 1_000}
    async with fund.store.reading(fund.second) as session:
        assert (await spent_before(session, fund.organisation, case)).case_cents == 0


async def test_what_was_attested_and_what_it_cost_last_time(fund: Fund, clock: Any) -> None:
    """CNF-08: the last request says both; nobody outside the organisation reads either."""
    case = await fund.case()
    async with fund.store.reading(fund.pivot) as session:
        assert await last_attested(session, case) is None
    await fund.ask(NewLine("travel_intercity", 8_000), case=case)
    clock.advance(timedelta(hours=1))
    await fund.ask(NewLine("hotel_nights", 22_000, units=2), NewLine("travel_intercity", 9_000), case=case)
    async with fund.store.reading(fund.pivot) as session:
        last = await last_attested(session, case)
        assert last is not None
        assert (last.at, len(last.attested)) == (clock.now(), 3)
        usual = await usual_cents(session, fund.organisation)
        assert usual == {"hotel_nights": 11_000, "travel_intercity": 9_000}
    async with fund.store.reading(fund.first) as session:
        assert await usual_cents(session, fund.organisation) == {}
