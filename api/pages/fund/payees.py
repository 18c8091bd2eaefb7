"""Whom a fund pays and how: payees that two people agree to, organisations that on-board, rails on and off (FND-08)."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, get_args
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from api.doors import accepted
from api.pages.acting import About, act
from api.pages.filling import Trouble, Unfit, fill, trouble_of
from api.pages.forms import read_form
from api.pages.fund.common import Telling, telling
from api.pages.fund.typing import kept_values, says_too_much
from api.pages.visits import Visit
from api.pages.words import WORDS
from api.v1.fields import Name, Region
from api.v1.partners.proposals import here
from service.fund.onboarding.commands import InvitePayee, invite_payee
from service.fund.onboarding.queries import onboardings
from service.fund.payees.commands import (
    ConfirmPayee,
    EndPayee,
    ProposePayee,
    confirm_payee,
    end_payee,
    propose_payee,
)
from service.fund.payees.queries import own_payees
from service.partners.networks.queries import networks
from service.partners.proposals.commands import propose
from service.partners.proposals.money import rails
from service.partners.proposals.queries import proposals
from service.partners.proposals.rules import PayeeRail, RailName, rail
from service.partners.queries import regions
from service.refusals import Refused
from service.store.session import Session

HOME: Final = "/fund/payees"
RAILS: Final[tuple[PayeeRail, ...]] = get_args(PayeeRail)


class NewPayee(Struct):
    """A supplier, never the person who is helped; an account is the rail's own, and nobody types one."""

    name: Name
    rail: PayeeRail
    region: Region | None = None
    partner: UUID | None = None


class Invitation(Struct):
    """The organisation that is asked to on-board."""

    organisation: UUID


class Turned(Struct):
    """A rail, to be turned on or off."""

    rail: RailName
    active: Annotated[str, Meta(pattern=r"^(yes|no)$")]


@get(HOME, include_in_schema=False)
async def show_payees(visit: NamedDependency[Visit]) -> Response[str]:
    """Payees, what waits for a second signature first; organisations that on-board; rails."""
    return await _page(visit, await kept_values(visit))


async def _page(visit: Visit, values: Mapping[str, str], trouble: Trouble | None = None) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
        context = await _context(visit, session, tell)
    return visit.paint(
        "fund/payees.html",
        status=trouble.status if trouble else 200,
        page=HOME,
        values=values,
        trouble=trouble,
        **context,
        **tell.context,
    )


async def _context(visit: Visit, session: Session, tell: Telling) -> dict[str, Any]:
    proposed = {each.subject: each for each in accepted(await proposals(session)) if each.kind == "payee"}
    payees = sorted(accepted(await own_payees(session)), key=lambda each: each.usable_from is not None)
    shown = [each for each in accepted(await rails(session)) if here(each.rail, visit.settings) is None]
    places = [(each.code, each.name(tell.language)) for each in await regions(session)]
    known = accepted(await onboardings(session))
    invited = {each.organisation_id for each in known if each.state != "disabled"}
    partners = {
        one.id: one.name
        for network in accepted(await networks(session))
        for one in network.organisations
        if one.id not in invited and one.kind not in ("police", "fund", "audit", "network")
    }
    return {
        "payees": payees,
        "proposed": proposed,
        "rails": [each for each in RAILS if each in {one.rail for one in shown if one.active}],
        "all_rails": shown,
        "regions": places,
        "onboardings": known,
        "partners": sorted(partners.items(), key=lambda each: each[1]),
    }


