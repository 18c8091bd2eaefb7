"""What one's organisation promises to the others: declared, said anew, taken back (AGR-03, AGR-05)."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from api.doors import accepted
from api.pages.filling import Trouble, Unfit, trouble_of
from api.pages.forms import Form, read_form
from api.pages.fund.typing import filled
from api.pages.keeping import take_kept
from api.pages.moments import day_in, zone_of
from api.pages.pivot.reading import provinces, tongues
from api.pages.visits import Visit
from api.v1.fields import Language as Tongue
from api.v1.fields import Region
from service.partners.directory.commands import Declare, WithdrawPledge, declare_pledges, withdraw_pledge
from service.partners.directory.queries import own_pledges
from service.partners.directory.rules import CONDITIONS, NEEDS, SAID, Condition, Need, Terms
from service.partners.queries import regions
from service.refusals import Refused

HOME: Final = "/pledges"
A_YEAR: Final = timedelta(days=365)
BOXES: Final = ("regions", "languages", "conditions")


class NewPledge(Struct):
    """What is promised, as the page asks for it; a fee that is not said is said on the telephone."""

    need: Need
    regions: Annotated[list[Region], Meta(min_length=1, max_length=13)]
    starts_on: date
    until: date
    free: bool = False
    fee: Annotated[int, Meta(ge=1, le=10_000_000)] | None = None
    languages: Annotated[list[Tongue], Meta(max_length=30)] = []
    conditions: Annotated[list[Condition], Meta(max_length=13)] = []
    on_call: bool = False

    def terms(self) -> Terms:
        """The promise as the directory knows it."""
        lists = {name: tuple(getattr(self, name)) for name in BOXES}
        return Terms(
            need=self.need,
            free=self.free,
            fee_cents=self.fee,
            on_call=self.on_call,
            starts_on=self.starts_on,
            until=self.until,
            **lists,
        )


@get(HOME, include_in_schema=False)
async def show_pledges(visit: NamedDependency[Visit]) -> Response[str]:
    """What stands, what is to be looked at again first; and one more."""
    return await _page(visit, await take_kept(visit))


async def _page(visit: Visit, form: Form | None, trouble: Trouble | None = None) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        found = accepted(await own_pledges(session))
        known, zone, today = await regions(session), await zone_of(session), session.now.date()
        served = list(session.actor.regions)
    places, languages = provinces(known, visit.language), tongues(visit.language)[1:]
    begun: Mapping[str, str] = {"free": "true", "starts_on": f"{today}", "until": f"{today + A_YEAR}"}
    return visit.paint(
        "pledges.html",
        status=trouble.status if trouble else 200,
        page=HOME,
        found=sorted(found, key=lambda each: not each.review_is_due),
        today=today,
        needs=sorted(((need, SAID[need].in_(visit.language)) for need in NEEDS), key=lambda each: each[1]),
        named={need: SAID[need].in_(visit.language) for need in NEEDS},
        where=lambda codes: ", ".join(dict(places).get(code, code) for code in codes),
        regions=places,
        languages=languages,
        conditions=CONDITIONS,
        values=form.values if form else begun,
        chosen={name: form.all(name) if form else served if name == "regions" else [] for name in BOXES},
        trouble=trouble,
        day=day_in(visit.language, zone),
    )


@post(HOME, include_in_schema=False, status_code=200)
async def declare(visit: NamedDependency[Visit]) -> Response[Any]:
    """Promise it: the same need in the same regions is said anew, and the newest word stands."""
    form = await read_form(visit.request)
    if form.language:
        return await _page(visit, form)
    made = filled(form, NewPledge, cents=("fee",), days=("starts_on", "until"))
    if isinstance(made, Unfit):
        return await _page(visit, form, trouble_of(made, visit.language))
    outcome = await visit.store.run(declare_pledges, visit.seat, Declare((made.terms(),)), form.once)
    if isinstance(outcome, Refused):
        return await _page(visit, form, trouble_of(outcome, visit.language))
    return Redirect(f"{HOME}?done=pledge", status_code=303)


@post("/pledges/{pledge_id:uuid}/withdraw", include_in_schema=False, status_code=200)
async def withdraw(visit: NamedDependency[Visit], pledge_id: FromPath[UUID]) -> Response[Any]:
    """From now on nobody finds it; it can be promised again."""
    form = await read_form(visit.request)
    accepted(await visit.store.run(withdraw_pledge, visit.seat, WithdrawPledge(pledge_id), form.once))
    return Redirect(f"{HOME}?done=pledge_withdrawn", status_code=303)


handlers: list[Any] = [show_pledges, declare, withdraw]
