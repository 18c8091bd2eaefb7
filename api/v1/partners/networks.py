"""Networks and the organisations in them, changed by two people (AGR-01, PIV-10)."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask, read
from api.v1.fields import Name, Region, screened
from api.v1.partners.proposals import proposing
from service.cases.screening.refusals import SAYS_TOO_MUCH
from service.partners.networks.queries import NetworkView, networks
from service.partners.proposals import refusals
from service.partners.proposals.commands import Proposed
from service.partners.proposals.rules import (
    OrganisationKind,
    PoliceMembers,
    Structure,
    accreditation,
    joining,
    leaving,
    network,
    organisation,
    police_budget,
    police_members,
)
from service.refusals import Language
from service.store.command import Once
from service.store.store import Store

TAG = "networks"
Sites = Annotated[int, msgspec.Meta(ge=1, le=20)]
Questions = Annotated[int, msgspec.Meta(ge=1, le=200)]


class NewNetwork(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A network around one's own organisation, and what police may learn through it."""

    name: Name
    structure: Structure
    police_members: PoliceMembers = "none"
    minimum_sites: Sites = 3
    questions_a_day: Questions = 40


class Entering(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The organisation that enters."""

    organisation_id: UUID


class PoliceHere(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether the network has police members."""

    police_members: PoliceMembers


class Budget(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Shelters behind each figure that police read, and questions of one investigator in a day."""

    minimum_sites: Sites
    questions_a_day: Questions


class NewOrganisation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An organisation of the network; there is no kind for border services (IMM-01)."""

    name: Name
    kind: OrganisationKind
    regions: Annotated[list[Region], msgspec.Meta(max_length=60)]
    language: Language = "fr"
    accredited_until: date | None = None


class Accredited(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first day without accreditation; null is without an end."""

    accredited_until: date | None = None


@read("/networks", id="list_networks", summary="The networks of your organisation", tag=TAG)
async def get_networks(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[NetworkView]:
    async with store.reading(caller.seat) as session:
        return accepted(await networks(session))


@ask(
    "/networks",
    id="propose_network",
    summary="Propose a network around your organisation",
    tag=TAG,
    refusals=(refusals.NO_POLICE_HERE, SAYS_TOO_MUCH),
    step_up=True,
)
async def post_network(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewNetwork],
) -> Proposed:
    screened({"name": data.name}, "name")
    wish = network(data.name, data.structure, data.police_members, data.minimum_sites, data.questions_a_day)
    return await proposing(store, caller, once, wish)


@ask(
    "/networks/{network_id:uuid}/members",
    id="propose_joining",
    summary="Propose that an organisation enters a network",
    tag=TAG,
    refusals=(refusals.NO_POLICE_HERE, refusals.ALREADY_INSIDE),
    step_up=True,
)
async def post_joining(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    network_id: FromPath[UUID],
    data: JSONBody[Entering],
) -> Proposed:
    return await proposing(store, caller, once, joining(network_id, data.organisation_id))


@ask(
    "/networks/{network_id:uuid}/members/{organisation_id:uuid}/leave",
    id="propose_leaving",
    summary="Propose that an organisation leaves a network",
    tag=TAG,
    refusals=(refusals.LAST_ADMINISTRATOR, refusals.PROPOSAL_OUTDATED),
    step_up=True,
)
async def post_leaving(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    network_id: FromPath[UUID],
    organisation_id: FromPath[UUID],
) -> Proposed:
    return await proposing(store, caller, once, leaving(network_id, organisation_id))


@ask(
    "/networks/{network_id:uuid}/police",
    id="propose_police_members",
    summary="Propose whether a network has police members",
    tag=TAG,
    refusals=(refusals.POLICE_INSIDE, refusals.NO_POLICE_HERE),
    step_up=True,
)
async def post_police(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    network_id: FromPath[UUID],
    data: JSONBody[PoliceHere],
) -> Proposed:
    return await proposing(store, caller, once, police_members(network_id, data.police_members))


@ask(
    "/networks/{network_id:uuid}/police-budget",
    id="propose_police_budget",
    summary="Propose how much police can learn through a network",
    tag=TAG,
    step_up=True,
)
async def post_budget(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    network_id: FromPath[UUID],
    data: JSONBody[Budget],
) -> Proposed:
    wish = police_budget(network_id, data.minimum_sites, data.questions_a_day)
    return await proposing(store, caller, once, wish)


@ask(
    "/networks/{network_id:uuid}/organisations",
    id="propose_organisation",
    summary="Propose a new organisation in a network",
    tag=TAG,
    refusals=(refusals.NO_POLICE_HERE, SAYS_TOO_MUCH),
    step_up=True,
)
async def post_organisation(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    network_id: FromPath[UUID],
    data: JSONBody[NewOrganisation],
) -> Proposed:
    screened({"name": data.name}, "name")
    wish = organisation(
        network_id,
        data.name,
        data.kind,
        regions=tuple(data.regions),
        language=data.language,
        accredited_until=data.accredited_until,
    )
    return await proposing(store, caller, once, wish)


@ask(
    "/organisations/{organisation_id:uuid}/accreditation",
    id="propose_accreditation",
    summary="Propose until when an organisation is accredited",
    tag=TAG,
    step_up=True,
)
async def post_accreditation(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    organisation_id: FromPath[UUID],
    data: JSONBody[Accredited],
) -> Proposed:
    return await proposing(store, caller, once, accreditation(organisation_id, data.accredited_until))


handlers = [
    get_networks,
    post_network,
    post_joining,
    post_leaving,
    post_police,
    post_budget,
    post_organisation,
    post_accreditation,
]
