"""Slips and publications as PostgreSQL keeps them: once, apart from the cases, never changed (DAT-04, DAT-05)."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from jobs.app import TICKS
from jobs.ticks import Tools
from service.checks import run_check
from service.clock import SetClock
from service.fund.requests.lines import NewLine
from service.partners.actor import Role, job_of
from service.refusals import Refused
from service.reports.annual.commands import PublishReport, publish_report
from service.reports.checks import CHECKS
from service.reports.slips.commands import WriteSlips, write_slips
from tests.service.fund.conftest import Fund, fund, got

__all__ = ["fund"]

NOVEMBER = date(2026, 11, 1)
YEAR = PublishReport(date(2026, 1, 1), date(2027, 1, 1))


@pytest.fixture
async def region(fund: Fund) -> UUID:
    """Regional coordination of Ontario: as it, the jobs write."""
    return await fund.network.organisation("coordination", regions=["CA-ON"])


def at(fund: Fund, moment: datetime) -> None:
    assert isinstance(fund.store.clock, SetClock)
    fund.store.clock.set(moment)


async def write(fund: Fund, region: UUID, month: date = NOVEMBER) -> int | Refused:
    return await fund.store.run(write_slips, job_of(region), WriteSlips(month))


async def slips(fund: Fund) -> list[tuple[str, str, str]]:
    rows = await fund.network.superuser.fetch("SELECT region, measure, value FROM slips ORDER BY 1, 2, 3")
    return [tuple(row) for row in rows]


async def test_slips_are_written_once_and_say_nothing_of_a_case(fund: Fund, region: UUID) -> None:
    """DAT-05, DAT-07: four days after the month, from what is there; no code, no id, no moment finer than the month;
    a second writing changes nothing, and nobody changes what is written."""
    for _ in range(3):
        await fund.case()
    at(fund, datetime(2026, 12, 4, 23, 59, tzinfo=UTC))
    assert isinstance(await write(fund, region), Refused)
    at(fund, datetime(2026, 12, 5, 0, 0, tzinfo=UTC))
    assert got(await write(fund, region)) == 3
    assert isinstance(await write(fund, region), Refused)
    assert await slips(fund) == [("CA-ON", "opened", "later_or_never")] * 3
    superuser = fund.network.superuser
    columns = await superuser.fetch(
        "SELECT attname::text, atttypid::regtype::text FROM pg_attribute WHERE attrelid = 'slips'::regclass "
        "AND attnum > 0 ORDER BY attnum"
    )
    assert [tuple(row) for row in columns] == [
        ("month", "date"),
        ("region", "text"),
        ("measure", "text"),
        ("value", "text"),
        ("minutes", "integer"),
    ]
    for change in ("UPDATE slips SET value = 'within_72h'", "DELETE FROM slips", "DELETE FROM slip_months"):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await superuser.execute(change)


async def test_slips_come_in_no_order(fund: Fund, region: UUID) -> None:
    """DAT-05: opened by region after region, written shuffled: twenty and twenty in the order of opening would be a
    chance of one in 137 billion."""
    for code in ("CA-ON", "CA-QC"):
        for _ in range(20):
            await fund.case(region=code)
    at(fund, datetime(2026, 12, 5, tzinfo=UTC))
    got(await write(fund, region))
    rows = await fund.network.superuser.fetch("SELECT region FROM slips ORDER BY ctid")
    found = [row["region"] for row in rows]
    assert sorted(found) == ["CA-ON"] * 20 + ["CA-QC"] * 20
    assert found not in (sorted(found), sorted(found, reverse=True))


async def test_a_period_is_published_once_and_overlaps_with_none(fund: Fund, region: UUID) -> None:
    """DAT-02, DAT-05: two jobs at once publish one report; no other report has any of its days; nobody changes it; and
    PostgreSQL itself takes no cell between one and four, nor an amount without its count."""
    for _ in range(7):
        await fund.ask(NewLine("food", 4_000))
    assert isinstance(await fund.store.run(publish_report, job_of(region), YEAR), Refused)
    at(fund, datetime(2027, 1, 5, tzinfo=UTC))
    assert isinstance(await fund.store.run(publish_report, job_of(region), YEAR), Refused)
    for month in (NOVEMBER, date(2026, 12, 1)):
        got(await write(fund, region, month))
    both = await asyncio.gather(*(fund.store.run(publish_report, job_of(region), YEAR) for _ in range(2)))
    assert sorted(isinstance(each, Refused) for each in both) == [False, True]
    part = PublishReport(date(2026, 12, 1), date(2027, 1, 1))
    assert isinstance(await fund.store.run(publish_report, job_of(region), part), Refused)
    superuser = fund.network.superuser
    assert await superuser.fetchval("SELECT count(*) FROM publications") == 1
    for change in ("UPDATE published_cells SET count = 8", "DELETE FROM publications"):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await superuser.execute(change)
    cell = "INSERT INTO published_cells SELECT id, 'made_up', 'CA-ON', $1, $2, $3, $4 FROM publications"
    for value, shown, count, cents in (("small", "4", 4, None), ("amount", "<5", None, 400)):
        with pytest.raises(asyncpg.CheckViolationError):
            await superuser.execute(cell, value, shown, count, cents)
    overlapping = "INSERT INTO publications VALUES ($1, '2026-06-01', '2026-12-01', '1.0', now())"
    with pytest.raises(asyncpg.ExclusionViolationError):
        await superuser.execute(overlapping, uuid4())
    await checks_see_what_is_altered(fund)


async def checks_see_what_is_altered(fund: Fund) -> None:
    superuser, now = fund.network.superuser, fund.store.clock.now()

    async def wrong() -> list[bool]:
        return [(await run_check(superuser, check, now)).ok for check in CHECKS]

    assert await wrong() == [True] * 5
    for number, change in enumerate(
        (
            "UPDATE published_cells SET count = 8, shown = '8' WHERE dimension = 'opened' AND count = 7",
            "UPDATE published_cells SET cents = 1 WHERE dimension = 'paid' AND count = 0 AND value = 'food'",
        )
    ):
        await superuser.execute("SET session_replication_role = replica")
        await superuser.execute(change)
        await superuser.execute("SET session_replication_role = DEFAULT")
        assert not (await wrong())[number]


async def test_members_reach_neither_facts_nor_slips(fund: Fund, region: UUID) -> None:
    """POL-03, DAT-05: what is not yet withheld is for jobs alone: an auditor's own connection gets nothing of it."""
    await fund.ask(NewLine("food", 4_000))
    auditor = await fund.network.member(await fund.network.organisation("audit"), Role.AUDITOR)
    at(fund, datetime(2027, 1, 5, tzinfo=UTC))
    got(await write(fund, region))
    async with fund.store.reading(auditor) as session:
        facts = "SELECT * FROM relais.report_facts('2026-01-01', '2027-01-01')"
        lines = "SELECT now, ever, count, asked, paid FROM relais.report_lines('2026-01-01', '2027-01-01')"
        assert await session.connection.fetch(facts) == await session.connection.fetch(lines) == []
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await session.connection.fetch("SELECT * FROM slips")
    async with fund.store.reading(job_of(region)) as session:
        found = {row["dimension"] for row in await session.connection.fetch(facts)}
        assert found == {"opened", "asked", "decision.urgency"}
        assert [tuple(row) for row in await session.connection.fetch(lines)] == [
            (["asked"], ["asked"], 1, 4_000, None)
        ]
    # A later report is held to what the earlier one told.
    await fund.network.superuser.execute(
        "INSERT INTO publications VALUES ($1, '2026-01-01', '2027-01-01', '1.0', now())", uuid4()
    )
    async with fund.store.reading(job_of(region)) as session:
        later = lines.replace("2027-01-01", "2028-01-01").replace("2026-01-01", "2027-01-01")
        assert [tuple(row) for row in await session.connection.fetch(later)] == [
            ([], ["asked"], 1, None, None)
        ]


