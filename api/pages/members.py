"""Members: who is here and until when, who is invited, and ending an access in three taps (POL-04, PIV-03)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.pages.account import roles_of
from api.pages.acting import About, act
from api.pages.forms import read_form
from api.pages.frame import said
from api.pages.moments import day_in, zone_of
from api.pages.staying import staying
from api.pages.visits import Visit
from api.pages.words import WORDS
from api.problems import Refusal
from service.partners.members.commands import (
    AboutInvitation,
    EndAccess,
    end_access,
    renew_invitation,
    withdraw_invitation,
)
from service.partners.members.queries import AlertView, MemberView, alerts, invitations, members
from service.partners.proposals.rules import PROPOSERS
from service.refusals import NOT_FOUND, Language, Refused

HOME = "/members"
SOON = timedelta(days=30)
"""Accesses that end within so many days stand first (POL-04)."""


@get(HOME, include_in_schema=False)
async def show_members(visit: NamedDependency[Visit]) -> Response[str]:
    """Who is a member, and what waits to be accepted."""
    async with visit.store.reading(visit.seat) as session:
        found, waiting = await members(session), await invitations(session)
        waits = await alerts(session)
        zone, actor, now = await zone_of(session), session.actor, session.now
    soon = now.date() + SOON
    return visit.paint(
        "members.html",
        members=sorted(found, key=lambda one: one.ends_on > soon),
        invitations=[] if isinstance(waiting, Refused) else waiting,
        may_invite=bool(actor.roles & PROPOSERS),
        alerts=[] if isinstance(waits, Refused) else [_waits(one, visit.language) for one in waits],
        mine=actor.organisation_id,
        roles=lambda roles: roles_of(roles, visit.language),
        day=day_in(visit.language, zone),
        now=now,
    )


def _waits(alert: AlertView, language: Language) -> str:
    """What waits for care, with its number and where."""
    return said(language, f"alert.{alert.kind}", count=alert.count, organisation=alert.organisation_name)


@get("/members/{member_id:uuid}/end", include_in_schema=False)
async def ask_to_end(visit: NamedDependency[Visit], member_id: FromPath[UUID]) -> Response[str]:
    """The check page: whose access, and what stays alive without them."""
    return visit.paint("end_access.html", member=await changeable(visit, member_id))


async def _found(visit: Visit, member_id: UUID) -> list[MemberView]:
    async with visit.store.reading(visit.seat) as session:
        return [member for member in await members(session) if member.id == member_id and member.may_change]


async def changeable(visit: Visit, member_id: UUID) -> MemberView:
    """A member whose access the visitor may change. Raises `Refusal` for anybody else."""
    found = await _found(visit, member_id)
    if not found:
        raise Refusal(Refused(NOT_FOUND))
    return found[0]


@post("/members/{member_id:uuid}/end", include_in_schema=False, status_code=200)
async def end_members_access(visit: NamedDependency[Visit], member_id: FromPath[UUID]) -> Response[str]:
    """One person is enough to close a door, once it is sure who; the page says what stays alive."""
    form = await read_form(visit.request)
    found = await _found(visit, member_id)
    about = About(WORDS["end.about"], {"who": found[0].email if found else ""}, HOME)
    outcome = await act(visit, form, end_access, EndAccess(member_id), about)
    if isinstance(outcome, Refused):
        raise Refusal(outcome)
    return visit.paint("ended.html", stays=staying(outcome, visit.language), page=HOME)


@post("/invitations/{invitation_id:uuid}/renew", include_in_schema=False, status_code=303)
async def renew(visit: NamedDependency[Visit], invitation_id: FromPath[UUID]) -> Response[Any]:
    """A new code to the same address; the earlier one is dead."""
    form = await read_form(visit.request)
    wish = AboutInvitation(invitation_id)
    return _back(await visit.store.run(renew_invitation, visit.seat, wish, form.once))


@post("/invitations/{invitation_id:uuid}/withdraw", include_in_schema=False, status_code=303)
async def withdraw(visit: NamedDependency[Visit], invitation_id: FromPath[UUID]) -> Response[Any]:
    """Its code opens nothing any more."""
    form = await read_form(visit.request)
    wish = AboutInvitation(invitation_id)
    return _back(await visit.store.run(withdraw_invitation, visit.seat, wish, form.once))


def _back(outcome: Any) -> Response[Any]:
    if isinstance(outcome, Refused):
        raise Refusal(outcome)
    return Redirect(HOME, status_code=303)


handlers: list[Any] = [show_members, ask_to_end, end_members_access, renew, withdraw]
