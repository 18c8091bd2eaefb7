"""What the person may be given of their case, to print; and its erasure, if they want it (CNF-11, Loi 25)."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.pages.acting import About, act
from api.pages.filling import trouble_of
from api.pages.forms import read_form
from api.pages.moments import day_in
from api.pages.pivot.doing import Why
from api.pages.pivot.reading import here_of, tongue
from api.pages.visits import Visit
from api.pages.words import WORDS
from api.problems import Refusal
from service.cases.queries import case_of
from service.partners.proposals.commands import propose
from service.partners.proposals.rules import erasure
from service.refusals import NOT_FOUND, Refused
from service.retention.copies.queries import copy_of, erasure_of
from service.retention.refusals import BLOCKS

KINDS = ("consent", "shared", "kept_away", "stay", "waited", "money", "moved", "reader")
"""In the order of the page: what the person said, what became of it, who reads."""


@get("/cases/{case_id:uuid}/copy", include_in_schema=False)
async def show_copy(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[str]:
    """What Relais holds of it, in the page's language; no address, nobody else."""
    return await _page(visit, case_id, None)


async def _page(visit: Visit, case_id: UUID, why: Why) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        here = await here_of(session)
        copy, standing = await copy_of(session, case_id), await erasure_of(session, case_id)
    if isinstance(copy, Refused) or isinstance(standing, Refused):
        raise Refusal(Refused(NOT_FOUND))
    language = visit.language
    trouble = trouble_of(why, language)
    return visit.paint(
        "pivot/copy.html",
        status=trouble.status if trouble else 200,
        page=f"/cases/{case_id}/copy",
        case_id=case_id,
        copy=copy,
        standing=standing,
        blocks=[
            (Refused(BLOCKS[code]).title(language), Refused(BLOCKS[code]).advice(language))
            for code in standing.blocks
        ],
        sections=[(kind, [one for one in copy.lines if one.kind == kind]) for kind in KINDS],
        spoken=[tongue(code, language) for code in copy.languages],
        place=lambda code: here.place(code, language),
        day=day_in(language, here.zone),
        trouble=trouble,
    )


async def _code(visit: Visit, case_id: UUID) -> str:
    """The code of a case that one may read: nobody signs for a case that is not named."""
    async with visit.store.reading(visit.seat) as session:
        case = await case_of(session, case_id)
    if case is None:
        raise Refusal(Refused(NOT_FOUND))
    return case.code


@post("/cases/{case_id:uuid}/erasure", include_in_schema=False, status_code=303)
async def ask_erasure(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[Any]:
    """Propose it; it is gone once another of those who accompany the case has signed."""
    form = await read_form(visit.request)
    if form.language and form.proof is None:
        return await _page(visit, case_id, None)
    about = About(WORDS["copy.erase.about"], {"code": await _code(visit, case_id)}, f"/cases/{case_id}/copy")
    outcome = await act(visit, form, propose, erasure(case_id), about)
    if isinstance(outcome, Refused):
        return await _page(visit, case_id, outcome)
    return Redirect("/proposals?told=proposed", status_code=303)


handlers: list[Any] = [show_copy, ask_erasure]
