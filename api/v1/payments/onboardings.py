"""Organisations on-board with the rail that pays them: invited by a fund, by the rail's own pages (FND-08)."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import JSONBody, SkipValidation

from api.doors import Caller, accepted, ask, read
from service.fund.onboarding.commands import (
    BeginOnboarding,
    Invited,
    InvitePayee,
    begin_onboarding,
    invite_payee,
)
from service.fund.onboarding.flow import link_for, look
from service.fund.onboarding.protocol import Accounts, Silent
from service.fund.onboarding.queries import OnboardingView, OwnOnboarding, onboardings, own_onboarding
from service.fund.onboarding.refusals import LINK_SHOWN, NO_INVITATION, RAIL_SILENT
from service.partners.proposals.refusals import PARTNER_OUTSIDE
from service.refusals import NOT_FOUND, Refused
from service.store.command import Once
from service.store.store import Store

TAG = "onboarding"


class Invitation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A partner of a shared network that the fund wants to pay."""

    organisation_id: UUID


class OnboardingLink(msgspec.Struct, frozen=True):
    """The rail's own page, for one visit, until a moment (UTC). Whoever opens it says where money goes."""

    url: str
    expires_at: datetime


@ask(
    "/onboardings",
    id="invite_payee",
    summary="Invite an organisation to on-board with the rail that pays it",
    tag=TAG,
    refusals=(PARTNER_OUTSIDE,),
    step_up=True,
)
async def post_invitation(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[Invitation],
) -> Invited:
    return accepted(await store.run(invite_payee, caller.seat, InvitePayee(data.organisation_id), once))


@read("/onboardings", id="list_onboardings", summary="Whom your fund invited, and where each stands", tag=TAG)
async def get_onboardings(
    store: NamedDependency[Store], caller: NamedDependency[Caller]
) -> list[OnboardingView]:
    async with store.reading(caller.seat) as session:
        return accepted(await onboardings(session))


@read(
    "/onboarding", id="read_own_onboarding", summary="Where your organisation stands with the rail", tag=TAG
)
async def get_own_onboarding(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> OwnOnboarding:
    async with store.reading(caller.seat) as session:
        found = accepted(await own_onboarding(session))
    return found[0] if found else accepted(Refused(NOT_FOUND))


@ask(
    "/onboarding/link",
    id="show_onboarding_link",
    summary="A link to the rail's own page, once, for your organisation",
    tag=TAG,
    status=200,
    refusals=(NO_INVITATION, LINK_SHOWN, RAIL_SILENT),
    step_up=True,
)
async def post_link(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    accounts: NamedDependency[SkipValidation[Accounts | None]],
) -> OnboardingLink:
    granted = accepted(await store.run(begin_onboarding, caller.seat, BeginOnboarding(), once))
    async with store.reading(caller.seat) as session:
        organisation = session.actor.organisation_id
    link = accepted(await link_for(store, accounts, organisation, granted))
    return OnboardingLink(link.url, link.expires_at)


@ask(
    "/onboarding/look",
    id="look_at_onboarding",
    summary="Ask the rail where your organisation stands",
    tag=TAG,
    status=200,
    refusals=(NO_INVITATION, RAIL_SILENT),
)
async def post_look(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],  # noqa: ARG001 - a look changes nothing that a repeat would change again
    accounts: NamedDependency[SkipValidation[Accounts | None]],
) -> OwnOnboarding:
    async with store.reading(caller.seat) as session:
        found, organisation = accepted(await own_onboarding(session)), session.actor.organisation_id
    if found is None or found[1] is None:
        return accepted(Refused(NO_INVITATION))
    seen = await look(store, accounts, organisation, found[1]) if accounts else Silent()
    accepted(Refused(RAIL_SILENT) if isinstance(seen, Silent) else seen)
    async with store.reading(caller.seat) as session:
        again = accepted(await own_onboarding(session))
    return again[0] if again else accepted(Refused(NOT_FOUND))


handlers = [post_invitation, get_onboardings, get_own_onboarding, post_link, post_look]
