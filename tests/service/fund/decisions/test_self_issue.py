"""The emergency door: small, out of hours, summed over the day, and shut when a second signature is late (FND-10)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from service.fund.decisions.self_issue import Issued, SelfIssue, self_issue
from service.fund.policy.document.sections import SelfIssue as Door
from service.fund.refusals import DURING_OFFICE_HOURS, OVER_EMERGENCY_CEILING, REVIEW_OWED
from service.fund.requests.lines import NewLine
from service.fund.reviews.commands import ReviewDecision, review_decision
from service.fund.reviews.refusals import ALREADY_REVIEWED
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from tests.service.fund.conftest import Fund, a_policy, got, with_policy

NIGHT = datetime(2026, 11, 4, 3, 40, tzinfo=UTC)
"""22:40 on 3 November in Toronto."""

BUS, CARD, MEALS, TAXI = (
    NewLine("travel_intercity", 8_000),
    NewLine("calling_card", 1_000),
    NewLine("food", 4_000),
    NewLine("travel_local", 3_500),
)


@pytest.fixture
async def night(fund: Fund, clock: Any) -> Fund:
    """The fund at night."""
    clock.set(NIGHT)
    return fund


async def issue(fund: Fund, request: Any, by: Any = None) -> Issued | Refused:
    """The pivot issues all that is open."""
    return await fund.store.run(self_issue, by or fund.pivot, SelfIssue(request.id))


async def test_scenario_b_step_7(night: Fund) -> None:
    """FND-10: bus 80 with card 10 is 90; meals and taxi would make 165 of 150: refused, 60 is left."""
    case = await night.case()
    issued = got(await issue(night, await night.ask(BUS, CARD, case=case)))
    assert (issued.cents, issued.review_by) == (8_000, NIGHT + timedelta(days=3))
    refused = await issue(night, await night.ask(MEALS, TAXI, case=case))
    assert isinstance(refused, Refused)
    assert refused.reason == OVER_EMERGENCY_CEILING
    facts = refused.facts
    assert (facts["total_cents"], facts["ceiling_cents"], facts["possible_cents"]) == (16_500, 15_000, 6_000)
    assert facts["possible"] == "60\u00a0$"


async def test_three_of_sixty_against_a_hundred_and_fifty(night: Fund, clock: Any) -> None:
    """FND-10: splitting one need into small lines does not get round the ceiling; the window rolls to the microsecond,
    and a day later the door is open again."""
    case, sixty = await night.case(), NewLine("food", 6_000)
    requests = [await night.ask(sixty, case=case) for _ in range(3)]
    answers = [await issue(night, each) for each in requests]
    assert [isinstance(answer, Issued) for answer in answers] == [True, True, False]
    clock.advance(timedelta(hours=24) - timedelta(microseconds=1))
    assert isinstance(await issue(night, requests[2]), Refused)
    clock.advance(timedelta(microseconds=1))
    assert isinstance(await issue(night, requests[2]), Issued)


async def test_a_cent_over_and_a_cent_under(night: Fund) -> None:
    """FND-10: 90 leaves 60 of 150: 60.01 is refused with 60 possible, 60 goes, 59.99 would have gone."""
    for second, goes in ((6_001, False), (6_000, True), (5_999, True)):
        case = await night.case()
        got(await issue(night, await night.ask(NewLine("food", 9_000), case=case)))
        answer = await issue(night, await night.ask(NewLine("food", second), case=case))
        assert isinstance(answer, Issued) is goes
        if isinstance(answer, Refused):
            assert (answer.facts["rule"], answer.facts["possible_cents"]) == ("self_issue_case", 6_000)
        night.store.clock.advance(timedelta(hours=24))  # type: ignore[attr-defined]  # the tests' clock


async def test_the_night_of_the_clock_change_has_twenty_four_hours_too(fund: Fund, clock: Any) -> None:
    """FND-10: issued on Saturday at noon in Toronto; on the Sunday that has 23 hours the window ends at 13."""
    saturday = datetime(2027, 3, 13, 17, tzinfo=UTC)
    clock.set(saturday)
    case = await fund.case()
    got(await issue(fund, await fund.ask(NewLine("food", 15_000), case=case)))
    again = await fund.ask(NewLine("food", 15_000), case=case)
    clock.set(datetime(2027, 3, 14, 16, 59, 59, tzinfo=UTC))
    assert isinstance(await issue(fund, again), Refused)
    clock.set(datetime(2027, 3, 14, 17, tzinfo=UTC))
    assert isinstance(await issue(fund, again), Issued)


async def test_inventing_cases_does_not_help(night: Fund) -> None:
    """FND-10: the ceiling of a pivot sums over cases: 300 in all, then no more."""
    answers = [await issue(night, await night.ask(NewLine("food", 12_000))) for _ in range(3)]
    assert [isinstance(answer, Issued) for answer in answers] == [True, True, False]
    assert isinstance(answers[2], Refused)
    assert answers[2].facts["rule"] == "self_issue_pivot"


async def test_the_organisation_has_a_ceiling_too(fund: Fund, clock: Any) -> None:
    """FND-10: two pivots of one organisation share a ceiling."""
    door = Door(
        per_case_cents=15_000, per_pivot_cents=15_000, per_organisation_cents=20_000, review_within_days=3
    )
    await with_policy(fund.store, fund.first, fund.second, a_policy(version=2, self_issue=door))
    clock.set(NIGHT)
    other = replace(fund, pivot=fund.backup, backup=fund.pivot)
    assert isinstance(await issue(fund, await fund.ask(NewLine("food", 12_000))), Issued)
    refused = await issue(other, await other.ask(NewLine("food", 12_000)))
    assert isinstance(refused, Refused)
    assert refused.facts["rule"] == "self_issue_organisation"


async def test_in_office_hours_another_person_approves(fund: Fund) -> None:
    """FND-10: noon on a Tuesday."""
    assert await issue(fund, await fund.ask(MEALS)) == Refused(DURING_OFFICE_HOURS)


async def test_a_late_second_signature_freezes_the_right(night: Fund, clock: Any) -> None:
    """FND-10: owed within three days, or the right freezes itself, until it is given."""
    issued = got(await issue(night, await night.ask(MEALS)))
    clock.advance(timedelta(days=3))
    request = await night.ask(MEALS)
    assert await issue(night, request) == Refused(REVIEW_OWED)
    review = ReviewDecision(issued.decision_id)
    assert await night.store.run(review_decision, night.pivot, review) == Refused(NOT_ALLOWED)
    got(await night.store.run(review_decision, night.first, review))
    assert await night.store.run(review_decision, night.first, review) == Refused(ALREADY_REVIEWED)
    assert isinstance(await issue(night, request), Issued)


async def test_only_one_s_own_request(night: Fund) -> None:
    """FND-10: a backup cannot issue what the pivot asked."""
    assert await issue(night, await night.ask(MEALS), night.backup) == Refused(NOT_FOUND)


async def test_what_is_issued_leaves_like_the_rest(night: Fund) -> None:
    """FND-06: earmarked, with a payment on its way, and a decision that says who and until when."""
    issued = got(await issue(night, await night.ask(MEALS)))
    assert (await night.balance()).committed_cents == 4_000
    superuser = night.network.superuser
    assert await superuser.fetchval("SELECT amount_cents FROM payout_intents") == 4_000
    row = await superuser.fetchrow("SELECT kind, made_by FROM decisions WHERE id = $1", issued.decision_id)
    assert (row["kind"], row["made_by"]) == ("self_issued", night.pivot)
