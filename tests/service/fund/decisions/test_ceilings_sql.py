"""The policy's bands and ceilings in SQL: what the code above claims is not believed (FND-10)."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from service.fund.policy.commands import ProposePolicy, propose_policy
from service.fund.policy.document.sections import Automatic, Band
from service.fund.requests.lines import NewLine
from service.messages.outbox import NotYet
from service.partners.actor import Role
from service.partners.proposals import rules
from service.partners.proposals.commands import Sign, propose, sign
from tests.service.fund.conftest import Fund, a_policy, got, with_policy
from tests.service.fund.ledger.test_sql import DECIDE, INSERT, SIGN, acting, keys
from tests.service.fund.payouts.conftest import Payer, payer

__all__ = ["payer"]

DECIDE_LINE = """
    INSERT INTO decision_lines (decision_id, line_id, organisation_id, fund_organisation_id, outcome, amount_cents)
    SELECT id, $2, organisation_id, fund_organisation_id, 'approved', $3 FROM decisions WHERE id = $1
"""


async def later(fund: Fund, **changes: Any) -> None:
    """A newer policy of the fund."""
    policy = a_policy(**{"version": 2, "in_force_from": date(2026, 2, 1), **changes})
    await with_policy(fund.store, fund.first, fund.second, policy)


async def line_of(
    fund: Fund, cents: int, *, case: UUID | None = None, category: Any = "food"
) -> tuple[UUID, UUID]:
    """A request with one line, submitted and not decided."""
    request = await fund.ask(NewLine(category, cents), case=case)
    return request.id, (await fund.lines(request.id))[0]["id"]


async def decided(
    app: asyncpg.Connection, asked: tuple[UUID, UUID], *, kind: str, signers: int, cents: int
) -> UUID:
    """A decision that claims to be the only one of the day."""
    decision: UUID = await app.fetchval(DECIDE, asked[0], kind, signers, cents)
    await app.execute(DECIDE_LINE, decision, asked[1], cents)
    return decision


async def earmarked(
    app: asyncpg.Connection, fund: Fund, asked: tuple[UUID, UUID], decision: UUID, cents: int
) -> str:
    """The constraint that stops the money; empty when it goes in."""
    accounts = await keys(fund)
    values = ("earmark", accounts["envelope"], accounts["paid"], cents, None, decision, asked[1])
    try:
        async with app.transaction():
            await app.fetchval(INSERT, *values)
    except asyncpg.CheckViolationError as refused:
        return refused.constraint_name or "?"
    return ""


async def test_a_decision_asks_for_as_many_people_as_its_band(fund: Fund) -> None:
    """FND-10: three above a thousand dollars; a decision that asks for two is no decision."""
    await later(
        fund,
        bands=(
            Band(approvers=1, up_to_cents=30_000),
            Band(approvers=2, up_to_cents=100_000),
            Band(approvers=3),
        ),
    )
    asked = await line_of(fund, 150_000)
    for signers, fits in ((1, False), (2, False), (3, True)):
        async with acting(fund) as app:
            if fits:
                await decided(app, asked, kind="people", signers=signers, cents=150_000)
                continue
            with pytest.raises(asyncpg.CheckViolationError) as caught:
                await decided(app, asked, kind="people", signers=signers, cents=150_000)
            assert caught.value.constraint_name == "decisions_two_people"


async def test_a_total_that_is_made_small_shrinks_nothing(fund: Fund) -> None:
    """FND-10: the ledger counts the signatures for what is really promised: two are not three."""
    await later(
        fund,
        bands=(
            Band(approvers=1, up_to_cents=30_000),
            Band(approvers=2, up_to_cents=100_000),
            Band(approvers=3),
        ),
    )
    third = await fund.network.member(fund.organisation, Role.FUND_ADMINISTRATOR)
    asked = await line_of(fund, 150_000)
    async with acting(fund) as app:
        decision: UUID = await app.fetchval(DECIDE, asked[0], "people", 1, 1)
        await app.execute(DECIDE_LINE, decision, asked[1], 150_000)
        for by, outcome in ((fund.first, "transfers_signed"), (fund.second, "transfers_signed"), (third, "")):
            await app.execute("SELECT relais.enter($1, $2)", by, fund.store.clock.now())
            await app.execute(SIGN, decision, by, "approver")
            assert await earmarked(app, fund, asked, decision, 150_000) == outcome


async def test_one_need_in_two_requests_is_one_sum(fund: Fund) -> None:
    """FND-10: 250 and 100 for one case in a day are 350: the second needs two people, whatever it claims."""
    case = await fund.case()
    first, second = [await line_of(fund, cents, case=case) for cents in (25_000, 10_000)]
    other = await line_of(fund, 10_000)
    async with acting(fund) as app:
        for asked, cents, outcome in (
            (first, 25_000, ""),
            (second, 10_000, "transfers_signed"),
            (other, 10_000, ""),
        ):
            decision = await decided(app, asked, kind="people", signers=1, cents=cents)
            await app.execute(SIGN, decision, fund.first, "approver")
            assert await earmarked(app, fund, asked, decision, cents) == outcome


async def ruled(app: asyncpg.Connection, asked: tuple[UUID, UUID], cents: int) -> str:
    """The constraint that stops what a rule is said to have approved; empty when it goes in."""
    try:
        async with app.transaction():
            decision = await decided(app, asked, kind="by_rule", signers=0, cents=cents)
            found = await app.fetch("SELECT * FROM relais.earmark_without_people($1)", decision)
            assert len(found) == 1
    except asyncpg.CheckViolationError as refused:
        return refused.constraint_name or "?"
    return ""


async def waiting_cards(fund: Fund, *cents: int, case: UUID | None = None) -> list[tuple[UUID, UUID]]:
    """Requests for cards that no rule has decided: their fund approved nothing by rule when they were asked."""
    food = [await line_of(fund, each, case=case or await fund.case()) for each in cents]
    await fund.network.superuser.execute(
        "UPDATE request_lines SET category = 'calling_card' WHERE id = ANY ($1::uuid[])",
        [line for _, line in food],
    )
    return food


async def test_what_a_rule_approves_adds_up_over_a_day(fund: Fund) -> None:
    """FND-10: 20 dollars of cards per case and day, in SQL too; tomorrow again; another case has its own."""
    case = await fund.case()
    one, two, three = await waiting_cards(fund, 1_500, 501, 500, case=case)
    [other] = await waiting_cards(fund, 2_000)
    async with acting(fund, fund.pivot) as app:
        assert await ruled(app, one, 1_500) == ""
        assert await ruled(app, two, 501) == "transfers_automatic_ceiling"
        assert await ruled(app, three, 500) == ""
        assert await ruled(app, other, 2_000) == ""


@pytest.mark.parametrize(("pivot", "organisation"), [(3_000, 9_000), (9_000, 3_000)])
async def test_a_rule_has_an_end_per_pivot_and_per_organisation(
    fund: Fund, pivot: int, organisation: int
) -> None:
    """FND-10: neither splitting nor inventing cases helps."""
    await later(fund, automatic=Automatic(per_pivot_cents=pivot, per_organisation_cents=organisation))
    one, two, three = await waiting_cards(fund, 2_000, 1_001, 1_000)
    async with acting(fund, fund.pivot) as app:
        assert await ruled(app, one, 2_000) == ""
        assert await ruled(app, two, 1_001) == "transfers_automatic_ceiling"
        assert await ruled(app, three, 1_000) == ""


async def test_two_rules_at_once_see_each_other(fund: Fund) -> None:
    """FND-10: 15 and 15 dollars for one case, over two connections: the second waits for the first, and is refused."""
    case = await fund.case()
    first, second = await waiting_cards(fund, 1_500, 1_500, case=case)
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%earmark_without%'"
    async with acting(fund, fund.pivot) as one, acting(fund, fund.pivot) as two:
        assert await ruled(one, first, 1_500) == ""
        late = asyncio.create_task(ruled(two, second, 1_500))
        while not await fund.network.superuser.fetchval(waiting):
            assert not late.done()
        await one.execute("COMMIT")
        await one.execute("BEGIN")
        assert await late == "transfers_automatic_ceiling"


async def limited(fund: Fund, member: UUID, cents: int | None) -> None:
    """A limit for one administrator, agreed to by two others."""
    others = [await fund.network.member(fund.organisation, Role.FUND_ADMINISTRATOR) for _ in range(2)]
    made = got(await fund.store.run(propose, others[0], rules.approver_limit(member, cents)))
    got(await fund.store.run(sign, others[1], Sign(made.id)))


async def test_nobody_signs_above_their_own_limit(fund: Fund) -> None:
    """FND-10: at the door with its reason, and in SQL; a colleague goes on; without a limit the policy rules."""
    await limited(fund, fund.first, 20_000)
    request = await fund.ask(NewLine("food", 20_001))
    refused: Any = await fund.approve(fund.first, request.id)
    assert refused.reason.code == "above_your_limit"
    assert got(await fund.approve(fund.second, request.id)).outcome == "approved"
    small = await fund.ask(NewLine("food", 20_000))
    assert got(await fund.approve(fund.first, small.id)).outcome == "approved"
    asked = await line_of(fund, 25_000)
    async with acting(fund) as app:
        decision: UUID = await app.fetchval(DECIDE, asked[0], "people", 1, 1)
        await app.execute(DECIDE_LINE, decision, asked[1], 25_000)
        with pytest.raises(asyncpg.CheckViolationError) as caught:
            await app.execute(SIGN, decision, fund.first, "approver")
        assert caught.value.constraint_name == "signatures_within_limit"
    await limited(fund, fund.first, None)
    assert got(await fund.approve(fund.first, asked[0])).outcome == "approved"


async def test_a_rail_that_is_off_lets_nothing_leave(payer: Payer) -> None:
    """What was promised waits, and is sent once two people have turned the rail on again."""
    fund = payer.fund
    for active, outcome in ((False, "ready"), (True, "sent")):
        made = got(await fund.store.run(propose, fund.first, rules.rail("stripe_connect", active=active)))
        got(await fund.store.run(sign, fund.second, Sign(made.id)))
        if not active:
            intent = await payer.approved()
            with pytest.raises(NotYet) as waits:
                await payer.run(intent)
            assert waits.value.code == "rail_off"
        else:
            await payer.run(intent)
        assert (await payer.state(intent))[0] == outcome


async def test_a_policy_is_in_force_by_two_administrators(fund: Fund) -> None:
    """ELG-08: one signature is none, whoever else of the organisation adds theirs in SQL."""
    policy = a_policy(version=7, in_force_from=date(2026, 2, 1))
    policy_id = got(await fund.store.run(propose_policy, fund.first, ProposePolicy(policy)))
    in_force = "SELECT version FROM relais.policy_in_force($1)"
    sign_it = (
        "INSERT INTO policy_signatures VALUES ($1, relais.organisation(), relais.member(), relais.now())"
    )
    helper = await fund.network.member(fund.organisation, Role.FRONT_DESK)
    for member, constraint in (
        (fund.first, "policy_signatures_pkey"),
        (helper, "policy_signatures_administrator"),
    ):
        async with acting(fund, member) as app:
            with pytest.raises(asyncpg.IntegrityConstraintViolationError) as caught:
                await app.execute(sign_it, policy_id)
            assert caught.value.constraint_name == constraint
    async with acting(fund, fund.first) as app:
        assert await app.fetchval(in_force, fund.organisation) == 1
    await fund.network.superuser.execute(
        "UPDATE members SET roles = '{front_desk}' WHERE id = $1", fund.second
    )
    async with acting(fund, fund.second) as app:
        with pytest.raises(asyncpg.CheckViolationError):
            await app.execute(sign_it, policy_id)
    await fund.network.superuser.execute(
        "UPDATE members SET roles = '{fund_administrator}' WHERE id = $1", fund.second
    )
    async with acting(fund, fund.second) as app:
        await app.execute(sign_it, policy_id)
        assert await app.fetchval(in_force, fund.organisation) == 7
