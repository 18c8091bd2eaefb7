"""What stands in the registers, how long each class of data is kept, and a change of a period (Loi 25, CNF-11)."""

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from api.pages.acting import About, act
from api.pages.filling import Unfit, fill, trouble_of
from api.pages.forms import Form, read_form
from api.pages.moments import day_in, zone_of
from api.pages.pivot.doing import Why
from api.pages.proposals import lines_of
from api.pages.visits import Visit
from api.pages.words import WORDS
from api.problems import Refusal
from service.partners.actor import Role
from service.partners.proposals import rules
from service.partners.proposals.commands import propose
from service.refusals import NOT_FOUND, Refused
from service.retention.queries import periods
from service.retention.registers.queries import anonymisations, incidents
from service.retention.rules import ClassName


class NewPeriod(msgspec.Struct, frozen=True):
    """A class and how long it is to be kept, in its own unit."""

    name: ClassName
    amount: int


@get("/registers", include_in_schema=False)
async def show_registers(visit: NamedDependency[Visit]) -> Response[str]:
    """Incidents, anonymisation, periods: the newest first."""
    return await _page(visit, None)


async def _page(visit: Visit, why: Why, form: Form | None = None) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        entered, made = await incidents(session), await anonymisations(session)
        kept, zone = await periods(session), await zone_of(session)
        settles = session.actor.has(Role.NETWORK_ADMINISTRATOR)
    if isinstance(entered, Refused) or isinstance(made, Refused):
        raise Refusal(Refused(NOT_FOUND))
    trouble = trouble_of(why, visit.language, "amount" if isinstance(why, Refused) else "")
    return visit.paint(
        "registers/home.html",
        status=trouble.status if trouble else 200,
        page="/registers",
        incidents=entered,
        anonymisations=made,
        periods=kept,
        settles=settles,
        values=form.values if form else {},
        day=day_in(visit.language, zone),
        trouble=trouble,
    )


@post("/registers/period", include_in_schema=False, status_code=303)
async def propose_period(visit: NamedDependency[Visit]) -> Response[Any]:
    """Propose another period; it holds once another administrator has signed."""
    form = await read_form(visit.request)
    said = fill(form, NewPeriod)
    if (form.language and form.proof is None) or isinstance(said, Unfit):
        return await _page(visit, None if form.language else said if isinstance(said, Unfit) else None, form)
    wish = rules.retention(said.name, said.amount)
    lines = lines_of(wish.content, {}, visit.language)
    about = About(WORDS["registers.change.about"], {}, "/registers", lines)
    outcome = await act(visit, form, propose, wish, about)
    if isinstance(outcome, Refused):
        return await _page(visit, outcome, form)
    return Redirect("/proposals?told=proposed", status_code=303)


handlers: list[Any] = [show_registers, propose_period]
