"""Reading what was published: one period, or the sum of several (DAT-02). Nothing is worked out from the facts here."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.reports.annual.lines import MONEY
from service.reports.annual.rules import TOTAL, PublishedCell
from service.reports.codebook.rules import CAUTION, CODE_BOOK, VERSION
from service.reports.rules import HIDDEN, Cell
from service.store.session import Session
from service.store.statements import sql

PERIODS = sql(
    "SELECT id, since, until, code_book, published_at FROM publications "
    "WHERE since >= :since AND until <= :until ORDER BY since"
)
CELLS = sql(
    """
    SELECT dimension, region, value, shown, count, cents, minutes FROM published_cells
    WHERE publication_id = :publication AND region IS NOT DISTINCT FROM :region
    """
)


@dataclass(frozen=True)
class Period:
    """The days [since, until) of a region or, with None, of all of them."""

    region: str | None
    since: date
    until: date


@dataclass(frozen=True)
class PublishedPeriod:
    """A period as it was published, and when; half-open."""

    since: date
    until: date
    code_book: str
    published_at: datetime


@dataclass(frozen=True)
class Cells:
    """Counts by code, and their total."""

    cells: Mapping[str, Cell]
    total: Cell


@dataclass(frozen=True)
class Timed:
    """How many lines, and their median in minutes: one period alone has a median."""

    lines: Cell
    median_minutes: int | None


@dataclass(frozen=True)
class Money:
    """Lines behind an amount, and the amount in cents; none where the lines are withheld (DAT-05)."""

    lines: Cell
    cents: int | None


@dataclass(frozen=True)
class CategoryMoney:
    """One category's lines and cents by what became of them, with the time to decide and to pay."""

    category: str
    lines: Cell
    asked_cents: int | None
    promised_cents: int | None
    paid_cents: int | None
    returned_cents: int | None
    corrected_cents: int | None
    median_minutes_to_decide: int | None
    median_minutes_to_pay: int | None


@dataclass(frozen=True)
class MoneyTotals:
    """Sums over every category, in cents, equal to the ledger (DAT-02); `spent` is paid less returned and corrected.

    None where fewer than five lines stand behind a sum (DAT-05).
    """

    asked_cents: int | None
    promised_cents: int | None
    paid_cents: int | None
    returned_cents: int | None
    corrected_cents: int | None
    spent_cents: int | None


@dataclass(frozen=True)
class AnnualReport:
    """What was published of the periods that lie within the days asked for. `caution` is fixed (DAT-08)."""

    region: str | None
    since: date
    until: date
    periods: list[PublishedPeriod]
    code_book: str
    arrivals: Cell
    gender: Cells
    age_band: Cells
    form: Mapping[str, Cell]
    opened: Cell
    median_minutes_to_bed: int | None
    within_72h: Cell
    unmet: Cells
    nights_held: int | None
    nights_used: int | None
    nights_held_unused: int | None
    money: list[CategoryMoney]
    totals: MoneyTotals
    decision_by_urgency: Mapping[str, Timed]
    payment_by_urgency: Mapping[str, Timed]
    decided_in_time: Mapping[str, Cell]
    caution_fr: str
    caution_en: str


Key = tuple[str, str]


async def annual_report(session: Session, period: Period) -> AnnualReport | Refused:
    """The report of a region, for auditors and for the coordinators of that region (POL-03, DAT-02)."""
    found = await published(session, period)
    if isinstance(found, Refused):
        return found
    periods, cells = found
    return _report(period, periods, cells)


async def published(
    session: Session, period: Period
) -> tuple[list[PublishedPeriod], dict[Key, PublishedCell]] | Refused:
    """The periods that lie whole within these days, and their cells summed (DAT-02, POL-03)."""
    refused = _refused(session, period)
    if refused:
        return refused
    rows = await session.rows(PERIODS, since=period.since, until=period.until)
    sums: dict[Key, PublishedCell] = {}
    for number, row in enumerate(rows):
        cells = await session.rows(CELLS, publication=row["id"], region=period.region)
        sums = summed(sums, (PublishedCell(**each) for each in cells), first=number == 0)
    return [PublishedPeriod(**{name: row[name] for name in _SHOWN}) for row in rows], sums


_SHOWN = ("since", "until", "code_book", "published_at")


def _refused(session: Session, period: Period) -> Refused | None:
    if session.actor.has(Role.AUDITOR):
        return None
    if not session.actor.has(Role.REGIONAL_COORDINATOR):
        return Refused(NOT_ALLOWED)
    return None if period.region in session.actor.regions else Refused(NOT_FOUND)


