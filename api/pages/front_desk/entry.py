"""The night sheet, entered afterwards: line by line at the hours that were written, every value kept (BED-15)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.doors import for_roles
from api.pages.amounts import hour_in, moment_at
from api.pages.filling import Unfit, trouble_of
from api.pages.forms import Form, read_form
from api.pages.front_desk.beds import desk_of
from api.pages.front_desk.questions import AT_THE_DESK
from api.pages.front_desk.saying import when
from api.pages.keeping import take_kept
from api.pages.visits import Visit
from api.problems import Refusal
from api.wrong import TO_FILL, Wrong
from service.beds.paper.entering import Clerk, EnterSheet, LineDone
from service.beds.paper.queries import Sheet, sheet_of
from service.beds.paper.rules import Line, What
from service.refusals import NOT_FOUND, Refused, Said

LINES = range(1, 15)
"""As many as are printed."""
KINDS: tuple[What, ...] = ("count", "unchanged", "arrival", "departure")
NO_BED = Said("Ce lit n'est pas sur la feuille", "This bed is not on the sheet")
NO_KIND = Said("Choisissez ce qui s'est passé", "Choose what happened")
A_COUNT = Said("Un nombre de lits, par exemple 3", "A number of beds, such as 3")


@dataclass(frozen=True)
class Written:
    """One line as it was typed."""

    number: int
    at: str
    what: str
    value: str

    @property
    def empty(self) -> bool:
        return not (self.at or self.what or self.value)


def written(values: Mapping[str, str]) -> list[Written]:
    """Every line of the form, the empty ones too."""
    return [
        Written(n, *(values.get(f"{name}_{n}", "").strip() for name in ("at", "what", "value")))
        for n in LINES
    ]


@get("/shelters/{shelter_id:uuid}/sheet/entry", include_in_schema=False)
async def show_entry(visit: NamedDependency[Visit], shelter_id: FromPath[UUID]) -> Response[str]:
    """As many empty lines as the sheet has; what was typed before a session ended is given back."""
    kept = await take_kept(visit)
    return await _page(visit, shelter_id, kept.values if kept else {}, kept=kept is not None)


async def _sheet(visit: Visit, shelter_id: UUID) -> tuple[Sheet, datetime]:
    """The sheet as it stands. Raises `Refusal` for whoever does not work there."""
    async with visit.store.reading(visit.seat) as session:
        for_roles(session, *AT_THE_DESK)
        sheet, now = await sheet_of(session, shelter_id), session.now
    if sheet is None:
        raise Refusal(Refused(NOT_FOUND))
    return sheet, now


async def _page(
    visit: Visit,
    shelter_id: UUID,
    typed: Mapping[str, str],
    *,
    why: Refused | Unfit | None = None,
    kept: bool = False,
) -> Response[str]:
    sheet, _ = await _sheet(visit, shelter_id)
    trouble = trouble_of(why, visit.language)
    return visit.paint(
        "front_desk/entry.html",
        status=trouble.status if trouble else 200,
        page=f"/shelters/{shelter_id}/sheet/entry",
        sheet=sheet,
        lines=written(typed),
        kinds=KINDS,
        trouble=trouble,
        kept=kept,
        results=None,
    )


@post("/shelters/{shelter_id:uuid}/sheet/entry", include_in_schema=False, status_code=200)
async def enter(visit: NamedDependency[Visit], shelter_id: FromPath[UUID]) -> Response[Any]:
    """Each line by its own command, in the order of the hours; the page says what became of each."""
    form = await read_form(visit.request)
    if form.language:
        return await _page(visit, shelter_id, form.values)
    sheet, now = await _sheet(visit, shelter_id)
    lines = lines_of(form, sheet, now)
    if isinstance(lines, Unfit):
        return await _page(visit, shelter_id, form.values, why=lines)
    done = await Clerk(visit.store, desk_of(visit), visit.seat).enter(
        EnterSheet(shelter_id, tuple(lines.values())), form.once
    )
    if isinstance(done, Refused):
        return await _page(visit, shelter_id, form.values, why=done)
    return _results(visit, sheet, now, list(lines), done)


def _results(
    visit: Visit, sheet: Sheet, now: datetime, numbers: list[int], done: list[LineDone]
) -> Response[str]:
    return visit.paint(
        "front_desk/entered.html",
        page=f"/shelters/{sheet.shelter_id}/sheet/entry",
        sheet=sheet,
        when=lambda at: when(visit.language, at, sheet.time_zone, now),
        results=[(numbers[one.number - 1], one) for one in done],
        refused=lambda one: one.refused.title(visit.language),
    )


def lines_of(form: Form, sheet: Sheet, now: datetime) -> dict[int, Line] | Unfit:
    """The lines that were filled in, by their number on the form, or what to correct in each."""
    lines: dict[int, Line] = {}
    wrongs: list[Wrong] = []
    for one in written(form.values):
        if one.empty:
            continue
        read = _line(one, sheet, now)
        if isinstance(read, Wrong):
            wrongs.append(read)
        else:
            lines[one.number] = read
    if not lines and not wrongs:
        wrongs.append(Wrong("at_1", TO_FILL))
    return Unfit(tuple(wrongs)) if wrongs else lines


def _line(one: Written, sheet: Sheet, now: datetime) -> Line | Wrong:
    at = _at(one, sheet, now)
    if isinstance(at, Wrong):
        return at
    if one.what == "count":
        return (
            Line(at, "count", free=int(one.value))
            if _digits(one.value)
            else Wrong(f"value_{one.number}", A_COUNT)
        )
    if one.what == "unchanged":
        return Line(at, "unchanged")
    if one.what == "arrival":
        code = one.value.upper()
        return Line(at, "arrival", code=code) if code else Wrong(f"value_{one.number}", TO_FILL)
    if one.what == "departure":
        beds = {str(bed.number): bed.id for bed in sheet.beds}
        bed = beds.get(one.value)
        return Line(at, "departure", bed_id=bed) if bed else Wrong(f"value_{one.number}", NO_BED)
    return Wrong(f"what_{one.number}", NO_KIND)


def _digits(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 4


def _at(one: Written, sheet: Sheet, now: datetime) -> datetime | Wrong:
    """The last time that this hour was on the house's clock: a sheet is entered within a day."""
    hour = hour_in(one.at, f"at_{one.number}")
    if isinstance(hour, Wrong):
        return hour
    today = now.astimezone(ZoneInfo(sheet.time_zone)).date()
    at = moment_at(today, hour, sheet.time_zone)
    return at if at <= now else moment_at(today - timedelta(days=1), hour, sheet.time_zone)


handlers: list[Any] = [show_entry, enter]
