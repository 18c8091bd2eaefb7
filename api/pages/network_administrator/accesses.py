"""Another end for an access: the same person, the same roles, another date; two people agree (POL-04)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.pages.account import roles_of
from api.pages.filling import Trouble, Unfit, fill
from api.pages.forms import Form, read_form
from api.pages.members import changeable
from api.pages.moments import day_in, zone_of
from api.pages.network_administrator.settling import Again, Wish, settle, shown
from api.pages.visits import Visit
from api.pages.words import WORDS
from service.partners.actor import Role
from service.partners.members.queries import MemberView
from service.partners.proposals.rules import Access, access

YEAR = timedelta(days=365)


class Ending(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first day without access."""

    ends_on: date


@get("/members/{member_id:uuid}/access", include_in_schema=False)
async def show_access(visit: NamedDependency[Visit], member_id: FromPath[UUID]) -> Response[Any]:
    """Until when now, and a year from today as the new end."""
    return await shown(visit, await _page(visit, await changeable(visit, member_id)))


@post("/members/{member_id:uuid}/access", include_in_schema=False, status_code=303)
async def propose_access(visit: NamedDependency[Visit], member_id: FromPath[UUID]) -> Response[Any]:
    """Propose it; roles and supervision stay as they are."""
    form = await read_form(visit.request)
    member = await changeable(visit, member_id)
    asked = fill(form, Ending)
    wish: Wish = asked if isinstance(asked, Unfit) else _lengthened(member, asked)
    facts = {
        "email": member.email,
        "was": {"roles": list(member.roles), "ends_on": member.ends_on.isoformat()},
    }
    return await settle(visit, form, wish, WORDS["access.about"], facts, await _page(visit, member))


def _lengthened(member: MemberView, asked: Ending) -> Any:
    kept = Access(tuple(sorted(member.roles)), asked.ends_on, member.supervisor_id)
    return access(member.id, kept, member.organisation_id)


async def _page(visit: Visit, member: MemberView) -> Again:
    async with visit.store.reading(visit.seat) as session:
        zone, a_year_on = await zone_of(session), (session.now + YEAR).date()
    police = Role.INVESTIGATOR in member.roles

    async def again(form: Form, trouble: Trouble | None, kept: bool) -> Response[Any]:
        return visit.paint(
            "network_administrator/access.html",
            status=trouble.status if trouble else 200,
            page=visit.request.url.path,
            member=member,
            roles=roles_of(member.roles, visit.language),
            ends=a_year_on.isoformat(),
            police=police,
            values=form.values,
            day=day_in(visit.language, zone),
            trouble=trouble,
            kept=kept,
        )

    return again


handlers: list[Any] = [show_access, propose_access]
