"""A statement from an envelope's entries: what they add up to, and what a private donor is told of it (FND-06)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Final
from uuid import UUID

from service.reports.rules import LEAST


@dataclass(frozen=True)
class Entry:
    """What an envelope's transfers of one kind came to, in a month and a category, in cents.

    `effect` is what they did to the envelope's own account; a promise does nothing to it. `about`: the kind that a
    correction reverses. `category` is empty where no line of a request stands behind.
    """

    month: date
    kind: str
    about: str
    category: str
    amount: int
    effect: int
    lines: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Figures:
    """Sums in cents. `promised` is net of what was given up; `carried` and `corrected` are signed, as the envelope felt
    them; `overrun` is what a bank charged above what was promised, `covered` what the envelope has paid of that."""

    received: int = 0
    carried: int = 0
    promised: int = 0
    paid: int = 0
    returned: int = 0
    corrected: int = 0
    overrun: int = 0
    covered: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def change(self) -> int:
        """By how much the envelope's balance changes: closing is opening and this (FND-09)."""
        return self.received + self.carried - self.paid + self.returned + self.corrected - self.covered


_COLUMN: Final[Mapping[str, tuple[str, int]]] = {
    "contribution": ("received", 1),
    "carry_in": ("carried", 1),
    "carry_out": ("carried", -1),
    "earmark": ("promised", 1),
    "void": ("promised", -1),
    "expiry": ("promised", -1),
    "payment": ("paid", 1),
    "return": ("returned", 1),
    "overrun": ("overrun", 1),
    "cover": ("covered", 1),
}


def figures_of(entries: Iterable[Entry]) -> Figures:
    """The entries, each in its column; raises `KeyError` for a kind that no column knows, rather than lose it."""
    total = Figures()
    for each in entries:
        column, sign = ("corrected", 1) if each.kind == "correction" else _COLUMN[each.kind]
        total += Figures(**{column: each.effect if each.kind == "correction" else sign * each.amount})
    return total


@dataclass(frozen=True)
class MonthOf:
    """A month's figures, and the balance at its end."""

    month: date
    figures: Figures
    closing: int


@dataclass(frozen=True)
class Statement:
    """An envelope over [since, until): `opening` and `closing` are money there, promised or not; all cents."""

    since: date
    until: date
    opening: int
    months: Sequence[MonthOf]
    categories: Mapping[str, Figures]
    cells: Mapping[tuple[date, str], Figures]
    total: Figures
    closing: int
    promised_open: int
    overrun_open: int


def statement(entries: Sequence[Entry], since: date, until: date) -> Statement:
    """The statement of a period, from every entry before its end (FND-07, FND-09)."""
    before = figures_of(each for each in entries if each.month < since)
    within = [each for each in entries if since <= each.month < until]
    cells = {
        key: figures_of(each for each in within if (each.month, each.category) == key)
        for key in sorted({(each.month, each.category) for each in within})
    }
    total = figures_of(within)
    return Statement(
        since,
        until,
        before.change,
        list(_months(cells, before.change, since, until)),
        {
            category: sum((figures for key, figures in cells.items() if key[1] == category), Figures())
            for category in sorted({category for _, category in cells})
        },
        cells,
        total,
        before.change + total.change,
        _promised_open(entries, until),
        _overrun_open(entries, until),
    )


def _months(
    cells: Mapping[tuple[date, str], Figures], opening: int, since: date, until: date
) -> Iterator[MonthOf]:
    balance = opening
    for month in months_between(since, until):
        figures = sum((each for key, each in cells.items() if key[0] == month), Figures())
        balance += figures.change
        yield MonthOf(month, figures, balance)


def months_between(since: date, until: date) -> Iterator[date]:
    """The first days of the months of [since, until)."""
    year, month = since.year, since.month
    while date(year, month, 1) < until:
        yield date(year, month, 1)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _promised_open(entries: Iterable[Entry], until: date) -> int:
    """Promises that neither were paid nor given up at the end."""
    figures = figures_of(each for each in entries if each.month < until)
    return figures.promised - figures.paid


def _overrun_open(entries: Iterable[Entry], until: date) -> int:
    """What was charged above promises and is not covered at the end: corrections through that account count back."""
    open_cents = 0
    for each in entries:
        if each.month < until:
            sign = {"overrun": 1, "cover": -1}.get(each.kind, 0)
            if each.kind == "correction":
                sign = {"overrun": -1, "cover": 1}.get(each.about, 0)
            open_cents += sign * each.amount
    return open_cents


@dataclass(frozen=True)
class Stretch:
    """What was spent in months taken together, [since, until): by five lines at least, or by none."""

    since: date
    until: date
    spent: int


@dataclass(frozen=True)
class DonorStatement:
    """What a private donor is told: what they gave by month, and what was spent by stretches of months (FND-06).

    `waiting`: months at the end whose spending is told later, with that of the months after.
    """

    since: date
    until: date
    received: Mapping[date, int]
    spent: Sequence[Stretch]
    waiting: Sequence[date]


def donor_statement(entries: Sequence[Entry], since: date, until: date) -> DonorStatement:
    """Monthly totals without a case in sight: a month with fewer than five lines waits for the next (FND-06).

    The stretches begin with the envelope's first month and depend on nothing after them: two statements, of whatever
    periods, tell the same stretches, and no difference of them is finer than one.
    """
    told, waiting = _stretches(entries, until)
    received: dict[date, int] = dict.fromkeys(months_between(since, until), 0)
    for each in entries:
        if each.month in received and each.kind in _GIVEN:
            received[each.month] += each.effect
    inside = [each for each in told if each.since >= since]
    return DonorStatement(since, until, received, inside, [month for month in waiting if month >= since])


_GIVEN: Final = frozenset({"contribution", "carry_in", "carry_out"})


def _stretches(entries: Sequence[Entry], until: date) -> tuple[list[Stretch], list[date]]:
    spending = [each for each in entries if each.lines and each.month < until]
    if not spending:
        return [], []
    told: list[Stretch] = []
    open_months: list[date] = []
    lines: set[UUID] = set()
    spent = 0
    for month in months_between(min(each.month for each in spending), until):
        of_month = [each for each in spending if each.month == month]
        open_months.append(month)
        lines.update(*(each.lines for each in of_month))
        spent += sum(_spending(each) for each in of_month)
        if not lines or len(lines) >= LEAST:
            told.append(Stretch(open_months[0], _after(month), spent))
            open_months, lines, spent = [], set(), 0
    return told, open_months


def _spending(entry: Entry) -> int:
    """What left for good: payments and overruns, less what came back."""
    if entry.kind in {"payment", "overrun"}:
        return entry.amount
    if entry.kind == "return":
        return -entry.amount
    if entry.kind == "correction":
        return {"payment": -1, "overrun": -1, "return": 1}.get(entry.about, 0) * entry.amount
    return 0


def _after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
