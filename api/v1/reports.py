"""The annual report: standard figures, small cells suppressed, money equal to the ledger (DAT-02, DAT-05)."""

from datetime import UTC, date, datetime, time

from litestar.di import NamedDependency
from litestar.params import FromQuery

from api.doors import Caller, accepted, read
from api.problems import BAD_INPUT, Refusal
from api.v1.texts import InRegion
from api.wrong import LATER_DAY, Wrong
from service.refusals import Refused
from service.reports.queries import AnnualReport, Period, annual_report
from service.store.store import Store


@read(
    "/reports/annual",
    id="read_annual_report",
    summary="Arrivals, times, unmet needs, nights and money of a period; counts below five are not shown",
    tag="reports",
)
async def get_annual_report(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    from_day: FromQuery[date],
    to_day: FromQuery[date],
    region: InRegion = None,
) -> AnnualReport:
    """`from_day` counts, `to_day` does not; both in UTC."""
    if from_day >= to_day:
        raise Refusal(Refused(BAD_INPUT), [Wrong("to_day", LATER_DAY)])
    async with store.reading(caller.seat) as session:
        return accepted(await annual_report(session, Period(region, _start(from_day), _start(to_day))))


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


handlers = [get_annual_report]
