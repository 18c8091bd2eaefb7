"""Reports ask nothing of anybody (DAT-07), and what could not be found is in them (DAT-06)."""

from datetime import UTC, datetime

from api.openapi import document
from service.clock import SetClock
from service.partners.actor import job_of
from service.reports.slips.commands import WriteSlips, write_slips
from tests.service.fund.conftest import Fund, fund, got
from tests.service.reports.test_publishing import NOVEMBER, slips

__all__ = ["fund"]


def test_no_door_takes_anything_for_a_report() -> None:
    """DAT-07: every operation of reports only reads: their figures come from what exists."""
    doors = [
        (method, operation["operationId"])
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
        if path.startswith("/v1/reports/") or "/funder-statement" in path
    ]
    assert {method for method, _ in doors} == {"get"}
    assert "read_annual_report" in {id for _, id in doors}


async def test_what_was_not_found_is_a_slip(fund: Fund) -> None:
    """DAT-06, DAT-01: a search that found nothing counts in its month and region, by its reason, once per case and day:
    a second one of the same case on the same day is no second slip."""
    region = await fund.network.organisation("coordination", regions=["CA-ON"])
    insert = """
        INSERT INTO unmet_needs (organisation_id, region, day, case_digest, reason, people, recorded_at)
        VALUES ($1, 'CA-ON', $2::date, sha256($3::bytea), 'no_bed', 1, $4) ON CONFLICT DO NOTHING
    """
    now = fund.store.clock.now()
    for case in (b"one", b"one", b"two"):
        await fund.network.superuser.execute(insert, fund.pivots, now.date(), case, now)
    assert isinstance(fund.store.clock, SetClock)
    fund.store.clock.set(datetime(2026, 12, 5, tzinfo=UTC))
    assert got(await fund.store.run(write_slips, job_of(region), WriteSlips(NOVEMBER))) == 2
    assert await slips(fund) == [("CA-ON", "unmet", "no_bed")] * 2
