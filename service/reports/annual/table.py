"""The annual report as a table: one line per cell, as published (DAT-02)."""

from collections.abc import Iterator, Mapping

from service.reports.annual.queries import Key, Period, rows_of
from service.reports.annual.rules import TOTAL, PublishedCell
from service.reports.codebook.rules import CAUTION, CODE_BOOK, VERSION
from service.tables.writing import Value, in_dollars, written

HEADER = (
    "from_day",
    "to_day",
    "region",
    "code_book",
    "dimension",
    "dimension_fr",
    "dimension_en",
    "code",
    "code_fr",
    "code_en",
    "shown",
    "count",
    "amount_cad",
    "median_minutes",
)


def report_csv(period: Period, cells: Mapping[Key, PublishedCell]) -> str:
    """Every cell in the order of the code book; the caution stands last (DAT-08)."""
    caution: tuple[Value, ...] = (
        "",
        "",
        "",
        "",
        "caution",
        CAUTION.fr,
        CAUTION.en,
        "",
        "",
        "",
        "",
        "",
        "",
        "",
    )
    return written(HEADER, [*_lines(period, cells), caution])


def _lines(period: Period, cells: Mapping[Key, PublishedCell]) -> Iterator[tuple[Value, ...]]:
    days = (period.since.isoformat(), period.until.isoformat(), period.region or "", VERSION)
    for name, code, cell in rows_of(cells):
        said = CODE_BOOK[name].said
        fr, en = ("total", "total") if code == TOTAL else _words(name, code)
        amount = in_dollars(cell.cents)
        yield (*days, name, said.fr, said.en, code, fr, en, cell.shown, cell.count, amount, cell.minutes)


def _words(name: str, code: str) -> tuple[str, str]:
    said = CODE_BOOK[name].codes[code].said
    return said.fr, said.en
