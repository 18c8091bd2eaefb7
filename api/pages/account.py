"""My access: what I sign in with, where I am signed in, and the way out."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.auth.source import site_of
from api.pages.acting import About, act
from api.pages.forms import Form, read_form
from api.pages.keeping import take_kept
from api.pages.moments import day_in, moment_in, zone_of
from api.pages.naming import name_in
from api.pages.notices import notices_of
from api.pages.proofs import credential_in
from api.pages.sign_in import gone
from api.pages.staying import staying
from api.pages.visits import Visit
from api.pages.words import WORDS
from api.problems import Refusal, problem
from service.messages.devices.commands import ForgetDevice, RegisterDevice, forget_device, register_device
from service.partners.actor import Actor, Role
from service.partners.codes.queries import has_code, recovery_codes_left
from service.partners.members.commands import LeaveOrganisation, leave_organisation
from service.partners.passkeys.commands import EndPasskey, RegisterPasskey, end_passkey, register_passkey
from service.partners.passkeys.queries import my_passkeys
from service.partners.proposals.queries import proposals
from service.partners.proposals.rules import PROPOSERS
from service.partners.sessions.commands import EndOtherSessions, EndSession, end_other_sessions, end_session
from service.partners.sessions.queries import my_sessions
from service.refusals import Language, Refused

HOME = "/account"


@get(HOME, include_in_schema=False)
async def show_account(visit: NamedDependency[Visit]) -> Response[str]:
    """Passkeys, the code app, sessions, and what one's role settles."""
    kept = await take_kept(visit)
    return await account(visit, kept.values if kept else {}, kept=kept is not None)


async def account(
    visit: Visit, values: Mapping[str, str], *, why: Refused | None = None, kept: bool = False
) -> Response[str]:
    """The page, with what was typed and why it was not taken, if it was not."""
    async with visit.store.reading(visit.seat) as session:
        shown = {
            "passkeys": await my_passkeys(session),
            "code": await has_code(session),
            "recovery_left": await recovery_codes_left(session),
            "sessions": await my_sessions(session),
            "notices": await notices_of(visit, session),
        }
        zone, actor = await zone_of(session), session.actor
        waiting = await proposals(session)
    return visit.paint(
        "account.html",
        status=why.reason.status if why else 200,
        page=HOME,
        values=values,
        kept=kept,
        problem=problem(why, visit.language) if why else None,
        roles=roles_of(actor.roles, visit.language),
        doors=doors_of(visit, actor),
        to_sign=0 if isinstance(waiting, Refused) else sum(one.may_sign for one in waiting),
        day=day_in(visit.language, zone),
        moment=moment_in(visit.language, zone),
        **shown,
    )


def roles_of(roles: Any, language: Language) -> str:
    """Roles in words."""
    return ", ".join(WORDS[f"role.{role}"].in_(language) for role in sorted(roles))


def doors_of(visit: Visit, actor: Actor) -> list[tuple[str, str]]:
    """What a role settles besides its work; a shared tablet settles nothing."""
    if visit.seated.kind == "tablet":
        return []
    found = (
        [("/members", "members.title"), ("/proposals", "proposals.title")] if actor.roles & PROPOSERS else []
    )
    return [*found, *([("/tablets", "tablets.title")] if actor.has(Role.SHELTER_COORDINATOR) else [])]


@post("/account/passkeys", include_in_schema=False, status_code=303)
async def add_passkey(visit: NamedDependency[Visit]) -> Response[Any]:
    """One more passkey, under a name that its owner chose."""
    form = await read_form(visit.request)
    if form.language and form.proof is None:
        return await account(visit, form.values)
    name = name_in(form, WORDS["passkeys.name.default"].in_(visit.language))
    if isinstance(name, Refused):
        return await account(visit, form.values, why=name)
    wish = RegisterPasskey(
        site_of(visit.request, visit.settings), credential_in(form.value("credential")), name
    )
    about = About(WORDS["passkeys.about.add"], {"name": name}, HOME, typed=True)
    return await _back(visit, form, await act(visit, form, register_passkey, wish, about))


