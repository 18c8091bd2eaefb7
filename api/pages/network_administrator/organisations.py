"""One organisation of one's networks: what it lacks, its people, and until when it is accredited (PIV-10, POL-04)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.pages.account import roles_of
from api.pages.filling import Trouble, Unfit, fill
from api.pages.forms import Form, read_form
from api.pages.moments import day_in, zone_of
from api.pages.network_administrator.settling import Again, Wish, settle, shown
from api.pages.visits import Visit
from api.pages.words import WORDS
from api.problems import Refusal
from api.v1.partners.networks import Accredited
from service.partners.members.queries import InvitationView, MemberView, invitations, members
from service.partners.networks.setup import OrganisationSetUp, network_setup
from service.partners.proposals.rules import accreditation
from service.refusals import NOT_FOUND, Refused
from service.store.session import Session

PLACE = "/network/organisations/{organisation_id:uuid}"


@dataclass(frozen=True)
class Here:
    """An organisation and its people."""

    organisation: OrganisationSetUp
    members: list[MemberView]
    invitations: list[InvitationView]
    zone: str
    soon: Any
    """Before this day, an access ends within 30 days."""


async def found_all(session: Session) -> list[OrganisationSetUp]:
    """Every organisation that the visitor administers. Raises `Refusal` for anybody else."""
    found = await network_setup(session)
    if isinstance(found, Refused):
        raise Refusal(found)
    return found


async def _here(visit: Visit, organisation_id: UUID) -> Here:
    async with visit.store.reading(visit.seat) as session:
        found = [one for one in await found_all(session) if one.id == organisation_id]
        if not found:
            raise Refusal(Refused(NOT_FOUND))
        people, waiting = await members(session), await invitations(session)
        zone, now = await zone_of(session), session.now
    asked = [] if isinstance(waiting, Refused) else waiting
    return Here(
        found[0],
        [one for one in people if one.organisation_id == organisation_id],
        [one for one in asked if one.organisation_id == organisation_id],
        zone,
        now.date(),
    )


@get("/network/organisations", include_in_schema=False)
async def show_organisations(visit: NamedDependency[Visit]) -> Response[str]:
    """All of them, those that lack something first."""
    async with visit.store.reading(visit.seat) as session:
        found = await found_all(session)
    ordered = sorted(found, key=lambda one: (not one.lacks, one.name))
    return visit.paint(
        "network_administrator/organisations.html", page="/network/organisations", organisations=ordered
    )


@get(PLACE, include_in_schema=False)
async def show_organisation(visit: NamedDependency[Visit], organisation_id: FromPath[UUID]) -> Response[Any]:
    """What it lacks, who is there, who is invited."""
    there = await _here(visit, organisation_id)
    return visit.paint(
        "network_administrator/organisation.html",
        page=visit.request.url.path,
        there=there,
        roles=lambda roles: roles_of(roles, visit.language),
        day=day_in(visit.language, there.zone),
    )


@get(f"{PLACE}/accreditation", include_in_schema=False)
async def show_accreditation(visit: NamedDependency[Visit], organisation_id: FromPath[UUID]) -> Response[Any]:
    """Until when; nothing is without an end."""
    there = await _here(visit, organisation_id)
    return await shown(visit, _page(visit, there))


@post(f"{PLACE}/accreditation", include_in_schema=False, status_code=303)
async def propose_accreditation(
    visit: NamedDependency[Visit], organisation_id: FromPath[UUID]
) -> Response[Any]:
    """Propose another end; whoever is not accredited signs nothing and reads nothing (PIV-10)."""
    form = await read_form(visit.request)
    there = await _here(visit, organisation_id)
    asked = fill(form, Accredited)
    wish: Wish = asked if isinstance(asked, Unfit) else accreditation(organisation_id, asked.accredited_until)
    until = there.organisation.accredited_until
    facts = {
        "organisation": there.organisation.name,
        "was": {"accredited_until": until.isoformat() if until else None},
    }
    return await settle(visit, form, wish, WORDS["proposal.accreditation"], facts, _page(visit, there))


def _page(visit: Visit, there: Here) -> Again:
    until = there.organisation.accredited_until

    async def again(form: Form, trouble: Trouble | None, kept: bool) -> Response[Any]:
        return visit.paint(
            "network_administrator/accreditation.html",
            status=trouble.status if trouble else 200,
            page=visit.request.url.path,
            organisation=there.organisation,
            until=form.values.get("accredited_until", until.isoformat() if until else ""),
            trouble=trouble,
            kept=kept,
        )

    return again


handlers: list[Any] = [show_organisations, show_organisation, show_accreditation, propose_accreditation]
