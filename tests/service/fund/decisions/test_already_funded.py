"""Already funded? Between two funds crosses one warning, and nothing else (FND-07)."""

import json
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from service.clock import SetClock
from service.fund.decisions.already import Elsewhere, elsewhere
from service.fund.decisions.approve import Signed
from service.fund.decisions.decline import DeclineRequest, decline_request
from service.fund.payouts.commands import ConfirmPayout, confirm_payout
from service.fund.payouts.returns import TakeBack, take_back
from service.fund.refusals import ALREADY_FUNDED
from service.fund.requests.lines import NewLine
from service.fund.requests.withdraw import WithdrawRequest, withdraw_request
from service.partners.actor import Role
from service.refusals import Refused
from tests.service.fund.conftest import Fund, got
from tests.service.fund.ledger.test_sql import acting
from tests.service.fund.test_scenario_a import other_fund

COAT = NewLine("clothing", 4_000, description="Manteau d'hiver")
WARNED = Refused(
    ALREADY_FUNDED, {"category": "clothing", "within_days": 7, "band": "<100", "by": "another_fund"}
)


async def known(fund: Fund, request: UUID, by: UUID | None = None) -> list[Elsewhere]:
    """What an administrator is told."""
    async with fund.store.reading(by or fund.first) as session:
        return await elsewhere(session, request)


async def two(fund: Fund, line: NewLine = COAT) -> tuple[Fund, UUID, UUID, UUID]:
    """Another fund; a case that both are asked for; the requests to the first and to the other."""
    other, case = await other_fund(fund), await fund.case()
    first, second = await fund.ask(line, case=case), await other.ask(line, case=case)
    return other, case, first.id, second.id


async def test_both_ways_and_only_what_was_promised(fund: Fund) -> None:
    """FND-07: asked, declined and taken back say nothing; approved says a category, a window and a band, to the other
    fund and to the pivot; and once each has decided, neither is told any more."""
    other, case, first, second = await two(fund)
    assert await known(fund, first) == await known(other, second) == []
    got(await fund.store.run(decline_request, fund.first, DeclineRequest(first, "other")))
    assert await known(other, second) == []
    taken = await fund.ask(COAT, case=case)
    got(await fund.approve(fund.first, taken.id))
    told = await known(other, second)
    assert [(each.category, each.within_days, each.band, each.same_fund) for each in told] == [
        ("clothing", 7, "<100", False)
    ]
    got(await fund.store.run(withdraw_request, fund.pivot, WithdrawRequest(taken.id)))
    assert await known(other, second) == []
    got(await other.approve(other.first, second))
    again = await fund.ask(COAT, case=case)
    assert len(await known(fund, again.id)) == len(await known(fund, again.id, fund.pivot)) == 1
    assert await fund.approve(fund.first, again.id) == WARNED
    assert isinstance(await fund.approve(fund.first, again.id, reason="Un enfant en plus"), Signed)
    assert await known(other, second) == []  # decided: no window onto what comes later


async def test_money_that_came_back_funded_nothing(fund: Fund) -> None:
    """FND-07, FND-12: what is left of it decides the band; when all came back there is nothing to tell."""
    other, _, first, second = await two(fund, NewLine("clothing", 12_000))
    got(await fund.approve(fund.first, first))
    intent = await fund.network.superuser.fetchval("SELECT id FROM payout_intents")
    got(await fund.store.run(confirm_payout, fund.second, ConfirmPayout(intent, "recu 1", 12_000)))
    line = (await fund.lines(first))[0]["id"]
    assert [each.band for each in await known(other, second)] == ["100-300"]
    got(await fund.store.run(take_back, fund.first, TakeBack(line, 5_000)))
    assert [each.band for each in await known(other, second)] == ["<100"]
    got(await fund.store.run(take_back, fund.first, TakeBack(line, 7_000)))
    assert await known(other, second) == []


async def test_no_day_is_told_within_the_window_and_nothing_after_it(fund: Fund, clock: SetClock) -> None:
    """FND-07: an hour or six days ago read the same, so that two funds' lists cannot be joined; after seven days it
    is over."""
    other, _, first, second = await two(fund)
    got(await fund.approve(fund.first, first))
    clock.advance(timedelta(hours=1))
    soon = await known(other, second)
    clock.advance(timedelta(days=6))
    assert await known(other, second) == soon != []
    clock.advance(timedelta(hours=23))
    assert await known(other, second) == []


async def test_a_longer_look_back_that_was_signed_before_ends_after_a_month(
    fund: Fund, clock: SetClock
) -> None:
    """FND-07: a policy of ninety days, signed when that was allowed, tells of thirty-one and of nothing older."""
    other, _, first, second = await two(fund)
    async with fund.network.superuser.transaction():
        await fund.network.superuser.execute("SET LOCAL session_replication_role = replica")
        await fund.network.superuser.execute(
            "UPDATE policies SET document = jsonb_set(document::jsonb, '{duplicate_window_days}', '90')::text"
        )
    got(await fund.approve(fund.first, first))
    clock.advance(timedelta(days=30))
    assert [each.within_days for each in await known(other, second)] == [31]
    clock.advance(timedelta(days=1))
    assert await known(other, second) == []


