"""Second signatures and looks: a queue by the clock, judged by another hand; a right that rests and comes back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.fund.decisions.self_issue import Issued, SelfIssue, self_issue
from service.fund.policy.document.sections import Reviews
from service.fund.refusals import ALREADY_SIGNED, REVIEW_OWED
from service.fund.requests.lines import NewLine
from service.fund.reviews import refusals
from service.fund.reviews.audit import ReadDraws, read_draws
from service.fund.reviews.commands import RestoreRight, ReviewDecision, restore_right, review_decision
from service.fund.reviews.queries import emergency_door, figures, waiting_reviews
from service.fund.reviews.rules import draw_of
from service.fund.reviews.watching import WatchReview
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from tests.service.fund.conftest import Fund, a_policy, got, with_policy

NIGHT = datetime(2026, 11, 4, 3, 40, tzinfo=UTC)
"""22:40 on 3 November in Toronto."""
FOOD, CARD = NewLine("food", 4_000), NewLine("calling_card", 1_000)


@pytest.fixture
async def night(fund: Fund, clock: Any) -> Fund:
    """The fund at night; half of what a rule approves is looked at again, and two late signatures freeze everybody."""
    reviews = Reviews(second_look_percent=100, second_look_days=5, organisation_freezes_at=2)
    await with_policy(fund.store, fund.first, fund.second, a_policy(version=2, reviews=reviews))
    clock.set(NIGHT)
    return fund


async def issue(fund: Fund, *lines: NewLine) -> Issued | Refused:
    return await fund.store.run(self_issue, fund.pivot, SelfIssue((await fund.ask(*lines or (FOOD,))).id))


async def review(fund: Fund, by: UUID, decision: UUID, **changes: Any) -> Any:
    return await fund.store.run(review_decision, by, ReviewDecision(decision, **changes))


async def queue(fund: Fund, by: UUID) -> list[Any]:
    async with fund.store.reading(by) as session:
        return got(await waiting_reviews(session))


async def test_what_waits_is_in_the_queue_by_the_clock(night: Fund, clock: Any) -> None:
    """FND-10: a self-issue and a sampled approval wait for somebody of the fund, soonest due first; overdue is the
    clock's, with the job that says so told nothing but ids; whoever gives them takes them out, once, by their own
    hand."""
    by_rule = await night.ask(CARD)
    issued = got(await issue(night, FOOD, CARD))
    cards = await queue(night, night.first)
    assert [
        (each.waits_for, each.cents, each.categories, each.is_late, each.may_judge) for each in cards
    ] == [
        ("second_signature", 4_000, ["food"], False, True),
        ("second_look", 1_000, ["calling_card"], False, True),
        ("second_look", 1_000, ["calling_card"], False, True),
    ]
    assert [each.due_at - NIGHT for each in cards] == [
        timedelta(days=3),
        timedelta(days=5),
        timedelta(days=5),
    ]
    clock.advance(timedelta(days=3))
    assert [each.is_late for each in await queue(night, night.first)] == [True, False, False]
    await WatchReview()(night.store, issued.decision_id, night.pivots, {"decision": str(issued.decision_id)})
    said = await night.network.superuser.fetch("SELECT name FROM events WHERE name = 'fund.review_overdue'")
    assert len(said) == 1
    look = next(each for each in cards if each.request_id == by_rule.id)
    assert await review(night, night.first, look.decision_id, outcome="objected") == Refused(
        refusals.OBJECTION_NEEDS_CODE
    )
    assert await review(night, night.first, look.decision_id, code="other") == Refused(
        refusals.OBJECTION_NEEDS_CODE
    )
    got(await review(night, night.first, look.decision_id, outcome="objected", code="another_way"))
    got(await review(night, night.second, issued.decision_id))
    assert await review(night, night.first, issued.decision_id) == Refused(refusals.ALREADY_REVIEWED)
    assert await review(night, night.first, look.request_id) == Refused(NOT_FOUND)
    assert await night.store.run(restore_right, night.first, RestoreRight(look.decision_id)) == Refused(
        refusals.NOTHING_OBJECTED
    )
    assert [each.waits_for for each in await queue(night, night.first)] == ["second_look"]
    await _figures_say(night)
    assert (await night.balance()).committed_cents == 6_000


async def _figures_say(night: Fund) -> None:
    """FND-10: how many, how many were to be looked at, and what came of it; of a period that ends before, nothing."""
    until = NIGHT + timedelta(seconds=1)
    async with night.store.reading(night.first) as session:
        signatures, looks = got(await figures(session, NIGHT, until))
        assert got(await figures(session, NIGHT - timedelta(days=1), NIGHT)) == []
    assert (signatures.kind, signatures.decisions, signatures.agreed, signatures.late) == (
        "second_signature",
        1,
        1,
        1,
    )
    assert (looks.decisions, looks.cents, looks.to_look_at, looks.objected, looks.waiting) == (
        2,
        2_000,
        2,
        1,
        1,
    )
    assert looks.objections == {"another_way": 1}


async def test_a_late_signature_freezes_the_pivot_and_two_freeze_the_organisation(
    night: Fund, clock: Any
) -> None:
    """FND-10: one late signature freezes its own pivot's right, two of one organisation everybody's there; each given
    thaws, and the notice is neutral."""
    colleague = replace(night, pivot=night.backup, backup=night.pivot)
    first, second = got(await issue(night)), None
    clock.advance(timedelta(hours=1))
    second = got(await issue(night))
    third = await night.network.member(night.pivots, Role.PIVOT_WORKER)
    other = replace(night, pivot=third)
    clock.set(first.review_by)
    assert await issue(night) == Refused(REVIEW_OWED)
    assert isinstance(await issue(colleague), Issued)
    clock.set(second.review_by - timedelta(microseconds=1))
    assert isinstance(await issue(other), Issued)
    clock.set(second.review_by)
    assert await issue(other) == Refused(refusals.OWED_HERE)
    door = await opened(night)
    assert (door.frozen, door.is_open, [each.is_late for each in door.owed]) == ("owed", False, [True, True])
    assert door.notice == "A second signature is overdue."
    got(await review(night, night.first, first.decision_id))
    assert isinstance(await issue(other), Issued)
    assert await issue(night) == Refused(REVIEW_OWED)
    got(await review(night, night.second, second.decision_id))
    assert isinstance(await issue(night), Issued)


async def opened(fund: Fund) -> Any:
    request = await fund.ask(FOOD)
    async with fund.store.reading(fund.pivot) as session:
        return got(await emergency_door(session, request.id, "en"))


async def test_an_objection_freezes_until_two_people_restore(night: Fund, clock: Any) -> None:
    """FND-10: the money stays where it was needed; the right rests at once, however early the objection, until two
    different people of the fund give it back."""
    issued = got(await issue(night))
    assert (await opened(night)).left_cents == 15_000
    got(await review(night, night.first, issued.decision_id, outcome="objected", code="could_have_waited"))
    assert await issue(night) == Refused(refusals.OBJECTED)
    assert (await night.balance()).committed_cents == 4_000
    restore = RestoreRight(issued.decision_id)
    assert await night.store.run(restore_right, night.pivot, restore) == Refused(NOT_ALLOWED)
    assert got(await night.store.run(restore_right, night.first, restore)).people == 1
    assert await night.store.run(restore_right, night.first, restore) == Refused(ALREADY_SIGNED)
    card = (await queue(night, night.second))[0]
    assert (card.waits_for, card.objection, card.restored_by) == ("restoration", "could_have_waited", 1)
    assert await issue(night) == Refused(refusals.OBJECTED)
    assert got(await night.store.run(restore_right, night.second, restore)).people == 2
    assert isinstance(await issue(night), Issued)


async def test_who_may_sign_second(night: Fund) -> None:
    """FND-10: an administrator of the fund, of whatever organisation, who neither asked nor accompanies the case: a
    colleague does, the issuer and the case's backup do not, were they administrators of the fund themselves."""
    roles = "UPDATE members SET roles = '{pivot_worker,fund_administrator}' WHERE id = ANY ($1::uuid[])"
    mine = replace(night, pivot=night.first, backup=night.second)
    await night.network.superuser.execute(roles, [night.first, night.second])
    third = await night.network.member(night.organisation, Role.FUND_ADMINISTRATOR)
    issued = got(await issue(mine))
    for who in (night.first, night.second):
        assert await review(night, who, issued.decision_id) == Refused(refusals.NOT_YOURS_TO_JUDGE)
        assert [each.may_judge for each in await queue(night, who)] == [False]
    got(await review(night, third, issued.decision_id))


