"""Settings need two: what waits for a signature, and a fund's and the keys' own proposals (design.md section 7)."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from api.doors import Caller, accepted, ask, read
from api.v1.fields import Cents
from service.partners.proposals import refusals
from service.partners.proposals.commands import InForce, Proposed, Sign, Withdraw, propose, sign, withdraw
from service.partners.proposals.money import LimitView, RailView, approver_limits, rails
from service.partners.proposals.queries import ProposalView, proposals
from service.partners.proposals.rules import Propose, RailName, approver_limit, rail, root_rotation
from service.refusals import NOT_FOUND, Refused
from service.settings import Settings
from service.store.command import Once
from service.store.store import Store

TAG = "settings"
SIGNING = tuple(
    dict.fromkeys(
        reason
        for reason in refusals.BY_CONSTRAINT.values()
        if reason.code not in {"not_found", "not_allowed"}
    )
)
"""What a signature can be refused for: whatever it would put in force."""


@read("/proposals", id="list_proposals", summary="Proposals that you made, may sign or answer for", tag=TAG)
async def get_proposals(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    closed: Annotated[bool, QueryParameter(description="Those that are decided or lapsed, too")] = False,
) -> list[ProposalView]:
    async with store.reading(caller.seat) as session:
        return accepted(await proposals(session, only_open=not closed))


@ask(
    "/proposals/{proposal_id:uuid}/sign",
    id="sign_proposal",
    summary="Sign what somebody else proposed: it is in force at once",
    tag=TAG,
    refusals=SIGNING,
    step_up=True,
)
async def post_signature(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    proposal_id: FromPath[UUID],
) -> InForce:
    return accepted(await store.run(sign, caller.seat, Sign(proposal_id), once))


@ask(
    "/proposals/{proposal_id:uuid}/withdraw",
    id="withdraw_proposal",
    summary="Take back what you proposed",
    tag=TAG,
    refusals=(refusals.PROPOSAL_DECIDED,),
    status=204,
)
async def post_withdrawal(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    proposal_id: FromPath[UUID],
) -> None:
    accepted(await store.run(withdraw, caller.seat, Withdraw(proposal_id), once))


class NewLimit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an administrator of the fund approves at most: per case and day, and in all over 24 hours. Null takes a
    limit away."""

    member_id: UUID
    up_to_cents: Cents | None = None
    day_cents: Cents | None = None


class NewRail(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A way for money to leave, on or off."""

    rail: RailName
    active: bool


class NewRotation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which root key gets a new generation."""

    root: Literal["care", "financial"]


async def proposing(store: Store, caller: Caller, once: Once, wish: Propose) -> Proposed:
    """Propose as the caller. Raises `Refusal`."""
    return accepted(await store.run(propose, caller.seat, wish, once))


@ask(
    "/approver-limits",
    id="propose_approver_limit",
    summary="Propose what an administrator of your fund approves at most",
    tag=TAG,
    refusals=(refusals.NOT_AN_APPROVER,),
    step_up=True,
)
async def post_limit(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewLimit],
) -> Proposed:
    return await proposing(
        store, caller, once, approver_limit(data.member_id, data.up_to_cents, data.day_cents)
    )


@read("/approver-limits", id="list_approver_limits", summary="Who approves how much in your fund", tag=TAG)
async def get_limits(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[LimitView]:
    async with store.reading(caller.seat) as session:
        return accepted(await approver_limits(session))


@ask(
    "/rails",
    id="propose_rail",
    summary="Propose to turn a rail of your fund on or off",
    tag=TAG,
    step_up=True,
)
async def post_rail(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewRail],
    settings: NamedDependency[Settings],
) -> Proposed:
    accepted(here(data.rail, settings))
    return await proposing(store, caller, once, rail(data.rail, data.active))


@read("/rails", id="list_rails", summary="Which rails of your fund are on", tag=TAG)
async def get_rails(
    store: NamedDependency[Store], caller: NamedDependency[Caller], settings: NamedDependency[Settings]
) -> list[RailView]:
    async with store.reading(caller.seat) as session:
        found = accepted(await rails(session))
    return [each for each in found if not isinstance(here(each.rail, settings), Refused)]


def here(rail: RailName, settings: Settings) -> Refused | None:
    """Cards do not exist for anybody until the operator has said that Stripe offers them to this platform (FND-08)."""
    return Refused(NOT_FOUND) if rail == "stripe_issuing" and settings.stripe_issuing is None else None


@ask(
    "/root-rotations",
    id="propose_root_rotation",
    summary="Propose a new generation of a root key",
    tag=TAG,
    step_up=True,
)
async def post_rotation(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewRotation],
) -> Proposed:
    return await proposing(store, caller, once, root_rotation(data.root))


handlers = [
    get_proposals,
    post_signature,
    post_withdrawal,
    post_limit,
    get_limits,
    post_rail,
    get_rails,
    post_rotation,
]
