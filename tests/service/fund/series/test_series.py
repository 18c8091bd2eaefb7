"""Three trips to court: one approval, three draws, and what nobody used returns (FND-04, FND-12)."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from service.cases.consents import WithdrawConsent, withdraw_consent
from service.clock import SetClock
from service.fund.decisions.self_issue import SelfIssue, self_issue
from service.fund.requests.lines import NewLine
from service.fund.requests.withdraw import WithdrawRequest, withdraw_request
from service.fund.series.commands import DrawTrip, EndSeries, draw_trip, end_series
from service.fund.series.jobs import end_run_out
from service.fund.series.queries import SeriesView, series_of
from service.fund.series.rules import Series
from service.refusals import Refused
from tests.service.fund.conftest import Fund, got

TRIP = 50_000


def court(times: int = 3, **more: Any) -> NewLine:
    """Return trips to court, at most 500 each."""
    return NewLine(
        "travel_interprovincial",
        times * TRIP,
        times,
        "cash_by_worker",
        travel_reason="court",
        series=Series(times, TRIP, **more),
    )


async def the(fund: Fund, request: Any) -> SeriesView:
    async with fund.store.reading(fund.pivot) as session:
        return got(await series_of(session, request))[0]


async def promised(fund: Fund, **more: Any) -> tuple[Any, SeriesView]:
    """A series of three that two people approved."""
    request = (await fund.ask(court(**more))).id
    assert got(await fund.approve(fund.first, request)).outcome == "waits_for_another"
    assert got(await fund.approve(fund.second, request)).outcome == "approved"
    return request, await the(fund, request)


async def draw(fund: Fund, series: SeriesView, cents: int = TRIP) -> Any:
    return await fund.store.run(draw_trip, fund.pivot, DrawTrip(series.id, cents))


async def test_three_trips_are_promised_at_once_and_drawn_one_by_one(fund: Fund, clock: SetClock) -> None:
    """FND-04, FND-10, FND-12: one double approval earmarks all; a draw leaves at once and gives its rest back; one cent
    too much and the fourth of three are refused; months later too."""
    request, series = await promised(fund)
    assert (series.left, series.drawn, series.travel_reason) == (3, 0, "court")
    before = await fund.balance()
    assert (before.available_cents, before.committed_cents) == (350_000, 150_000)
    assert await fund.network.superuser.fetchval("SELECT count(*) FROM payout_intents") == 0
    refused = await draw(fund, series, TRIP + 1)
    assert isinstance(refused, Refused)
    assert (refused.reason.code, refused.facts["ceiling_cents"]) == ("draw_above_ceiling", TRIP)
    first = got(await draw(fund, series, 38_000))
    assert (first.number, first.given_back_cents, first.left) == (1, 12_000, 2)
    assert (await fund.balance()).available_cents == 362_000
    clock.advance(timedelta(days=100))
    assert [got(await draw(fund, series)).number for _ in range(2)] == [2, 3]
    again = await draw(fund, series)
    assert isinstance(again, Refused)
    assert (again.reason.code, again.facts["times"]) == ("series_used_up", 3)
    paid = await fund.network.superuser.fetch(
        "SELECT amount_cents, state FROM payout_intents ORDER BY created_at"
    )
    assert [tuple(row) for row in paid] == [(38_000, "ready"), (TRIP, "ready"), (TRIP, "ready")]
    rest = (await fund.lines(request))[0]
    assert rest["needed_by"] == series.until
    assert (rest["approved_cents"], rest["closed_cents"]) == (38_000, 12_000)


async def test_two_hands_on_the_last_trip(fund: Fund) -> None:
    """FND-04: of two at once for the last trip one draws; the other is told that all are taken."""
    _, series = await promised(fund)
    for _ in range(2):
        got(await draw(fund, series))
    answers = await asyncio.gather(*(draw(fund, series) for _ in range(6)))
    assert [type(answer) for answer in answers].count(Refused) == 5
    assert {a.reason.code for a in answers if isinstance(a, Refused)} == {"series_used_up"}
    assert (await fund.balance()).committed_cents == 150_000


async def by_hand(fund: Fund, statement: str, *values: Any) -> None:
    """As the pivot, past every command."""
    async with fund.store.pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT relais.enter($1, $2, NULL)", fund.pivot, fund.store.clock.now())
        await connection.fetch(statement, *values)


async def test_postgresql_itself_refuses(fund: Fund) -> None:
    """FND-04, FND-10: past the commands too there is no fourth trip, no cent more, no draw before the approval, no
    payment of what was not drawn, and no rule that promises a series."""
    request = (await fund.ask(court(), NewLine("travel_interprovincial", TRIP))).id
    series, alone = await the(fund, request), (await fund.lines(request))[3]["id"]
    first, second, third = series.line_ids
    sql = "SELECT * FROM relais.draw_trip($1, $2)"

    async def refused(statement: str, *values: Any) -> str:
        with pytest.raises(asyncpg.IntegrityConstraintViolationError) as caught:
            await by_hand(fund, statement, *values)
        return str(caught.value.constraint_name)

    fourth = """INSERT INTO trips (line_id, series_id, number, organisation_id, fund_organisation_id)
        VALUES ($1, $2, $3, $4, $5)"""
    sides = (fund.pivots, fund.organisation)
    assert await refused(fourth, alone, series.id, 3, *sides) == "trips_once"
    assert await refused(fourth, alone, series.id, 4, *sides) == "trips_of_their_series"
    assert await refused(sql, first, 1) == "draws_promised"
    for by in (fund.first, fund.second):
        got(await fund.approve(by, request))
    assert await refused(sql, first, TRIP + 1) == "draws_within_ceiling"
    got(await draw(fund, series))
    assert await refused(sql, first, 1) == "draws_pkey"
    pay = """INSERT INTO payout_intents (organisation_id, asking_organisation_id, line_id, decision_id, earmark_id,
        rail, amount_cents, state, created_at) SELECT t.organisation_id, $2, t.line_id, t.decision_id, t.id,
        'manual_cash', t.amount_cents, 'ready', t.made_at FROM transfers t WHERE t.line_id = $1"""
    with pytest.raises(asyncpg.CheckViolationError, match="drawn before it is paid"):
        await fund.network.superuser.execute(pay, third, fund.pivots)
    got(await fund.store.run(end_series, fund.pivot, EndSeries(series.id)))
    assert await refused(sql, second, 1) == "draws_while_it_lasts"


async def test_an_ended_series_returns_the_unused_trips(fund: Fund) -> None:
    """FND-04, FND-12, CPL-05: after trip 2 it ends, by a tap and for no reason: the third returns to the envelope, the
    drawn ones and the request stay."""
    request, series = await promised(fund)
    for _ in range(2):
        got(await draw(fund, series))
    ended = got(await fund.store.run(end_series, fund.pivot, EndSeries(series.id)))
    assert (ended.unused, ended.returned_cents) == (1, TRIP)
    assert (await fund.balance()).available_cents == 400_000
    assert [row["state"] for row in await fund.lines(request)] == ["approved", "approved", "withdrawn"]
    again = await draw(fund, series)
    assert isinstance(again, Refused)
    assert again.reason.code == "series_ended"


async def test_a_series_whose_time_is_over_is_ended_by_a_job(
    fund: Fund, clock: SetClock, worker_pool: Any
) -> None:
    """FND-04: at its end no trip is drawn any more, whether the job has come or not; what is left goes back."""
    until = fund.store.clock.now() + timedelta(days=30)
    _, series = await promised(fund, until=until)
    clock.advance(timedelta(days=30, seconds=-1))
    got(await draw(fund, series))
    assert await end_run_out(fund.store, worker_pool) == 0
    clock.advance(timedelta(seconds=1))
    late = await draw(fund, series)
    assert isinstance(late, Refused)
    assert late.reason.code == "series_ended"
    assert await end_run_out(fund.store, worker_pool) == 1
    assert (await fund.balance()).available_cents == 450_000
    kinds = await fund.network.superuser.fetch("SELECT kind FROM transfers WHERE kind IN ('void', 'expiry')")
    assert [row["kind"] for row in kinds] == ["expiry", "expiry"]


async def test_a_series_is_for_people_and_for_who_agrees(fund: Fund, clock: SetClock) -> None:
    """FND-10, CNF-01: no emergency door promises it; without the person's consent no trip is drawn; taken back, it
    gives everything back that nobody drew."""
    case = await fund.case()
    request = (await fund.ask(court(2), case=case)).id
    little = NewLine("travel_local", 2_000, 2, "cash_by_worker", series=Series(2, 1_000))
    clock.advance(timedelta(hours=10))
    alone = await fund.store.run(self_issue, fund.pivot, SelfIssue((await fund.ask(little)).id))
    assert isinstance(alone, Refused)
    assert alone.reason.code == "series_by_people"
    for by in (fund.first, fund.second):
        got(await fund.approve(by, request))
    series = await the(fund, request)
    got(await draw(fund, series))
    consent = await fund.network.superuser.fetchval(
        "SELECT id FROM consents WHERE case_id = $1 AND scope = 'fund'", case
    )
    got(await fund.store.run(withdraw_consent, fund.pivot, WithdrawConsent(case, consent)))
    refused = await draw(fund, series)
    assert isinstance(refused, Refused)
    assert refused.reason.code == "consent_missing"
    back = got(await fund.store.run(withdraw_request, fund.pivot, WithdrawRequest(request)))
    assert back.returned_cents == 2 * TRIP
    assert (await fund.balance()).available_cents == 500_000
