"""A refusal is coded, explained, and looked at again by another hand within a target time (FND-13)."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from service.clock import SetClock
from service.fund.decisions.approve import Signed
from service.fund.decisions.decline import Declined, DeclineRequest, decline_request
from service.fund.decisions.wanted import ApprovedLine
from service.fund.refusals import ALREADY_DECIDED, LINE_NOT_OPEN
from service.fund.requests.audit import audit_request
from service.fund.requests.lines import NewLine
from service.fund.requests.submit import Submitted
from service.fund.requests.withdraw import Withdrawn, WithdrawRequest, withdraw_request
from service.fund.second_looks.answering import (
    Confirmed,
    ConfirmRefusal,
    OverturnRefusal,
    confirm_refusal,
    overturn_refusal,
)
from service.fund.second_looks.asking import AskSecondLook, LookAsked, ask_second_look
from service.fund.second_looks.refusals import (
    ANOTHER_LOOKS,
    LOOK_OVER,
    LOOKED_AT_ALREADY,
    NOTHING_DECLINED,
)
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from tests.service.fund.conftest import Fund, got
from tests.service.fund.ledger.test_sql import acting

FOOD = NewLine("food", 10_000)
TWO = NewLine("clothing", 40_000)
"""Above one person's band."""


async def declined(fund: Fund, *lines: NewLine, by: UUID | None = None) -> tuple[Submitted, Declined]:
    """A request that the first administrator declined."""
    request = await fund.ask(*(lines or (FOOD,)))
    wish = DeclineRequest(request.id, "amount_unclear")
    return request, got(await fund.store.run(decline_request, by or fund.first, wish))


async def appealed(fund: Fund, *lines: NewLine) -> tuple[Submitted, Declined, LookAsked]:
    """One whose pivot asked for a second look."""
    request, no = await declined(fund, *lines)
    return request, no, got(await fund.store.run(ask_second_look, fund.pivot, AskSecondLook(no.decision_id)))


async def overturn(fund: Fund, by: UUID, look: UUID, **wish: Any) -> Signed | Refused:
    """Approve after all."""
    return await fund.store.run(overturn_refusal, by, OverturnRefusal(look, **wish))


async def confirm(fund: Fund, by: UUID, look: UUID) -> Confirmed | Refused:
    """Refuse again, with another code."""
    return await fund.store.run(confirm_refusal, by, ConfirmRefusal(look, "other_way_found"))


async def row(fund: Fund, look: UUID) -> Any:
    """A second look as stored."""
    return await fund.network.superuser.fetchrow("SELECT * FROM second_looks WHERE id = $1", look)


async def test_another_person_approves_after_all_and_the_first_decision_stays(fund: Fund) -> None:
    """FND-13: in one tap; by the policy's working days; another hand than the decliner's; both decisions are kept."""
    request, no, look = await appealed(fund)
    assert look.answer_by == datetime(2026, 11, 5, 17, 0, tzinfo=UTC)  # two working days after Tuesday noon
    asked = await fund.network.superuser.fetchrow(
        "SELECT kind, organisation_id, until FROM askings WHERE subject = $1", look.id
    )
    assert tuple(asked) == ("second_look", fund.organisation, look.answer_by)
    again = await fund.store.run(ask_second_look, fund.backup, AskSecondLook(no.decision_id))
    assert again == Refused(LOOKED_AT_ALREADY)
    assert await overturn(fund, fund.first, look.id) == Refused(ANOTHER_LOOKS)
    assert await confirm(fund, fund.first, look.id) == Refused(ANOTHER_LOOKS)
    signed = got(await overturn(fund, fund.second, look.id))
    assert (signed.outcome, signed.cents, signed.state) == ("approved", 10_000, "approved")
    line = (await fund.lines(request.id))[0]
    assert (line["state"], line["decline_code"], line["approved_cents"]) == ("approved", None, 10_000)
    kinds = await fund.network.superuser.fetch(
        "SELECT kind FROM decisions WHERE request_id = $1 ORDER BY made_at, kind", request.id
    )
    assert sorted(each["kind"] for each in kinds) == ["declined", "people"]
    stored = await row(fund, look.id)
    assert (stored["outcome"], stored["answered_by"], stored["decision_id"]) == (
        "overturned", fund.second, no.decision_id,
    )  # fmt: skip
    outcome = "SELECT outcome FROM askings WHERE subject = $1"
    assert await fund.network.superuser.fetchval(outcome, look.id) == "overturned"
    assert await overturn(fund, fund.second, look.id) == Refused(LOOK_OVER)


