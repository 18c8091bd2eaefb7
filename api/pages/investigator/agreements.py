"""The service's agreements: accepted or declined, let rest, ended; shelters are named here alone (OPS-02, POL-03)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.doors import for_roles
from api.pages.filling import trouble_of
from api.pages.forms import read_form
from api.pages.moments import day_in, zone_of
from api.pages.visits import Visit
from api.problems import Refusal
from service.operations.agreements.commands import (
    AboutAgreement,
    AnswerAgreement,
    EndAgreement,
    answer_agreement,
    end_agreement,
    resume_agreement,
    suspend_agreement,
)
from service.operations.agreements.queries import own_agreements
from service.partners.actor import Role
from service.refusals import NOT_FOUND, Refused
from service.store.command import Command

HOME = "/agreements"
STEPS: dict[str, tuple[Command[Any, Any], Callable[[UUID], Any]]] = {
    "accept": (answer_agreement, lambda id: AnswerAgreement(id, accept=True)),
    "decline": (answer_agreement, lambda id: AnswerAgreement(id, accept=False)),
    "rest": (suspend_agreement, AboutAgreement),
    "resume": (resume_agreement, AboutAgreement),
    "end": (end_agreement, EndAgreement),
}
ALIVE = ("proposed", "in_force", "suspended")


@get(HOME, include_in_schema=False)
async def show_agreements(visit: NamedDependency[Visit]) -> Response[str]:
    """What waits for an answer first, then those in force by their review."""
    return await _page(visit)


async def _page(visit: Visit, why: Refused | None = None) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        for_roles(session, Role.INVESTIGATOR)
        found = [one for one in await own_agreements(session) if one.state in ALIVE]
        mine, zone = session.actor.organisation_id, await zone_of(session)
    return visit.paint(
        "investigator/agreements.html",
        status=why.reason.status if why else 200,
        agreements=sorted(
            found, key=lambda one: (one.state != "proposed" and one.change is None, one.review_on)
        ),
        mine=mine,
        day=day_in(visit.language, zone),
        trouble=trouble_of(why, visit.language),
        wrong=why is not None,
    )


@get(HOME + "/{agreement_id:uuid}/end", include_in_schema=False)
async def check_end(visit: NamedDependency[Visit], agreement_id: FromPath[UUID]) -> Response[str]:
    """The check page: what it holds now stays held."""
    async with visit.store.reading(visit.seat) as session:
        for_roles(session, Role.INVESTIGATOR)
        found = [
            one for one in await own_agreements(session) if one.id == agreement_id and one.state in ALIVE
        ]
    if not found:
        raise Refusal(Refused(NOT_FOUND))
    return visit.paint("investigator/end_agreement.html", one=found[0])


@post([f"{HOME}/{{agreement_id:uuid}}/{step}" for step in STEPS], include_in_schema=False, status_code=303)
async def take(visit: NamedDependency[Visit], agreement_id: FromPath[UUID]) -> Response[Any]:
    """Accept, decline, let rest, resume, end."""
    step = visit.request.url.path.rpartition("/")[2]
    form = await read_form(visit.request)
    command, wish = STEPS[step]
    outcome = await visit.store.run(command, visit.seat, wish(agreement_id), form.once)
    if isinstance(outcome, Refused):
        return await _page(visit, outcome)
    return Redirect(f"{HOME}?done=inv_agreement_{step}", status_code=303)


handlers: list[Any] = [show_agreements, check_end, take]