def summed(
    sums: Mapping[Key, PublishedCell], cells: Iterable[PublishedCell], *, first: bool
) -> dict[Key, PublishedCell]:
    """A longer period is the sum of what was published of its parts, and withheld where one of them is (DAT-05)."""
    if first:
        return {(each.dimension, each.value): each for each in cells}
    return {key: _plus(sums[key], each) for each in cells if (key := (each.dimension, each.value)) in sums}


def _plus(one: PublishedCell, other: PublishedCell) -> PublishedCell:
    if one.count is None or other.count is None:
        return PublishedCell(one.dimension, one.region, one.value, HIDDEN.shown, None)
    count = one.count + other.count
    cents = None if one.cents is None or other.cents is None else one.cents + other.cents
    return PublishedCell(one.dimension, one.region, one.value, str(count), count, cents)


def _report(
    period: Period, periods: list[PublishedPeriod], cells: Mapping[Key, PublishedCell]
) -> AnnualReport:
    book = _Book(cells)
    used, unused = (book.cell("nights", name).count for name in ("used", "unused"))
    return AnnualReport(
        period.region,
        period.since,
        period.until,
        periods,
        VERSION,
        arrivals=book.cell("bed", TOTAL),
        gender=book.table("gender"),
        age_band=book.table("age_band"),
        form=book.cells("form"),
        opened=book.cell("opened", TOTAL),
        median_minutes_to_bed=book.minutes("bed", TOTAL),
        within_72h=book.cell("opened", "within_72h"),
        unmet=book.table("unmet"),
        nights_held=None if used is None or unused is None else used + unused,
        nights_used=used,
        nights_held_unused=unused,
        money=list(book.money()),
        totals=book.totals(),
        decision_by_urgency=book.timed("decision.urgency"),
        payment_by_urgency=book.timed("payment.urgency"),
        decided_in_time=book.cells("decision.in_time"),
        caution_fr=CAUTION.fr,
        caution_en=CAUTION.en,
    )


class _Book:
    """Published cells by dimension and code; what nothing was published of is withheld."""

    def __init__(self, found: Mapping[Key, PublishedCell]) -> None:
        self.found = found

    def cell(self, dimension: str, value: str) -> Cell:
        found = self.found.get((dimension, value))
        return HIDDEN if found is None else Cell(found.count, found.shown)

    def cells(self, dimension: str) -> dict[str, Cell]:
        return {code: self.cell(dimension, code) for code in CODE_BOOK[dimension].codes}

    def table(self, dimension: str) -> Cells:
        return Cells(self.cells(dimension), self.cell(dimension, TOTAL))

    def minutes(self, dimension: str, value: str) -> int | None:
        found = self.found.get((dimension, value))
        return found.minutes if found else None

    def cents(self, dimension: str, value: str) -> int | None:
        found = self.found.get((dimension, value))
        return found.cents if found else None

    def timed(self, dimension: str) -> dict[str, Timed]:
        return {
            code: Timed(cell, self.minutes(dimension, code)) for code, cell in self.cells(dimension).items()
        }

    def money(self) -> Iterator[CategoryMoney]:
        """The categories of which anything is known."""
        for category in CODE_BOOK["asked"].codes:
            if any(self.cell(measure, category).count != 0 for measure in MONEY):
                yield CategoryMoney(
                    category,
                    self.cell("asked", category),
                    median_minutes_to_decide=self.minutes("asked", category),
                    median_minutes_to_pay=self.minutes("paid", category),
                    **self.sums(category),
                )

    def sums(self, value: str) -> dict[str, int | None]:
        return {f"{measure}_cents": self.cents(measure, value) for measure in MONEY}

    def totals(self) -> MoneyTotals:
        sums = self.sums(TOTAL)
        return MoneyTotals(
            **sums, spent_cents=_spent(*(sums[f"{name}_cents"] for name in ("paid", "returned", "corrected")))
        )


def _spent(paid: int | None, returned: int | None, corrected: int | None) -> int | None:
    """Paid, less what came back and what was corrected."""
    if paid is None or returned is None or corrected is None:
        return None
    return paid - returned - corrected


def rows_of(cells: Mapping[Key, PublishedCell]) -> Iterator[tuple[str, str, PublishedCell]]:
    """Dimension, code and cell in the order of the code book, for the CSV (DAT-02)."""
    for name, dimension in CODE_BOOK.items():
        for code in (TOTAL, *dimension.codes):
            if (name, code) in cells:
                yield name, code, cells[name, code]
