"""Envelopes and payees of a fund, and the funds that a pivot can ask (FND-06, FND-08, FND-18)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask, for_roles, read
from api.v1.fields import Cents, Created, InRegion, Name, Region, screened, utc
from api.v1.partners.proposals import here
from service.cases.screening.refusals import SAYS_TOO_MUCH
from service.fund import refusals
from service.fund.books.refusals import FUNDER_OF_ANOTHER_KIND
from service.fund.envelopes.commands import (
    CreateEnvelope,
    EnvelopeSum,
    contribute,
    cover_overrun,
    create_envelope,
)
from service.fund.envelopes.queries import EnvelopeView, FundView, envelope, envelopes, open_funds
from service.fund.envelopes.rules import FunderKind
from service.fund.payees.commands import (
    ConfirmPayee,
    EndPayee,
    Proposed,
    ProposePayee,
    confirm_payee,
    end_payee,
    propose_payee,
)
from service.fund.payees.queries import PayeeCard, PayeeView, own_payees, payees_of
from service.fund.policy.document.categories import Category
from service.partners.actor import Role
from service.partners.proposals.refusals import (
    ACCOUNT_NOT_READY,
    PARTNER_OUTSIDE,
    PROPOSAL_LAPSED,
    PROPOSAL_OUTDATED,
    PROPOSER_MAY_NO_LONGER,
)
from service.partners.proposals.rules import PayeeRail
from service.refusals import NOT_FOUND, Refused
from service.settings import Settings
from service.store.command import Once
from service.store.store import Store

TAG = "fund"
Code = Annotated[str, msgspec.Meta(pattern=r"^[A-Z0-9][A-Z0-9-]{0,15}(?!\n)$", max_length=16)]


class NewEnvelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A funder's money; no regions or no categories means all of them. The period is half-open."""

    code: Code
    name: Name
    funder: Name
    starts_at: datetime
    ends_at: datetime
    contribution_cents: Cents
    regions: Annotated[list[Region], msgspec.Meta(max_length=50)] = []
    categories: Annotated[list[Category], msgspec.Meta(max_length=20)] = []
    low_cents: Annotated[int, msgspec.Meta(ge=0, le=100_000_000)] | None = None
    funder_kind: FunderKind | None = None
    """A private donor is told monthly totals only. Left out: as the funder is known, and public when it is new."""


class Sum(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An amount in cents of CAD."""

    amount_cents: Cents


class NewPayee(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A supplier. For Stripe a partner whose account is ready (`/v1/onboardings`): no account is typed (FND-08)."""

    name: Name
    rail: PayeeRail
    region: Region | None = None
    partner_organisation_id: UUID | None = None


@ask(
    "/envelopes",
    id="create_envelope",
    summary="Open an envelope with its first contribution",
    tag=TAG,
    refusals=(refusals.CODE_TAKEN, refusals.PERIOD_REVERSED, FUNDER_OF_ANOTHER_KIND, SAYS_TOO_MUCH),
)
async def post_envelope(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewEnvelope],
) -> Created:
    screened({"code": data.code, "name": data.name, "funder": data.funder}, "name")
    wish = CreateEnvelope(
        data.code,
        data.name,
        data.funder,
        utc(data.starts_at, "starts_at"),
        utc(data.ends_at, "ends_at"),
        data.contribution_cents,
        tuple(data.regions),
        tuple(data.categories),
        data.low_cents,
        data.funder_kind,
    )
    return Created(accepted(await store.run(create_envelope, caller.seat, wish, once)))


