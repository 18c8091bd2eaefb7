"""The record line by line, and who was where by pseudonyms (POL-03)."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from api.doors import accepted, from_cursor, to_cursor
from api.pages.frame import said
from api.pages.moments import day_in, moment_in, zone_of
from api.pages.visits import Visit
from api.pages.words import WORDS
from api.problems import Refusal
from service.cases.audited import MOST_DAYS, audited_placements
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, Refused
from service.trail.views import Place, following, my_record

LINES = 50
MONTH = timedelta(days=31)
Day = Annotated[str, QueryParameter(max_length=10)]


@get("/audit/record", include_in_schema=False)
async def show_record(
    visit: NamedDependency[Visit], cursor: Annotated[str | None, QueryParameter(max_length=200)] = None
) -> Response[str]:
    """Names of events, when, and in which role; never what they hold."""
    found = from_cursor(cursor, datetime, int)
    place = Place(*found) if found else None
    async with visit.store.reading(visit.seat) as session:
        if not session.actor.has(Role.AUDITOR):
            raise Refusal(Refused(NOT_ALLOWED))
        entries = accepted(await my_record(session, place, LINES + 1, visit.language))
        zone = await zone_of(session)
    page = entries[:LINES]
    further = following(page, place) if len(entries) > LINES else None
    return visit.paint(
        "auditor/record.html",
        page="/audit/record",
        entries=page,
        older=to_cursor(further.until, further.skip) if further else None,
        role=lambda role: _roles(visit, role),
        moment=moment_in(visit.language, zone),
    )


def _roles(visit: Visit, roles: str) -> str:
    """Who acted, by role; the clock where nobody did."""
    known = [f"role.{each}" for each in roles.split(",") if f"role.{each}" in WORDS]
    return ", ".join(said(visit.language, each) for each in known) or said(visit.language, "audit.record.job")


@get("/audit/placements", include_in_schema=False)
async def show_placements(
    visit: NamedDependency[Visit], from_day: Day = "", to_day: Day = ""
) -> Response[str]:
    """Stays of some days, the last month unless told otherwise, by names that are this auditor's own."""
    async with visit.store.reading(visit.seat) as session:
        today, zone = session.now.date(), await zone_of(session)
        since = _day(from_day) or today - MONTH
        until = _day(to_day) or today + timedelta(days=1)
        wrong = not 0 < (until - since).days <= MOST_DAYS or bool(
            (from_day and not _day(from_day)) or (to_day and not _day(to_day))
        )
        found = [] if wrong else accepted(await audited_placements(session, since, until))
        if not session.actor.has(Role.AUDITOR):
            raise Refusal(Refused(NOT_ALLOWED))
    return visit.paint(
        "auditor/placements.html",
        status=422 if wrong else 200,
        page="/audit/placements",
        found=found,
        since=from_day or since.isoformat(),
        until=to_day or until.isoformat(),
        wrong=said(visit.language, "audit.placements.wrong") if wrong else "",
        day=day_in(visit.language, zone),
    )


def _day(text: str) -> date | None:
    try:
        return msgspec.convert(text, date) if text else None
    except msgspec.ValidationError:
        return None


handlers: list[Any] = [show_record, show_placements]
