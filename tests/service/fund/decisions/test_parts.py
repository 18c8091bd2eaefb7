"""Two of four nights: what is approved, what stays open, and the waiver of each cap that is passed (FND-11, RIG-01)."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.fund.decisions.approve import Signed
from service.fund.decisions.decline import DeclineRequest, decline_request
from service.fund.decisions.waivers import waivers_of
from service.fund.decisions.wanted import ApprovedLine, Open, Part, part_of, wanted_of
from service.fund.payouts.commands import ConfirmPayout, confirm_payout
from service.fund.refusals import ALREADY_DECIDED, LINE_NOT_OPEN, WAIVER_NEEDS_REASON
from service.fund.requests.lines import NewLine
from service.fund.requests.rules import LineFacts
from service.fund.requests.withdraw import WithdrawRequest, withdraw_request
from service.fund.second_looks.answering import OverturnRefusal, overturn_refusal
from service.fund.second_looks.asking import AskSecondLook, ask_second_look
from service.partners.actor import Role
from service.refusals import Refused
from tests.service.fund.conftest import Fund, got
from tests.service.fund.decisions.test_ceilings_sql import DECIDE_LINE, earmarked
from tests.service.fund.ledger.test_sql import DECIDE, SIGN, acting

FOUR = NewLine("hotel_nights", 44_000, 4, reason="Pas de place avant jeudi")
"""110 dollars a night, under the cap of 150."""
DEAR = NewLine("hotel_nights", 80_000, 4, reason="Congrès en ville")
"""200 dollars a night."""


@pytest.mark.parametrize(
    ("line", "cents", "units", "part"),
    [
        (LineFacts(44_000), None, None, Part(44_000, 4)),
        (LineFacts(44_000), None, 2, Part(22_000, 2)),
        (LineFacts(44_000, approved=22_000), None, 1, Part(11_000, 3)),
        (LineFacts(44_000, approved=22_000), None, 2, Part(22_000, 4)),
        (LineFacts(44_000, approved=22_000), None, None, Part(22_000, 4)),
        (LineFacts(44_000, approved=22_000), None, 3, None),
        (LineFacts(44_000), 44_000, None, Part(44_000, 4)),
        (LineFacts(44_000), 44_001, None, None),
        (LineFacts(44_000), 43_999, None, Part(43_999, 4)),
        (LineFacts(44_000), 0, None, None),
        (LineFacts(44_000), None, 0, None),
        (LineFacts(44_000), None, 5, None),
        (LineFacts(44_000, approved=22_000, closed=22_000), None, None, None),
        (LineFacts(10_001), None, 3, Part(7_500, 3)),
        (LineFacts(10_001, approved=7_500), None, 1, Part(2_501, 4)),
    ],
)
def test_a_part(line: LineFacts, cents: int | None, units: int | None, part: Part | None) -> None:
    """FND-11: at the price that was asked; the last unit takes what is left; never a cent above what is open."""
    assert part_of(Open(line, 4), cents, units) == part


@given(
    asked=st.integers(4, 10**8),
    share=st.floats(0, 1),
    units=st.integers(1, 4),
    cents=st.none() | st.integers(0, 10**8),
)
def test_no_part_is_above_what_is_open(asked: int, share: float, units: int, cents: int | None) -> None:
    """FND-11: whatever is approved before and wished for now."""
    facts = LineFacts(asked, approved=int(asked * share))
    part = part_of(Open(facts, 4), cents, units)
    assert part is None or (0 < part.cents <= facts.open and part.units <= 4)


def test_a_line_is_named_once() -> None:
    """FND-11: a line named twice, or one that is not open, is no part; nothing named means all that is open."""
    one, other = UUID(int=1), UUID(int=2)
    still = {one: Open(LineFacts(100), 1)}
    assert wanted_of(still, None).parts == {one: Part(100, 1)}
    assert wanted_of(still, (ApprovedLine(one, 40), ApprovedLine(one, 40))).not_open == one
    assert wanted_of(still, (ApprovedLine(other),)).not_open == other


async def state(fund: Fund, request: UUID) -> tuple[Any, ...]:
    """A request's first line: its state, and what of it is approved and closed."""
    line = (await fund.lines(request))[0]
    return line["state"], line["approved_cents"], line["closed_cents"], line["closed_by"]


