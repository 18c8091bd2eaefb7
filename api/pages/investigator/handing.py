"""Who takes over: the pivot organisation named, then how many people were handed over (OPS-14)."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.pages.filling import Unfit, trouble_of
from api.pages.forms import Form, read_form
from api.pages.investigator.board import HOME, given_back, operation_page
from api.pages.keeping import take_kept
from api.pages.visits import Visit
from api.pages.words import WORDS
from api.wrong import WHOLE, Wrong
from service.operations.holds.around import successors
from service.operations.holds.steps import HandOver, NamePivot, hand_over, name_pivot
from service.refusals import Refused

MOST = 100


@get(f"{HOME}/hand-over", include_in_schema=False)
async def show_hand_over(visit: NamedDependency[Visit], operation_id: FromPath[UUID]) -> Response[str]:
    """Who takes over, and the number of people."""
    return await _page(visit, operation_id, await take_kept(visit))


async def _page(
    visit: Visit,
    operation_id: UUID,
    form: Form | None = None,
    why: Refused | Unfit | None = None,
    field: str = "",
) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        choices = await successors(session)
    page = await operation_page(
        visit,
        operation_id,
        "investigator/hand_over.html",
        choices=choices,
        values=form.values if form else {},
        found=trouble_of(why, visit.language, field),
        kept=given_back(form, why),
        numbers={choice.id: choice.duty_number for choice in choices},
    )
    if why is not None:
        page.status_code = why.reason.status if isinstance(why, Refused) else 422
    return page


@post(f"{HOME}/pivot", include_in_schema=False, status_code=303)
async def name(visit: NamedDependency[Visit], operation_id: FromPath[UUID]) -> Response[Any]:
    """Name the organisation, which is asked at once."""
    form = await read_form(visit.request)
    if form.language:
        return await _page(visit, operation_id, form)
    try:
        organisation = UUID(form.value("pivot"))
    except ValueError:
        return await _page(visit, operation_id, form, Unfit((Wrong("pivot", WORDS["inv.pivot.choose"]),)))
    wish = NamePivot(operation_id, organisation)
    outcome = await visit.store.run(name_pivot, visit.seat, wish, form.once)
    if isinstance(outcome, Refused):
        return await _page(visit, operation_id, form, outcome, "pivot")
    return Redirect(f"/reservations/{operation_id}?done=inv_pivot", status_code=303)


@post(f"{HOME}/hand-over", include_in_schema=False, status_code=303)
async def hand(visit: NamedDependency[Visit], operation_id: FromPath[UUID]) -> Response[Any]:
    """From then on two numbers remain (OPS-14)."""
    form = await read_form(visit.request)
    if form.language:
        return await _page(visit, operation_id, form)
    text = form.value("people")
    if not (text.isascii() and text.isdigit()) or int(text) > MOST:
        return await _page(visit, operation_id, form, Unfit((Wrong("people", WHOLE),)))
    wish = HandOver(operation_id, int(text))
    outcome = await visit.store.run(hand_over, visit.seat, wish, form.once)
    if isinstance(outcome, Refused):
        return await _page(visit, operation_id, form, outcome)
    return Redirect(f"/reservations/{operation_id}?done=inv_hand_over", status_code=303)


handlers: list[Any] = [show_hand_over, name, hand]
