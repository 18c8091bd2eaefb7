"""Statements for funders: what became of an envelope's money, as it stood at any past moment (FND-06, FND-07)."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Annotated
from uuid import UUID

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from api.doors import Caller, accepted, read
from api.problems import BAD_INPUT, Refusal
from api.v1.records.reports import as_file
from api.wrong import LATER_DAY, Wrong
from service.refusals import Refused
from service.reports.statements.queries import Asked, EnvelopeStatement, envelope_statement, funded
from service.reports.statements.rules import DonorStatement, Figures, Statement
from service.reports.statements.table import statement_csv
from service.store.session import Session
from service.store.store import Store

TAG = "reports"
Month = Annotated[str, QueryParameter(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])(?!\n)$", max_length=7)]
AsOf = Annotated[datetime | None, QueryParameter()]
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""Before any statement: a moment at the beginning of calendars is this one."""


@dataclass(frozen=True)
class Sums:
    """Sums in cents; `carried` and `corrected` are signed."""

    received_cents: int
    carried_cents: int
    promised_cents: int
    paid_cents: int
    returned_cents: int
    corrected_cents: int
    overrun_cents: int
    covered_cents: int


@dataclass(frozen=True)
class MonthLine:
    """A month with the balance at its end, in cents."""

    month: date
    sums: Sums
    closing_cents: int


@dataclass(frozen=True)
class CellLine:
    """A month's sums of a category; without one, what stands behind no request."""

    month: date
    category: str | None
    sums: Sums


@dataclass(frozen=True)
class CategoryLine:
    """A category's sums over the period."""

    category: str | None
    sums: Sums


@dataclass(frozen=True)
class FullStatement:
    """Opening, what moved, closing; all cents. `promised_open_cents`: promised at the end and not yet paid."""

    opening_cents: int
    months: list[MonthLine]
    cells: list[CellLine]
    categories: list[CategoryLine]
    total: Sums
    closing_cents: int
    promised_open_cents: int
    overrun_open_cents: int


@dataclass(frozen=True)
class ReceivedLine:
    """What the donor gave in a month, in cents."""

    month: date
    cents: int


@dataclass(frozen=True)
class SpentLine:
    """What was spent in these months together, in cents; half-open."""

    since: date
    until: date
    cents: int


@dataclass(frozen=True)
class MonthlyTotals:
    """What a private donor is told; `told_later` are months whose spending is told with the next (FND-06)."""

    received: list[ReceivedLine]
    spent: list[SpentLine]
    told_later: list[date]


@dataclass(frozen=True)
class StatementView:
    """A statement; `full` for a public funder, `monthly` for a private one."""

    envelope_id: UUID
    code: str
    name: str
    funder: str
    since: date
    until: date
    as_of: datetime
    full: FullStatement | None
    monthly: MonthlyTotals | None


@read(
    "/envelopes/{envelope_id:uuid}/funder-statement",
    id="read_statement",
    summary="An envelope's statement for its funder, by month and category, as it stood at a moment",
    tag=TAG,
)
async def get_statement(
    *,
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    envelope_id: FromPath[UUID],
    from_month: Month,
    to_month: Month,
    as_of: AsOf = None,
) -> StatementView:
    """`from_month` counts, `to_month` does not; months in UTC. Without `as_of`, as it stands now."""
    async with store.reading(caller.seat) as session:
        asked = asked_of(session, envelope_id, (from_month, to_month), as_of)
        return viewed(asked, accepted(await envelope_statement(session, asked)))


@read(
    "/envelopes/{envelope_id:uuid}/funder-statement/table",
    id="read_statement_table",
    media_type="text/csv",
    summary="The same as a table (CSV, RFC 4180)",
    tag=TAG,
)
async def get_statement_table(
    *,
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    envelope_id: FromPath[UUID],
    from_month: Month,
    to_month: Month,
    as_of: AsOf = None,
) -> Response[str]:
    async with store.reading(caller.seat) as session:
        asked = asked_of(session, envelope_id, (from_month, to_month), as_of)
        told = accepted(await envelope_statement(session, asked))
    return as_file(statement_csv(told), "releve-statement.csv")


def asked_of(session: Session, envelope_id: UUID, months: tuple[str, str], as_of: datetime | None) -> Asked:
    """What was asked; never of a moment that is not yet. Raises `Refusal` when the months are reversed."""
    since, until = (date.fromisoformat(f"{month}-01") for month in months)
    if since >= until:
        raise Refusal(Refused(BAD_INPUT), [Wrong("to_month", LATER_DAY)])
    moment = session.now if as_of is None else as_of if as_of.tzinfo else as_of.replace(tzinfo=UTC)
    return Asked(envelope_id, since, until, max(EARLIEST, min(moment, session.now)))


def viewed(asked: Asked, told: EnvelopeStatement) -> StatementView:
    """The statement as it is answered."""
    return StatementView(
        told.envelope_id,
        told.code,
        told.name,
        told.funder,
        asked.since,
        asked.until,
        told.as_of,
        _full(told.full) if told.full else None,
        _monthly(told.donor) if told.donor else None,
    )


def _full(found: Statement) -> FullStatement:
    return FullStatement(
        found.opening,
        [MonthLine(each.month, sums(each.figures), each.closing) for each in found.months],
        [
            CellLine(month, category or None, sums(figures))
            for (month, category), figures in found.cells.items()
        ],
        by_category(found.categories.items()),
        sums(found.total),
        found.closing,
        found.promised_open,
        found.overrun_open,
    )


def by_category(figures: Iterable[tuple[str, Figures]]) -> list[CategoryLine]:
    return [CategoryLine(category or None, sums(each)) for category, each in figures]


def sums(figures: Figures) -> Sums:
    return Sums(**{f"{name}_cents": cents for name, cents in asdict(figures).items()})


def _monthly(found: DonorStatement) -> MonthlyTotals:
    return MonthlyTotals(
        [ReceivedLine(month, cents) for month, cents in found.received.items()],
        [SpentLine(each.since, each.until, each.spent) for each in found.spent],
        list(found.waiting),
    )


@dataclass(frozen=True)
class FunderView:
    """What one funder's money has done so far, over all its envelopes."""

    funder_id: UUID
    funder: str
    private: bool
    envelopes: list[UUID]
    total: Sums
    balance_cents: int
    categories: list[CategoryLine]


@read(
    "/reports/funded",
    id="read_funded",
    summary="What has been funded, aggregated by funder and category",
    tag=TAG,
)
async def get_funded(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[FunderView]:
    async with store.reading(caller.seat) as session:
        return [
            FunderView(
                each.funder_id,
                each.funder,
                each.private,
                list(each.envelopes),
                sums(each.figures),
                each.figures.change,
                by_category(each.categories.items()),
            )
            for each in accepted(await funded(session))
        ]


handlers = [get_statement, get_statement_table, get_funded]
