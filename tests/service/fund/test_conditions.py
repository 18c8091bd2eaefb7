"""Approved, and paid once a coded condition is met: promised at once, waiting, leaving, or lapsed (FND-11)."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from service.clock import SetClock
from service.fund.conditions.clockwork import conditions_due
from service.fund.conditions.commands import MeetCondition, Met, meet_condition
from service.fund.conditions.refusals import CONDITION_NOT_POSSIBLE, CONDITION_NOT_YET, CONDITION_OVER
from service.fund.conditions.rules import LONGEST, Condition, ConditionCode, condition_state, is_possible
from service.fund.decisions.wanted import ApprovedLine
from service.fund.payouts.commands import ConfirmPayout, confirm_payout
from service.fund.payouts.returns import NoteReceipt, note_receipt
from service.fund.requests.lines import NewLine
from service.fund.requests.submit import Submitted
from service.fund.requests.withdraw import Withdrawn, WithdrawRequest, withdraw_request
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from tests.conftest import NOON
from tests.service.fund.conftest import Fund, got
from tests.service.fund.ledger.test_sql import acting

A_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("code", "first", "last", "possible"),
    [
        ("bed_confirmed", None, 1, True),
        ("bed_confirmed", None, 0, False),
        ("bed_confirmed", None, 180, True),
        ("bed_confirmed", None, 181, False),
        ("bed_confirmed", 1, 2, False),
        ("travel_date_reached", None, 2, False),
        ("travel_date_reached", 2, 2, False),
        ("travel_date_reached", 1, 2, True),
        ("travel_date_reached", -1, 2, True),
    ],
)
def test_what_can_be_a_condition(code: ConditionCode, first: int | None, last: int, possible: bool) -> None:
    """FND-11: it ends, within 180 days; a journey has its first day, and nothing else has."""
    day = None if first is None else NOON + first * A_DAY
    assert timedelta(days=180) == LONGEST
    assert is_possible(Condition(code, NOON + last * A_DAY, day), NOON) is possible


def test_where_a_condition_stands() -> None:
    """FND-11."""
    assert [condition_state(None, None), condition_state(NOON, None), condition_state(None, NOON)] == [
        "open", "met", "lapsed",
    ]  # fmt: skip


async def conditional(
    fund: Fund, code: ConditionCode, *, cents: int = 10_000, first: Any = None, days: int = 10
) -> tuple[Submitted, UUID]:
    """A line approved with a condition, and the condition's id."""
    now = fund.store.clock.now()
    request = await fund.ask(NewLine("food", cents))
    line = (await fund.lines(request.id))[0]["id"]
    condition = Condition(code, now + days * A_DAY, first)
    got(await fund.approve(fund.first, request.id, ApprovedLine(line, condition=condition)))
    found = await fund.network.superuser.fetchval(
        "SELECT id FROM release_conditions WHERE line_id = $1", line
    )
    return request, found


async def payment(fund: Fund, request: UUID) -> Any:
    """The payment of a request's first line."""
    return await fund.network.superuser.fetchrow(
        "SELECT i.* FROM payout_intents i JOIN request_lines l ON l.id = i.line_id WHERE l.request_id = $1",
        request,
    )


async def sent(fund: Fund) -> int:
    """How many payments were handed to the job that sends them."""
    count: int = await fund.network.superuser.fetchval(
        "SELECT count(*) FROM outbox WHERE kind = 'fund.send_payout'"
    )
    return count


async def meet(fund: Fund, by: UUID, condition: UUID) -> Met | Refused:
    """Say that it is so."""
    return await fund.store.run(meet_condition, by, MeetCondition(condition))


async def test_promised_at_once_and_paid_when_it_is_so(fund: Fund) -> None:
    """FND-11: the money is earmarked with the approval; its payment waits, and leaves when the pivot says that the
    room is booked."""
    request, condition = await conditional(fund, "booking_confirmed")
    assert (await fund.balance()).committed_cents == 10_000
    assert ((await payment(fund, request.id))["state"], await sent(fund)) == ("held", 0)
    stranger = await fund.network.member(fund.pivots, Role.PIVOT_WORKER)
    auditor = await fund.network.member(await fund.network.organisation("audit"), Role.AUDITOR)
    assert await meet(fund, stranger, condition) == Refused(NOT_FOUND)
    assert await meet(fund, auditor, condition) == Refused(NOT_ALLOWED)
    assert got(await meet(fund, fund.pivot, condition)).leaving == 1
    assert ((await payment(fund, request.id))["state"], await sent(fund)) == ("ready", 1)
    assert await meet(fund, fund.first, condition) == Refused(CONDITION_OVER)


async def test_nothing_sends_it_before(fund: Fund) -> None:
    """FND-11: PostgreSQL refuses the payment; that somebody paid by hand is a fact, and passes."""
    request, _ = await conditional(fund, "bed_confirmed")
    intent = (await payment(fund, request.id))["id"]
    for state in ("ready", "leaving", "waiting", "sent"):
        async with acting(fund) as app:
            with pytest.raises(asyncpg.CheckViolationError) as caught:
                await app.execute("UPDATE payout_intents SET state = $2 WHERE id = $1", intent, state)
            assert caught.value.constraint_name == "payout_intents_condition"
    async with acting(fund) as app:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute("UPDATE release_conditions SET met_at = relais.now()")
    got(await fund.store.run(confirm_payout, fund.second, ConfirmPayout(intent, "recu 12", 10_000)))
    assert (await fund.lines(request.id))[0]["state"] == "paid"


