"""The books of one's networks' funds, and a month's draw, made again (FND-09, FND-10)."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency

from api.pages.filling import Trouble, Unfit, fill, trouble_of
from api.pages.formats import month
from api.pages.forms import read_form
from api.pages.visits import Visit
from api.problems import Refusal
from api.v1.fund.reviews import Month
from service.fund.books.queries import TrialBalance, trial_balance
from service.fund.reviews.audit import Draws, ReadDraws, read_draws
from service.partners.actor import Role
from service.partners.networks.queries import networks
from service.refusals import NOT_ALLOWED, Refused
from service.store.session import Session

MONTHS = 12


class Drawn(msgspec.Struct, frozen=True):
    """Which fund's month."""

    fund_id: UUID
    month: Month


async def funds(session: Session) -> dict[UUID, str]:
    """The funds of an auditor's networks, by name. Raises `Refusal` for anybody else."""
    found = await networks(session)
    if isinstance(found, Refused) or not session.actor.has(Role.AUDITOR):
        raise Refusal(Refused(NOT_ALLOWED))
    named = {one.id: one.name for each in found for one in each.organisations if one.kind == "fund"}
    return dict(sorted(named.items(), key=lambda item: item[1]))


@get("/audit/funds", include_in_schema=False)
async def show_funds(visit: NamedDependency[Visit]) -> Response[str]:
    """Each fund's accounts as they stand now, and its ledger of the year as a table."""
    async with visit.store.reading(visit.seat) as session:
        known, now = await funds(session), session.now
        before = now + timedelta(microseconds=1)
        balances = {fund: await trial_balance(session, fund, before) for fund in known}
    shown = [
        (fund, known[fund], found) for fund, found in balances.items() if isinstance(found, TrialBalance)
    ]
    return visit.paint(
        "auditor/funds.html",
        page="/audit/funds",
        funds=shown,
        since=now.replace(month=1, day=1).date(),
        now=now,
    )


@get("/audit/draws", include_in_schema=False)
async def show_draws(visit: NamedDependency[Visit]) -> Response[str]:
    """Which fund and which month."""
    return await _draws(visit, {})


@post("/audit/draws", include_in_schema=False, status_code=200)
async def draw_again(visit: NamedDependency[Visit]) -> Response[str]:
    """The key of a month that is over, and what it gives; the reading leaves an event."""
    form = await read_form(visit.request)
    if form.language:
        return await _draws(visit, form.values)
    asked = fill(form, Drawn)
    if isinstance(asked, Unfit):
        return await _draws(visit, form.values, trouble=trouble_of(asked, visit.language))
    drawn = await visit.store.run(read_draws, visit.seat, ReadDraws(asked.fund_id, asked.month), form.once)
    if isinstance(drawn, Refused):
        return await _draws(visit, form.values, trouble=trouble_of(drawn, visit.language, "month"))
    return await _draws(visit, form.values, drawn=drawn)


async def _draws(
    visit: Visit, values: Mapping[str, str], *, trouble: Trouble | None = None, drawn: Draws | None = None
) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        known, now = await funds(session), session.now
    return visit.paint(
        "auditor/draws.html",
        status=trouble.status if trouble else 200,
        page="/audit/draws",
        funds=known,
        months=[(f"{first:%Y-%m}", month(first, visit.language)) for first in _past(now)],
        values=values,
        trouble=trouble,
        drawn=drawn,
    )


def _past(now: datetime) -> list[date]:
    """The first days of the months that are over, the newest first: their keys can be told."""
    count = now.year * 12 + now.month - 1
    return [date(each // 12, each % 12 + 1, 1) for each in range(count - 1, count - 1 - MONTHS, -1)]


handlers: list[Any] = [show_funds, show_draws, draw_again]
