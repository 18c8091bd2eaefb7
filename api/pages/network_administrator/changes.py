"""What can be proposed of a network: an organisation, an entry, police, their budget, a word; a network, a key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.pages.filling import Trouble, Unfit, fill
from api.pages.formats import alphabetical
from api.pages.forms import Form, read_form
from api.pages.network_administrator.networks import administered, one_of
from api.pages.network_administrator.settling import Again, Wish, screened_name, settle, shown
from api.pages.visits import Visit
from api.pages.words import WORDS
from api.problems import Refusal
from api.v1.partners.networks import Budget, Entering, NewNetwork, NewOrganisation, PoliceHere
from api.v1.partners.proposals import NewRotation
from api.v1.partners.terms import NewTerm
from service.partners.networks.queries import NetworkView
from service.partners.proposals import rules
from service.partners.queries import Region, regions
from service.partners.terms.rules import NEUTRAL
from service.refusals import NOT_FOUND, Language, Refused

KINDS = ("shelter", "pivot", "fund", "coordination", "hotel", "police", "audit", "network")
STRUCTURES = ("open", "steered", "community_only", "lead_organisation")
TEMPLATE = "network_administrator/change.html"


def _organisation(form: Form, network: NetworkView) -> Wish:
    form = Form(form.path, tuple(pair for pair in form.pairs if pair[1]), form.key)
    asked = fill(form, NewOrganisation)
    if isinstance(asked, Unfit):
        return asked
    return screened_name(asked.name) or rules.organisation(
        network.id,
        asked.name,
        asked.kind,
        regions=tuple(asked.regions),
        language=asked.language,
        accredited_until=asked.accredited_until,
    )


def _joining(form: Form, network: NetworkView) -> Wish:
    asked = fill(form, Entering)
    return asked if isinstance(asked, Unfit) else rules.joining(network.id, asked.organisation_id)


def _police(form: Form, network: NetworkView) -> Wish:
    asked = fill(form, PoliceHere)
    return asked if isinstance(asked, Unfit) else rules.police_members(network.id, asked.police_members)


def _budget(form: Form, network: NetworkView) -> Wish:
    asked = fill(form, Budget)
    if isinstance(asked, Unfit):
        return asked
    return rules.police_budget(network.id, asked.minimum_sites, asked.questions_a_day)


def _word(form: Form, network: NetworkView) -> Wish:
    asked = fill(form, NewTerm)
    if isinstance(asked, Unfit):
        return asked
    both = asked.fr is not None and asked.en is not None
    refused = screened_name(f"{asked.fr or ''} {asked.en or ''}")
    fr, en = (asked.fr, asked.en) if both else (None, None)
    return refused or rules.network_term(network.id, asked.term, fr, en)


def _network(form: Form, _: NetworkView | None) -> Wish:
    asked = fill(form, NewNetwork)
    if isinstance(asked, Unfit):
        return asked
    refused = screened_name(asked.name)
    return refused or rules.network(
        asked.name, asked.structure, asked.police_members, asked.minimum_sites, asked.questions_a_day
    )


def _key(form: Form, _: NetworkView | None) -> Wish:
    asked = fill(form, NewRotation)
    return asked if isinstance(asked, Unfit) else rules.root_rotation(asked.root)


OF_A_NETWORK: Mapping[str, Callable[[Form, NetworkView], Wish]] = {
    "organisation": _organisation,
    "joining": _joining,
    "police": _police,
    "budget": _budget,
    "word": _word,
}
OF_NONE: Mapping[str, Callable[[Form, NetworkView | None], Wish]] = {"network": _network, "key": _key}


@dataclass(frozen=True)
class Around:
    """What a form is filled in among."""

    network: NetworkView | None
    elsewhere: list[tuple[UUID, str]]
    """Organisations of one's other networks: they may enter this one."""
    regions: list[tuple[str, str]]
    """Code and name, those of Canada first."""


async def _around(visit: Visit, network_id: UUID | None) -> Around:
    async with visit.store.reading(visit.seat) as session:
        found, known = await administered(session), await regions(session)
    network = one_of(found, network_id) if network_id else None
    inside = {one.id for one in network.organisations} if network else set()
    others = {one.id: one.name for each in found for one in each.organisations if one.id not in inside}
    elsewhere = sorted(others.items(), key=lambda item: item[1])
    return Around(network, elsewhere, _in_order(known, visit.language))


def _in_order(known: list[Region], language: Language) -> list[tuple[str, str]]:
    return sorted(
        ((one.code, one.name(language)) for one in known),
        key=lambda each: (each[0][:2] != "CA", alphabetical(each[1])),
    )


def _page(visit: Visit, what: str, around: Around) -> Again:
    async def again(form: Form, trouble: Trouble | None, kept: bool) -> Response[Any]:
        return visit.paint(
            TEMPLATE,
            status=trouble.status if trouble else 200,
            page=visit.request.url.path,
            what=what,
            around=around,
            values=form.values,
            chosen=form.all("regions"),
            trouble=trouble,
            kept=kept,
            kinds=KINDS,
            structures=STRUCTURES,
            terms=NEUTRAL,
        )

    return again


def _was(what: str, network: NetworkView | None) -> dict[str, Any]:
    """How it stands now, so that the step-up shows from what to what."""
    names = {"police": ("police_members",), "budget": ("minimum_sites", "questions_a_day")}.get(what, ())
    return {name: getattr(network, name) for name in names}


async def _show(visit: Visit, what: str, network_id: UUID | None) -> Response[Any]:
    around = await _around(visit, network_id)
    return await shown(visit, _page(visit, what, around))


async def _settle(visit: Visit, what: str, network_id: UUID | None) -> Response[Any]:
    form = await read_form(visit.request)
    around = await _around(visit, network_id)
    if around.network is None:
        wish, name = OF_NONE[what](form, None), ""
    else:
        wish, name = OF_A_NETWORK[what](form, around.network), around.network.name
    facts = {"network": name, "was": _was(what, around.network)}
    return await settle(visit, form, wish, WORDS[f"change.{what}.about"], facts, _page(visit, what, around))


def _known(what: str, among: Mapping[str, Any]) -> None:
    if what not in among:
        raise Refusal(Refused(NOT_FOUND))


@get("/network/{network_id:uuid}/change/{what:str}", include_in_schema=False)
async def show_change(
    visit: NamedDependency[Visit], network_id: FromPath[UUID], what: FromPath[str]
) -> Response[Any]:
    """One thing of a network that two people can change."""
    _known(what, OF_A_NETWORK)
    return await _show(visit, what, network_id)


@post("/network/{network_id:uuid}/change/{what:str}", include_in_schema=False, status_code=303)
async def propose_change(
    visit: NamedDependency[Visit], network_id: FromPath[UUID], what: FromPath[str]
) -> Response[Any]:
    """Propose it; it is in force once another person has signed."""
    _known(what, OF_A_NETWORK)
    return await _settle(visit, what, network_id)


@get("/network/new/{what:str}", include_in_schema=False)
async def show_new(visit: NamedDependency[Visit], what: FromPath[str]) -> Response[Any]:
    """A network around one's own organisation, or a new generation of a root key."""
    _known(what, OF_NONE)
    return await _show(visit, what, None)


@post("/network/new/{what:str}", include_in_schema=False, status_code=303)
async def propose_new(visit: NamedDependency[Visit], what: FromPath[str]) -> Response[Any]:
    """Propose it; it is in force once another person has signed."""
    _known(what, OF_NONE)
    return await _settle(visit, what, None)


handlers: list[Any] = [show_change, propose_change, show_new, propose_new]
