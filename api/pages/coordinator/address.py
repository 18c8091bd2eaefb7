"""Where a house is: written with a proof, read on request, and to whom it was shown (SAF-01, POL-03)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.pages.acting import About, act
from api.pages.coordinator.houses import after, changes_language, house_in
from api.pages.filling import Unfit, fill, trouble_of
from api.pages.forms import Form, read_form
from api.pages.keeping import take_kept
from api.pages.moments import moment_in
from api.pages.visits import Visit
from api.pages.words import WORDS
from api.problems import Refusal
from api.v1.beds.addresses import Way
from api.v1.fields import screened
from service.beds.addresses.commands import (
    OwnAddress,
    WriteAddress,
    read_own_address,
    remove_address,
    write_address,
)
from service.beds.addresses.queries import WayThere, own_way, reveals_of
from service.beds.shelters.queries import ShelterView
from service.refusals import NOT_FOUND, Refused


def _path(shelter_id: UUID) -> str:
    return f"/house/{shelter_id}/address"


@get("/house/{shelter_id:uuid}/address", include_in_schema=False)
async def show_address(visit: NamedDependency[Visit], shelter_id: FromPath[UUID]) -> Response[str]:
    """Nothing of it is shown until it is asked for: a screen seen over a shoulder hurts nobody."""
    kept = await take_kept(visit)
    return await _page(visit, shelter_id, kept.values if kept else {})


async def _page(
    visit: Visit,
    shelter_id: UUID,
    values: Mapping[str, str],
    why: Refused | Unfit | None = None,
    way: WayThere | None = None,
) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        shelter = await house_in(session, shelter_id)
        reveals = await reveals_of(session, shelter_id) or []
    trouble = trouble_of(why, visit.language, "where")
    at = moment_in(visit.language, shelter.time_zone)
    standing = {"where": way.where, "line": way.line or "", "version": str(way.version)} if way else {}
    return visit.paint(
        "coordinator/address.html",
        status=trouble.status if trouble else 200,
        page=_path(shelter_id),
        trouble=trouble,
        shelter=shelter,
        rotating=shelter.kind == "safe_house_rotating",
        way=way,
        values={"where": "", "line": "", "version": "0", **standing, **values},
        reveals=[(one.organisation, at(one.at), at(one.open_until)) for one in reveals],
    )


@post("/house/{shelter_id:uuid}/address/reading", include_in_schema=False, status_code=200)
async def read_address(visit: NamedDependency[Visit], shelter_id: FromPath[UUID]) -> Response[Any]:
    """Each reading is written down; a page that comes back by the browser shows nothing."""
    form = await read_form(visit.request)
    opened = await visit.store.run(read_own_address, visit.seat, OwnAddress(shelter_id), form.once)
    if isinstance(opened, Refused) and opened.reason is NOT_FOUND:
        return await _page(visit, shelter_id, {"none": "yes"})
    if isinstance(opened, Refused):
        return await _page(visit, shelter_id, {}, opened)
    async with visit.store.reading(visit.seat) as session:
        way = await own_way(session, opened)
    return await _page(visit, shelter_id, {}, *((way,) if isinstance(way, Refused) else (None, way)))


@post("/house/{shelter_id:uuid}/address", include_in_schema=False, status_code=200)
async def write(visit: NamedDependency[Visit], shelter_id: FromPath[UUID]) -> Response[Any]:
    """Proven: a false address leads somebody to the wrong door."""
    form = await read_form(visit.request)
    if changes_language(form):
        return await _page(visit, shelter_id, form.values)
    way = _way_in(form)
    if not isinstance(way, Way):
        return await _page(visit, shelter_id, form.values, way)
    async with visit.store.reading(visit.seat) as session:
        shelter: ShelterView = await house_in(session, shelter_id)
    about = About(WORDS["address.about"], {"house": shelter.name}, _path(shelter_id), typed=True)
    version = int(form.value("version")) if form.value("version").isdecimal() else 0
    wish = WriteAddress(shelter_id, version, way.where, way.line)
    outcome = await act(visit, form, write_address, wish, about)
    if isinstance(outcome, Refused):
        return await _page(visit, shelter_id, form.values, outcome)
    return after(outcome, _path(shelter_id), "address")


def _way_in(form: Form) -> Way | Unfit | Refused:
    way = fill(form, Way)
    if isinstance(way, Unfit):
        return way
    try:
        screened({"where": way.where})
    except Refusal as refusal:
        return refusal.refused
    return way


@post("/house/{shelter_id:uuid}/address/removal", include_in_schema=False, status_code=303)
async def remove(visit: NamedDependency[Visit], shelter_id: FromPath[UUID]) -> Response[Any]:
    """From now on nobody is shown it."""
    form = await read_form(visit.request)
    outcome = await visit.store.run(remove_address, visit.seat, OwnAddress(shelter_id), form.once)
    return after(outcome, _path(shelter_id), "address_removed")


handlers: list[Any] = [show_address, read_address, write, remove]
