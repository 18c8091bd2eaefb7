"""Reports on a page: the annual report in both languages with its pictures, and what a fund's money has done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from api.doors import accepted
from api.pages.charts import Bars, bars
from api.pages.formats import FIXED, money
from api.pages.frame import said, spaced
from api.pages.moments import day_in, zone_of
from api.pages.visits import Visit
from api.v1.records.reports import as_file
from service.partners.actor import Role
from service.partners.queries import Region, regions
from service.refusals import LANGUAGES, NOT_FOUND, Language, Refused
from service.reports.annual.queries import AnnualReport, Period, annual_report, published
from service.reports.annual.table import report_csv
from service.reports.codebook.rules import CAUTION, CODE_BOOK
from service.reports.rules import Cell
from service.reports.statements.queries import Funded, funded
from service.store.session import Session

READERS = (Role.AUDITOR, Role.REGIONAL_COORDINATOR)
SHOWN_YEARS = 6
Year = Annotated[int, QueryParameter(ge=2000, le=2100)]
Code = Annotated[str, QueryParameter(max_length=6)]


@get("/reports", include_in_schema=False)
async def show_reports(visit: NamedDependency[Visit]) -> Response[str]:
    """The reports that are for one's role: of regions, or of what one's fund has funded (FND-07, DAT-02)."""
    async with visit.store.reading(visit.seat) as session:
        reads = session.actor.has(*READERS)
        known = await regions(session) if reads else []
        funds = await funded(session) if session.actor.has(Role.FUND_ADMINISTRATOR) else []
        actor, now = session.actor, session.now
    everywhere = actor.has(Role.AUDITOR)
    served = [each for each in known if everywhere or each.code in actor.regions]
    return visit.paint(
        "reports.html",
        page="/reports",
        years=[now.year - back for back in range(SHOWN_YEARS)] if reads else [],
        everywhere=everywhere,
        regions=sorted((each.name(visit.language), each.code) for each in served),
        funders=[] if isinstance(funds, Refused) else [_funder(visit.language, each) for each in funds],
    )


def _funder(language: Language, each: Funded) -> dict[str, Any]:
    return {
        "funder": each.funder,
        "private": each.private,
        "paid": each.figures.paid,
        "balance": each.figures.change,
        "chart": paid_by_category(language, {key: of.paid for key, of in each.categories.items()}),
        "envelopes": list(each.envelopes.items()),
    }


def paid_by_category(language: Language, paid: Mapping[str, int]) -> Bars:
    """Bars of what was paid, in cents, by category; those of which nothing was are left out."""
    names = CODE_BOOK["asked"].codes
    return bars(
        [
            (names[category].said.in_(language), cents, money(cents, "CAD", language))
            for category, cents in paid.items()
            if category and cents
        ]
    )


@dataclass(frozen=True)
class In:
    """The report as one language says it."""

    language: Language
    report: AnnualReport
    zone: str
    known: list[Region]

    def say(self, key: str, **facts: object) -> str:
        return said(self.language, key, **facts)

    @property
    def where(self) -> str:
        code = self.report.region
        if code is None:
            return self.say("reports.country")
        return next((each.name(self.language) for each in self.known if each.code == code), code)

    @property
    def caution(self) -> str:
        return spaced(self.language, CAUTION.in_(self.language))

    def day(self, at: datetime) -> str:
        return day_in(self.language, self.zone)(at)

    def cell(self, cell: Cell) -> str:
        """A count as shown; a withheld one in words."""
        return self.say("reports.withheld") if cell.shown == "withheld" else cell.shown

    def time(self, minutes: int | None) -> str:
        """A median: minutes up to two hours, then hours."""
        if minutes is None:
            return "–"
        return f"{minutes}{FIXED}min" if minutes < 120 else f"{round(minutes / 60)}{FIXED}h"

    def code(self, dimension: str, code: str) -> str:
        return CODE_BOOK[dimension].codes[code].said.in_(self.language)

    def dimension(self, name: str) -> str:
        return CODE_BOOK[name].said.in_(self.language)

    def chart(self, dimension: str, cells: Mapping[str, Cell]) -> Bars:
        """Bars by code; `not_determined` stays, at zero too (DAT-03)."""
        return bars(
            [
                (self.code(dimension, code), cell.count, self.cell(cell))
                for code, cell in cells.items()
                if cell.count != 0 or code == "not_determined"
            ]
        )

    @property
    def unmet(self) -> str:
        counts = {code: cell.count for code, cell in self.report.unmet.cells.items() if cell.count}
        if not counts:
            return self.say(f"reports.unmet.{'none' if self.report.unmet.total.count == 0 else 'few'}")
        most = max(counts, key=lambda code: counts[code] or 0)
        reason = self.code("unmet", most)
        return self.say("reports.unmet.most", reason=reason[:1].upper() + reason[1:], count=counts[most])

    @property
    def money_sentence(self) -> str:
        totals = self.report.totals
        if totals.paid_cents is None or totals.returned_cents is None or totals.spent_cents is None:
            return self.say("reports.money.none")
        sums = {
            "paid": totals.paid_cents,
            "returned": totals.returned_cents,
            "spent": totals.spent_cents,
        }
        return self.say(
            "reports.money.spent",
            **{name: money(cents, "CAD", self.language) for name, cents in sums.items()},
        )

    @property
    def money_chart(self) -> Bars:
        return paid_by_category(
            self.language, {each.category: each.paid_cents or 0 for each in self.report.money}
        )


@get("/reports/annual", include_in_schema=False)
async def show_annual(visit: NamedDependency[Visit], year: Year, region: Code = "") -> Response[str]:
    """A year's report in both languages, the reader's first, to read or to print (DAT-02)."""
    async with visit.store.reading(visit.seat) as session:
        report = accepted(await annual_report(session, _year_of(session, year, region)))
        known, zone = await regions(session), await zone_of(session)
    return visit.paint(
        "annual.html",
        page=f"/reports/annual?year={year}&region={region}",
        year=year,
        query=f"year={year}&region={region}",
        report=report,
        people=(("gender", report.gender.cells), ("age_band", report.age_band.cells), ("form", report.form)),
        both=[In(language, report, zone, known) for language in in_order(visit.language)],
    )


@get("/reports/annual/table", include_in_schema=False)
async def keep_annual(visit: NamedDependency[Visit], year: Year, region: Code = "") -> Response[str]:
    """The same as a table, to keep."""
    async with visit.store.reading(visit.seat) as session:
        period = _year_of(session, year, region)
        _, cells = accepted(await published(session, period))
    return as_file(report_csv(period, cells), "rapport-report.csv")


def in_order(first: Language) -> list[Language]:
    """Both languages, the reader's first."""
    return sorted(LANGUAGES, key=lambda language: language != first)


def _year_of(session: Session, year: int, region: str) -> Period:
    if not session.actor.has(*READERS):
        return accepted(Refused(NOT_FOUND))
    return Period(region or None, date(year, 1, 1), date(year + 1, 1, 1))


handlers = [show_reports, show_annual, keep_annual]
