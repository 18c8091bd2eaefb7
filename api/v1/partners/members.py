"""Members and invitations: agreed to by two, for a time, and ended by one tap (POL-04, PIV-03)."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask, read
from api.v1.partners.proposals import proposing
from service.messages.channels.mail import ADDRESS
from service.partners.actor import Role
from service.partners.members.commands import (
    AboutInvitation,
    EndAccess,
    LeaveOrganisation,
    TakeOverCase,
    WhatStaysAlive,
    end_access,
    leave_organisation,
    renew_invitation,
    take_over_case,
    withdraw_invitation,
)
from service.partners.members.queries import (
    AlertView,
    InvitationView,
    MemberView,
    OrphanCase,
    alerts,
    invitations,
    members,
    orphan_cases,
)
from service.partners.proposals import refusals
from service.partners.proposals.commands import Proposed
from service.partners.proposals.rules import Access, access, invitation
from service.refusals import Language
from service.store.command import Once
from service.store.store import Store

TAG = "members"
ACCESS = (
    refusals.ROLES_DO_NOT_FIT,
    refusals.ENDS_TOO_SOON,
    refusals.ENDS_TOO_LATE,
    refusals.NOT_A_SUPERVISOR,
)
Email = Annotated[str, msgspec.Meta(pattern=rf"^{ADDRESS}(?!\n)$", max_length=254)]
Roles = Annotated[list[Role], msgspec.Meta(min_length=1, max_length=8)]


class NewAccess(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Roles, an end (the first day without access), and for an investigator a supervisor of the same service."""

    roles: Roles
    ends_on: date
    supervisor_id: UUID | None = None
    organisation_id: UUID | None = None
    """Whose member it is, when it is not one's own organisation's."""


class NewInvitation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who is to become a member, at a work address."""

    email: Email
    roles: Roles
    ends_on: date
    language: Language = "fr"
    supervisor_id: UUID | None = None
    organisation_id: UUID | None = None
    """Where, when it is not one's own organisation."""


class Renewed(msgspec.Struct, frozen=True):
    """Until when the new code is good (UTC)."""

    expires_at: datetime


@read("/members", id="list_members", summary="Members of your organisation, or of your networks", tag=TAG)
async def get_members(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[MemberView]:
    async with store.reading(caller.seat) as session:
        return await members(session)


@ask(
    "/members/{member_id:uuid}/access",
    id="propose_access",
    summary="Propose other roles, another supervisor or another end for a member",
    tag=TAG,
    refusals=ACCESS,
    step_up=True,
)
async def post_access(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    member_id: FromPath[UUID],
    data: JSONBody[NewAccess],
) -> Proposed:
    wish = access(
        member_id, Access(tuple(data.roles), data.ends_on, data.supervisor_id), data.organisation_id
    )
    return await proposing(store, caller, once, wish)


@ask(
    "/members/{member_id:uuid}/end",
    id="end_access",
    summary="End an access now, yours or, with a proof, a colleague's; answers what stays alive",
    tag=TAG,
    step_up=True,
)
async def post_end(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    member_id: FromPath[UUID],
) -> WhatStaysAlive:
    if member_id == caller.member_id:
        return accepted(await store.run(leave_organisation, caller.seat, LeaveOrganisation(), once))
    return accepted(await store.run(end_access, caller.seat, EndAccess(member_id), once))


@read("/invitations", id="list_invitations", summary="Invitations that wait to be accepted", tag=TAG)
async def get_invitations(
    store: NamedDependency[Store], caller: NamedDependency[Caller]
) -> list[InvitationView]:
    async with store.reading(caller.seat) as session:
        return accepted(await invitations(session))


@ask(
    "/invitations",
    id="propose_invitation",
    summary="Propose to invite somebody; it is sent once another person has signed",
    tag=TAG,
    refusals=(*ACCESS, refusals.ALREADY_A_MEMBER),
    step_up=True,
)
async def post_invitation(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewInvitation],
) -> Proposed:
    wanted = Access(tuple(data.roles), data.ends_on, data.supervisor_id)
    wish = invitation(data.email, wanted, data.language, data.organisation_id)
    return await proposing(store, caller, once, wish)


@ask(
    "/invitations/{invitation_id:uuid}/renew",
    id="renew_invitation",
    summary="Send an invitation again, with a new code for 72 hours",
    tag=TAG,
)
async def post_renewal(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    invitation_id: FromPath[UUID],
) -> Renewed:
    wish = AboutInvitation(invitation_id)
    return Renewed(accepted(await store.run(renew_invitation, caller.seat, wish, once)))


@ask(
    "/invitations/{invitation_id:uuid}/withdraw",
    id="withdraw_invitation",
    summary="Take an invitation back: its code opens nothing any more",
    tag=TAG,
    status=204,
)
async def post_withdrawal(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    invitation_id: FromPath[UUID],
) -> None:
    accepted(await store.run(withdraw_invitation, caller.seat, AboutInvitation(invitation_id), once))


@read("/alerts", id="list_alerts", summary="What waits for care in your organisation or networks", tag=TAG)
async def get_alerts(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[AlertView]:
    async with store.reading(caller.seat) as session:
        return accepted(await alerts(session))


@read("/orphan-cases", id="list_orphan_cases", summary="Your organisation's cases without a pivot", tag=TAG)
async def get_orphans(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[OrphanCase]:
    async with store.reading(caller.seat) as session:
        return accepted(await orphan_cases(session))


@ask(
    "/cases/{case_id:uuid}/take-over",
    id="take_over_case",
    summary="Accompany a case that nobody accompanies any more",
    tag=TAG,
    status=204,
)
async def post_take_over(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    case_id: FromPath[UUID],
) -> None:
    accepted(await store.run(take_over_case, caller.seat, TakeOverCase(case_id), once))


handlers = [
    get_members,
    post_access,
    post_end,
    get_invitations,
    post_invitation,
    post_renewal,
    post_withdrawal,
    get_alerts,
    get_orphans,
    post_take_over,
]
