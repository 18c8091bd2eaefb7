"""Several people at once: the money is promised exactly as often as there is money (FND-06)."""

import asyncio
from typing import Any

from service.fund.decisions.approve import ApproveRequest, Signed, approve_request
from service.fund.policy.rules import ATTESTATIONS
from service.fund.refusals import NOT_ENOUGH
from service.fund.requests.lines import NewLine
from service.fund.requests.submit import SubmitRequest, submit_request
from service.fund.requests.withdraw import Withdrawn, WithdrawRequest, withdraw_request
from service.refusals import Refused
from service.store.command import Once
from tests.service.fund.conftest import Fund, got

FOOD = NewLine("food", 10_000)


async def test_twenty_approvals_against_money_for_ten(fund: Fund) -> None:
    """FND-06: exactly ten, and not a cent below zero."""
    ten = await fund.new_envelope(100_000)
    requests = [await fund.ask(FOOD, envelope_id=ten) for _ in range(20)]
    await spend_everything_else(fund)
    answers = await asyncio.gather(*(fund.approve(fund.first, request.id) for request in requests))
    assert sum(isinstance(answer, Signed) for answer in answers) == 10
    assert {answer.reason for answer in answers if isinstance(answer, Refused)} == {NOT_ENOUGH}
    balance = await fund.balance(ten)
    assert (balance.available_cents, balance.committed_cents) == (0, 100_000)
    stored = await fund.network.superuser.fetchval(
        "SELECT count(*) FROM transfers WHERE kind = 'earmark' AND amount_cents = 10000"
    )
    assert stored == 10


async def spend_everything_else(fund: Fund) -> None:
    """Promise all of F1, so that only the envelope under test is left."""
    big = [await fund.ask(NewLine("clothing", 125_000), envelope_id=fund.envelope) for _ in range(4)]
    for request in big:
        got(await fund.approve(fund.first, request.id))
        got(await fund.approve(fund.second, request.id))
    assert (await fund.balance()).available_cents == 0


async def test_two_envelopes_are_shared_without_loss(fund: Fund) -> None:
    """FND-06: split across envelopes under contention; every cent is promised once."""
    await spend_everything_else(fund)
    small = [await fund.new_envelope(35_000), await fund.new_envelope(25_000)]
    requests = [await fund.ask(FOOD) for _ in range(12)]
    answers = await asyncio.gather(*(fund.approve(fund.first, request.id) for request in requests))
    assert sum(isinstance(answer, Signed) for answer in answers) == 6
    assert [(await fund.balance(each)).available_cents for each in small] == [0, 0]


async def test_approve_and_withdraw_at_once(fund: Fund) -> None:
    """FND-12: one of them comes first; either way nothing is left promised for a request that was taken back."""
    for _ in range(10):
        request = await fund.ask(FOOD)
        approved, withdrawn = await asyncio.gather(
            fund.store.run(approve_request, fund.first, ApproveRequest(request.id)),
            fund.store.run(withdraw_request, fund.pivot, WithdrawRequest(request.id)),
        )
        assert isinstance(withdrawn, Withdrawn)
        line = (await fund.lines(request.id))[0]
        assert (line["state"], line["approved_cents"]) == ("withdrawn", 0)
        assert withdrawn.returned_cents == (10_000 if isinstance(approved, Signed) else 0)
    assert (await fund.balance()).available_cents == 500_000


async def test_same_key_at_once_is_one_request(fund: Fund) -> None:
    """FND-06: two identical submissions that arrive together have one effect and one answer."""
    case = await fund.case()
    wish = SubmitRequest(case, fund.organisation, (NewLine("calling_card", 1_000),), ATTESTATIONS)
    answers = await asyncio.gather(
        *(fund.store.run(submit_request, fund.pivot, wish, Once("k", b"body")) for _ in range(8))
    )
    assert all(answer == answers[0] for answer in answers)
    assert (await fund.balance()).committed_cents == 1_000


async def test_cards_at_once_do_not_pass_the_ceiling_of_a_case(fund: Fund) -> None:
    """FND-10: ten requests of 10 dollars for one case at the same moment; the rule approves two, 20 dollars, and no
    more."""
    case = await fund.case()
    asked = await asyncio.gather(*(fund.ask(NewLine("calling_card", 1_000), case=case) for _ in range(10)))
    assert sum(request.by_rule_cents for request in asked) == 2_000


async def test_two_decisions_on_one_case_see_each_other(fund: Fund) -> None:
    """FND-10: two requests of 200 for one case, signed by two people at once: the second sees 400 and waits."""
    for _ in range(5):
        case = await fund.case()
        requests = [await fund.ask(NewLine("food", 20_000), case=case) for _ in range(2)]
        answers: list[Any] = list(
            await asyncio.gather(
                fund.approve(fund.first, requests[0].id), fund.approve(fund.second, requests[1].id)
            )
        )
        assert sorted(answer.outcome for answer in answers) == ["approved", "waits_for_another"]


async def test_two_signatures_at_once_are_two(fund: Fund) -> None:
    """FND-10: two people sign the same request in the same moment."""
    request = await fund.ask(NewLine("food", 40_000))
    answers = await asyncio.gather(
        fund.approve(fund.first, request.id), fund.approve(fund.second, request.id)
    )
    assert sorted(got(answer).outcome for answer in answers) == ["approved", "waits_for_another"]
    assert (await fund.balance()).committed_cents == 40_000