async def nights(fund: Fund, line: NewLine = FOUR) -> tuple[UUID, UUID]:
    """A request for four nights, and its line."""
    request = await fund.ask(line)
    return request.id, (await fund.lines(request.id))[0]["id"]


async def test_two_of_four_nights_and_then_the_others(fund: Fund) -> None:
    """FND-11: the rest stays open, is approved up to what remains, and never above."""
    request, line = await nights(fund)
    assert got(await fund.approve(fund.first, request, ApprovedLine(line, units=2))).cents == 22_000
    assert await state(fund, request) == ("partly_approved", 22_000, 0, None)
    over = await fund.approve(fund.second, request, ApprovedLine(line, 22_001))
    assert over == Refused(LINE_NOT_OPEN, {"line": str(line), "open": 22_000})
    second = got(await fund.approve(fund.second, request, ApprovedLine(line, units=1)))
    assert (second.cents, second.outcome) == (11_000, "waits_for_another")  # 330 dollars in a day
    assert got(await fund.approve(fund.first, request, ApprovedLine(line, units=1))).outcome == "approved"
    assert await state(fund, request) == ("partly_approved", 33_000, 0, None)
    assert got(await fund.approve(fund.first, request)).outcome == "waits_for_another"
    assert got(await fund.approve(fund.second, request)).outcome == "approved"
    assert await state(fund, request) == ("approved", 44_000, 0, None)
    assert await fund.approve(fund.first, request) == Refused(ALREADY_DECIDED)


async def test_the_rest_is_taken_back_or_declined_and_declined_is_looked_at_again(fund: Fund) -> None:
    """FND-11, FND-13: what is approved stays; the rest leaves the queue, and a refusal of it has its second look."""
    request, line = await nights(fund)
    got(await fund.approve(fund.first, request, ApprovedLine(line, units=2)))
    back = got(await fund.store.run(withdraw_request, fund.pivot, WithdrawRequest(request, only_open=True)))
    assert (back.returned_cents, back.state) == (0, "approved")
    assert await state(fund, request) == ("approved", 22_000, 22_000, "withdrawn")
    again = await fund.store.run(withdraw_request, fund.pivot, WithdrawRequest(request, only_open=True))
    assert isinstance(again, Refused)
    request, line = await nights(fund)
    got(await fund.approve(fund.first, request, ApprovedLine(line, units=2)))
    no = got(await fund.store.run(decline_request, fund.first, DeclineRequest(request, "other_way_found")))
    assert await state(fund, request) == ("approved", 22_000, 22_000, "declined")
    look = got(await fund.store.run(ask_second_look, fund.pivot, AskSecondLook(no.decision_id)))
    got(await fund.store.run(overturn_refusal, fund.second, OverturnRefusal(look.id)))
    assert await state(fund, request) == (
        "partly_approved",
        22_000,
        0,
        None,
    )  # the second signature is missing


async def test_what_cost_less_waits_for_no_second_decision(fund: Fund) -> None:
    """FND-11, FND-12: the room was cheaper: the difference is back in the envelope, and the line is paid."""
    request, _ = await nights(fund, NewLine("hotel_nights", 20_000, 2))
    got(await fund.approve(fund.first, request))
    intent = await fund.network.superuser.fetchval("SELECT id FROM payout_intents")
    got(await fund.store.run(confirm_payout, fund.second, ConfirmPayout(intent, "recu 7", 18_000)))
    assert await state(fund, request) == ("paid", 18_000, 2_000, "spent_less")
    assert (await fund.balance()).available_cents == 482_000


