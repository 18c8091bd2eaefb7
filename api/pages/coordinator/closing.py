"""Closing beds for some nights: what is held there, and where it goes or why it cannot, before the button (BED-16)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.pages.amounts import day_in_text, hour_in, moment_at
from api.pages.coordinator.houses import after, changes_language, house_in
from api.pages.filling import Unfit, trouble_of
from api.pages.forms import Form, form_of, read_form
from api.pages.frame import said
from api.pages.keeping import take_kept
from api.pages.moments import day_in, moment_in
from api.pages.visits import Visit
from api.problems import Refusal
from api.wrong import Wrong
from service.beds.nights.rules import HouseClock
from service.beds.shelters.closures import (
    CloseBeds,
    ClosingView,
    PromiseGoes,
    close_beds,
    closing_would,
)
from service.beds.shelters.queries import BedView, ShelterView, beds_of
from service.refusals import NOT_FOUND, PERIOD_REVERSED, Language, Refused

NIGHTS = (1, 3, 7)
"""The periods that one tap chooses."""
FIELDS = ("starts_on", "starts", "ends_on", "ends")


@dataclass(frozen=True)
class Period:
    """What was asked for, in UTC."""

    starts_at: datetime
    ends_at: datetime

    def seen(self) -> str:
        """What stands in the form once this very period was shown with what it moves."""
        return f"{self.starts_at.isoformat()} {self.ends_at.isoformat()}"


def nights_from(shelter: ShelterView, nights: int, now: datetime) -> Period:
    """From this minute until the turnover after so many nights."""
    clock = HouseClock(shelter.time_zone, shelter.turnover_hour)
    return Period(now.replace(second=0, microsecond=0), clock.departure(now, nights))


def nights_in(form: Form, shelter: ShelterView, now: datetime) -> Period:
    """The nights that a tap chose; one at first."""
    chosen = form.value("nights")
    return nights_from(shelter, int(chosen) if chosen in map(str, NIGHTS) else NIGHTS[0], now)


def typed(period: Period, zone: str) -> dict[str, str]:
    """A period as the four fields hold it, in the shelter's time."""
    starts, ends = (at.astimezone(ZoneInfo(zone)) for at in (period.starts_at, period.ends_at))
    moments = (
        starts.date().isoformat(),
        starts.strftime("%H:%M"),
        ends.date().isoformat(),
        ends.strftime("%H:%M"),
    )
    return dict(zip(FIELDS, moments, strict=True))


def period_in(form: Form, zone: str) -> Period | Unfit:
    """The period that somebody typed."""
    days = [day_in_text(form.value(name), name) for name in ("starts_on", "ends_on")]
    hours = [hour_in(form.value(name), name) for name in ("starts", "ends")]
    wrongs = tuple(each for each in (*days, *hours) if isinstance(each, Wrong))
    if wrongs:
        return Unfit(wrongs)
    (first, last), (starts, ends) = days, hours
    return Period(moment_at(first, starts, zone), moment_at(last, ends, zone))  # type: ignore[arg-type]


@get("/house/{shelter_id:uuid}/closing", include_in_schema=False)
async def show_closing(visit: NamedDependency[Visit], shelter_id: FromPath[UUID]) -> Response[str]:
    """One night is proposed, with what it moves."""
    kept = await take_kept(visit)
    asked = visit.request.query_params.multi_items()
    chosen = [(name, value) for name, value in asked if name in ("bed", "pool", "nights")]
    form = kept or form_of(visit.request.url.path, chosen)
    return await _page(visit, shelter_id, form, fresh=not kept)


@post("/house/{shelter_id:uuid}/closing", include_in_schema=False, status_code=200)
async def close(visit: NamedDependency[Visit], shelter_id: FromPath[UUID]) -> Response[Any]:
    """Close them; a period whose effects were not on the page yet is shown with them first."""
    form = await read_form(visit.request)
    async with visit.store.reading(visit.seat) as session:
        shelter = await house_in(session, shelter_id)
        beds = _chosen(form, await beds_of(session, shelter_id) or [])
    period = period_in(form, shelter.time_zone)
    if isinstance(period, Unfit):
        return await _page(visit, shelter_id, form, None if changes_language(form) else period)
    if changes_language(form) or form.value("look") or form.value("seen") != period.seen():
        return await _page(visit, shelter_id, form)
    wish = CloseBeds(shelter_id, tuple(bed.id for bed in beds), period.starts_at, period.ends_at)
    outcome = await visit.store.run(close_beds, visit.seat, wish, form.once)
    if isinstance(outcome, Refused):
        return await _page(visit, shelter_id, form, outcome)
    return after(outcome, f"/house/{shelter_id}/rooms", "closed")


def _chosen(form: Form, beds: list[BedView]) -> list[BedView]:
    """The beds that were named, or all of a pool. Raises `Refusal` when there are none here."""
    named = set(form.all("bed"))
    pool = form.value("pool")
    found = [bed for bed in beds if str(bed.id) in named or (pool and str(bed.pool_id) == pool)]
    if not found:
        raise Refusal(Refused(NOT_FOUND))
    return found


async def _page(
    visit: Visit, shelter_id: UUID, form: Form, why: Refused | Unfit | None = None, *, fresh: bool = False
) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        shelter = await house_in(session, shelter_id)
        beds = _chosen(form, await beds_of(session, shelter_id) or [])
        period = nights_in(form, shelter, session.now) if fresh else period_in(form, shelter.time_zone)
        view: ClosingView | Refused | None = None
        if isinstance(period, Period):
            wish = CloseBeds(shelter_id, tuple(bed.id for bed in beds), period.starts_at, period.ends_at)
            view = await closing_would(session, wish)
    why = why or (view if isinstance(view, Refused) else None)
    trouble = trouble_of(
        why, visit.language, "ends_on" if isinstance(why, Refused) and why.reason is PERIOD_REVERSED else ""
    )
    return visit.paint(
        "coordinator/closing.html",
        status=trouble.status if trouble else 200,
        page=f"/house/{shelter_id}/closing",
        trouble=trouble,
        shelter=shelter,
        beds=beds,
        form=form,
        values=typed(period, shelter.time_zone) if isinstance(period, Period) else form.values,
        seen=period.seen() if isinstance(period, Period) else "",
        when=_when(visit.language, shelter, period) if isinstance(period, Period) else "",
        view=view if isinstance(view, ClosingView) else None,
        lines=_lines(visit.language, shelter, view),
        nights=NIGHTS,
    )


def _when(language: Language, shelter: ShelterView, period: Period) -> str:
    at = moment_in(language, shelter.time_zone)
    return said(language, "closing.when", first=at(period.starts_at), last=at(period.ends_at))


def _lines(
    language: Language, shelter: ShelterView, view: ClosingView | Refused | None
) -> list[tuple[str, str]]:
    """Each held place with its shape: where it goes, or why it cannot."""
    if not isinstance(view, ClosingView):
        return []
    return [("half" if goes.to_bed else "late", _line(language, shelter, goes)) for goes in view.promises]


def _line(language: Language, shelter: ShelterView, goes: PromiseGoes) -> str:
    day = day_in(language, shelter.time_zone)
    days = {"first": day(goes.starts_at), "last": day(goes.ends_at), "bed": goes.bed}
    if goes.to_bed:
        room = goes.to_pool or said(language, "closing.room")
        return said(language, "closing.moves", to=goes.to_bed, room=room, **days)
    return said(language, f"closing.{goes.why}", **days)


handlers: list[Any] = [show_closing, close]
