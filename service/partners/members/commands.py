"""What one person may do alone about accesses: end one, and tend an invitation that two have agreed to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from service.messages.rules import MEMBERS
from service.partners.actor import Actor, Role, only
from service.partners.members.events import (
    AccessEnded,
    CaseTakenOver,
    InvitationRenewed,
    InvitationWithdrawn,
)
from service.partners.proposals.commands import SEND_INVITATION, TOPIC, may_sign
from service.partners.sessions.commands import at_ones_own_device, oneself
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

END = sql("SELECT relais.end_access(:member) AS outcome")
END_RUN_OUT = sql("SELECT relais.end_run_out(:member) AS outcome")
RENEW = sql("SELECT relais.renew_invitation(:invitation)")
WITHDRAW = sql("SELECT relais.withdraw_invitation(:invitation)")
TAKE_OVER = sql("SELECT relais.take_over_case(:case)")


@dataclass(frozen=True)
class EndAccess:
    """Whose access ends now."""

    member_id: UUID


@dataclass(frozen=True)
class WhatStaysAlive:
    """What went into other hands, and what the organisation keeps; None for whoever may not know it (POL-03).

    Holds, requests and agreements belong to organisations: none of them ends with an access (PIV-03).
    """

    cases_handed_over: int | None = None
    cases_without_backup: int | None = None
    cases_without_pivot: int | None = None
    operations_handed_over: int | None = None
    operations_with_nobody: int | None = None
    holds: int | None = None
    requests: int | None = None
    agreements: int | None = None


@command(event=AccessEnded, allowed=at_ones_own_device, step_up=True)
async def end_access(
    uow: UnitOfWork, _: Actor, wish: EndAccess
) -> Done[WhatStaysAlive, AccessEnded] | Refused:
    """End an access at once: sessions gone, open proposals withdrawn, duties handed over (PIV-03, POL-04).

    One person is enough to close a door, with a fresh proof: a phone that was taken could close everybody's (ASVS
    7.5.3). Refused as `not_found` for whoever is not the actor's to end.
    """
    return await _ended(uow, wish.member_id)


@dataclass(frozen=True)
class LeaveOrganisation:
    """One's own access ends now."""


@command(event=AccessEnded, allowed=at_ones_own_device)
async def leave_organisation(
    uow: UnitOfWork, actor: Actor, _: LeaveOrganisation
) -> Done[WhatStaysAlive, AccessEnded] | Refused:
    """Leave in one tap: the same, for oneself and without a proof; nobody is kept (PIV-03).

    Not at a shared tablet, where whoever saw a PIN could do it (SAF-12), nor before a first passkey.
    """
    return await _ended(uow, oneself(actor))


async def _ended(uow: UnitOfWork, member_id: UUID) -> Done[WhatStaysAlive, AccessEnded] | Refused:
    outcome: dict[str, Any] | None = await uow.value(END, member=member_id)
    if outcome is None:
        return Refused(NOT_FOUND)
    organisation = UUID(outcome.pop("organisation_id"))
    _tell(uow, organisation, outcome)
    return Done(WhatStaysAlive(**outcome), AccessEnded(subject=member_id, handed_over=outcome))


def _tell(uow: UnitOfWork, organisation: UUID, outcome: Mapping[str, Any]) -> None:
    """Say on the organisation's screens that an access ended, and that cases wait for a backup (PIV-01)."""
    uow.tell(MEMBERS, organisations=(organisation,))
    if outcome.get("cases_without_backup") or outcome.get("cases_without_pivot"):
        uow.tell("case", organisations=(organisation,))


@dataclass(frozen=True)
class EndRunOut:
    """A member whose access is over by its date."""

    member_id: UUID


@command(event=AccessEnded, allowed=only())
async def end_run_out(uow: UnitOfWork, actor: Actor, wish: EndRunOut) -> Done[None, AccessEnded] | Refused:
    """Hand over what an access that ran out answered for, as if its member had left (PIV-03). Jobs only."""
    outcome: dict[str, Any] | None = await uow.value(END_RUN_OUT, member=wish.member_id)
    if outcome is None:
        return Refused(NOT_FOUND)
    _tell(uow, actor.organisation_id, outcome)
    return Done(None, AccessEnded(subject=wish.member_id, handed_over=outcome))


@dataclass(frozen=True)
class AboutInvitation:
    """One invitation."""

    invitation_id: UUID


@command(event=InvitationRenewed, allowed=may_sign)
async def renew_invitation(
    uow: UnitOfWork, _: Actor, wish: AboutInvitation
) -> Done[datetime, InvitationRenewed] | Refused:
    """Send an invitation again, for 72 hours, with a new code to the same address; the earlier code is dead.

    Answers until when. Two people have agreed to this access, so one suffices here.
    """
    until: datetime | None = await uow.value(RENEW, invitation=wish.invitation_id)
    if until is None:
        return Refused(NOT_FOUND)
    uow.intend(SEND_INVITATION, {"invitation": wish.invitation_id})
    return Done(until, InvitationRenewed(subject=wish.invitation_id))


@command(event=InvitationWithdrawn, allowed=may_sign)
async def withdraw_invitation(
    uow: UnitOfWork, _: Actor, wish: AboutInvitation
) -> Done[None, InvitationWithdrawn] | Refused:
    """Take an invitation back before it is accepted: its code opens nothing any more."""
    if not await uow.value(WITHDRAW, invitation=wish.invitation_id):
        return Refused(NOT_FOUND)
    uow.tell(TOPIC)
    return Done(None, InvitationWithdrawn(subject=wish.invitation_id))


@dataclass(frozen=True)
class TakeOverCase:
    """A case of one's organisation whose pivot and backup have both left."""

    case_id: UUID


@command(event=CaseTakenOver, allowed=only(Role.PIVOT_WORKER))
async def take_over_case(
    uow: UnitOfWork, actor: Actor, wish: TakeOverCase
) -> Done[None, CaseTakenOver] | Refused:
    """Accompany a case that nobody accompanies any more, with its whole history (PIV-01, PIV-02)."""
    if actor.member_id is None or not await uow.value(TAKE_OVER, case=wish.case_id):
        return Refused(NOT_FOUND)
    return Done(None, CaseTakenOver(subject=wish.case_id, pivot=actor.member_id))
