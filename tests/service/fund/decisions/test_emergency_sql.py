"""The emergency door's ceilings and its freeze in SQL: whatever the code above believes, and over several connections
at once (FND-10)."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from service.fund.decisions.self_issue import Issued, SelfIssue, self_issue
from service.fund.envelopes.commands import CreateEnvelope, create_envelope
from service.fund.policy.document.sections import Automatic
from service.fund.policy.document.sections import SelfIssue as Door
from service.fund.policy.rules import ATTESTATIONS
from service.fund.requests.lines import NewLine
from service.fund.requests.submit import SubmitRequest, submit_request
from service.fund.reviews.commands import ReviewDecision, review_decision
from service.partners.actor import Role
from service.refusals import Refused
from tests.service.fund.conftest import Fund, a_policy, got, with_policy
from tests.service.fund.decisions.test_ceilings_sql import DECIDE_LINE, line_of
from tests.service.fund.ledger.test_sql import DECIDE, SIGN, acting

NIGHT = datetime(2026, 11, 4, 3, 40, tzinfo=UTC)
"""22:40 on 3 November in Toronto."""

DOOR = Door(
    per_case_cents=15_000, per_pivot_cents=20_000, per_organisation_cents=30_000, review_within_days=3
)


@pytest.fixture
async def night(fund: Fund, clock: Any) -> Fund:
    """The fund at night: 150 per case, 200 per pivot, 300 per organisation."""
    await with_policy(fund.store, fund.first, fund.second, a_policy(version=2, self_issue=DOOR))
    clock.set(NIGHT)
    return fund


async def issued(app: asyncpg.Connection, by: UUID, asked: tuple[UUID, UUID], cents: int) -> str:
    """The constraint that stops what a pivot claims to issue alone; empty when it goes in."""
    try:
        async with app.transaction():
            decision: UUID = await app.fetchval(DECIDE, asked[0], "self_issued", 0, 1)
            await app.execute(DECIDE_LINE, decision, asked[1], cents)
            await app.execute(SIGN, decision, by, "requester")
            assert await app.fetch("SELECT * FROM relais.earmark_without_people($1)", decision)
    except asyncpg.CheckViolationError as refused:
        return refused.constraint_name or "?"
    return ""


async def test_each_ceiling_of_the_policy_is_held_by_the_ledger(night: Fund) -> None:
    """FND-10: to the cent, per case, per pivot over invented cases, and per organisation over its pivots."""
    case = await night.case()
    mine = [await line_of(night, cents, case=case) for cents in (9_000, 6_001, 6_000)]
    invented = [await line_of(night, cents) for cents in (5_001, 5_000)]
    other = replace(night, pivot=night.backup, backup=night.pivot)
    theirs = [await line_of(other, cents) for cents in (10_001, 10_000)]
    async with acting(night, night.pivot) as app:
        stopped = [
            await issued(app, night.pivot, asked, cents)
            for asked, cents in zip([*mine, *invented], (9_000, 6_001, 6_000, 5_001, 5_000), strict=True)
        ]
        over = "transfers_emergency_ceiling"
        assert stopped == ["", over, "", over, ""]
        await app.execute("SELECT relais.enter($1, $2)", night.backup, NIGHT)
        assert [
            await issued(app, night.backup, asked, cents)
            for asked, cents in zip(theirs, (10_001, 10_000), strict=True)
        ] == [over, ""]
        for later, outcome in ((timedelta(hours=24, microseconds=-1), over), (timedelta(hours=24), "")):
            await app.execute("SELECT relais.enter($1, $2)", night.pivot, NIGHT + later)
            assert await issued(app, night.pivot, mine[1], 6_001) == outcome


async def another_fund(fund: Fund) -> UUID:
    """A second fund of the region, with the same policy and money of its own."""
    organisation = await fund.network.organisation("fund")
    first, second = [await fund.network.member(organisation, Role.FUND_ADMINISTRATOR) for _ in range(2)]
    await with_policy(fund.store, first, second, a_policy(self_issue=DOOR))
    purse = CreateEnvelope(
        "O1", "Other", "Other", NIGHT - timedelta(days=1), NIGHT + timedelta(days=9), 100_000
    )
    got(await fund.store.run(create_envelope, first, purse))
    return organisation


async def test_many_at_once_over_two_funds_pass_no_ceiling(night: Fund) -> None:
    """FND-10: ten times 50 at the same moment, each for an invented case, half of them at another fund: 200 of the
    pivot's go out, never more; then of the organisation's 300, a colleague's last 100 in four."""
    funds = [night.organisation, await another_fund(night)]
    wishes = [
        SubmitRequest(await night.case(), funds[number % 2], (NewLine("food", 5_000),), ATTESTATIONS)
        for number in range(10)
    ]
    requests = [got(await night.store.run(submit_request, night.pivot, wish)) for wish in wishes]
    answers = await asyncio.gather(
        *(night.store.run(self_issue, night.pivot, SelfIssue(each.id)) for each in requests)
    )
    assert sum(isinstance(answer, Issued) for answer in answers) == 4
    assert {answer.reason.code for answer in answers if isinstance(answer, Refused)} == {
        "over_emergency_ceiling"
    }
    other = replace(night, pivot=night.backup, backup=night.pivot)
    case = await other.case()
    same = [await other.ask(NewLine("food", 2_500), case=case) for _ in range(6)]
    answers = await asyncio.gather(
        *(night.store.run(self_issue, other.pivot, SelfIssue(each.id)) for each in same)
    )
    assert sum(isinstance(answer, Issued) for answer in answers) == 4