@read("/envelopes", id="list_envelopes", summary="Your fund's envelopes with their balances", tag=TAG)
async def get_envelopes(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[EnvelopeView]:
    async with store.reading(caller.seat) as session:
        return accepted(await envelopes(session))


@read("/envelopes/{envelope_id:uuid}", id="read_envelope", summary="One envelope with its balances", tag=TAG)
async def get_envelope(
    store: NamedDependency[Store], caller: NamedDependency[Caller], envelope_id: FromPath[UUID]
) -> EnvelopeView:
    async with store.reading(caller.seat) as session:
        for_roles(session, Role.FUND_ADMINISTRATOR)
        return accepted(await envelope(session, envelope_id) or Refused(NOT_FOUND))


@ask(
    "/envelopes/{envelope_id:uuid}/contributions",
    id="contribute",
    summary="More money for an envelope",
    tag=TAG,
    status=204,
)
async def post_contribution(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    envelope_id: FromPath[UUID],
    data: JSONBody[Sum],
) -> None:
    accepted(await store.run(contribute, caller.seat, EnvelopeSum(envelope_id, data.amount_cents), once))


@ask(
    "/envelopes/{envelope_id:uuid}/covers",
    id="cover_overrun",
    summary="Cover an overrun, so that the envelope can promise again",
    tag=TAG,
    refusals=(refusals.NO_OVERRUN, refusals.NOT_ENOUGH),
    status=204,
)
async def post_cover(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    envelope_id: FromPath[UUID],
    data: JSONBody[Sum],
) -> None:
    accepted(await store.run(cover_overrun, caller.seat, EnvelopeSum(envelope_id, data.amount_cents), once))


@read("/funds", id="list_funds", summary="The funds that you can ask, by envelope, for a region", tag=TAG)
async def get_funds(
    store: NamedDependency[Store], caller: NamedDependency[Caller], region: InRegion = None
) -> list[FundView]:
    async with store.reading(caller.seat) as session:
        return accepted(await open_funds(session, region))


@read("/funds/{fund_id:uuid}/payees", id="list_payees_of_fund", summary="Whom a fund can pay", tag=TAG)
async def get_payees_of_fund(
    store: NamedDependency[Store], caller: NamedDependency[Caller], fund_id: FromPath[UUID]
) -> list[PayeeCard]:
    async with store.reading(caller.seat) as session:
        return accepted(await payees_of(session, fund_id))


@ask(
    "/payees",
    id="propose_payee",
    summary="Propose a payee: another person signs, and whoever is no partner waits a while",
    tag=TAG,
    refusals=(
        refusals.UNKNOWN_REGION,
        ACCOUNT_NOT_READY,
        PARTNER_OUTSIDE,
        SAYS_TOO_MUCH,
    ),
    step_up=True,
)
async def post_payee(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewPayee],
    settings: NamedDependency[Settings],
) -> Proposed:
    accepted(here(data.rail, settings))
    screened({"name": data.name}, "name")
    wish = ProposePayee(data.name, data.rail, data.region, data.partner_organisation_id)
    return accepted(await store.run(propose_payee, caller.seat, wish, once))


@ask(
    "/payees/{payee_id:uuid}/confirm",
    id="confirm_payee",
    summary="Confirm a payee that a colleague proposed",
    tag=TAG,
    refusals=(
        refusals.ALREADY_DECIDED,
        refusals.NEEDS_ANOTHER_PERSON,
        PROPOSAL_LAPSED,
        PROPOSAL_OUTDATED,
        PROPOSER_MAY_NO_LONGER,
        PARTNER_OUTSIDE,
        ACCOUNT_NOT_READY,
    ),
    step_up=True,
    status=204,
)
async def post_confirmation(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    payee_id: FromPath[UUID],
) -> None:
    accepted(await store.run(confirm_payee, caller.seat, ConfirmPayee(payee_id), once))


@ask(
    "/payees/{payee_id:uuid}/end",
    id="end_payee",
    summary="End a payee: it is not named for a payment any more",
    tag=TAG,
    status=204,
)
async def post_payee_end(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    payee_id: FromPath[UUID],
) -> None:
    accepted(await store.run(end_payee, caller.seat, EndPayee(payee_id), once))


@read("/payees", id="list_payees", summary="Your fund's payees", tag=TAG)
async def get_payees(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[PayeeView]:
    async with store.reading(caller.seat) as session:
        return accepted(await own_payees(session))


handlers = [
    post_envelope,
    get_envelopes,
    get_envelope,
    post_contribution,
    post_cover,
    get_funds,
    get_payees_of_fund,
    post_payee,
    post_confirmation,
    post_payee_end,
    get_payees,
]
