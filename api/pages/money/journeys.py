"""Journeys that were promised together are drawn one by one; a journey home has its checklist (FND-04, IMM-02)."""

from typing import Any, cast, get_args
from uuid import UUID

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.pages.amounts import cents_in
from api.pages.filling import Unfit, trouble_of
from api.pages.forms import read_form
from api.pages.money.acts import changed, named
from api.pages.money.one import Typed, request_page
from api.pages.visits import Visit
from api.problems import Refusal
from api.wrong import Wrong
from service.fund.repatriation.commands import MarkStep, mark_step
from service.fund.repatriation.rules import STEPS, Mark
from service.fund.series.commands import DrawTrip, EndSeries, draw_trip, end_series
from service.refusals import NOT_FOUND, Refused


@post("/money/{request_id:uuid}/trip", include_in_schema=False, status_code=200)
async def trip(visit: NamedDependency[Visit], request_id: FromPath[UUID]) -> Response[Any]:
    """Draw the next journey of a series, for what it costs (FND-04)."""
    form = await read_form(visit.request)
    series = named(form, "series")
    field = f"trip_{series}"
    cents = cents_in(form.value(field), field)
    if form.language:
        return await request_page(visit, request_id, typed=Typed(values=form.values))
    if isinstance(cents, Wrong):
        trouble = trouble_of(Unfit((cents,)), visit.language)
        return await request_page(visit, request_id, typed=Typed(trouble, form.values))
    outcome = await visit.store.run(draw_trip, visit.seat, DrawTrip(series, cents), form.once)
    if isinstance(outcome, Refused):
        trouble = trouble_of(outcome, visit.language, field)
        return await request_page(visit, request_id, typed=Typed(trouble, form.values))
    return Redirect(f"/money/{request_id}?done=money_trip", status_code=303)


@post("/money/{request_id:uuid}/end-series", include_in_schema=False, status_code=200)
async def end(visit: NamedDependency[Visit], request_id: FromPath[UUID]) -> Response[Any]:
    """No further journey; what nobody drew returns, and nobody is asked why (FND-04, CPL-05)."""
    form = await read_form(visit.request)
    return await changed(
        visit, request_id, form, end_series, EndSeries(named(form, "series")), done="money_series_ended"
    )


@post("/money/{request_id:uuid}/step", include_in_schema=False, status_code=200)
async def step(visit: NamedDependency[Visit], request_id: FromPath[UUID]) -> Response[Any]:
    """Mark a step of a journey home: help in place, and no gate to anything (FND-04, ELG-09)."""
    form = await read_form(visit.request)
    what, mark = form.value("step"), form.value("mark")
    if what not in STEPS or mark not in get_args(Mark):
        raise Refusal(Refused(NOT_FOUND))
    wish = MarkStep(named(form, "line"), what, cast(Mark, mark))
    return await changed(visit, request_id, form, mark_step, wish, done="money_step")


handlers: list[Any] = [trip, end, step]
