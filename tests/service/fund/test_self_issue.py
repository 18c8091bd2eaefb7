"""The emergency door: small, out of hours, summed over the day, and shut when a second signature is late (FND-10)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from service.fund.decisions.self_issue import (
    Issued,
    ReviewSelfIssue,
    SelfIssue,
    review_self_issue,
    self_issue,
)
from service.fund.policy.document import SelfIssue as Door
from service.fund.refusals import (
    ALREADY_SIGNED,
    DURING_OFFICE_HOURS,
    OVER_EMERGENCY_CEILING,
    REVIEW_OWED,
)
from service.fund.requests.submit import NewLine
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


async def test_three_of_sixty_against_a_hundred_and_fifty(night: Fund) -> None:
    """FND-10: splitting one need into small lines does not get round the ceiling; a day later the door is open
    again."""
    case, sixty = await night.case(), NewLine("food", 6_000)
    answers = [await issue(night, await night.ask(sixty, case=case)) for _ in range(3)]
    assert [isinstance(answer, Issued) for answer in answers] == [True, True, False]
    night.store.clock.advance(timedelta(hours=24))  # type: ignore[attr-defined]  # the tests' clock
    assert isinstance(await issue(night, await night.ask(sixty, case=case)), Issued)


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
    review = ReviewSelfIssue(issued.decision_id)
    assert await night.store.run(review_self_issue, night.pivot, review) == Refused(NOT_ALLOWED)
    got(await night.store.run(review_self_issue, night.first, review))
    assert await night.store.run(review_self_issue, night.first, review) == Refused(ALREADY_SIGNED)
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