@post(HOME, include_in_schema=False, status_code=200)
async def propose_one(visit: NamedDependency[Visit]) -> Response[Any]:
    """Propose a payee; another person confirms it."""
    form = await read_form(visit.request)
    if form.language and form.proof is None:
        return await _page(visit, form.values)
    made = fill(form, NewPayee)
    if isinstance(made, Unfit):
        return await _page(visit, form.values, trouble_of(made, visit.language))
    if told := says_too_much(visit, {"name": made.name}, "name"):
        return await _page(visit, form.values, told)
    if refused := here(made.rail, visit.settings):
        return await _page(visit, form.values, trouble_of(refused, visit.language, "rail"))
    facts = {"name": made.name}
    how = (WORDS["fund.pay.by"].in_(visit.language), WORDS[f"fund.rail.{made.rail}"].in_(visit.language))
    about = About(WORDS["fund.about.payee"], facts, HOME, (how,), typed=True)
    wish = ProposePayee(made.name, made.rail, made.region, made.partner)
    outcome = await act(visit, form, propose_payee, wish, about)
    if isinstance(outcome, Refused):
        return await _page(visit, form.values, trouble_of(outcome, visit.language, "name"))
    return Redirect(f"{HOME}?done=fund_payee_proposed", status_code=303)


async def _named(visit: Visit, payee_id: UUID) -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    async with visit.store.reading(visit.seat) as session:
        await telling(visit, session)
        found = next((each for each in accepted(await own_payees(session)) if each.id == payee_id), None)
    if found is None:
        return {"name": ""}, ()
    how = (WORDS["fund.pay.by"].in_(visit.language), WORDS[f"fund.rail.{found.rail}"].in_(visit.language))
    return {"name": found.name}, (how,)


@post("/fund/payees/{payee_id:uuid}/confirm", include_in_schema=False, status_code=200)
async def confirm(visit: NamedDependency[Visit], payee_id: FromPath[UUID]) -> Response[Any]:
    """The second person's word: with it money may leave to this payee."""
    form = await read_form(visit.request)
    facts, lines = await _named(visit, payee_id)
    about = About(WORDS["fund.about.payee.confirm"], facts, HOME, lines)
    return await _settled(
        visit, await act(visit, form, confirm_payee, ConfirmPayee(payee_id), about), "payee_confirmed"
    )


@post("/fund/payees/{payee_id:uuid}/end", include_in_schema=False, status_code=200)
async def end(visit: NamedDependency[Visit], payee_id: FromPath[UUID]) -> Response[Any]:
    """One person is enough to stop; starting again takes two."""
    form = await read_form(visit.request)
    outcome = await visit.store.run(end_payee, visit.seat, EndPayee(payee_id), form.once)
    return await _settled(visit, outcome, "payee_ended")


async def _settled(visit: Visit, outcome: Any, done: str) -> Response[Any]:
    if isinstance(outcome, Refused):
        return await _page(visit, {}, trouble_of(outcome, visit.language))
    return Redirect(f"{HOME}?done=fund_{done}", status_code=303)


@post("/fund/onboardings", include_in_schema=False, status_code=200)
async def invite(visit: NamedDependency[Visit]) -> Response[Any]:
    """Ask an organisation to on-board with the rail's own pages; Relais never asks for an account number."""
    form = await read_form(visit.request)
    made = fill(form, Invitation)
    if isinstance(made, Unfit):
        return await _page(visit, form.values, trouble_of(made, visit.language))
    about = About(WORDS["fund.about.invite"], {}, HOME)
    outcome = await act(visit, form, invite_payee, InvitePayee(made.organisation), about)
    return await _settled(visit, outcome, "invited")


@post("/fund/rails", include_in_schema=False, status_code=200)
async def turn(visit: NamedDependency[Visit]) -> Response[Any]:
    """Propose to turn a way of paying on or off; another person signs."""
    form = await read_form(visit.request)
    made = fill(form, Turned)
    if isinstance(made, Unfit):
        return await _page(visit, form.values, trouble_of(made, visit.language))
    if refused := here(made.rail, visit.settings):
        return accepted(refused)
    key = "fund.about.rail.on" if made.active == "yes" else "fund.about.rail.off"
    about = About(WORDS[key], {"rail": WORDS[f"fund.rail.{made.rail}"].in_(visit.language)}, HOME)
    outcome = await act(visit, form, propose, rail(made.rail, made.active == "yes"), about)
    return await _settled(visit, outcome, "rail_proposed")


handlers = [show_payees, propose_one, confirm, end, invite, turn]
