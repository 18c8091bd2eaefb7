"""What the payment services hold against the ledger: asked for, and read with what to do (FND-09)."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, get_args
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from api.doors import accepted
from api.pages.filling import Trouble, Unfit, trouble_of
from api.pages.forms import read_form
from api.pages.fund.common import telling
from api.pages.fund.typing import filled, kept_values
from api.pages.visits import Visit
from api.v1.partners.proposals import here
from service.fund.reconciliation.commands import AskReconciliation, ask_reconciliation
from service.fund.reconciliation.queries import reconciliation, reconciliations
from service.fund.reconciliation.refusals import NO_SUCH_RAIL
from service.partners.proposals.rules import RailName
from service.refusals import Refused

HOME: Final = "/fund/comparisons"
SHAPES: Final = {"agrees": "full", "differs": "late", "unreachable": "dots"}


class Asked(Struct):
    """Which way of paying, and for which days, both counted."""

    rail: RailName
    first_day: date
    last_day: date


@get(HOME, include_in_schema=False)
async def show_comparisons(visit: NamedDependency[Visit]) -> Response[str]:
    """The newest first; each says whether both sides agree."""
    return await _page(visit, await kept_values(visit))


async def _page(visit: Visit, values: Mapping[str, str], trouble: Trouble | None = None) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
        found = accepted(await reconciliations(session, before=None, limit=30))
    rails = [each for each in get_args(RailName) if here(each, visit.settings) is None]
    return visit.paint(
        "fund/comparisons.html",
        status=trouble.status if trouble else 200,
        page=HOME,
        found=found,
        shapes=SHAPES,
        rails=rails,
        first=tell.today.replace(day=1),
        yesterday=tell.today - timedelta(days=1),
        values=values,
        trouble=trouble,
        **tell.context,
    )


@get("/fund/comparisons/{run_id:uuid}", include_in_schema=False)
async def show_comparison(visit: NamedDependency[Visit], run_id: FromPath[UUID]) -> Response[str]:
    """One comparison: both sums, and each difference with what to do about it."""
    async with visit.store.reading(visit.seat) as session:
        tell = await telling(visit, session)
        one = accepted(await reconciliation(session, run_id))
    return visit.paint("fund/comparison.html", one=one, shape=SHAPES[one.outcome], **tell.context)


@post(HOME, include_in_schema=False, status_code=200)
async def ask(visit: NamedDependency[Visit]) -> Response[Any]:
    """Have a rail compared with the ledger; a job answers a moment later."""
    form = await read_form(visit.request)
    made = filled(form, Asked, days=("first_day", "last_day"))
    if form.language or isinstance(made, Unfit):
        trouble = trouble_of(made, visit.language) if isinstance(made, Unfit) and not form.language else None
        return await _page(visit, form.values, trouble)
    since = datetime.combine(made.first_day, time(), UTC)
    until = datetime.combine(made.last_day + timedelta(days=1), time(), UTC)
    wish = AskReconciliation(made.rail, since, until)
    outcome = await visit.store.run(ask_reconciliation, visit.seat, wish, form.once)
    if isinstance(outcome, Refused):
        field = "rail" if outcome.reason is NO_SUCH_RAIL else "last_day"
        return await _page(visit, form.values, trouble_of(outcome, visit.language, field))
    return Redirect(f"{HOME}?done=fund_compared", status_code=303)


handlers = [show_comparisons, show_comparison, ask]
