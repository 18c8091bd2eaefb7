"""Longer periods are sums of what was published; late facts belong to the month that learns of them (DAT-05)."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from service.partners.actor import job_of
from service.reports.annual.queries import summed
from service.reports.annual.rules import PublishedCell
from service.reports.slips.commands import WriteSlips, write_slips
from tests.api.v1.records.test_reports import a_bed
from tests.service.fund.conftest import Fund, fund, got
from tests.service.reports.test_publishing import NOVEMBER, at, region, slips

__all__ = ["fund", "region"]
DECEMBER = date(2026, 12, 1)


def a_cell(
    value: str, count: int | None, cents: int | None = None, minutes: int | None = None
) -> PublishedCell:
    return PublishedCell(
        "paid", None, value, "withheld" if count is None else str(count), count, cents, minutes
    )


def test_a_sum_says_no_more_than_its_parts() -> None:
    """DAT-05: seven and eight are fifteen, without a median; what one part withholds, the sum withholds, and the other
    part's figure is not shown in its place."""
    first = summed({}, [a_cell("food", 7, 100, 3), a_cell("clothing", 9, 50)], first=True)
    both = summed(first, [a_cell("food", 8, 30, 5), a_cell("clothing", None)], first=False)
    assert both["paid", "food"] == a_cell("food", 15, 130)
    assert both["paid", "clothing"] == a_cell("clothing", None)


async def placed(fund: Fund, case: UUID) -> None:
    """A bed of this hour, linked at this hour."""
    await fund.network.superuser.execute(
        "INSERT INTO placements (case_id, organisation_id, claim_id, linked_by, linked_at) VALUES ($1, $2, $3, $4, $5)",
        case,
        fund.pivots,
        await a_bed(fund),
        fund.pivot,
        fund.store.clock.now(),
    )


async def test_what_is_learned_late_is_counted_once_and_later(fund: Fund, region: UUID) -> None:
    """DAT-05: opened in November, a bed in December; another bed that began in November and was linked after its slips
    were written: both arrivals are December's, and no month is written anew."""
    opened, late = [await fund.case() for _ in range(2)]
    bed = await a_bed(fund)
    at(fund, datetime(2026, 12, 5, tzinfo=UTC))
    assert got(await fund.store.run(write_slips, job_of(region), WriteSlips(NOVEMBER))) == 2
    await placed(fund, opened)
    await fund.network.superuser.execute(
        "INSERT INTO placements (case_id, organisation_id, claim_id, linked_by, linked_at) VALUES ($1, $2, $3, $4, $5)",
        late,
        fund.pivots,
        bed,
        fund.pivot,
        fund.store.clock.now(),
    )
    at(fund, datetime(2027, 1, 5, tzinfo=UTC))
    got(await fund.store.run(write_slips, job_of(region), WriteSlips(DECEMBER)))
    found = await slips(fund)
    assert [measure for _, measure, _ in found].count("opened") == 2
    assert [measure for _, measure, _ in found].count("bed") == 2
    assert await fund.network.superuser.fetchval("SELECT count(*) FROM slips WHERE month = $1", DECEMBER) == 8


@pytest.mark.parametrize(
    ("months", "until"), [(12, date(2028, 1, 1)), (3, date(2027, 4, 1)), (6, date(2027, 7, 1))]
)
async def test_periods_follow_each_other(fund: Fund, region: UUID, months: int, until: date) -> None:
    """DAT-05: after the year 2026, a year, a quarter or a half begins where it ended: no day twice, none left out."""
    superuser = fund.network.superuser
    month = date(2026, 1, 1)
    while month < until:
        await superuser.execute("INSERT INTO slip_months VALUES ($1)", month)
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    first = await superuser.fetchrow("SELECT since, until FROM relais.due_publication(12)")
    assert tuple(first) == (date(2026, 1, 1), date(2027, 1, 1))
    await superuser.execute(
        "INSERT INTO publications VALUES (gen_random_uuid(), '2026-01-01', '2027-01-01', '1.0', '2027-01-05')"
    )
    row = await superuser.fetchrow("SELECT since, until FROM relais.due_publication($1)", months)
    assert tuple(row) == (date(2027, 1, 1), until)
