"""Inviting somebody: one page, what they will see and never see, and two signatures (POL-04)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from api.pages.acting import About, act
from api.pages.forms import Form, read_form
from api.pages.frame import said
from api.pages.keeping import take_kept
from api.pages.visits import Visit
from api.pages.words import WORDS
from api.problems import BAD_INPUT, Refusal, problem
from api.v1.partners.members import Email
from service.partners.actor import Actor, Role
from service.partners.members.queries import members
from service.partners.networks.queries import networks
from service.partners.proposals import refusals
from service.partners.proposals.commands import propose
from service.partners.proposals.rules import PROPOSERS, Access, Propose, invitation
from service.refusals import NOT_ALLOWED, Language, Refused
from service.store.session import Session

HERE = "/members/invite"
YEAR = timedelta(days=365)
GIVES: Mapping[Role, tuple[Role, ...]] = {
    **{role: (role,) for role in PROPOSERS},
    Role.SHELTER_COORDINATOR: (Role.FRONT_DESK, Role.SHELTER_COORDINATOR),
    Role.PIVOT_WORKER: (Role.PIVOT_WORKER, Role.FRONT_DESK),
    Role.NETWORK_ADMINISTRATOR: tuple(Role),
}
"""What the page offers; what may be given, PostgreSQL decides (migrations/partners/settings)."""
FIELD_OF = {
    refusals.ENDS_TOO_SOON: "ends_on",
    refusals.ENDS_TOO_LATE: "ends_on",
    refusals.ALREADY_A_MEMBER: "email",
    refusals.NOT_A_SUPERVISOR: "supervisor_id",
}


@dataclass(frozen=True)
class Wrong:
    """What was not taken, and beside which field it is said."""

    why: Refused
    field: str = ""


@get(HERE, include_in_schema=False)
async def show_invite(visit: NamedDependency[Visit]) -> Response[str]:
    """The form, empty or as it was left when the session ended."""
    kept = await take_kept(visit)
    asked = visit.request.query_params.get("organisation_id", "")
    return await _page(visit, kept.values if kept else {"organisation_id": asked}, kept=kept is not None)


@post(HERE, include_in_schema=False, status_code=303)
async def invite(visit: NamedDependency[Visit]) -> Response[Any]:
    """Propose the invitation; it is sent once another person has signed."""
    form = await read_form(visit.request)
    if form.language and form.proof is None:
        return await _page(visit, form.values)
    wish = _wish(form)
    if isinstance(wish, Wrong):
        return await _page(visit, form.values, wrong=wish)
    about = About(
        WORDS["invite.about"], {"email": form.value("email"), "role": _role(visit, form)}, HERE, typed=True
    )
    outcome = await act(visit, form, propose, wish, about)
    if isinstance(outcome, Refused):
        wrong = Wrong(outcome, FIELD_OF.get(outcome.reason, ""))
        return await _page(visit, form.values, wrong=wrong)
    return Redirect("/proposals?told=proposed", status_code=303)


def _role(visit: Visit, form: Form) -> str:
    return WORDS[f"role.{form.value('role')}"].in_(visit.language)


def _wish(form: Form) -> Propose | Wrong:
    """What was filled in, read as the API reads it; or the first field that cannot be."""
    read: dict[str, Any] = {}
    wanted: tuple[tuple[str, Any], ...] = (
        ("role", Role),
        ("email", Email),
        ("ends_on", date),
        ("supervisor_id", UUID | None),
        ("organisation_id", UUID | None),
    )
    for name, kind in wanted:
        try:
            read[name] = msgspec.convert(form.value(name) or None, kind)
        except msgspec.ValidationError:
            return Wrong(Refused(BAD_INPUT), name)
    access = Access((read["role"],), read["ends_on"], read["supervisor_id"])
    language: Language = "en" if form.value("language") == "en" else "fr"
    return invitation(read["email"], access, language, read["organisation_id"])


async def _page(
    visit: Visit, values: Mapping[str, str], *, wrong: Wrong | None = None, kept: bool = False
) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        actor = session.actor
        if not actor.roles & PROPOSERS:
            raise Refusal(Refused(NOT_ALLOWED))
        found = await members(session)
        organisations = await _organisations(session, actor)
        kind = organisations.get(values.get("organisation_id", ""), ("", ""))[1]
        ends = (session.now + YEAR).date().isoformat()
    return visit.paint(
        "invite.html",
        status=(wrong.why.reason.status if wrong.why.reason is not BAD_INPUT else 422) if wrong else 200,
        page=HERE,
        values=values,
        kept=kept,
        choices=[_choice(visit, role) for role in _gives(actor) if role in _held_in(kind)],
        supervisors=[m for m in found if Role.INVESTIGATOR in m.roles]
        if actor.has(Role.INVESTIGATOR)
        else [],
        organisations=[(id_, name) for id_, (name, _) in organisations.items()],
        ends=ends,
        **_said(visit, wrong),
    )


def _said(visit: Visit, wrong: Wrong | None) -> dict[str, Any]:
    if wrong is None:
        return {"problem": None, "at": "", "wrong": ""}
    found = problem(wrong.why, visit.language)
    ours = wrong.why.reason is BAD_INPUT
    beside = said(visit.language, f"invite.wrong.{wrong.field}") if ours else found.title
    return {"problem": found, "at": wrong.field, "wrong": beside}


def _gives(actor: Actor) -> list[Role]:
    """In the order of the roles, each once."""
    given = {role for own in actor.roles for role in GIVES.get(own, ())}
    return [role for role in Role if role in given]


def _choice(visit: Visit, role: Role) -> tuple[str, str, str]:
    language = visit.language
    sees, never = said(language, f"sees.{role}"), said(language, f"never.{role}")
    return role, said(language, "invite.sees", what=sees), said(language, "invite.never", what=never)


def _held_in(kind: str) -> frozenset[Role]:
    """The roles that an organisation of this kind may hold; of none named, all (PIV-05)."""
    alone = {
        "police": Role.INVESTIGATOR,
        "audit": Role.AUDITOR,
        "network": Role.NETWORK_ADMINISTRATOR,
    }
    if not kind:
        return frozenset(Role)
    return frozenset({alone[kind]}) if kind in alone else frozenset(Role) - set(alone.values())


async def _organisations(session: Session, actor: Actor) -> dict[str, tuple[str, str]]:
    """For a network's administrator, every organisation of the network with its kind; for others, their own and no
    choice."""
    if not actor.has(Role.NETWORK_ADMINISTRATOR):
        return {}
    found = await networks(session)
    seen = () if isinstance(found, Refused) else found
    named = {str(one.id): (one.name, one.kind) for network in seen for one in network.organisations}
    return dict(sorted(named.items(), key=lambda item: item[1]))


handlers: list[Any] = [show_invite, invite]
