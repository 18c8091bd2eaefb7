"""What the rails hold against the ledger: asked for, and read by the fund and by auditors (FND-09)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from api.doors import Caller, Page, accepted, ask, read, to_cursor
from api.v1.fields import Limit, position
from service.fund.reconciliation.commands import Asked, AskReconciliation, ask_reconciliation
from service.fund.reconciliation.queries import RunView, reconciliation, reconciliations
from service.fund.reconciliation.refusals import NO_SUCH_RAIL, PERIOD_NOT_OVER, PERIOD_TOO_LONG
from service.store.command import Once
from service.store.store import Store

TAG = "fund"
Rail = Annotated[str, msgspec.Meta(pattern="^[a-z_]{3,40}$")]


class Comparison(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rail, and the half-open period [since, until), UTC, which is over."""

    rail: Rail
    since: Annotated[datetime, msgspec.Meta(tz=True)]
    until: Annotated[datetime, msgspec.Meta(tz=True)]


@ask(
    "/reconciliations",
    id="ask_reconciliation",
    summary="Have a rail compared with the ledger, for a period that is over",
    tag=TAG,
    refusals=(PERIOD_NOT_OVER, PERIOD_TOO_LONG, NO_SUCH_RAIL),
)
async def post_reconciliation(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[Comparison],
) -> Asked:
    wish = AskReconciliation(data.rail, data.since, data.until)
    return accepted(await store.run(ask_reconciliation, caller.seat, wish, once))


@read(
    "/reconciliations", id="list_reconciliations", summary="Comparisons with the rails, newest first", tag=TAG
)
async def get_reconciliations(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[RunView]:
    before = position(cursor)
    async with store.reading(caller.seat) as session:
        found = accepted(await reconciliations(session, before=before, limit=limit + 1))
    last = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], to_cursor(last.ran_at, last.id) if last else None)


@read(
    "/reconciliations/{reconciliation_id:uuid}",
    id="read_reconciliation",
    summary="One comparison with a rail",
    tag=TAG,
)
async def get_reconciliation(
    store: NamedDependency[Store], caller: NamedDependency[Caller], reconciliation_id: FromPath[UUID]
) -> RunView:
    async with store.reading(caller.seat) as session:
        return accepted(await reconciliation(session, reconciliation_id))


handlers = [post_reconciliation, get_reconciliations, get_reconciliation]
