"""How a house counts: how long a count is believed, and when nobody is asked for one (BED-15)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.pages.coordinator.houses import after, changes_language, house_in
from api.pages.filling import Unfit, fill, trouble_of
from api.pages.formats import span
from api.pages.forms import read_form
from api.pages.frame import said
from api.pages.keeping import take_kept
from api.pages.moments import moment_in
from api.pages.visits import Visit
from api.v1.beds.counts import CountingBody
from service.beds.counts.queries import CountView, counts_of
from service.beds.freshness.commands import SetCounting, set_counting
from service.beds.shelters.queries import ShelterView
from service.refusals import Language, Refused

SHOWN = 8


@get("/house/{shelter_id:uuid}/counting", include_in_schema=False)
async def show_counting(visit: NamedDependency[Visit], shelter_id: FromPath[UUID]) -> Response[str]:
    """The settings, and the latest counts with who counted and when."""
    kept = await take_kept(visit)
    return await _page(visit, shelter_id, kept.values if kept else {})


async def _page(
    visit: Visit, shelter_id: UUID, values: Mapping[str, str], why: Refused | Unfit | None = None
) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        shelter = await house_in(session, shelter_id)
        counts = (await counts_of(session, shelter_id) or [])[:SHOWN]
    trouble = trouble_of(why, visit.language)
    return visit.paint(
        "coordinator/counting.html",
        status=trouble.status if trouble else 200,
        page=f"/house/{shelter_id}/counting",
        trouble=trouble,
        shelter=shelter,
        fresh_for=span(shelter.fresh_for_minutes),
        values={**_standing(shelter), **values},
        counts=[_line(visit.language, shelter, one) for one in counts],
    )


def _standing(shelter: ShelterView) -> dict[str, str]:
    return {
        "fixed": "true" if shelter.fresh_for_fixed else "false",
        "fresh_for_minutes": str(shelter.fresh_for_minutes),
        "quiet_from": str(shelter.quiet_from),
        "quiet_until": str(shelter.quiet_until),
        "night_duty": "true" if shelter.night_duty else "",
        "version": str(shelter.version),
    }


def _line(language: Language, shelter: ShelterView, one: CountView) -> tuple[str, str]:
    """`3 vides, 3 nov. 2026, 21 h 02, accueil`; what was not applied says so."""
    at = moment_in(language, shelter.time_zone)(one.looked_at)
    words = said(
        language,
        "counting.line",
        free=one.free,
        at=at,
        source=said(language, f"counting.source.{one.source}"),
    )
    return ("full", words) if one.applied else ("cross", said(language, "counting.not_applied", line=words))


@post("/house/{shelter_id:uuid}/counting", include_in_schema=False, status_code=200)
async def set_house_counting(visit: NamedDependency[Visit], shelter_id: FromPath[UUID]) -> Response[Any]:
    """In force at once; the page that changed it last wins nothing without knowing."""
    form = await read_form(visit.request)
    typed = {"night_duty": "", **form.values}
    if changes_language(form):
        return await _page(visit, shelter_id, typed)
    known = {} if form.value("fixed") == "true" else {"fresh_for_minutes": None}
    body = fill(form, CountingBody, **known)
    if isinstance(body, Unfit):
        return await _page(visit, shelter_id, typed, body)
    version = int(form.value("version")) if form.value("version").isdecimal() else 0
    wish = SetCounting(
        shelter_id, version, body.fresh_for_minutes, body.quiet_from, body.quiet_until, body.night_duty
    )
    outcome = await visit.store.run(set_counting, visit.seat, wish, form.once)
    if isinstance(outcome, Refused):
        typed.pop("version", None)
        return await _page(visit, shelter_id, typed, outcome)
    return after(outcome, f"/house/{shelter_id}/counting", "counting")


handlers: list[Any] = [show_counting, set_house_counting]