async def test_an_auditor_draws_the_month_again(night: Fund, clock: Any) -> None:
    """FND-10: every number follows from the month's key and the decision's id; the key is told once the month is over,
    to auditors alone, and the reading is on record."""
    for _ in range(3):
        await night.ask(CARD)
    auditor = await night.network.auditor_of(night.organisation)
    wish = ReadDraws(night.organisation, "2026-11")
    assert await night.store.run(read_draws, auditor, wish) == Refused(
        refusals.MONTH_NOT_OVER, {"month": "2026-11"}
    )
    clock.set(datetime(2026, 12, 1, tzinfo=UTC))
    assert await night.store.run(read_draws, night.first, wish) == Refused(NOT_ALLOWED)
    draws = got(await night.store.run(read_draws, auditor, wish))
    assert len(draws.decisions) == 3
    key = bytes.fromhex(draws.key)
    assert all(each.draw == draw_of(key, each.decision_id) and each.replays for each in draws.decisions)
    assert {(each.percent, each.look_by) for each in draws.decisions} == {(100, NIGHT + timedelta(days=5))}
    october = got(await night.store.run(read_draws, auditor, replace(wish, month="2026-10")))
    assert (october.decisions, october.key == draws.key) == ([], False)


async def test_no_share_no_second_look(fund: Fund) -> None:
    """FND-10: the share is the policy's, none included; what is drawn in SQL is what the digest says."""
    await with_policy(
        fund.store, fund.first, fund.second, a_policy(version=2, reviews=Reviews(second_look_percent=0))
    )
    request = await fund.ask(CARD)
    row: Mapping[str, Any] = await fund.network.superuser.fetchrow(
        "SELECT draw, look_by FROM decisions WHERE request_id = $1", request.id
    )
    assert row["draw"] is not None
    assert row["look_by"] is None
