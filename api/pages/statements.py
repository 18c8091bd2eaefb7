"""A statement on a page: an envelope's money by month and category, in both languages, to print for its funder."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from babel.dates import format_date
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from api.doors import accepted
from api.pages.charts import Bars, Steps, bars, steps
from api.pages.formats import FIXED, money
from api.pages.frame import said
from api.pages.moments import moment_in, zone_of
from api.pages.reports import in_order, paid_by_category
from api.pages.visits import Visit
from api.v1.fund.statements import asked_of
from api.v1.records.reports import as_file
from service.refusals import Language
from service.reports.statements.queries import Asked, EnvelopeStatement, envelope_statement
from service.reports.statements.rules import Figures, Stretch
from service.reports.statements.table import COLUMNS, statement_csv

Month = Annotated[str | None, QueryParameter(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])(?!\n)$", max_length=7)]


@dataclass(frozen=True)
class In:
    """The statement as one language says it."""

    language: Language
    told: EnvelopeStatement
    asked: Asked
    zone: str

    def say(self, key: str, **facts: object) -> str:
        return said(self.language, key, **facts)

    @property
    def of(self) -> str:
        """The period, and the moment by which it is told, in this language."""
        days = {"since": self.month(self.asked.since), "until": self.month(last_month(self.asked.until))}
        days["as_of"] = moment_in(self.language, self.zone)(self.told.as_of)
        return self.say(
            "statement.of",
            **{f"{name}_{language}": text for name, text in days.items() for language in ("fr", "en")},
        )

    def money(self, cents: int) -> str:
        return money(cents, "CAD", self.language)

    def month(self, month: date) -> str:
        return format_date(month, "MMM y", locale=f"{self.language}_CA").replace(" ", FIXED)

    def months(self, months: Sequence[date]) -> str:
        return ", ".join(self.month(each) for each in months)

    def stretch(self, stretch: Stretch) -> str:
        """The months that were told together, the first and the last of them."""
        return "–".join(dict.fromkeys((self.month(stretch.since), self.month(last_month(stretch.until)))))

    def amounts(self, figures: Figures) -> list[str]:
        """A row of the table: nothing for zero, so that the eye finds what moved."""
        return [self.money(cents) if (cents := getattr(figures, name)) else "" for name in COLUMNS]

    @property
    def balance(self) -> Steps | None:
        if self.told.full is None:
            return None
        return steps(
            [
                (f"{self.month(each.month)} {self.money(each.closing)}", each.closing)
                for each in self.told.full.months
            ]
        )

    @property
    def paid(self) -> Bars:
        if self.told.full is None:
            return bars([])
        return paid_by_category(
            self.language, {name: figures.paid for name, figures in self.told.full.categories.items()}
        )


@get("/statements/{envelope_id:uuid}", include_in_schema=False)
async def show_statement(
    visit: NamedDependency[Visit],
    envelope_id: FromPath[UUID],
    from_month: Month = None,
    to_month: Month = None,
) -> Response[str]:
    """This year's statement up to now unless other months are asked for, in both languages (FND-06, FND-07)."""
    async with visit.store.reading(visit.seat) as session:
        months = months_of(session.now, from_month, to_month)
        asked = asked_of(session, envelope_id, months, None)
        told = accepted(await envelope_statement(session, asked))
        zone = await zone_of(session)
    return visit.paint(
        "statement.html",
        page=f"/statements/{envelope_id}",
        told=told,
        query=f"from_month={months[0]}&to_month={months[1]}",
        columns=["overrun.column" if name == "overrun" else name for name in COLUMNS],
        both=[In(language, told, asked, zone) for language in in_order(visit.language)],
    )


@get("/statements/{envelope_id:uuid}/table", include_in_schema=False)
async def keep_statement(
    visit: NamedDependency[Visit],
    envelope_id: FromPath[UUID],
    from_month: Month = None,
    to_month: Month = None,
) -> Response[str]:
    """The same as a table, to keep."""
    async with visit.store.reading(visit.seat) as session:
        asked = asked_of(session, envelope_id, months_of(session.now, from_month, to_month), None)
        told = accepted(await envelope_statement(session, asked))
    return as_file(statement_csv(told), "releve-statement.csv")


def months_of(now: datetime, since: str | None, until: str | None) -> tuple[str, str]:
    """The months that were asked for, half-open; else those of this year up to this month, included."""
    ends = f"{now.year + 1}-01" if now.month == 12 else f"{now.year}-{now.month + 1:02}"
    return since or f"{now.year}-01", until or ends


def last_month(until: date) -> date:
    """The last month before a half-open end: a reader takes the second month that a page names to be in it."""
    return date(until.year - (until.month == 1), (until.month - 2) % 12 + 1, 1)


handlers = [show_statement, keep_statement]