async def test_a_cap_that_is_passed_is_waived_by_name(fund: Fund) -> None:
    """RIG-01, FND-11: which rule, how far, why and who; two parts together pass a cap as the whole does."""
    request, line = await nights(fund, DEAR)
    refused = await fund.approve(fund.first, request, ApprovedLine(line, units=1))
    assert refused == Refused(WAIVER_NEEDS_REASON, {"rules": "unit_cap"})
    half = ApprovedLine(line, 55_000)  # four nights at 137.50
    got(await fund.approve(fund.first, request, half))
    assert got(await fund.approve(fund.second, request, half)).outcome == "approved"
    rest = await fund.approve(fund.first, request, ApprovedLine(line, 5_001))
    assert rest == Refused(WAIVER_NEEDS_REASON, {"rules": "unit_cap"})
    why = "Aucune chambre moins chère cette nuit"
    waived = ApprovedLine(line, 5_001)
    got(await fund.approve(fund.first, request, waived, reason=why))
    assert got(await fund.approve(fund.second, request, waived)).outcome == "approved"
    stored = await fund.network.superuser.fetchrow("SELECT * FROM waivers")
    assert (stored["rule"], stored["amount_cents"], stored["cap_cents"], stored["signed_by"]) == (
        "unit_cap", 15_001, 15_000, fund.first,
    )  # fmt: skip
    assert why.encode() not in stored["reason"]
    async with fund.store.reading(fund.pivot) as session:
        found = await waivers_of(session, request)
    assert [(each.reason, each.signed_by_you) for each in found[stored["decision_id"]]] == [(why, False)]


@pytest.mark.parametrize(("cents", "passes"), [(199_999, True), (200_000, True), (200_001, False)])
async def test_no_money_above_a_cap_without_its_waiver(fund: Fund, cents: int, passes: bool) -> None:
    """RIG-01: one cent under, at and one cent over the cap; the ledger itself refuses, whoever calls it, and a waiver
    in the name of somebody who did not sign is none."""
    request = await fund.ask(NewLine("food", cents))
    asked = (request.id, (await fund.lines(request.id))[0]["id"])
    async with acting(fund) as app:
        decision: UUID = await app.fetchval(DECIDE, request.id, "people", 2, cents)
        await app.execute(DECIDE_LINE, decision, asked[1], cents)
        for by in (fund.first, fund.second):
            await app.execute("SELECT relais.enter($1, $2)", by, fund.store.clock.now())
            await app.execute(SIGN, decision, by, "approver")
        assert await earmarked(app, fund, asked, decision, cents) == ("" if passes else "transfers_waiver")
        if passes:
            return
        third = await fund.network.member(fund.organisation, Role.FUND_ADMINISTRATOR)
        for by, outcome in ((third, "transfers_waiver"), (fund.first, "")):
            async with app.transaction():
                await app.execute("SELECT relais.enter($1, $2)", by, fund.store.clock.now())
                await app.execute("SAVEPOINT waived")
                await app.execute(WAIVE, decision, cents)
                assert await earmarked(app, fund, asked, decision, cents) == outcome
                await app.execute("ROLLBACK TO SAVEPOINT waived")


WAIVE = """
    INSERT INTO waivers (decision_id, line_id, organisation_id, fund_organisation_id, rule, amount_cents, cap_cents,
                         reason, signed_by, signed_at)
    SELECT l.decision_id, l.line_id, l.organisation_id, l.fund_organisation_id, 'line_cap', $2, 200000, 'x',
           relais.member(), relais.now() FROM decision_lines l WHERE l.decision_id = $1
"""


async def test_two_approvers_at_once_of_two_parts(fund: Fund) -> None:
    """FND-11: both ask for three of four nights at the same moment: one is given, the other finds one night left."""
    for _ in range(5):
        request, line = await nights(fund, NewLine("hotel_nights", 24_000, 4, reason="Loin"))
        answers = await asyncio.gather(
            fund.approve(fund.first, request, ApprovedLine(line, units=3)),
            fund.approve(fund.second, request, ApprovedLine(line, units=3)),
        )
        assert sorted(isinstance(answer, Signed) for answer in answers) == [False, True]
        refused = next(answer for answer in answers if isinstance(answer, Refused))
        assert refused == Refused(LINE_NOT_OPEN, {"line": str(line), "open": 6_000})
        assert await state(fund, request) == ("partly_approved", 18_000, 0, None)
