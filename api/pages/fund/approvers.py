"""Who approves how much: one's own last 24 hours, and each person's limit, which two people set (FND-10)."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from api.doors import accepted
from api.pages.acting import About, act
from api.pages.filling import Trouble, Unfit, trouble_of
from api.pages.forms import read_form
from api.pages.fund.common import telling
from api.pages.fund.typing import filled, kept_values
from api.pages.visits import Visit
from api.pages.words import WORDS
from api.v1.fields import Cents
from service.fund.limits import day_of
from service.partners.actor import Role
from service.partners.members.queries import members
from service.partners.proposals.commands import propose
from service.partners.proposals.money import LimitView, approver_limits
from service.partners.proposals.rules import approver_limit
from service.refusals import NOT_FOUND, Refused

HOME: Final = "/fund/approvers"


class Limit(Struct):
    """What somebody approves at most, per case and day, and in all over 24 hours; empty takes a limit away."""

    up_to: Cents | None = None
    day: Cents | None = None


@get(HOME, include_in_schema=False)
async def show_approvers(visit: NamedDependency[Visit]) -> Response[str]:
    """One's own day first, then everybody's limits."""
    kept = await kept_values(visit)
    return await _page(visit, kept, at=kept.get("at", ""))


async def _page(
    visit: Visit, values: dict[str, str], trouble: Trouble | None = None, at: str = ""
) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
        own = accepted(await day_of(session))
        limits = {each.member_id: each for each in accepted(await approver_limits(session))}
        people = [
            each
            for each in await members(session)
            if Role.FUND_ADMINISTRATOR in each.roles and each.organisation_id == session.actor.organisation_id
        ]
    return visit.paint(
        "fund/approvers.html",
        status=trouble.status if trouble else 200,
        page=HOME,
        own=own,
        people=[(each, limits.get(each.id, LimitView(each.id, None, None))) for each in people],
        values=values,
        at=at,
        trouble=trouble,
        **tell.context,
    )


@post("/fund/approvers/{member_id:uuid}", include_in_schema=False, status_code=200)
async def limit(visit: NamedDependency[Visit], member_id: FromPath[UUID]) -> Response[Any]:
    """Propose a limit; another person signs it."""
    form = await read_form(visit.request)
    if form.language and form.proof is None:
        return await _page(visit, form.values, at=str(member_id))
    made = filled(form, Limit, cents=("up_to", "day"))
    if isinstance(made, Unfit):
        return await _page(visit, form.values, trouble_of(made, visit.language), str(member_id))
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
        who = next((each.email for each in await members(session) if each.id == member_id), None)
    if who is None:
        return accepted(Refused(NOT_FOUND))
    none = tell.say("fund.limit.none")
    lines = (
        (tell.say("fund.limit.case"), tell.money(made.up_to) if made.up_to else none),
        (tell.say("fund.limit.day"), tell.money(made.day) if made.day else none),
    )
    about = About(WORDS["fund.about.limit"], {"who": who}, HOME, lines, typed=True)
    outcome = await act(visit, form, propose, approver_limit(member_id, made.up_to, made.day), about)
    if isinstance(outcome, Refused):
        return await _page(visit, form.values, trouble_of(outcome, visit.language), str(member_id))
    return Redirect(f"{HOME}?done=fund_limit_proposed", status_code=303)


handlers = [show_approvers, limit]
