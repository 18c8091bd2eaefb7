"""Under 18: the province's rule, what was done about it, and a word before they turn 18. It blocks nothing (MIN-01)."""

from datetime import date
from typing import Any, Literal, get_args
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.pages.filling import Unfit, fill, trouble_of
from api.pages.forms import Form, read_form
from api.pages.moments import day_in
from api.pages.pivot.doing import Why, do, one_of, to_fill
from api.pages.pivot.reading import read_case
from api.pages.visits import Visit
from service.cases.minors.commands import (
    ReminderKind,
    SettleReminder,
    TurnsEighteen,
    settle_reminder,
    turns_eighteen,
)
from service.cases.surroundings import NoteDuty, note_duty
from service.refusals import NOT_FOUND, Refused

DONE_BY = ("this_organisation", "shelter", "another_organisation")
REASONS = ("already_reported", "adult_after_all", "law_does_not_ask", "other")


class Noted(msgspec.Struct, frozen=True):
    """The panel as it is sent."""

    outcome: Literal["done", "not_applicable"]
    done_by: Literal["this_organisation", "shelter", "another_organisation"] | None = None
    done_on: date | None = None
    reason: Literal["already_reported", "adult_after_all", "law_does_not_ask", "other"] | None = None

    def wish(self, case_id: UUID) -> NoteDuty | Unfit:
        """The answer as the room knows it: only what goes with its outcome."""
        if self.outcome == "done":
            if self.done_by is None or self.done_on is None:
                return to_fill("done_on" if self.done_by else "done_by")
            return NoteDuty(case_id, "done", self.done_by, self.done_on)
        return NoteDuty(case_id, "not_applicable", reason=self.reason) if self.reason else to_fill("reason")


@get("/cases/{case_id:uuid}/duty", include_in_schema=False)
async def show_duty(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[str]:
    """The panel: red until it is filled, in nobody's way."""
    return await _page(visit, case_id, {}, None)


async def _page(visit: Visit, case_id: UUID, values: dict[str, str], why: Why) -> Response[str]:
    case, here = await read_case(visit, case_id)
    trouble = trouble_of(why, visit.language)
    return visit.paint(
        "pivot/duty.html",
        status=trouble.status if trouble else 200,
        page=f"/cases/{case_id}/duty",
        case=case,
        values=values or {"outcome": "done", "done_on": here.now.date().isoformat()},
        trouble=trouble,
        place=here.place(case.region, visit.language),
        day=day_in(visit.language, here.zone),
        done_by=DONE_BY,
        reasons=REASONS,
    )


@post("/cases/{case_id:uuid}/duty", include_in_schema=False, status_code=200)
async def note(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[Any]:
    """What was done, by whom and when; or why it does not apply. Relais reports nothing by itself (MIN-01)."""
    form = await read_form(visit.request)
    said = fill(form, Noted)
    wish = said if isinstance(said, Unfit) else said.wish(case_id)

    async def again(form: Form, why: Why) -> Response[Any]:
        return await _page(visit, case_id, form.values, why)

    return await do(visit, form, note_duty, wish, again, done=f"/cases/{case_id}?done=pivot.duty_noted")


@post("/cases/{case_id:uuid}/eighteen", include_in_schema=False, status_code=200)
async def remind(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[Any]:
    """The month as they tell it; only the day of the reminder is kept (MIN-05)."""
    form = await read_form(visit.request)
    wish: TurnsEighteen | Unfit
    try:
        wish = TurnsEighteen(case_id, date.fromisoformat(f"{form.value('month')}-01"))
    except ValueError:
        wish = to_fill("month")

    async def again(_: Form, why: Why) -> Response[Any]:
        return await _page(visit, case_id, {}, why)

    return await do(visit, form, turns_eighteen, wish, again, done=f"/cases/{case_id}?done=pivot.reminded")


@post("/cases/{case_id:uuid}/reminders/{kind:str}", include_in_schema=False, status_code=200)
async def settle(
    visit: NamedDependency[Visit], case_id: FromPath[UUID], kind: FromPath[str]
) -> Response[Any]:
    """It is done: off the list."""
    form = await read_form(visit.request)
    if kind in get_args(ReminderKind):
        wish = SettleReminder(case_id, one_of(kind, get_args(ReminderKind), "offer_again"))
        outcome = await visit.store.run(settle_reminder, visit.seat, wish, form.once)
        if not isinstance(outcome, Refused) or outcome.reason is NOT_FOUND:
            return Redirect("/?done=pivot.settled", status_code=303)
    return Redirect("/", status_code=303)


handlers: list[Any] = [show_duty, note, remind, settle]
