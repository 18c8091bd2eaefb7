"""What the person agrees to: scope, how it was told, and taken back at once (CNF-01)."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.pages.filling import Unfit, fill, trouble_of
from api.pages.forms import Form, read_form
from api.pages.moments import day_in
from api.pages.pivot.doing import Why, do, to_fill
from api.pages.pivot.reading import here_of, my_case
from api.pages.visits import Visit
from service.cases.consents import (
    ConsentKind,
    GiveConsent,
    GivenConsent,
    WithdrawConsent,
    give_consent,
    withdraw_consent,
)
from service.cases.overview import partners
from service.cases.rules import SCOPES, Scope

KINDS = ("pivot", "shelter", "hotel", "coordination", "fund")
"""Whom something may be shared with; police have a scope of their own."""


class Given(msgspec.Struct, frozen=True):
    """A consent as it is sent."""

    scope: Scope
    kind: ConsentKind = "spoken"
    shared_with: UUID | None = None


@get("/cases/{case_id:uuid}/consents", include_in_schema=False)
async def show_consents(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[str]:
    """What is in force, what was taken back, and a new one."""
    return await _page(visit, case_id, {}, None)


async def _page(visit: Visit, case_id: UUID, values: dict[str, str], why: Why) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        case, here, found = (
            await my_case(session, case_id),
            await here_of(session),
            await partners(session, *KINDS),
        )
    names = {one.id: one.name for one in found}
    trouble = trouble_of(why, visit.language)
    in_force = {one.scope for one in case.consents if one.withdrawn_at is None}
    return visit.paint(
        "pivot/consents.html",
        status=trouble.status if trouble else 200,
        page=f"/cases/{case_id}/consents",
        case=case,
        values=values or {"kind": "spoken"},
        trouble=trouble,
        scopes=[scope for scope in SCOPES if scope == "share_with_organisation" or scope not in in_force],
        partners=[(one.id, one.name) for one in found],
        names=names,
        day=day_in(visit.language, here.zone),
    )


@post("/cases/{case_id:uuid}/consents", include_in_schema=False, status_code=200)
async def give(visit: NamedDependency[Visit], case_id: FromPath[UUID]) -> Response[Any]:
    """Note that the person agrees."""
    form = await read_form(visit.request)
    said = fill(form, Given)
    wish = said if isinstance(said, Unfit) else _wish(case_id, said)

    async def again(form: Form, why: Why) -> Response[Any]:
        return await _page(visit, case_id, form.values, why)

    return await do(
        visit, form, give_consent, wish, again, done=f"/cases/{case_id}/consents?done=pivot.agreed"
    )


def _wish(case_id: UUID, said: Given) -> GiveConsent | Unfit:
    sharing = said.scope == "share_with_organisation"
    if sharing and said.shared_with is None:
        return to_fill("shared_with")
    return GiveConsent(case_id, GivenConsent(said.scope, said.kind, said.shared_with if sharing else None))


@post("/cases/{case_id:uuid}/consents/{consent_id:uuid}/withdraw", include_in_schema=False, status_code=200)
async def withdraw(
    visit: NamedDependency[Visit], case_id: FromPath[UUID], consent_id: FromPath[UUID]
) -> Response[Any]:
    """New sharing stops at once; the bed and the help promised stay (CPL-05)."""
    form = await read_form(visit.request)

    async def again(_: Form, why: Why) -> Response[Any]:
        return await _page(visit, case_id, {}, why)

    wish = WithdrawConsent(case_id, consent_id)
    return await do(
        visit, form, withdraw_consent, wish, again, done=f"/cases/{case_id}/consents?done=pivot.withdrawn"
    )


handlers: list[Any] = [show_consents, give, withdraw]
