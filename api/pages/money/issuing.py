"""Out of hours a pivot issues a little alone, proven; a second signature follows (FND-10)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.pages.acting import About, act
from api.pages.forms import Form, fresh_key, read_form
from api.pages.money.one import request_page
from api.pages.visits import Visit
from api.pages.words import WORDS
from service.fund.decisions.self_issue import SelfIssue, self_issue
from service.fund.money import money
from service.fund.requests.before import open_lines
from service.refusals import Refused


@post("/money/{request_id:uuid}/issue", include_in_schema=False, status_code=200)
async def issue_it(visit: NamedDependency[Visit], request_id: FromPath[UUID]) -> Response[Any]:
    """Issue the lines that the form names; carried through the check that it is you."""
    form = await read_form(visit.request)
    if form.language and form.proof is None:
        return await request_page(visit, request_id)
    return await _issued(visit, form, request_id)


async def issue(visit: Visit, request_id: UUID, lines: Sequence[UUID]) -> Response[Any]:
    """The same for lines that were asked for in this very moment: their form goes on from here."""
    pairs = tuple(("line", str(line)) for line in lines)
    return await _issued(visit, Form(f"/money/{request_id}/issue", pairs, fresh_key()), request_id)


async def _issued(visit: Visit, form: Form, request_id: UUID) -> Response[Any]:
    async with visit.store.reading(visit.seat) as session:
        rows = {str(row["id"]): row for row in await open_lines(session, request_id)}
    named = [rows[line] for line in form.all("line") if line in rows]
    cents = sum(row["amount_cents"] for row in named)
    about = About(
        WORDS["money.about.issue"], {"amount": money(cents, visit.language)}, f"/money/{request_id}"
    )
    wish = SelfIssue(request_id, tuple(row["id"] for row in named))
    outcome = await act(visit, form, self_issue, wish, about)
    if isinstance(outcome, Refused):
        return await request_page(visit, request_id, why=outcome)
    return Redirect(f"/money/{request_id}?done=money_issued", status_code=303)


handlers: list[Any] = [issue_it]
