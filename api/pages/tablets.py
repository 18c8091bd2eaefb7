"""Shared tablets: prepared by a coordinator, put in service by a code, opened by a PIN (SAF-12)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.pages.acting import About, act
from api.pages.formats import clock_time
from api.pages.forms import read_form
from api.pages.frame import said
from api.pages.keeping import take_kept
from api.pages.moments import day_in, zone_of
from api.pages.naming import name_in
from api.pages.visits import Visit
from api.pages.words import WORDS
from api.problems import Refusal, problem
from service.partners.actor import Role
from service.partners.members.queries import MemberView, members
from service.partners.tablets.commands import (
    EndTablet,
    GivePin,
    OfferTablet,
    TakePin,
    end_tablet,
    give_pin,
    offer_tablet,
    take_pin,
)
from service.partners.tablets.queries import TabletCard, tablets
from service.refusals import Refused

HOME = "/tablets"
AT_THE_DESK = {Role.FRONT_DESK, Role.SHELTER_COORDINATOR}


@get(HOME, include_in_schema=False)
async def show_tablets(visit: NamedDependency[Visit]) -> Response[str]:
    """The tablets of the house, and the people who open them."""
    kept = await take_kept(visit)
    return await _page(visit, kept.values if kept else {}, kept=kept is not None)


async def _page(
    visit: Visit, values: Mapping[str, str], *, why: Refused | None = None, kept: bool = False
) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        found, zone, own = await tablets(session), await zone_of(session), session.actor.organisation_id
        desk = [one for one in await members(session) if one.organisation_id == own]
    if isinstance(found, Refused):
        raise Refusal(found)
    return visit.paint(
        "tablets.html",
        status=why.reason.status if why else 200,
        page=HOME,
        values=values,
        kept=kept,
        problem=problem(why, visit.language) if why else None,
        tablets=_living(found),
        desk=_desk(desk),
        day=day_in(visit.language, zone),
    )


def _living(found: list[TabletCard]) -> list[TabletCard]:
    return [tablet for tablet in found if tablet.state != "ended"]


def _desk(found: list[MemberView]) -> list[MemberView]:
    return [member for member in found if AT_THE_DESK & set(member.roles)]


@post(HOME, include_in_schema=False, status_code=200)
async def offer(visit: NamedDependency[Visit]) -> Response[Any]:
    """A code, shown once, with which the tablet enrols itself."""
    form = await read_form(visit.request)
    if form.language and form.proof is None:
        return await _page(visit, form.values)
    name = name_in(form, said(visit.language, "tablets.name.default"))
    if isinstance(name, Refused):
        return await _page(visit, form.values, why=name)
    about = About(WORDS["tablets.about.offer"], {"name": name}, HOME, typed=True)
    offered = await act(visit, form, offer_tablet, OfferTablet(name), about, told_once=True)
    if isinstance(offered, Refused):
        return await _page(visit, form.values, why=offered)
    async with visit.store.reading(visit.seat) as session:
        until = clock_time(offered.expires_at, await zone_of(session), visit.language)
    return visit.paint(
        "shown_once.html",
        title="tablet_code.title",
        shown=offered.enrolment_code,
        text="tablet_code.text",
        lines=[said(visit.language, "tablet_code.until", time=until)],
        way=HOME,
        way_word="tablet_code.done",
    )


@post("/tablets/{tablet_id:uuid}/end", include_in_schema=False, status_code=303)
async def end(visit: NamedDependency[Visit], tablet_id: FromPath[UUID]) -> Response[Any]:
    """No PIN opens it any more."""
    form = await read_form(visit.request)
    return _back(await visit.store.run(end_tablet, visit.seat, EndTablet(tablet_id), form.once))


@post("/tablets/pins/{member_id:uuid}", include_in_schema=False, status_code=200)
async def give(visit: NamedDependency[Visit], member_id: FromPath[UUID]) -> Response[Any]:
    """A PIN, drawn by Relais and shown once."""
    form = await read_form(visit.request)
    about = About(WORDS["tablets.about.pin"], {}, HOME)
    given = await act(visit, form, give_pin, GivePin(member_id), about, told_once=True)
    if isinstance(given, Refused):
        return await _page(visit, {}, why=given)
    return visit.paint(
        "shown_once.html",
        title="pin.title",
        shown=given.pin,
        text="pin.text",
        lines=[],
        way=HOME,
        way_word="pin.done",
    )


@post("/tablets/pins/{member_id:uuid}/end", include_in_schema=False, status_code=303)
async def take(visit: NamedDependency[Visit], member_id: FromPath[UUID]) -> Response[Any]:
    """Their PIN opens nothing any more; who has none has none."""
    form = await read_form(visit.request)
    await visit.store.run(take_pin, visit.seat, TakePin(member_id), form.once)
    return Redirect(HOME, status_code=303)


def _back(outcome: Any) -> Response[Any]:
    if isinstance(outcome, Refused):
        raise Refusal(outcome)
    return Redirect(HOME, status_code=303)


handlers: list[Any] = [show_tablets, offer, end, give, take]