async def test_a_refusal_confirmed_is_a_second_decision_and_the_last(fund: Fund) -> None:
    """FND-13, FND-14: its own code beside the first; no third look, and a new request is as welcome as ever."""
    request, no, look = await appealed(fund)
    confirmed = got(await confirm(fund, fund.second, look.id))
    assert confirmed.decision_id != no.decision_id
    codes = await fund.network.superuser.fetch(
        "SELECT l.code, s.member_id FROM decision_lines l JOIN signatures s USING (decision_id) "
        "JOIN decisions d ON d.id = l.decision_id WHERE d.request_id = $1 ORDER BY l.code",
        request.id,
    )
    assert [tuple(each) for each in codes] == [
        ("amount_unclear", fund.first), ("other_way_found", fund.second),
    ]  # fmt: skip
    assert (await fund.lines(request.id))[0]["decline_code"] == "other_way_found"
    for decision in (no.decision_id, confirmed.decision_id):
        third = await fund.store.run(ask_second_look, fund.pivot, AskSecondLook(decision))
        assert third == Refused(LOOKED_AT_ALREADY)
    assert (await fund.approve(fund.second, request.id)) == Refused(ALREADY_DECIDED)
    case = await fund.network.superuser.fetchval(
        "SELECT case_id FROM request_cases WHERE request_id = $1", request.id
    )
    anew = await fund.ask(FOOD, case=case)
    assert got(await fund.approve(fund.first, anew.id)).outcome == "approved"


async def test_a_part_two_signatures_and_too_little_money(fund: Fund) -> None:
    """FND-13, FND-10, FND-11: overturned by the ordinary way; the decliner may sign second, never first."""
    request, _, look = await appealed(fund, TWO)
    line = (await fund.lines(request.id))[0]["id"]
    poor = await overturn(fund, fund.second, look.id, lines=(ApprovedLine(line, 40_001),))
    assert poor == Refused(LINE_NOT_OPEN, {"line": str(line), "open": 40_000})
    assert (await row(fund, look.id))["outcome"] is None  # what was refused changed nothing
    part = (ApprovedLine(line, 35_000),)
    first = got(await overturn(fund, fund.second, look.id, lines=part))
    assert (first.outcome, first.signers_required) == ("waits_for_another", 2)
    waits = await fund.network.superuser.fetchval(
        "SELECT count(*) FROM askings WHERE kind = 'decision' AND subject = $1 AND outcome IS NULL",
        request.id,
    )
    assert waits == 1
    assert got(await fund.approve(fund.first, request.id, *part)).outcome == "approved"
    stored = (await fund.lines(request.id))[0]
    assert (stored["state"], stored["approved_cents"]) == ("partly_approved", 35_000)


async def test_whoever_declined_is_never_the_first_to_approve(fund: Fund) -> None:
    """FND-13: PostgreSQL refuses the same hand, whatever the code above says."""
    _, no, look = await appealed(fund)
    async with acting(fund) as app:
        with pytest.raises(asyncpg.CheckViolationError) as caught:
            await app.execute(
                "UPDATE second_looks SET outcome = 'overturned', answered_by = relais.member(), "
                "answered_at = relais.now() WHERE id = $1",
                look.id,
            )
        assert caught.value.constraint_name == "second_looks_another_hand"
    for member, statement, rule in (
        (fund.second, "UPDATE request_lines SET state = 'submitted', decline_code = NULL",
         "request_lines_stay_declined"),
        (fund.pivot, "UPDATE second_looks SET outcome = 'overturned', answered_by = relais.member(), "
         "answered_at = relais.now()", "second_looks_answered"),
        (fund.second, "UPDATE second_looks SET outcome = 'withdrawn', answered_by = relais.member(), "
         "answered_at = relais.now()", "second_looks_answered"),
    ):  # fmt: skip
        async with acting(fund, member) as app:
            with pytest.raises(asyncpg.CheckViolationError) as caught:
                await app.execute(statement)
            assert caught.value.constraint_name == rule
    async with acting(fund, fund.second) as app:
        await app.execute(
            "UPDATE second_looks SET outcome = 'overturned', answered_by = relais.member(), "
            "answered_at = relais.now() WHERE id = $1",
            look.id,
        )
        await app.execute("UPDATE request_lines SET state = 'submitted', decline_code = NULL")
        await app.execute("SELECT relais.enter($1, $2)", fund.first, fund.store.clock.now())
        decision = await app.fetchval(
            "INSERT INTO decisions (request_id, organisation_id, fund_organisation_id, policy_id, kind, "
            "signers_required, total_24h_cents, question, answer, made_by, made_at) SELECT request_id, "
            "organisation_id, fund_organisation_id, policy_id, 'people', 1, 10000, question, answer, "
            "relais.member(), relais.now() FROM decisions WHERE id = $1 RETURNING id",
            no.decision_id,
        )
        await app.execute(
            "INSERT INTO decision_lines (decision_id, line_id, organisation_id, fund_organisation_id, outcome, "
            "amount_cents) SELECT $2, line_id, organisation_id, fund_organisation_id, 'approved', 10000 "
            "FROM decision_lines WHERE decision_id = $1",
            no.decision_id,
            decision,
        )
        with pytest.raises(asyncpg.CheckViolationError) as caught:
            await app.execute(
                "INSERT INTO signatures SELECT id, relais.member(), organisation_id, fund_organisation_id, "
                "'approver', relais.now() FROM decisions WHERE id = $1",
                decision,
            )
        assert caught.value.constraint_name == "signatures_second_look"


