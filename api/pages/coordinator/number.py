"""The number at which the house answers at any hour: a role's, never a person's (SAF-09)."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency

from api.pages.acting import About, act
from api.pages.coordinator.houses import after, changes_language, coordinators_only
from api.pages.filling import Unfit, fill, trouble_of
from api.pages.forms import read_form
from api.pages.keeping import take_kept
from api.pages.visits import Visit
from api.pages.words import WORDS
from api.v1.partners.duty_numbers import NewDutyNumber
from service.partners.duty_numbers import WriteDutyNumber, answers_at_a_number, write_duty_number
from service.refusals import Refused

PAGE = "/house/number"


@get(PAGE, include_in_schema=False)
async def show_number(visit: NamedDependency[Visit]) -> Response[str]:
    """Whether there is one; not which."""
    kept = await take_kept(visit)
    return await _page(visit, kept.values if kept else {})


async def _page(visit: Visit, values: dict[str, str], why: Refused | Unfit | None = None) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        coordinators_only(session)
        known = await answers_at_a_number(session)
    trouble = trouble_of(why, visit.language, "duty_number")
    return visit.paint(
        "coordinator/number.html",
        status=trouble.status if trouble else 200,
        page=PAGE,
        trouble=trouble,
        known=known,
        values={"duty_number": "", **values},
    )


@post(PAGE, include_in_schema=False, status_code=200)
async def write_number(visit: NamedDependency[Visit]) -> Response[Any]:
    """Proven: a false number takes calls away."""
    form = await read_form(visit.request)
    if changes_language(form):
        return await _page(visit, form.values)
    body = fill(form, NewDutyNumber, **({} if form.value("duty_number") else {"duty_number": None}))
    if isinstance(body, Unfit):
        return await _page(visit, form.values, body)
    about = About(WORDS["number.about" if body.duty_number else "number.about.none"], {}, PAGE, typed=True)
    outcome = await act(visit, form, write_duty_number, WriteDutyNumber(body.duty_number), about)
    if isinstance(outcome, Refused):
        return await _page(visit, form.values, outcome)
    return after(outcome, "/", "number")


handlers: list[Any] = [show_number, write_number]
