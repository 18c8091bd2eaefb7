"""One's networks: who is in them, and the numbers that police are held to (AGR-01)."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.pages.acting import About, act
from api.pages.forms import read_form
from api.pages.moments import day_in, zone_of
from api.pages.visits import Visit
from api.pages.words import WORDS
from api.problems import Refusal
from service.partners.actor import Role
from service.partners.networks.queries import NetworkView, networks
from service.partners.proposals.commands import propose
from service.partners.proposals.rules import leaving
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.session import Session

HOME = "/network"


async def administered(session: Session) -> list[NetworkView]:
    """The networks that the visitor administers. Raises `Refusal` for anybody else."""
    if not session.actor.has(Role.NETWORK_ADMINISTRATOR):
        raise Refusal(Refused(NOT_ALLOWED))
    found = await networks(session)
    return [] if isinstance(found, Refused) else [one for one in found if one.may_change]


def one_of(found: list[NetworkView], network_id: UUID) -> NetworkView:
    """The network of this id. Raises `Refusal` when it is not the visitor's."""
    for network in found:
        if network.id == network_id:
            return network
    raise Refusal(Refused(NOT_FOUND))


@get(HOME, include_in_schema=False)
async def show_networks(visit: NamedDependency[Visit]) -> Response[str]:
    """Each network with its organisations, its numbers, and what can be proposed of it."""
    async with visit.store.reading(visit.seat) as session:
        found, zone = await administered(session), await zone_of(session)
        own = session.actor.organisation_id
    return visit.paint(
        "network_administrator/networks.html",
        page=HOME,
        networks=found,
        own=own,
        day=day_in(visit.language, zone),
    )


@post(
    "/network/{network_id:uuid}/organisations/{organisation_id:uuid}/leave",
    include_in_schema=False,
    status_code=303,
)
async def leave(
    visit: NamedDependency[Visit], network_id: FromPath[UUID], organisation_id: FromPath[UUID]
) -> Response[Any]:
    """Propose that an organisation leaves; the step-up names both, and what it promised stays promised (PIV-03)."""
    form = await read_form(visit.request)
    async with visit.store.reading(visit.seat) as session:
        network = one_of(await administered(session), network_id)
    name = next((one.name for one in network.organisations if one.id == organisation_id), None)
    if name is None:
        raise Refusal(Refused(NOT_FOUND))
    about = About(WORDS["change.leave.about"], {"organisation": name, "network": network.name}, HOME)
    outcome = await act(visit, form, propose, leaving(network_id, organisation_id), about)
    if isinstance(outcome, Refused):
        raise Refusal(outcome)
    return Redirect("/proposals?told=proposed", status_code=303)


handlers: list[Any] = [show_networks, leave]
