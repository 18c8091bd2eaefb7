"""The annual report: counts with small cells suppressed, and money that adds up to the ledger (DAT-02)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.reports.rules import Cell, Cells, cell, suppressed
from service.store.session import Session
from service.store.statements import sql

PEOPLE = sql("SELECT dimension, value, cases FROM relais.report_people(:region, :since, :until)")
TIMES = sql("SELECT * FROM relais.report_times(:region, :since, :until)")
MONEY = sql("SELECT * FROM relais.report_money(:region, :since, :until)")
UNMET = sql("SELECT reason, needs FROM relais.report_unmet(:region, :since, :until)")
NIGHTS = sql("SELECT held, used FROM relais.report_nights(:region, :since, :until)")


@dataclass(frozen=True)
class Period:
    """A half-open period [since, until) in UTC, for a region or, with None, for all of them."""

    region: str | None
    since: datetime
    until: datetime


@dataclass(frozen=True)
class CategoryMoney:
    """One category's lines and cents; all None when its lines are few (DAT-05)."""

    category: str
    lines: Cell
    asked_cents: int | None
    promised_cents: int | None
    paid_cents: int | None
    returned_cents: int | None
    median_minutes_to_decide: int | None


@dataclass(frozen=True)
class MoneyTotals:
    """Sums over every category, those withheld included: equal to the ledger, to the cent (DAT-02)."""

    asked_cents: int
    promised_cents: int
    paid_cents: int
    returned_cents: int
    spent_cents: int


@dataclass(frozen=True)
class AnnualReport:
    """The report. `caution` is fixed: what a count of this kind can and cannot say (DAT-08)."""

    region: str | None
    since: datetime
    until: datetime
    arrivals: Cell
    gender: Cells
    age_band: Cells
    form: dict[str, Cell]
    opened: Cell
    median_minutes_to_bed: int | None
    within_72h: Cell
    unmet: Cells
    nights_held: int
    nights_used: int
    nights_held_unused: int
    money: list[CategoryMoney]
    totals: MoneyTotals | None
    caution_fr: str
    caution_en: str


CAUTION_FR = (
    "Ces chiffres comptent des dossiers et des gestes, jamais des personnes reconnues. "
    "Ils disent ce qui a été demandé et trouvé, et non ce qui existe."
)
CAUTION_EN = (
    "These figures count cases and actions, never people recognised. "
    "They say what was asked and found, not what exists."
)


async def annual_report(session: Session, period: Period) -> AnnualReport | Refused:
    """The report of a region, for auditors and for the coordinators of that region (POL-03, DAT-02)."""
    refused = _refused(session, period)
    if refused:
        return refused
    values = {"region": period.region, "since": period.since, "until": period.until}
    people = await session.rows(PEOPLE, **values)
    times, nights = await session.row(TIMES, **values), await session.row(NIGHTS, **values)
    unmet = {row["reason"]: row["needs"] for row in await session.rows(UNMET, **values)}
    money = await session.rows(MONEY, **values)
    if times is None or nights is None:
        return Refused(NOT_FOUND)
    return AnnualReport(
        period.region,
        period.since,
        period.until,
        arrivals=cell(_counts(people, "arrivals").get("all", 0)),
        gender=suppressed(_counts(people, "gender")),
        age_band=suppressed(_counts(people, "age_band")),
        form={form: cell(count) for form, count in _counts(people, "form").items()},
        opened=cell(times["opened"]),
        median_minutes_to_bed=_minutes(times["median_minutes_to_bed"], times["with_bed"]),
        within_72h=cell(times["within_72h"]),
        unmet=suppressed(unmet),
        nights_held=nights["held"],
        nights_used=nights["used"],
        nights_held_unused=nights["held"] - nights["used"],
        money=categories(money),
        totals=totals(money),
        caution_fr=CAUTION_FR,
        caution_en=CAUTION_EN,
    )


def _refused(session: Session, period: Period) -> Refused | None:
    if session.actor.has(Role.AUDITOR):
        return None
    if not session.actor.has(Role.REGIONAL_COORDINATOR):
        return Refused(NOT_ALLOWED)
    return None if period.region in session.actor.regions else Refused(NOT_FOUND)


def _counts(rows: Sequence[Any], dimension: str) -> dict[str, int]:
    return {row["value"]: row["cases"] for row in rows if row["dimension"] == dimension}


def _minutes(value: float | None, among: int) -> int | None:
    """A median in whole minutes; None over fewer than five, for whom it would be somebody's own time."""
    return None if value is None or cell(among).hidden else round(value)


def categories(rows: Sequence[Any]) -> list[CategoryMoney]:
    """Money by category: where the lines are few, or would tell the few, the amounts are withheld as well (DAT-05)."""
    lines = suppressed({row["category"]: row["lines"] for row in rows})
    return [_category(row, lines.cells[row["category"]]) for row in rows]


def _category(row: Any, lines: Cell) -> CategoryMoney:
    if lines.hidden:
        return CategoryMoney(row["category"], lines, None, None, None, None, None)
    return CategoryMoney(
        row["category"],
        lines,
        row["asked_cents"],
        row["promised_cents"],
        row["paid_cents"],
        row["returned_cents"],
        _minutes(row["median_minutes_to_decide"], row["lines"]),
    )


def totals(rows: Sequence[Any]) -> MoneyTotals | None:
    """Sums in cents over all categories; `spent` is what was paid less what came back.

    None when all lines together are too few to be shown: the sums would be theirs (DAT-05).
    """
    if suppressed({row["category"]: row["lines"] for row in rows}).total.hidden:
        return None
    sums = {
        name: sum(row[name] for row in rows)
        for name in MoneyTotals.__dataclass_fields__
        if name != "spent_cents"
    }
    return MoneyTotals(**sums, spent_cents=sums["paid_cents"] - sums["returned_cents"])
