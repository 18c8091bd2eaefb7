"""Places that the person will not be near: filters that travel with the case, read by no house (SAF-04, CNF-07)."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.pages.filling import Unfit, trouble_of
from api.pages.forms import Form, read_form
from api.pages.frame import said
from api.pages.pivot.consents import KINDS
from api.pages.pivot.doing import Why, do, one_of, to_fill
from api.pages.pivot.reading import Here, here_of, my_case, provinces
from api.pages.visits import Visit
from service.beds.referrals.of_cases import places_of_case
from service.cases.overview import partners
from service.cases.queries import ExclusionView
from service.cases.screening.refusals import says_too_much
from service.cases.screening.rules import screen
from service.cases.surroundings import Exclude, Excluded, LiftExclusion, exclude, lift_exclusion
from service.refusals import Refused

WAYS: tuple[Excluded, ...] = ("city", "region", "shelter", "organisation", "interpreter")
LONGEST = 120


@get("/cases/{case_id:uuid}/away", include_in_schema=False)
async def show_away(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[str]:
    """What is excluded, and one more."""
    return await _page(visit, case_id, {}, None)


async def _page(visit: Visit, case_id: UUID, values: dict[str, str], why: Why) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        case, here = await my_case(session, case_id), await here_of(session)
        found = await partners(session, *KINDS)
        places = await places_of_case(session, case_id)
    houses = {each.referral.shelter_id: each.referral.shelter_name or "" for each in places}
    names = {str(id): name for id, name in [*houses.items(), *((one.id, one.name) for one in found)]}
    kind = values.get("kind", "city")
    trouble = trouble_of(why, visit.language, kind if isinstance(why, Refused) else "")
    return visit.paint(
        "pivot/away.html",
        status=trouble.status if trouble else 200,
        page=f"/cases/{case_id}/away",
        case=case,
        values=values or {"kind": "city"},
        trouble=trouble,
        named=[(one, _name(one, names, here, visit)) for one in case.exclusions],
        regions=provinces(here.known, visit.language),
        houses=[(id, name) for id, name in houses.items() if id],
        partners=[(one.id, one.name) for one in found],
    )


def _name(one: ExclusionView, names: dict[str, str], here: Here, visit: Visit) -> str:
    if one.kind == "region":
        return here.place(one.value, visit.language)
    if one.kind in {"shelter", "organisation"}:
        return names.get(one.value) or said(visit.language, "pivot.away.a_house")
    return one.value


@post("/cases/{case_id:uuid}/away", include_in_schema=False, status_code=200)
async def add(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[Any]:
    """From now on nothing new of the case goes there."""
    form = await read_form(visit.request)

    async def again(form: Form, why: Why) -> Response[Any]:
        return await _page(visit, case_id, form.values, why)

    wish = _wish(case_id, form)
    if isinstance(wish, Exclude) and (findings := screen(wish.value, "name")):
        return await again(form, says_too_much(findings))
    return await do(visit, form, exclude, wish, again, done=f"/cases/{case_id}/away?done=pivot.excluded")


def _wish(case_id: UUID, form: Form) -> Exclude | Unfit:
    kind = one_of(form.value("kind"), WAYS, "city")
    value = form.value(kind)[:LONGEST]
    return Exclude(case_id, kind, value) if value else to_fill(kind)


@post("/cases/{case_id:uuid}/away/{exclusion_id:uuid}/lift", include_in_schema=False, status_code=200)
async def lift(
    visit: NamedDependency[Visit], case_id: FromPath[UUID], exclusion_id: FromPath[UUID]
) -> Response[Any]:
    """Taken away; that it was there stays on record."""
    form = await read_form(visit.request)

    async def again(_: Form, why: Why) -> Response[Any]:
        return await _page(visit, case_id, {}, why)

    wish = LiftExclusion(case_id, exclusion_id)
    return await do(visit, form, lift_exclusion, wish, again, done=f"/cases/{case_id}/away?done=pivot.lifted")


handlers: list[Any] = [show_away, add, lift]
