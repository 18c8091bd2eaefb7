"""The amounts of scenario A, step 12, and what stands between a request and its money."""

from datetime import timedelta
from uuid import UUID

from service.fund.decisions.approve import Signed
from service.fund.refusals import ALREADY_FUNDED, ALREADY_SIGNED
from service.fund.requests.lines import NewLine
from service.refusals import Refused
from tests.service.fund.conftest import Fund, got

HOTEL = NewLine("hotel_nights", 33_000, units=3)
CARD = NewLine("calling_card", 1_000)
CLOTHING = NewLine("clothing", 2_500)
HYGIENE = NewLine("hygiene_kit", 1_500)


async def test_step_12(fund: Fund) -> None:
    """FND-03, FND-06, FND-10: cards at once, over 300 by two people, 5,000 becomes 2,800."""
    at_hotel = [await fund.ask(HOTEL, CARD, CLOTHING, HYGIENE) for _ in range(5)]
    elsewhere = [await fund.ask(CARD, CLOTHING, HYGIENE) for _ in range(6)]
    assert {request.by_rule_cents for request in at_hotel + elsewhere} == {1_000}
    assert {request.state for request in at_hotel + elsewhere} == {"partly_approved"}
    assert (await fund.balance()).available_cents == 500_000 - 11_000
    for request in elsewhere:
        signed = got(await fund.approve(fund.first, request.id))
        assert (signed.outcome, signed.signers_required, signed.cents) == ("approved", 1, 4_000)
    for request in at_hotel:
        first = got(await fund.approve(fund.first, request.id))
        assert (first.outcome, first.signatures, first.signers_required) == ("waits_for_another", 1, 2)
        second = got(await fund.approve(fund.second, request.id))
        assert (second.outcome, second.signatures, second.cents, second.state) == (
            "approved",
            2,
            37_000,
            "approved",
        )
    balance = await fund.balance()
    assert (balance.available_cents, balance.committed_cents, balance.spent_cents) == (280_000, 220_000, 0)


async def test_the_same_person_cannot_sign_twice(fund: Fund) -> None:
    """FND-10."""
    request = await fund.ask(HOTEL)
    got(await fund.approve(fund.first, request.id))
    assert await fund.approve(fund.first, request.id) == Refused(ALREADY_SIGNED)
    assert (await fund.balance()).available_cents == 500_000


async def test_time_to_decision_is_kept_per_line(fund: Fund) -> None:
    """DAT-02: cards in the same second, the rest when people decided."""
    request = await fund.ask(CARD, CLOTHING)
    fund.store.clock.advance(timedelta(minutes=17))  # type: ignore[attr-defined]  # the tests' clock
    got(await fund.approve(fund.first, request.id))
    waits = [
        (line["decided_at"] - line["submitted_at"]) // timedelta(minutes=1)
        for line in await fund.lines(request.id)
    ]
    assert waits == [0, 17]


async def other_fund(fund: Fund) -> Fund:
    """F3, of another organisation, asked by the same pivots."""
    from dataclasses import replace

    from service.partners.actor import Role
    from tests.service.fund.conftest import a_policy, with_policy

    organisation = await fund.network.organisation("fund")
    first, second = [await fund.network.member(organisation, Role.FUND_ADMINISTRATOR) for _ in range(2)]
    await with_policy(fund.store, first, second, a_policy())
    found = replace(fund, organisation=organisation, first=first, second=second)
    return replace(found, envelope=await found.new_envelope(800_000))


async def test_step_13_another_fund_is_warned_and_may_go_on(fund: Fund) -> None:
    """FND-07: same case, same category, a band and days; never a refusal for good."""
    case: UUID = await fund.case()
    first = await fund.ask(CLOTHING, case=case)
    got(await fund.approve(fund.first, first.id))
    f3 = await other_fund(fund)
    second = await f3.ask(CLOTHING, case=case)
    warned = await f3.approve(f3.first, second.id)
    facts = {"category": "clothing", "within_days": 7, "band": "<100", "by": "another_fund"}
    assert warned == Refused(ALREADY_FUNDED, facts)
    went_on = await f3.approve(f3.first, second.id, reason="Deuxième manteau, taille d'enfant")
    assert isinstance(went_on, Signed)
    assert went_on.outcome == "approved"
    assert (await f3.balance()).available_cents == 800_000 - 2_500
