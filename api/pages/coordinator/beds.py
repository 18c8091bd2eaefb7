"""Equal beds more: a pool, and how many it has (BED-02, BED-06)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.pages.coordinator.houses import after, changes_language, read_house
from api.pages.filling import Unfit, fill, trouble_of
from api.pages.forms import read_form
from api.pages.keeping import take_kept
from api.pages.visits import Visit
from api.problems import Refusal
from api.v1.beds.shelters import NewPool, PoolBody
from service.beds.shelters.commands import AddPool, add_pool
from service.beds.words import GENDERS
from service.cases.screening.refusals import SAYS_TOO_MUCH
from service.refusals import Refused

USUAL = {"name": "", "beds": "1", "sleeps": "1", "min_age": "18", "max_age": "", "unit": "shared", "aside": "",
         "wheelchair": "not_stated", "first": "1"}  # fmt: skip
UNITS = ("shared", "private", "family")


@get("/house/{shelter_id:uuid}/beds", include_in_schema=False)
async def show_beds(visit: NamedDependency[Visit], shelter_id: FromPath[UUID]) -> Response[str]:
    """For whom, how many, shared or not."""
    kept = await take_kept(visit)
    genders = kept.all("accepts_genders") if kept else ["woman"]
    return await _page(visit, shelter_id, kept.values if kept else {}, genders)


async def _page(
    visit: Visit,
    shelter_id: UUID,
    values: Mapping[str, str],
    genders: list[str],
    why: Refused | Unfit | None = None,
) -> Response[str]:
    shelter = await read_house(visit, shelter_id)
    at = "" if not isinstance(why, Refused) else "name" if why.reason is SAYS_TOO_MUCH else "sleeps"
    trouble = trouble_of(why, visit.language, at)
    return visit.paint(
        "coordinator/beds.html",
        status=trouble.status if trouble else 200,
        page=f"/house/{shelter_id}/beds",
        trouble=trouble,
        shelter=shelter,
        values={**USUAL, **values},
        genders=GENDERS,
        chosen=genders,
        units=UNITS,
    )


@post("/house/{shelter_id:uuid}/beds", include_in_schema=False, status_code=200)
async def add_beds(visit: NamedDependency[Visit], shelter_id: FromPath[UUID]) -> Response[Any]:
    """They count as empty until somebody counts."""
    form = await read_form(visit.request)
    genders = form.all("accepts_genders")
    if changes_language(form):
        return await _page(visit, shelter_id, form.values, genders)
    unit = form.value("unit")
    pool = fill(
        form,
        PoolBody,
        private=unit in ("private", "family"),
        family_unit=unit == "family",
        set_aside_for_trafficking=form.value("aside") == "true",
    )
    count = fill(form, NewPool, pool=pool, labels=[])
    if isinstance(pool, Unfit) or isinstance(count, Unfit):
        wrongs = [wrong for part in (pool, count) if isinstance(part, Unfit) for wrong in part.wrongs]
        return await _page(visit, shelter_id, form.values, genders, Unfit(tuple(wrongs)))
    try:
        wish = AddPool(shelter_id, pool.facts(), count.beds, _labels(form.value("first"), count.beds))
    except Refusal as refusal:
        return await _page(visit, shelter_id, form.values, genders, refusal.refused)
    outcome = await visit.store.run(add_pool, visit.seat, wish, form.once)
    if isinstance(outcome, Refused):
        return await _page(visit, shelter_id, form.values, genders, outcome)
    return after(outcome, f"/house/{shelter_id}/rooms", "beds")


def _labels(first: str, beds: int) -> tuple[str, ...]:
    """Numbers from the first one on; what is no number starts at one."""
    start = int(first) if first.isdecimal() and len(first) < 6 else 1
    return tuple(str(start + nth) for nth in range(beds))


handlers: list[Any] = [show_beds, add_beds]
