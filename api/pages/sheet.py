"""The sheet of paper: a house's beds and tonight's arrivals by code, with empty lines to write on (BED-15)."""

from functools import partial
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.doors import for_roles
from api.pages.formats import clock_time
from api.pages.frame import said
from api.pages.visits import Visit
from api.problems import Refusal
from service.beds.paper.queries import Sheet, sheet_of
from service.partners.actor import Role
from service.refusals import NOT_FOUND, Language, Refused

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
        at=partial(_at, sheet),
        both=partial(_both, first),
        lines=EMPTY_LINES,
    )


def _at(sheet: Sheet, moment: object) -> str:
    return clock_time(moment, sheet.time_zone, "en")  # type: ignore[arg-type]  # a template's moment


def _both(first: Language, key: str, **facts: object) -> str:
    """A word in both languages, the reader's first; once where they are the same."""
    second: Language = "en" if first == "fr" else "fr"
    words = dict.fromkeys((said(first, key, **facts), said(second, key, **facts)))
    return " / ".join(words)


handlers = [show_sheet]