async def test_funded_between_two_signatures(fund: Fund) -> None:
    """FND-07: another fund approves while the second signature is awaited: its signer is warned as the first was."""
    other, _, first, second = await two(fund, NewLine("clothing", 40_000))
    assert got(await other.approve(other.first, second)).outcome == "waits_for_another"
    for by in (fund.first, fund.second):
        got(await fund.approve(by, first))
    warned = await other.approve(other.second, second)
    assert isinstance(warned, Refused)
    assert warned.facts["band"] == "300-1000"
    assert got(await other.approve(other.second, second, reason="Taille d'enfant")).outcome == "approved"


async def test_no_fund_asks_about_a_case_of_its_choice(fund: Fund) -> None:
    """FND-07, POL-03: only of a request addressed to it, only its administrators, and there is nothing to turn."""
    other, case, first, second = await two(fund)
    got(await fund.approve(fund.first, first))
    strange = await other.ask(COAT)
    desk = await fund.network.member(other.organisation, Role.AUDITOR, misfit=True)
    assert await known(other, second) != []
    for by, request in (
        (other.first, first),
        (other.first, strange.id),
        (other.first, uuid4()),
        (desk, second),
    ):
        assert await known(other, request, by) == []
    got(await other.approve(other.first, second, reason="Un enfant en plus"))
    theirs = (await fund.ask(COAT, case=case)).id
    assert await known(fund, theirs) != []
    assert await known(other, theirs) == []
    columns = await fund.network.superuser.fetch(
        "SELECT p.pronargs, p.proargnames FROM pg_proc p WHERE p.proname = 'already_funded'"
    )
    assert [tuple(each) for each in columns] == [
        (1, ["request", "line_id", "category", "within_days", "band", "same_fund"])
    ]


async def marks_of(fund: Fund, request: UUID) -> set[str]:
    """Ids, codes and secrets of a request and of what was decided and paid for it."""
    rows = await fund.network.superuser.fetch(
        """
        SELECT unnest(ARRAY[r.id::text, r.code, r.envelope_id::text, l.id::text, d.id::text, t.id::text, i.id::text,
            c.case_id::text, s.member_id::text]) AS mark
        FROM fund_requests r JOIN request_lines l ON l.request_id = r.id JOIN request_cases c ON c.request_id = r.id
        JOIN decisions d ON d.request_id = r.id JOIN signatures s ON s.decision_id = d.id
        JOIN transfers t ON t.decision_id = d.id JOIN payout_intents i ON i.line_id = l.id WHERE r.id = $1
        """,
        request,
    )
    return {row["mark"] for row in rows if row["mark"]}


async def readable(app: asyncpg.Connection) -> Iterable[str]:
    """The tables that the application may read."""
    rows = await app.fetch(
        """
        SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
            AND has_table_privilege(c.oid, 'SELECT')
        """
    )
    return [row["relname"] for row in rows]


async def test_nothing_else_crosses(fund: Fund) -> None:
    """FND-07: the other fund's administrator reads every table that there is, and the warning itself, without a mark
    of what the first fund knows; and what is stored of the warning says no more than what was shown."""
    other, _, first, second = await two(fund)
    got(await fund.approve(fund.first, first))
    got(await other.approve(other.first, second, reason="Un enfant en plus"))
    pending = await other.ask(COAT, case=await case_of(fund, first))
    marks = await marks_of(fund, first)
    assert len(marks) >= 7
    async with acting(other, other.first) as app:
        texts = [
            str(row["t"])
            for table in await readable(app)
            for row in await app.fetch(f"SELECT t::text AS t FROM {table} t")
        ]
        told = [tuple(row) for row in await app.fetch("SELECT * FROM relais.already_funded($1)", pending.id)]
        kept = await app.fetchval("SELECT reasons ->> 'already_funded' FROM decisions")
    assert len(texts) > 10
    assert [(mark, text) for mark in marks for text in (*texts, str(told)) if mark in text] == []
    assert [row[1:] for row in told] == [("clothing", 7, "<100", False)]
    assert set(json.loads(kept)) == {"category", "within_days", "band", "by"}


async def case_of(fund: Fund, request: UUID) -> UUID:
    """The case behind a request, as only its pivots know it."""
    found: UUID = await fund.network.superuser.fetchval(
        "SELECT case_id FROM request_cases WHERE request_id = $1", request
    )
    return found


@pytest.mark.parametrize(
    ("cents", "band"),
    [(9_999, "<100"), (10_000, "100-300"), (30_000, "300-1000"), (100_000, ">=1000")],
)
async def test_bands(fund: Fund, cents: int, band: str) -> None:
    """FND-07: a band in the place of an amount, at its edges."""
    other, _, first, second = await two(fund, NewLine("clothing", cents))
    for by in (fund.first, fund.second)[: 2 if cents > 30_000 else 1]:
        got(await fund.approve(by, first))
    assert [each.band for each in await known(other, second)] == [band]
