"""What an organisation has agreed with carriers: declared, renewed, suspended (FND-05)."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final, Literal, get_args
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from api.doors import accepted
from api.pages.filling import Trouble, Unfit, trouble_of
from api.pages.forms import Form, read_form
from api.pages.fund.common import telling
from api.pages.fund.typing import filled, says_too_much
from api.pages.keeping import take_kept
from api.pages.visits import Visit
from api.v1.fields import Name, Reference, Region, ShortText
from service.fund.carriers.commands import (
    ChangeCarrier,
    DeclareCarrier,
    RenewCarrier,
    change_carrier,
    declare_carrier,
    renew_carrier,
)
from service.fund.carriers.queries import carriers
from service.fund.carriers.refusals import NO_ROUTE, PERIOD, STANDS_ALREADY
from service.fund.carriers.rules import Booking, ContactRole, Mode
from service.partners.queries import regions
from service.refusals import Refused

HOME: Final = "/fund/carriers"
FIELDS: Final = {PERIOD: "ends_on", NO_ROUTE: "regions_to"}
What = Literal["suspend", "resume", "renew"]


class NewCarrier(Struct):
    """What was agreed; nobody's name: a role answers, and a reference books."""

    carrier: Name
    mode: Mode
    regions_from: Annotated[list[Region], Meta(min_length=1, max_length=20)]
    booking: Booking
    contact_role: ContactRole
    reference: Reference
    starts_on: date
    ends_on: date
    review_on: date
    regions_to: list[Region] = []
    abroad: bool = False
    both_ways: bool = False
    how: ShortText | None = None
    discount_percent: Annotated[int, Meta(ge=0, le=100)] = 0


class Renewal(Struct):
    """Until when it holds now, and when it is looked at again."""

    ends_on: date
    review_on: date


@get(HOME, include_in_schema=False)
async def show_carriers(visit: NamedDependency[Visit]) -> Response[str]:
    """What is to be reviewed first."""
    kept = await take_kept(visit)
    return await _page(visit, kept.values, _chosen(kept)) if kept else await _page(visit, {}, ())


def _chosen(form: Form) -> tuple[str, ...]:
    """Regions that are ticked, of departure and of arrival."""
    return tuple(f"{name}:{code}" for name in ("regions_from", "regions_to") for code in form.all(name))


async def _page(
    visit: Visit,
    values: Mapping[str, str],
    chosen: tuple[str, ...],
    trouble: Trouble | None = None,
    at: str = "",
) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
        found = accepted(await carriers(session))
        places = [(each.code, each.name(visit.language)) for each in await regions(session)]
    return visit.paint(
        "fund/carriers.html",
        status=trouble.status if trouble else 200,
        page=HOME,
        found=sorted(found, key=lambda each: not each.review_due),
        today=tell.today,
        regions=places,
        named=lambda codes: ", ".join(dict(places).get(code, code) for code in codes),
        modes=get_args(Mode),
        bookings=get_args(Booking),
        roles=get_args(ContactRole),
        values=values,
        chosen=chosen,
        at=at,
        trouble=trouble,
        **tell.context,
    )


@post(HOME, include_in_schema=False, status_code=200)
async def declare(visit: NamedDependency[Visit]) -> Response[Any]:
    """Note an agreement: it is proposed for the journeys that it fits from its first day on."""
    form = await read_form(visit.request)
    chosen = _chosen(form)
    made = filled(form, NewCarrier, days=("starts_on", "ends_on", "review_on"))
    if form.language:
        return await _page(visit, form.values, chosen)
    if isinstance(made, Unfit):
        return await _page(visit, form.values, chosen, trouble_of(made, visit.language))
    texts = {"carrier": made.carrier, "reference": made.reference}
    if told := says_too_much(visit, texts, "identifier") or says_too_much(visit, {"how": made.how}):
        return await _page(visit, form.values, chosen, told)
    wish = DeclareCarrier(
        made.carrier,
        made.mode,
        tuple(made.regions_from),
        tuple(made.regions_to),
        made.booking,
        made.contact_role,
        made.reference,
        made.starts_on,
        made.ends_on,
        made.review_on,
        made.abroad,
        made.both_ways,
        made.how,
        made.discount_percent,
    )
    outcome = await visit.store.run(declare_carrier, visit.seat, wish, form.once)
    if isinstance(outcome, Refused):
        field = FIELDS.get(outcome.reason, "")
        return await _page(visit, form.values, chosen, trouble_of(outcome, visit.language, field))
    return Redirect(f"{HOME}?done=fund_carrier_declared", status_code=303)


@post("/fund/carriers/{agreement_id:uuid}/{what:str}", include_in_schema=False, status_code=200)
async def change(
    visit: NamedDependency[Visit], agreement_id: FromPath[UUID], what: FromPath[What]
) -> Response[Any]:
    """Suspend it, take it up again (each undoes the other), or say until when it holds now."""
    form = await read_form(visit.request)
    outcome: Any
    if what == "renew":
        made = filled(form, Renewal, days=("ends_on", "review_on"))
        if isinstance(made, Unfit):
            return await _page(visit, form.values, (), trouble_of(made, visit.language), str(agreement_id))
        wish = RenewCarrier(agreement_id, made.ends_on, made.review_on)
        outcome = await visit.store.run(renew_carrier, visit.seat, wish, form.once)
    else:
        outcome = await visit.store.run(
            change_carrier, visit.seat, ChangeCarrier(agreement_id, what), form.once
        )
    if isinstance(outcome, Refused) and outcome.reason is not STANDS_ALREADY:
        field = FIELDS.get(outcome.reason, "")
        return await _page(
            visit, form.values, (), trouble_of(outcome, visit.language, field), str(agreement_id)
        )
    return Redirect(f"{HOME}?done=fund_carrier_{what}", status_code=303)


handlers = [show_carriers, declare, change]
