"""A proposal: what could be held, what would be asked for, and who would have no place (OPS-01, OPS-06)."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.doors import for_roles
from api.pages.filling import trouble_of
from api.pages.forms import read_form
from api.pages.investigator.board import HOME, operation_page
from api.pages.investigator.shown import one_of_mine
from api.pages.visits import Visit
from api.problems import Refusal
from api.v1.operations.words import not_placed_sentences, proposal_now
from service.operations.holds.steps import AboutOperation
from service.operations.proposals.commands import AcceptProposal, accept_proposal, propose_places
from service.operations.proposals.queries import read_proposal
from service.partners.actor import Role
from service.refusals import NOT_FOUND, Refused

ONE = HOME + "/proposals/{proposal_id:uuid}"


@post(f"{HOME}/proposals", include_in_schema=False, status_code=303)
async def propose(visit: NamedDependency[Visit], operation_id: FromPath[UUID]) -> Response[Any]:
    """What could be held for those without a place; nothing is held."""
    form = await read_form(visit.request)
    found = await visit.store.run(propose_places, visit.seat, AboutOperation(operation_id), form.once)
    if isinstance(found, Refused):
        return await operation_page(visit, operation_id, "investigator/board.html", found)
    return Redirect(f"/reservations/{operation_id}/proposals/{found.id}", status_code=303)


@get(ONE, include_in_schema=False)
async def show_proposal(
    visit: NamedDependency[Visit], operation_id: FromPath[UUID], proposal_id: FromPath[UUID]
) -> Response[str]:
    """The proposal, and what became of it."""
    return await _page(visit, operation_id, proposal_id)


async def _page(
    visit: Visit, operation_id: UUID, proposal_id: UUID, why: Refused | None = None
) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        for_roles(session, Role.INVESTIGATOR)
        it = await one_of_mine(session, operation_id, visit.language)
        found = await read_proposal(session, proposal_id)
    if found is None or found.operation_id != operation_id:
        raise Refusal(Refused(NOT_FOUND))
    return visit.paint(
        "investigator/proposal.html",
        status=why.reason.status if why else 200,
        it=it,
        found=found,
        live=found.state == "open" and it.can("arrange"),
        sentence=proposal_now(found, it.view, it.now, visit.language),
        reasons=not_placed_sentences(found.not_placed, visit.language),
        trouble=trouble_of(why, visit.language),
        wrong=why is not None,
    )


@post(ONE, include_in_schema=False, status_code=303)
async def accept(
    visit: NamedDependency[Visit], operation_id: FromPath[UUID], proposal_id: FromPath[UUID]
) -> Response[Any]:
    """Take what is still free; the rest is told on the board (OPS-06)."""
    form = await read_form(visit.request)
    wish = AcceptProposal(operation_id, proposal_id)
    outcome = await visit.store.run(accept_proposal, visit.seat, wish, form.once)
    if isinstance(outcome, Refused):
        return await _page(visit, operation_id, proposal_id, outcome)
    return Redirect(f"/reservations/{operation_id}?done=inv_held", status_code=303)


handlers: list[Any] = [propose, show_proposal, accept]