async def test_the_clock_publishes_by_itself(fund: Fund, region: UUID, worker_pool: asyncpg.Pool) -> None:
    """DAT-02: nobody presses a button: month after month of slips, then the year; and nothing twice."""
    await fund.case()
    at(fund, datetime(2027, 2, 6, tzinfo=UTC))
    tools = Tools(fund.store, worker_pool)
    ticks = [tick for tick in TICKS if tick.name in {"reports.slips", "reports.publish"}]
    assert [await tick.run(tools) for tick in ticks] == [3, 1]
    assert [await tick.run(tools) for tick in ticks] == [0, 0]
    row = await fund.network.superuser.fetchrow("SELECT since, until FROM publications")
    assert tuple(row) == (date(2026, 1, 1), date(2027, 1, 1))


async def test_one_person_with_two_codes_counts_once(fund: Fund, region: UUID) -> None:
    """DAT-04: two codes that both organisations agreed on are one; parted again before the count, they are two."""
    first, second, third = [await fund.case() for _ in range(3)]
    for one, other, state in ((first, second, "accepted"), (second, third, "undone")):
        await linked(fund, one, other, state)
    at(fund, datetime(2026, 12, 5, tzinfo=UTC))
    assert got(await write(fund, region)) == 2


async def linked(fund: Fund, one: UUID, other: UUID, state: str) -> Any:
    now = fund.store.clock.now()
    return await fund.network.superuser.execute(
        """
        INSERT INTO case_links (case_id, other_case_id, state, agreed_by, other_agreed_by, asked_by,
            asked_organisation_id, asked_at, answer_by, answered_by, answered_at, ended_at)
        VALUES ($1, $2, $3::text, 'spoken', 'spoken', $4, $5, $6::timestamptz, $7, $8, $6::timestamptz,
            CASE WHEN $3 = 'undone' THEN $6::timestamptz END)
        """,
        one,
        other,
        state,
        fund.pivot,
        fund.pivots,
        now,
        now + timedelta(days=14),
        fund.backup,
    )