@post("/account/passkeys/{passkey_id:uuid}/remove", include_in_schema=False, status_code=303)
async def remove_passkey(visit: NamedDependency[Visit], passkey_id: FromPath[UUID]) -> Response[Any]:
    """A passkey that is lost, or was on a phone that somebody else has now."""
    form = await read_form(visit.request)
    about = About(WORDS["passkeys.about.remove"], {}, HOME)
    return await _back(visit, form, await act(visit, form, end_passkey, EndPasskey(passkey_id), about))


@post("/account/sessions/{session_id:uuid}/end", include_in_schema=False, status_code=303)
async def end_one(visit: NamedDependency[Visit], session_id: FromPath[UUID]) -> Response[Any]:
    """Sign out on another device."""
    form = await read_form(visit.request)
    outcome = await visit.store.run(end_session, visit.seat, EndSession(session_id), form.once)
    return await _back(visit, form, outcome)


@post("/account/sessions/end-others", include_in_schema=False, status_code=303)
async def end_others(visit: NamedDependency[Visit]) -> Response[Any]:
    """Sign out everywhere but here."""
    form = await read_form(visit.request)
    outcome = await visit.store.run(end_other_sessions, visit.seat, EndOtherSessions(), form.once)
    return await _back(visit, form, outcome)


@post("/account/notices", include_in_schema=False, status_code=303)
async def add_notices(visit: NamedDependency[Visit]) -> Response[Any]:
    """This phone rings when its owner is asked, at the address that its browser gave."""
    form = await read_form(visit.request)
    wish = RegisterDevice(form.value("endpoint"))
    return await _back(visit, form, await visit.store.run(register_device, visit.seat, wish, form.once))


@post("/account/notices/{device_id:uuid}/end", include_in_schema=False, status_code=303)
async def end_notices(visit: NamedDependency[Visit], device_id: FromPath[UUID]) -> Response[Any]:
    """A phone rings no more."""
    form = await read_form(visit.request)
    outcome = await visit.store.run(forget_device, visit.seat, ForgetDevice(device_id), form.once)
    return await _back(visit, form, outcome)


async def _back(visit: Visit, form: Form, outcome: Any) -> Response[Any]:
    """The page again: as it is now, or with the reason why it is as it was."""
    if isinstance(outcome, Refused):
        return await account(visit, form.values, why=outcome)
    return Redirect(HOME, status_code=303)


STAYS = {
    "leave.stays.places": frozenset(Role) - {Role.AUDITOR, Role.NETWORK_ADMINISTRATOR},
    "leave.stays.cases": frozenset({Role.PIVOT_WORKER}),
    "leave.stays.operations": frozenset({Role.INVESTIGATOR}),
    "leave.stays.agreements": frozenset({Role.SHELTER_COORDINATOR, Role.INVESTIGATOR}),
    "leave.stays.record": frozenset(Role),
}
"""What stays alive when somebody leaves, by the roles that it concerns (PIV-03)."""


@get("/account/leave", include_in_schema=False)
async def ask_to_leave(visit: NamedDependency[Visit]) -> Response[str]:
    """The check page: what ends, and what stays in place without the member."""
    async with visit.store.reading(visit.seat) as session:
        roles = session.actor.roles
    return visit.paint("leave.html", stays=[word for word, of in STAYS.items() if roles & of])


@post("/account/leave", include_in_schema=False, status_code=200)
async def leave(visit: NamedDependency[Visit]) -> Response[Any]:
    """One's own access ends at once: nobody else decides (PIV-03)."""
    outcome = await visit.store.run(leave_organisation, visit.seat, LeaveOrganisation())
    if isinstance(outcome, Refused):
        raise Refusal(outcome)
    return gone(visit.request, "left.title", "left.text", way="", stays=staying(outcome, visit.language))


handlers: list[Any] = [
    show_account,
    add_passkey,
    remove_passkey,
    end_one,
    end_others,
    add_notices,
    end_notices,
    ask_to_leave,
    leave,
]