async def test_by_its_date_the_money_goes_back(
    fund: Fund, clock: SetClock, worker_pool: asyncpg.Pool
) -> None:
    """FND-11, FND-12: not met by its last day, it lapses: the promise expires, and the line is open again."""
    request, condition = await conditional(fund, "receipt_of_previous")
    other, met = await conditional(fund, "booking_confirmed")
    got(await meet(fund, fund.first, met))
    clock.advance(10 * A_DAY - timedelta(seconds=1))
    assert await conditions_due(fund.store, worker_pool) == 0
    clock.advance(timedelta(seconds=1))
    assert await meet(fund, fund.first, condition) == Refused(CONDITION_OVER)
    assert await conditions_due(fund.store, worker_pool) == 1
    assert await conditions_due(fund.store, worker_pool) == 0
    assert (await payment(fund, request.id))["state"] == "cancelled"
    kinds = "SELECT kind, amount_cents FROM transfers WHERE line_id = $1 ORDER BY key"
    line = (await fund.lines(request.id))[0]
    found = [tuple(each) for each in await fund.network.superuser.fetch(kinds, line["id"])]
    assert found == [("earmark", 10_000), ("expiry", 10_000)]
    assert (line["state"], line["approved_cents"]) == ("submitted", 0)
    assert (await payment(fund, other.id))["state"] == "ready"
    assert got(await fund.approve(fund.second, request.id)).outcome == "approved"


async def test_a_journey_waits_for_its_day_and_the_clock_says_so(
    fund: Fund, clock: SetClock, worker_pool: asyncpg.Pool
) -> None:
    """FND-11: nobody before its day; then the clock itself."""
    request, condition = await conditional(fund, "travel_date_reached", first=clock.now() + 3 * A_DAY, days=5)
    assert await meet(fund, fund.second, condition) == Refused(CONDITION_NOT_YET)
    assert await conditions_due(fund.store, worker_pool) == 0
    clock.advance(3 * A_DAY)
    assert await conditions_due(fund.store, worker_pool) == 1
    assert (await payment(fund, request.id))["state"] == "ready"


async def test_the_receipt_of_what_was_paid_before(fund: Fund) -> None:
    """FND-11: two draws of one request; the second leaves once the first has its receipt. The pivot cannot say so."""
    request = await fund.ask(NewLine("travel_local", 6_000), NewLine("travel_local", 6_000))
    first, second = [line["id"] for line in await fund.lines(request.id)]
    condition = Condition("receipt_of_previous", fund.store.clock.now() + 10 * A_DAY)
    parts = (ApprovedLine(first), ApprovedLine(second, condition=condition))
    got(await fund.approve(fund.first, request.id, *parts))
    paid = "SELECT id FROM payout_intents WHERE line_id = $1"
    drawn = await fund.network.superuser.fetchval(paid, first)
    got(await fund.store.run(confirm_payout, fund.second, ConfirmPayout(drawn, "recu 1", 6_000)))
    found = await fund.network.superuser.fetchval("SELECT id FROM release_conditions")
    assert await meet(fund, fund.second, found) == Refused(CONDITION_NOT_YET)
    got(await fund.store.run(note_receipt, fund.pivot, NoteReceipt(first, 6_000)))
    assert await meet(fund, fund.pivot, found) == Refused(CONDITION_NOT_YET)
    assert got(await meet(fund, fund.second, found)).leaving == 1


async def test_a_large_one_waits_for_another_person_too(fund: Fund) -> None:
    """FND-10, FND-11: above the payer's band the condition opens nothing by itself."""
    request = await fund.ask(NewLine("travel_international", 110_000))
    line = (await fund.lines(request.id))[0]["id"]
    until = fund.store.clock.now() + 10 * A_DAY
    part = ApprovedLine(line, condition=Condition("booking_confirmed", until))
    got(await fund.approve(fund.first, request.id, part))
    got(await fund.approve(fund.second, request.id))
    condition = await fund.network.superuser.fetchval("SELECT id FROM release_conditions")
    assert got(await meet(fund, fund.pivot, condition)).leaving == 0
    assert (await payment(fund, request.id))["state"] == "held"


async def test_an_impossible_condition_and_one_that_ends_between_two_signatures(
    fund: Fund, clock: SetClock
) -> None:
    """FND-11: refused at once; and a colleague's second signature never revives a condition that is over."""
    request = await fund.ask(NewLine("food", 40_000))
    line = (await fund.lines(request.id))[0]["id"]
    past = ApprovedLine(line, condition=Condition("bed_confirmed", clock.now()))
    assert await fund.approve(fund.first, request.id, past) == Refused(CONDITION_NOT_POSSIBLE)
    soon = ApprovedLine(line, condition=Condition("bed_confirmed", clock.now() + A_DAY))
    assert got(await fund.approve(fund.first, request.id, soon)).outcome == "waits_for_another"
    clock.advance(2 * A_DAY)
    anew = got(await fund.approve(fund.second, request.id))
    assert (anew.outcome, anew.signatures) == ("waits_for_another", 1)
    other = ApprovedLine(line, condition=Condition("booking_confirmed", clock.now() + A_DAY))
    assert got(await fund.approve(fund.first, request.id, other)).signatures == 1  # another decision
    assert got(await fund.approve(fund.second, request.id, other)).outcome == "approved"
    assert (await payment(fund, request.id))["state"] == "held"


async def test_met_and_withdrawn_at_once(fund: Fund) -> None:
    """FND-11, FND-12: whichever comes first, what was taken back stays promised nowhere."""
    for _ in range(5):
        request, condition = await conditional(fund, "booking_confirmed")
        _, back = await asyncio.gather(
            meet(fund, fund.second, condition),
            fund.store.run(withdraw_request, fund.pivot, WithdrawRequest(request.id)),
        )
        assert back == Withdrawn("withdrawn", 10_000)
        assert (await payment(fund, request.id))["state"] == "cancelled"
    assert (await fund.balance()).committed_cents == 0
