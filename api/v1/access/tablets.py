"""Shared tablets: enrolled once by a coordinator, then a PIN per worker."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.auth.answers import Entered, entered
from api.auth.caller import Visitors
from api.auth.doors import TAG, ceremony
from api.auth.source import source_of
from api.auth.tokens import TokenKeys
from api.browser.cookies import TABLET, host_cookie
from api.doors import Caller, accepted, ask, read
from api.problems import Refusal
from api.v1.access.sign_in import Code, ShortName, let_in
from api.v1.fields import screened
from service.cases.screening.refusals import SAYS_TOO_MUCH
from service.partners import refusals
from service.partners.attempts.limits import ENROLMENT, SOURCE
from service.partners.attempts.taking import Attempt, allowed, take
from service.partners.sessions.strangers import stranger_of
from service.partners.tablets.commands import (
    EndTablet,
    EnrolTablet,
    Given,
    GivePin,
    Offered,
    OfferTablet,
    TakePin,
    end_tablet,
    enrol_tablet,
    give_pin,
    offer_tablet,
    take_pin,
)
from service.partners.tablets.queries import TabletCard, tablets
from service.partners.tablets.sign_in import Locked, offered_tablet, sign_in_at, tablet_of
from service.refusals import Refused
from service.settings import Settings
from service.store.command import Once
from service.store.store import Store

YEAR = 365 * 24 * 3600


class NewTablet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The name by which the house knows its tablet."""

    name: ShortName


class TypedOnTablet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the coordinator's phone shows."""

    enrolment_code: ShortName


class TypedPin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The one field of the tablet's page."""

    pin: Code


class PinFor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom the PIN is for."""

    member_id: UUID


class TabletId(msgspec.Struct, frozen=True):
    """The tablet just enrolled."""

    id: UUID


@read("/tablets", id="list_tablets", summary="The shared tablets of your shelter", tag=TAG)
async def get_tablets(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[TabletCard]:
    async with store.reading(caller.seat) as session:
        return accepted(await tablets(session))


@ceremony(
    "/tablets",
    id="offer_tablet",
    summary="A code with which a tablet enrols itself",
    step_up=True,
    status=201,
    refusals=(SAYS_TOO_MUCH,),
)
async def post_tablet(
    store: NamedDependency[Store], caller: NamedDependency[Caller], data: JSONBody[NewTablet]
) -> Offered:
    screened({"name": data.name}, "name")
    return accepted(await store.run(offer_tablet, caller.seat, OfferTablet(data.name)))


@ceremony(
    "/tablets/enrol",
    id="enrol_tablet",
    summary="Enrol the tablet on which this is typed",
    refusals=(refusals.TABLET_UNKNOWN,),
    public=True,
)
async def post_enrol(
    request: Request[Any, Any, Any],
    store: NamedDependency[Store],
    settings: NamedDependency[Settings],
    data: JSONBody[TypedOnTablet],
) -> Response[TabletId]:
    if not await allowed(store, Attempt(ENROLMENT, source_of(request, settings))):
        raise Refusal(Refused(refusals.TABLET_UNKNOWN))
    found = await offered_tablet(store, data.enrolment_code)
    actor = stranger_of(found.organisation_id if found else None)
    done = accepted(await store.run(enrol_tablet, actor, EnrolTablet(found.id if found else None)))
    response = Response(TabletId(done.tablet_id))
    response.cookies.append(host_cookie(TABLET, done.token, max_age=YEAR))
    return response


@ceremony(
    "/sign-in/pin",
    id="sign_in_by_pin",
    summary="Sign in at a shared tablet with a PIN",
    refusals=(refusals.SIGN_IN_REFUSED, refusals.TABLET_LOCKED, refusals.TABLET_UNKNOWN),
    public=True,
)
async def post_pin(
    *,
    request: Request[Any, Any, Any],
    store: NamedDependency[Store],
    settings: NamedDependency[Settings],
    token_keys: NamedDependency[TokenKeys],
    visitors: NamedDependency[Visitors],
    data: JSONBody[TypedPin],
) -> Response[Entered]:
    tablet = await tablet_of(store, request.cookies.get(TABLET, ""))
    if tablet is None:
        await take(store, [Attempt(SOURCE, source_of(request, settings))])
        raise Refusal(Refused(refusals.TABLET_UNKNOWN))
    found = await sign_in_at(store, tablet, data.pin)
    if isinstance(found, Locked):
        raise Refusal(
            Refused(refusals.TABLET_LOCKED, {"until": found.until.isoformat()} if found.until else {})
        )
    return await entered(request, store, visitors, token_keys, let_in(found))


@ask(
    "/tablets/{tablet_id:uuid}/end",
    id="end_tablet",
    summary="End a tablet: no PIN opens it any more",
    tag=TAG,
    status=204,
)
async def post_end_tablet(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    tablet_id: FromPath[UUID],
) -> None:
    accepted(await store.run(end_tablet, caller.seat, EndTablet(tablet_id), once))


@ceremony(
    "/pins",
    id="give_pin",
    summary="Give a PIN to somebody of the front desk; it is shown once",
    refusals=(refusals.NO_PIN_FOR_ROLE,),
    step_up=True,
    status=201,
)
async def post_pin_for(
    store: NamedDependency[Store], caller: NamedDependency[Caller], data: JSONBody[PinFor]
) -> Given:
    return accepted(await store.run(give_pin, caller.seat, GivePin(data.member_id)))


@ask("/pins/{member_id:uuid}/end", id="take_pin", summary="Take somebody's PIN away", tag=TAG, status=204)
async def post_end_pin(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    member_id: FromPath[UUID],
) -> None:
    accepted(await store.run(take_pin, caller.seat, TakePin(member_id), once))


handlers = [get_tablets, post_tablet, post_enrol, post_pin, post_end_tablet, post_pin_for, post_end_pin]
