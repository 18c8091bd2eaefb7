"""The road of a case: the protocol's steps, where it comes from, what left it, and codes that are one person."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.pages.filling import Unfit, fill, trouble_of
from api.pages.forms import Form, read_form
from api.pages.moments import day_in
from api.pages.pivot.doing import Repaint, Why, do
from api.pages.pivot.reading import here_of, my_case
from api.pages.visits import Visit
from api.v1.cases.merging import CaseCode
from service.cases.consents import ConsentKind
from service.cases.merging.commands import AnswerLink, AskLink, UndoLink, answer_link, ask_link, undo_link
from service.cases.merging.queries import case_links
from service.cases.protocol.commands import MarkStep, mark_step
from service.cases.protocol.queries import steps_of
from service.cases.protocol.rules import SAID, Mark, State, Step
from service.cases.shares import shared_of_case
from service.cases.transfers.queries import history_of
from service.refusals import Refused


class Marked(msgspec.Struct, frozen=True):
    """Where a step stands, at one tap."""

    step: Step
    state: State


class Linked(msgspec.Struct, frozen=True):
    """The code that another organisation told, and how the person agreed."""

    code: CaseCode
    kind: ConsentKind = "spoken"


@get("/cases/{case_id:uuid}/journey", include_in_schema=False)
async def show_journey(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[str]:
    """All of it on one page: nobody tells it twice (CNF-08)."""
    return await _page(visit, case_id, {}, None)


async def _page(visit: Visit, case_id: UUID, values: dict[str, str], why: Why) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        case, here = await my_case(session, case_id), await here_of(session)
        steps, told = await steps_of(session, case_id), await history_of(session, case_id)
        shared, links = await shared_of_case(session, case_id), await case_links(session)
    trouble = trouble_of(why, visit.language, "code")
    return visit.paint(
        "pivot/journey.html",
        status=trouble.status if trouble else 200,
        page=f"/cases/{case_id}/journey",
        case=case,
        values=values,
        trouble=trouble,
        steps=[] if isinstance(steps, Refused) else [(mark, SAID[mark.step]) for mark in steps],
        told=told,
        left=shared.sharings,
        links=[] if isinstance(links, Refused) else [one for one in links if one.code == case.code],
        day=day_in(visit.language, here.zone),
    )


def _again(visit: Visit, case_id: UUID) -> Repaint:
    async def again(form: Form, why: Why) -> Response[Any]:
        return await _page(visit, case_id, form.values, why)

    return again


@post("/cases/{case_id:uuid}/steps", include_in_schema=False, status_code=200)
async def mark(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[Any]:
    """A step is done today by the pivot, not needed, or open again: a list to lean on (AGR-04)."""
    form = await read_form(visit.request)
    said = fill(form, Marked)
    wish = said if isinstance(said, Unfit) else MarkStep(case_id, await _mark(visit, said))
    done = f"/cases/{case_id}/journey?done=pivot.saved"
    return await do(visit, form, mark_step, wish, _again(visit, case_id), done=done)


async def _mark(visit: Visit, said: Marked) -> Mark:
    async with visit.store.reading(visit.seat) as session:
        today: date = session.now.date()
    return (
        Mark(said.step, "done", today, "pivot_worker")
        if said.state == "done"
        else Mark(said.step, said.state)
    )


@post("/cases/{case_id:uuid}/links", include_in_schema=False, status_code=200)
async def ask(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[Any]:
    """The answer is the same for any code: who types one learns nothing from it (DAT-04)."""
    form = await read_form(visit.request)
    said = fill(form, Linked)
    wish = said if isinstance(said, Unfit) else AskLink(case_id, said.code, said.kind)
    done = f"/cases/{case_id}/journey?done=pivot.link_asked"
    return await do(visit, form, ask_link, wish, _again(visit, case_id), done=done)


@post("/cases/{case_id:uuid}/links/{link_id:uuid}", include_in_schema=False, status_code=200)
async def answer(
    visit: NamedDependency[Visit], case_id: FromPath[UUID], link_id: FromPath[UUID]
) -> Response[Any]:
    """Yes with the person's word, no without a reason, or apart again."""
    form = await read_form(visit.request)
    again, done = _again(visit, case_id), f"/cases/{case_id}/journey?done=pivot.saved"
    if form.value("answer") == "undo":
        return await do(visit, form, undo_link, UndoLink(link_id), again, done=done)
    agreed: ConsentKind | None = "spoken" if form.value("answer") == "yes" else None
    return await do(visit, form, answer_link, AnswerLink(link_id, agreed), again, done=done)


handlers: list[Any] = [show_journey, mark, ask, answer]
