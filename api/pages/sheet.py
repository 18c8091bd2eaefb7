"""The sheet of paper: a house's beds and expected arrivals by code, with empty lines to write on (BED-15)."""

from datetime import datetime
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.doors import for_roles
from api.pages.formats import FIXED, clock_time, long_day
from api.pages.frame import said
from api.pages.moments import day_in, moment_in
from api.pages.visits import Visit
from api.problems import Refusal
from service.beds.paper.queries import Sheet, sheet_of
from service.partners.actor import Role
from service.refusals import NOT_FOUND, Language, Refused

LANGUAGES: tuple[Language, ...] = ("fr", "en")
EMPTY_LINES = 14
"""As many as fit under a house of average size on one page."""


@get("/shelters/{shelter_id:uuid}/sheet", include_in_schema=False)
async def show_sheet(visit: NamedDependency[Visit], shelter_id: FromPath[UUID]) -> Response[str]:
    """One page in both languages, to print at the beginning of a shift. It names nobody (SAF-08)."""
    async with visit.store.reading(visit.seat) as session:
        for_roles(session, Role.SHELTER_COORDINATOR, Role.FRONT_DESK)
        sheet = await sheet_of(session, shelter_id)
    if sheet is None:
        raise Refusal(Refused(NOT_FOUND))
    first: Language = visit.language
    return visit.paint(
        "sheet.html",
        page=f"/shelters/{shelter_id}/sheet",
        sheet=sheet,
        at=partial(_at, first, sheet),
        both=partial(_both, first),
        night={f"night_{language}": long_day(sheet.night, language) for language in LANGUAGES},
        covers=_covers(sheet),
        empty=empty_key(sheet.empty, sheet.held),
        lines=EMPTY_LINES,
    )


def _covers(sheet: Sheet) -> dict[str, str]:
    """From when to when, in both languages."""
    ends = (("start", sheet.printed_at), ("end", sheet.until))
    return {
        f"{name}_{language}": moment_in(language, sheet.time_zone)(moment)
        for name, moment in ends
        for language in LANGUAGES
    }


def empty_key(empty: int, held: int) -> str:
    """The words for so many empty beds, some of them held: the same numbers as the table below them."""
    if empty == 0:
        return "sheet.empty.none"
    if empty == 1:
        return "sheet.empty.one.held" if held else "sheet.empty.one"
    return "sheet.empty.many" + {0: "", 1: ".held_one"}.get(held, ".held")


def _at(first: Language, sheet: Sheet, moment: datetime) -> str:
    """The hour; of another day than that of the printing, with the day."""
    zone = ZoneInfo(sheet.time_zone)
    time = clock_time(moment, sheet.time_zone, "en")
    if moment.astimezone(zone).date() == sheet.printed_at.astimezone(zone).date():
        return time
    days = {f"day_{language}": day_in(language, sheet.time_zone)(moment) for language in LANGUAGES}
    return _both(first, "sheet.at_a_later_day", time=time, **days)


def _both(first: Language, key: str, **facts: object) -> str:
    """A word in both languages, the reader's first; once where they are the same."""
    second: Language = "en" if first == "fr" else "fr"
    words = dict.fromkeys((said(first, key, **facts), said(second, key, **facts)))
    return f"{FIXED}/ ".join(words)


handlers = [show_sheet]