async def test_a_right_that_rests_moves_no_money_in_sql(night: Fund, clock: Any) -> None:
    """FND-10: late by the clock alone, or objected to: the ledger refuses; a signature given, it goes in."""
    first = await night.ask(NewLine("food", 1_000))
    decision = got(await night.store.run(self_issue, night.pivot, SelfIssue(first.id))).decision_id
    asked = await line_of(night, 1_000)
    for late, outcome in (
        (timedelta(days=3, microseconds=-1), ""),
        (timedelta(days=3), "transfers_emergency_frozen"),
    ):
        clock.set(NIGHT + late)
        async with acting(night, night.pivot) as app:
            assert await issued(app, night.pivot, asked, 1_000) == outcome
    got(await night.store.run(review_decision, night.first, ReviewDecision(decision)))
    async with acting(night, night.pivot) as app:
        assert await issued(app, night.pivot, asked, 1_000) == ""
    second = got(await night.store.run(self_issue, night.pivot, SelfIssue(asked[0]))).decision_id
    objection = ReviewDecision(second, "objected", "amount_too_high")
    got(await night.store.run(review_decision, night.second, objection))
    third = await line_of(night, 1_000)
    async with acting(night, night.pivot) as app:
        assert await issued(app, night.pivot, third, 1_000) == "transfers_emergency_frozen"


async def test_nothing_is_decided_alone_today_and_promised_tomorrow(night: Fund, clock: Any) -> None:
    """FND-10: a decision without people is promised in its own moment, for a case that is known."""
    asked, other = await line_of(night, 1_000), await line_of(night, 2_000)
    async with acting(night, night.pivot) as app:
        decision: UUID = await app.fetchval(DECIDE, asked[0], "self_issued", 0, 1)
        await app.execute(DECIDE_LINE, decision, asked[1], 1_000)
        await app.execute(SIGN, decision, night.pivot, "requester")
        await app.execute("SELECT relais.enter($1, $2)", night.pivot, NIGHT + timedelta(seconds=1))
        with pytest.raises(asyncpg.CheckViolationError) as caught:
            await app.fetch("SELECT * FROM relais.earmark_without_people($1)", decision)
        assert caught.value.constraint_name == "transfers_at_once"
    await night.network.superuser.execute("DELETE FROM request_cases WHERE request_id = $1", other[0])
    async with acting(night, night.pivot) as app:
        assert await issued(app, night.pivot, other, 2_000) == "transfers_of_a_case"


REVIEW = """
    INSERT INTO reviews (decision_id, organisation_id, fund_organisation_id, kind, outcome, member_id, reviewed_at)
    SELECT id, organisation_id, fund_organisation_id, $2, 'agreed', $3, relais.now() FROM decisions WHERE id = $1
"""


async def test_nobody_reviews_in_anothers_name_or_out_of_role(night: Fund) -> None:
    """FND-10: not the issuer, not a stranger to the fund, not for somebody else, not what nobody asked for."""
    request = await night.ask(NewLine("food", 1_000))
    decision = got(await night.store.run(self_issue, night.pivot, SelfIssue(request.id))).decision_id
    people = await night.ask(NewLine("food", 2_000))
    approved = got(await night.approve(night.first, people.id)).decision_id
    for by, values, refused_by in (
        (night.pivot, (decision, "second_signature", night.pivot), None),
        (night.first, (decision, "second_signature", night.second), "reviews_own_hand"),
        (night.first, (decision, "second_look", night.first), "reviews_asked_for"),
        (night.first, (approved, "second_signature", night.first), "reviews_asked_for"),
    ):
        async with acting(night, by) as app:
            with pytest.raises(asyncpg.PostgresError) as caught:
                await app.execute(REVIEW, *values)
            assert refused_by is None or caught.value.constraint_name == refused_by


async def test_a_rule_answers_in_the_same_transaction_and_never_past_its_day(night: Fund) -> None:
    """FND-01, FND-03: a small line is asked, decided, promised and its payment ordered in one transaction; six cards at
    the same moment for six invented cases stop at the pivot's 30 a day, to the cent, and the rest waits for people."""
    await with_policy(
        night.store,
        night.first,
        night.second,
        a_policy(version=3, automatic=Automatic(per_pivot_cents=3_000, per_organisation_cents=9_000)),
    )
    cases = [await night.case() for _ in range(6)]
    asked = await asyncio.gather(*(night.ask(NewLine("calling_card", 1_000), case=each) for each in cases))
    assert sorted(each.by_rule_cents for each in asked) == [0, 0, 0, 1_000, 1_000, 1_000]
    rows = await night.network.superuser.fetch(
        """
        SELECT r.id, r.xmin = d.xmin AND d.xmin = t.xmin AND t.xmin = i.xmin AS at_once,
               r.submitted_at = d.made_at AND d.made_at = t.made_at AS same_moment
        FROM fund_requests r JOIN decisions d ON d.request_id = r.id AND d.kind = 'by_rule'
        JOIN transfers t ON t.decision_id = d.id JOIN payout_intents i ON i.earmark_id = t.id
        """
    )
    assert {row["id"] for row in rows} == {each.id for each in asked if each.by_rule_cents}
    assert all(row["at_once"] and row["same_moment"] for row in rows)
