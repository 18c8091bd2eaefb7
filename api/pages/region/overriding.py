"""Overrides: places lifted out of a rule, for a reason that auditors read; families together (OPS-07, OPS-08)."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.doors import for_roles
from api.pages.filling import Unfit, trouble_of
from api.pages.forms import Form, read_form
from api.pages.front_desk.saying import people
from api.pages.investigator.asking import after
from api.pages.investigator.board import given_back
from api.pages.keeping import take_kept
from api.pages.visits import Visit
from api.problems import Refusal
from api.wrong import Wrong
from service.cases.screening.refusals import says_too_much
from service.cases.screening.rules import screen
from service.operations.overrides.commands import (
    DecideOverride,
    KeepTogether,
    ReadDisclosure,
    decide_override,
    keep_together,
    read_disclosure,
)
from service.operations.overrides.queries import DisclosedPlace, OverrideView, overrides_asked
from service.partners.actor import Role
from service.refusals import NOT_FOUND, Refused, Said

ONE = "/region/overrides/{operation_id:uuid}"
SHORTEST, LONGEST = 3, 280
ONE_SENTENCE = Said("Écrivez la raison en une phrase", "Write the reason in one sentence")
CHOOSE_A_PLACE = Said("Cochez au moins une place", "Tick at least one place")


@get(ONE, include_in_schema=False)
async def show_override(visit: NamedDependency[Visit], operation_id: FromPath[UUID]) -> Response[str]:
    """What is asked, and what the asking disclosed; reading it is recorded."""
    return await _page(visit, operation_id, await take_kept(visit))


async def _page(
    visit: Visit,
    operation_id: UUID,
    form: Form | None = None,
    why: Refused | Unfit | None = None,
    field: str = "",
) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        for_roles(session, Role.REGIONAL_COORDINATOR)
        asked = await _asked(await overrides_asked(session), operation_id)
    places = await visit.store.run(read_disclosure, visit.seat, ReadDisclosure(operation_id))
    if isinstance(places, Refused):
        raise Refusal(places)
    trouble = trouble_of(why, visit.language, field)
    return visit.paint(
        "region/override.html",
        status=trouble.status if trouble else 200,
        page=f"/region/overrides/{operation_id}",
        operation_id=operation_id,
        asked=[one for one in asked if one.state == "asked"],
        decided=[one for one in asked if one.state != "asked"],
        places=places,
        labels={place.place_id: _words(visit, place) for place in places},
        shelters=sorted({(p.shelter, p.shelter_id) for p in places if p.shelter}),
        values=form.values if form else {},
        ticked=set(form.all("override")) | set(form.all("place"))
        if form and (why or form.language)
        else None,
        trouble=trouble,
        kept=given_back(form, why),
        wrong=trouble is not None,
    )


async def _asked(found: list[OverrideView], operation_id: UUID) -> list[OverrideView]:
    mine = [one for one in found if one.operation_id == operation_id]
    if not mine:
        raise Refusal(Refused(NOT_FOUND))
    return mine


def _words(visit: Visit, place: DisclosedPlace) -> str:
    who = people(visit.language, [(place.gender, place.age_band, 1)])
    return f"{place.number} · {place.label} · {who}" if place.label else f"{place.number} · {who}"


def _reason(form: Form, field: str) -> str | Refused | Unfit:
    """The sentence that auditors read; never what Relais does not keep (IMM-05)."""
    reason = " ".join(form.value(field).split())[:LONGEST]
    if len(reason) < SHORTEST:
        return Unfit((Wrong(field, ONE_SENTENCE),))
    findings = screen(reason)
    return says_too_much(findings) if findings else reason


@post(f"{ONE}/decision", include_in_schema=False, status_code=303)
async def decide(visit: NamedDependency[Visit], operation_id: FromPath[UUID]) -> Response[Any]:
    """One reason for all that are ticked; each place is decided by itself, and the rule stays for the others."""
    form = await read_form(visit.request)
    reason = _reason(form, "reason")
    if form.language or isinstance(reason, Refused | Unfit):
        why = None if form.language or isinstance(reason, str) else reason
        return await _page(visit, operation_id, form, why, "reason")
    chosen = [id for text in form.all("override") if (id := _id(text))]
    if not chosen:
        return await _page(visit, operation_id, form, Unfit((Wrong("override", CHOOSE_A_PLACE),)))
    grant = form.value("answer") == "grant"
    for each in chosen:
        wish = DecideOverride(each, grant, reason, _id(form.value("shelter")) if grant else None)
        outcome = await visit.store.run(decide_override, visit.seat, wish, after(form, str(each)))
        if isinstance(outcome, Refused):
            return await _page(visit, operation_id, form, outcome)
    done = "reg_granted" if grant else "reg_not_granted"
    return Redirect(f"/?done={done}", status_code=303)


@post(f"{ONE}/together", include_in_schema=False, status_code=303)
async def together(visit: NamedDependency[Visit], operation_id: FromPath[UUID]) -> Response[Any]:
    """One room for a family, in spite of its letter (OPS-08)."""
    form = await read_form(visit.request)
    why = _reason(form, "why")
    if form.language or isinstance(why, Refused | Unfit):
        wrong = None if form.language or isinstance(why, str) else why
        return await _page(visit, operation_id, form, wrong, "why")
    places = tuple(id for text in form.all("place") if (id := _id(text)))
    wish = KeepTogether(operation_id, places, why)
    outcome = await visit.store.run(keep_together, visit.seat, wish, form.once)
    if isinstance(outcome, Refused):
        return await _page(visit, operation_id, form, outcome, "place")
    return Redirect(f"/region/overrides/{operation_id}?done=reg_together", status_code=303)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


handlers: list[Any] = [show_override, decide, together]
