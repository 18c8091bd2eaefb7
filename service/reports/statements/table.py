"""A statement as a table: one line per month and category, with the balances (FND-07)."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date

from service.reports.codebook.rules import CODE_BOOK
from service.reports.statements.queries import EnvelopeStatement
from service.reports.statements.rules import DonorStatement, Figures, Statement
from service.tables.writing import Value, in_dollars, written

COLUMNS = tuple(each.name for each in fields(Figures))
HEADER = (
    "envelope",
    "funder",
    "row",
    "month",
    "until",
    "category",
    "category_fr",
    "category_en",
    *COLUMNS,
    "balance",
)
Row = tuple[Value, ...]


def statement_csv(told: EnvelopeStatement) -> str:
    """Amounts in dollars with two decimals; the balance stands on the lines that have one."""
    rows = _full(told.full) if told.full else _donor(told.donor) if told.donor else iter(())
    return written(HEADER, ((told.code, told.funder, *row) for row in rows))


def _full(found: Statement) -> Iterator[Row]:
    yield _row("opening", found.since, None, "", balance=found.opening)
    for (month, category), figures in found.cells.items():
        yield _row("entry", month, None, category, figures=figures)
    for each in found.months:
        yield _row("month", each.month, None, "", figures=each.figures, balance=each.closing)
    for category, figures in found.categories.items():
        yield _row("category", found.since, found.until, category, figures=figures)
    yield _row("total", found.since, found.until, "", figures=found.total, balance=found.closing)


def _donor(found: DonorStatement) -> Iterator[Row]:
    for month, cents in found.received.items():
        yield _row("received", month, None, "", figures=Figures(received=cents))
    for each in found.spent:
        yield _row("spent", each.since, each.until, "", figures=Figures(paid=each.spent))
    for month in found.waiting:
        yield _row("told_later", month, None, "")


def _row(
    kind: str,
    month: date,
    until: date | None,
    category: str,
    *,
    figures: Figures | None = None,
    balance: int | None = None,
) -> Row:
    said = CODE_BOOK["asked"].codes[category].said if category else None
    return (
        kind,
        month.isoformat(),
        until.isoformat() if until else None,
        category,
        said.fr if said else None,
        said.en if said else None,
        *(in_dollars(getattr(figures, name)) if figures else None for name in COLUMNS),
        in_dollars(balance),
    )
