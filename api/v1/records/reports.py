"""The annual report and its code book: as published, small cells withheld, money as in the ledger (DAT-02, DAT-05)."""

from dataclasses import dataclass
from datetime import date

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromQuery

from api.doors import Caller, accepted, read
from api.problems import BAD_INPUT, Refusal
from api.v1.fields import InRegion
from api.wrong import LATER_DAY, Wrong
from service.refusals import Refused
from service.reports.annual.queries import AnnualReport, Period, annual_report, published
from service.reports.annual.table import report_csv
from service.reports.codebook.rules import CAUTION, CODE_BOOK, VERSION
from service.store.store import Store

TAG = "reports"
CSV = "text/csv"


@read(
    "/reports/annual",
    id="read_annual_report",
    summary="What was published of these days: arrivals, times, unmet needs, nights, money; small counts withheld",
    tag=TAG,
)
async def get_annual_report(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    from_day: FromQuery[date],
    to_day: FromQuery[date],
    region: InRegion = None,
) -> AnnualReport:
    """`from_day` counts, `to_day` does not; both in UTC. Periods that lie whole between them are summed, and named."""
    period = period_of(region, from_day, to_day)
    async with store.reading(caller.seat) as session:
        return accepted(await annual_report(session, period))


@read(
    "/reports/annual/table",
    id="read_annual_table",
    media_type=CSV,
    summary="The same as a table (CSV, RFC 4180), with the words of each code in both languages",
    tag=TAG,
)
async def get_annual_table(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    from_day: FromQuery[date],
    to_day: FromQuery[date],
    region: InRegion = None,
) -> Response[str]:
    period = period_of(region, from_day, to_day)
    async with store.reading(caller.seat) as session:
        _, cells = accepted(await published(session, period))
    return as_file(report_csv(period, cells), "rapport-report.csv")


def as_file(text: str, name: str) -> Response[str]:
    """A table to keep; the mark in front makes a spreadsheet read its accents."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(f"\ufeff{text}", media_type=CSV, headers=headers)


def period_of(region: str | None, from_day: date, to_day: date) -> Period:
    """The days asked for. Raises `Refusal` when they are reversed."""
    if from_day >= to_day:
        raise Refusal(Refused(BAD_INPUT), [Wrong("to_day", LATER_DAY)])
    return Period(region, from_day, to_day)


@dataclass(frozen=True)
class CodeWords:
    """What a code is called, and what it means, in both languages."""

    code: str
    name_fr: str
    name_en: str
    means_fr: str
    means_en: str


@dataclass(frozen=True)
class DimensionWords:
    """What a dimension counts, and by which codes."""

    dimension: str
    name_fr: str
    name_en: str
    counts_fr: str
    counts_en: str
    codes: list[CodeWords]


@dataclass(frozen=True)
class CodeBook:
    """The definitions by which everybody counts the same, with their version (DAT-03)."""

    version: str
    dimensions: list[DimensionWords]
    caution_fr: str
    caution_en: str


@read(
    "/reports/code-book",
    id="read_code_book",
    summary="The code book: every code of every report with its definition, in both languages",
    tag=TAG,
    public=True,
)
async def get_code_book() -> CodeBook:
    return CodeBook(VERSION, _dimensions(), CAUTION.fr, CAUTION.en)


def _dimensions() -> list[DimensionWords]:
    return [
        DimensionWords(
            name,
            each.said.fr,
            each.said.en,
            each.counts.fr,
            each.counts.en,
            [
                CodeWords(code, term.said.fr, term.said.en, term.means.fr, term.means.en)
                for code, term in each.codes.items()
            ],
        )
        for name, each in CODE_BOOK.items()
    ]


handlers = [get_annual_report, get_annual_table, get_code_book]