async def test_who_may_ask_and_who_may_answer(fund: Fund) -> None:
    """FND-13, POL-03: the case's pivots ask, the fund's administrators answer; for everybody else there is nothing."""
    _, no = await declined(fund)
    stranger = await fund.network.member(fund.pivots, Role.PIVOT_WORKER)
    ask = AskSecondLook(no.decision_id)
    assert await fund.store.run(ask_second_look, stranger, ask) == Refused(NOT_FOUND)
    assert await fund.store.run(ask_second_look, fund.second, ask) == Refused(NOT_ALLOWED)
    look = got(await fund.store.run(ask_second_look, fund.backup, ask))
    other = await fund.network.organisation("fund")
    elsewhere = await fund.network.member(other, Role.FUND_ADMINISTRATOR)
    assert await confirm(fund, elsewhere, look.id) == Refused(NOT_FOUND)
    assert await overturn(fund, fund.pivot, look.id) == Refused(NOT_ALLOWED)
    both = await fund.ask(FOOD)
    approved = got(await fund.approve(fund.first, both.id))
    asked = await fund.store.run(ask_second_look, fund.pivot, AskSecondLook(approved.decision_id))
    assert asked == Refused(NOT_FOUND)  # an approval is no refusal


async def test_a_request_taken_back_ends_its_second_look(fund: Fund) -> None:
    """FND-13, CPL-05: nobody looks at what the person no longer wants; nothing is held against anybody."""
    request, no, look = await appealed(fund)
    got(await fund.store.run(withdraw_request, fund.pivot, WithdrawRequest(request.id)))
    assert (await row(fund, look.id))["outcome"] == "withdrawn"
    assert await overturn(fund, fund.second, look.id) == Refused(LOOK_OVER)
    assert (await fund.lines(request.id))[0]["state"] == "declined"
    assert no.state == "declined"


async def test_a_second_look_and_a_withdrawal_at_once(fund: Fund) -> None:
    """FND-13, FND-12: one of them comes first; either way nothing stays promised for what was taken back."""
    for _ in range(6):
        request, _, look = await appealed(fund)
        looked, back = await asyncio.gather(
            overturn(fund, fund.second, look.id),
            fund.store.run(withdraw_request, fund.pivot, WithdrawRequest(request.id)),
        )
        assert isinstance(back, Withdrawn)
        line = (await fund.lines(request.id))[0]
        assert line["approved_cents"] == 0
        if isinstance(looked, Signed):
            assert (line["state"], back.returned_cents) == ("withdrawn", 10_000)
        else:
            assert (looked, line["state"], back.returned_cents) == (Refused(LOOK_OVER), "declined", 0)
    assert (await fund.balance()).available_cents == 500_000


async def test_two_people_answer_at_once(fund: Fund) -> None:
    """FND-13: one answer; the other finds it given, and no cent is promised twice."""
    third = await fund.network.member(fund.organisation, Role.FUND_ADMINISTRATOR)
    for _ in range(5):
        request, _, look = await appealed(fund)
        answers = await asyncio.gather(
            overturn(fund, fund.second, look.id),
            overturn(fund, third, look.id),
            confirm(fund, third, look.id),
        )
        assert sum(not isinstance(answer, Refused) for answer in answers) == 1
        assert {each.reason for each in answers if isinstance(each, Refused)} == {LOOK_OVER}
        assert (await fund.lines(request.id))[0]["approved_cents"] in {0, 10_000}


async def test_late_is_still_open(fund: Fund, clock: SetClock) -> None:
    """FND-13: whoever comes after the target time answers all the same, and then nothing is declined any more."""
    _, no, look = await appealed(fund)
    clock.advance(timedelta(days=20))
    assert got(await overturn(fund, fund.second, look.id)).outcome == "approved"
    ask = await fund.store.run(ask_second_look, fund.pivot, AskSecondLook(no.decision_id))
    assert ask == Refused(NOTHING_DECLINED)


async def test_an_auditor_reads_both_decisions(fund: Fund) -> None:
    """FND-13, FND-09, RIG-01: the refusal with its code, the second look at it with both hands, the approval with the
    cap that was waived and by whom; the reason stays with the two sides."""
    request, no, look = await appealed(fund, NewLine("food", 200_001))
    got(await overturn(fund, fund.second, look.id, reason="Une famille de six"))
    got(await fund.approve(fund.first, request.id))
    auditor = await fund.network.auditor_of(fund.organisation)
    found = got(await fund.store.run(audit_request, auditor, request.code))
    by_kind = {each.kind: each for each in found.decisions}
    refusal, approval = by_kind["declined"], by_kind["people"]
    assert (refusal.id, refusal.code, refusal.caps_waived) == (no.decision_id, "amount_unclear", [])
    assert refusal.second_look is not None
    assert (refusal.second_look.asked_by, refusal.second_look.answered_by, refusal.second_look.outcome) == (
        fund.pivot, fund.second, "overturned",
    )  # fmt: skip
    assert [
        (each.rule, each.amount_cents, each.cap_cents, each.signed_by) for each in approval.caps_waived
    ] == [("line_cap", 200_001, 200_000, fund.second)]
    assert "famille" not in str(found)
