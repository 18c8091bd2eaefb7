"""People who decide at the same moment, people who may no longer, and money that is not for this (FND-06, FND-10)."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from service.clock import SetClock
from service.fund.decisions.approve import Signed
from service.fund.decisions.decline import Declined, DeclineRequest, decline_request
from service.fund.decisions.wanted import ApprovedLine
from service.fund.refusals import ALREADY_DECIDED, NOT_ENOUGH
from service.fund.requests.lines import NewLine
from service.partners.actor import Role
from service.refusals import NOT_FOUND, Refused
from service.store.store import NotAMember
from tests.service.fund.conftest import Fund, got
from tests.service.fund.decisions.test_ceilings_sql import DECIDE_LINE
from tests.service.fund.ledger.test_sql import DECIDE, INSERT, SIGN, acting

FOOD = NewLine("food", 10_000)
LEAVE = (
    "UPDATE members SET ends_on = (now() - interval '400 days')::date, starts_on = '2024-01-01' WHERE id = $1"
)


async def leaves(fund: Fund, member: UUID) -> None:
    """Their access ends, as of now."""
    await fund.network.superuser.execute("SET session_replication_role = replica")
    await fund.network.superuser.execute(LEAVE, member)
    await fund.network.superuser.execute("RESET session_replication_role")


async def test_approve_and_decline_at_once(fund: Fund) -> None:
    """FND-10, FND-13: one decision; the other finds it made."""
    for _ in range(6):
        request = await fund.ask(FOOD)
        answers: list[Any] = list(
            await asyncio.gather(
                fund.approve(fund.first, request.id),
                fund.store.run(decline_request, fund.second, DeclineRequest(request.id, "other")),
            )
        )
        assert {type(answer) for answer in answers} in ({Signed, Refused}, {Refused, Declined})
        assert Refused(ALREADY_DECIDED) in answers
        line = (await fund.lines(request.id))[0]
        assert (line["state"], line["approved_cents"]) in {("approved", 10_000), ("declined", 0)}


async def test_two_approve_the_same_at_once(fund: Fund) -> None:
    """FND-10, FND-06: one person suffices: one promises, the other finds it decided, and the money is promised once."""
    for _ in range(5):
        request = await fund.ask(FOOD)
        answers = await asyncio.gather(*(fund.approve(by, request.id) for by in (fund.first, fund.second)))
        assert sorted(isinstance(answer, Signed) for answer in answers) == [False, True]
        assert Refused(ALREADY_DECIDED) in answers
    assert (await fund.balance()).committed_cents == 50_000


async def test_an_approver_who_leaves_in_the_middle(fund: Fund) -> None:
    """FND-10, POL-04: the first signature was theirs and they are gone: two who serve sign anew; and whoever leaves
    at the very moment has signed, or has not."""
    third = await fund.network.member(fund.organisation, Role.FUND_ADMINISTRATOR)
    request = await fund.ask(NewLine("food", 40_000))
    assert got(await fund.approve(third, request.id)).signatures == 1
    await leaves(fund, third)
    with pytest.raises(NotAMember):
        await fund.approve(third, request.id)
    anew = got(await fund.approve(fund.first, request.id))
    assert (anew.outcome, anew.signatures) == ("waits_for_another", 1)
    assert got(await fund.approve(fund.second, request.id)).outcome == "approved"
    for _ in range(4):
        going = await fund.network.member(fund.organisation, Role.FUND_ADMINISTRATOR)
        request = await fund.ask(FOOD)
        answer, _ = await asyncio.gather(
            fund.approve(going, request.id), leaves(fund, going), return_exceptions=True
        )
        approved = (await fund.lines(request.id))[0]["approved_cents"]
        assert approved == (10_000 if isinstance(answer, Signed) else 0)


async def test_the_organisation_that_asks_does_not_decide(fund: Fund) -> None:
    """FND-10: somebody of the pivots' own organisation, whatever role they were given, is no approver of a fund's:
    for them there is nothing to sign, and PostgreSQL takes no signature of theirs."""
    request = await fund.ask(FOOD)
    inside = await fund.network.member(fund.pivots, Role.FUND_ADMINISTRATOR, misfit=True)
    assert await fund.approve(inside, request.id) == Refused(NOT_FOUND)
    decline = DeclineRequest(request.id, "other")
    assert await fund.store.run(decline_request, inside, decline) == Refused(NOT_FOUND)
    async with acting(fund) as app:
        decision: UUID = await app.fetchval(DECIDE, request.id, "people", 1, 10_000)
        await app.execute("SELECT relais.enter($1, $2)", inside, fund.store.clock.now())
        with pytest.raises(asyncpg.CheckViolationError) as caught:
            await app.execute(SIGN, decision, inside, "approver")
        assert caught.value.constraint_name == "signatures_not_own_request"


@pytest.mark.parametrize("wrong", ["region", "category", "period"])
async def test_an_envelope_that_is_not_for_this_line(fund: Fund, clock: SetClock, wrong: str) -> None:
    """FND-06: another region's money, another purpose's, or one whose period is over: the approval finds none, even
    when the approver names the envelope; and the ledger itself refuses, whoever writes."""
    now = clock.now()
    limits: dict[str, dict[str, Any]] = {
        "region": {"regions": ("CA-QC",)},
        "category": {"categories": ("clothing",)},
        "period": {"ends_at": now + timedelta(hours=1)},
    }
    envelope = await fund.new_envelope(90_000, **limits[wrong])
    request = await fund.ask(NewLine("food", 20_000))
    line = (await fund.lines(request.id))[0]["id"]
    clock.advance(timedelta(hours=2))
    refused = await fund.approve(fund.first, request.id, ApprovedLine(line), envelope_ids=(envelope,))
    assert isinstance(refused, Refused)
    assert (refused.reason, refused.facts["found_cents"]) == (NOT_ENOUGH, 0)
    rows = await fund.network.superuser.fetch(
        "SELECT kind, key FROM accounts WHERE envelope_id = $1", envelope
    )
    keys = {row["kind"]: row["key"] for row in rows}
    async with acting(fund) as app:
        decision = await app.fetchval(DECIDE, request.id, "people", 1, 20_000)
        await app.execute(DECIDE_LINE, decision, line, 20_000)
        await app.execute(SIGN, decision, fund.first, "approver")
        with pytest.raises(asyncpg.CheckViolationError) as caught:
            await app.execute(INSERT, "earmark", keys["envelope"], keys["paid"], 20_000, None, decision, line)
        assert caught.value.constraint_name == "transfers_envelope"
