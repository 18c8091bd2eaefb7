"""The directory as a file: own pledges out, and in again; bad rows are listed and good ones go in (AGR-06)."""

import io
from collections.abc import Callable, Collection, Iterable
from typing import Any, Final

from service.partners.directory.rules import CONDITIONS, NEEDS, Condition, Terms
from service.tables import writing as tables
from service.tables.bad_rows import BadRow, Reason
from service.tables.cells import RejectedError, day, one_of, text
from service.tables.rows import Row, Source, rows

HEADER: Final = (
    "need", "free", "fee_cents", "regions", "languages", "conditions", "on_call", "starts_on", "until",
)  # fmt: skip
YES_NO: Final = {"yes": True, "oui": True, "true": True, "no": False, "non": False, "false": False}
MOST_CENTS: Final = 10_000_000


def written(pledges: Iterable[Terms]) -> str:
    """Pledges as CSV, which reads back as the same (AGR-06). A cell that a spreadsheet would run as a formula begins
    with an apostrophe."""
    return tables.written(HEADER, ([_cell(getattr(terms, name)) for name in HEADER] for terms in pledges))


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " ".join(value)
    return "" if value is None else str(value)


def read(
    content: str, regions: Collection[str], checked: Callable[[Terms], Any]
) -> tuple[list[Terms], list[BadRow]]:
    """Pledges of a file, and the rows that are none, by line and reason (AGR-06).

    A row that says the same need for the same regions as one above it is a bad row; so is one that `checked` finds a
    fault in. Raises `UnreadableFileError` for a file of another format.
    """
    raw = io.BytesIO(content.encode("utf-8", "surrogatepass"))
    good: dict[tuple[str, tuple[str, ...]], tuple[int, Terms]] = {}
    bad: list[BadRow] = []
    for row in rows(Source(raw, len(content)), HEADER):
        if isinstance(row, BadRow):
            bad.append(row)
            continue
        try:
            terms = _terms(row, regions)
            if checked(terms) is not None:
                raise RejectedError("unknown_value", column="until", value=str(terms.until))
            first = good.setdefault((terms.need, terms.regions), (row.line, terms))[0]
            if first != row.line:
                raise RejectedError("repeated", first=first)
        except RejectedError as rejected:
            bad.append(rejected.at(row.line))
    return [terms for _, terms in good.values()], bad


def _terms(row: Row, regions: Collection[str]) -> Terms:
    fee = text(row, "fee_cents")
    return Terms(
        need=one_of(row, "need", {need: need for need in NEEDS}),
        free=one_of(row, "free", YES_NO),
        fee_cents=_cents(fee) if fee else None,
        regions=_several(row, "regions", regions, least=1),
        languages=_languages(row),
        conditions=_conditions(row),
        on_call=one_of(row, "on_call", YES_NO),
        starts_on=day(row, "starts_on"),
        until=day(row, "until"),
    ).in_order()


def _cents(cell: str) -> int:
    if not cell.isascii() or not cell.isdigit() or len(cell) > 12:
        raise RejectedError("not_whole", column="fee_cents", value=cell[:20])
    if not 0 < int(cell) <= MOST_CENTS:
        raise RejectedError("too_large", column="fee_cents", value=cell, limit=MOST_CENTS)
    return int(cell)


def _several(row: Row, column: str, known: Collection[str], *, least: int = 0) -> tuple[str, ...]:
    words = tuple(text(row, column).split())
    if len(words) < least:
        raise RejectedError("missing", column=column)
    for word in words:
        if word not in known:
            reason: Reason = "unknown_region" if column == "regions" else "unknown_value"
            raise RejectedError(reason, column=column, value=word[:20])
    return words


def _conditions(row: Row) -> tuple[Condition, ...]:
    said = _several(row, "conditions", CONDITIONS)
    return tuple(each for each in CONDITIONS if each in said)


def _languages(row: Row) -> tuple[str, ...]:
    words = tuple(text(row, "languages").split())
    for word in words:
        first, *more = word.split("-")
        if (
            not (first.isascii() and first.isalpha() and 2 <= len(first) <= 3)
            or len(more) > 1
            or len(word) > 8
        ):
            raise RejectedError("unknown_value", column="languages", value=word[:20])
    return words
