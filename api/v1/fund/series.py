"""Journeys that a fund promised together: drawn one by one, ended at any time (FND-04)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask, for_roles, read
from api.v1.fields import Cents, utc
from service.cases.refusals import CONSENT_MISSING
from service.fund.series import refusals
from service.fund.series.commands import Drawn, DrawTrip, Ended, EndSeries, draw_trip, end_series
from service.fund.series.queries import SeriesView, series_of
from service.fund.series.rules import Series
from service.partners.actor import Role
from service.store.command import Once
from service.store.store import Store

TAG = "fund"


class NewSeries(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many journeys, a ceiling for each; the line's amount is the ceiling of them all. Until a moment, or as long as
    the fund allows."""

    times: Annotated[int, msgspec.Meta(ge=2, le=30)]
    each_up_to_cents: Cents
    until: datetime | None = None

    def series(self, field: str) -> Series:
        """The series as the room knows it. Raises `Refusal` for a moment without its zone."""
        until = utc(self.until, f"{field}.until") if self.until else None
        return Series(self.times, self.each_up_to_cents, until)


class Draw(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the next journey costs."""

    amount_cents: Cents


@read(
    "/requests/{request_id:uuid}/series",
    id="list_series",
    summary="The series of a request, and how many journeys are left",
    tag=TAG,
)
async def get_series(
    store: NamedDependency[Store], caller: NamedDependency[Caller], request_id: FromPath[UUID]
) -> list[SeriesView]:
    async with store.reading(caller.seat) as session:
        for_roles(session, Role.PIVOT_WORKER, Role.FUND_ADMINISTRATOR)
        return accepted(await series_of(session, request_id))


@ask(
    "/series/{series_id:uuid}/draws",
    id="draw_trip",
    summary="Draw the next journey of a series, within its ceiling",
    tag=TAG,
    refusals=(
        CONSENT_MISSING,
        refusals.ABOVE_CEILING,
        refusals.ENDED,
        refusals.NOT_PROMISED,
        refusals.USED_UP,
    ),
)
async def post_draw(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    series_id: FromPath[UUID],
    data: JSONBody[Draw],
) -> Drawn:
    return accepted(await store.run(draw_trip, caller.seat, DrawTrip(series_id, data.amount_cents), once))


@ask(
    "/series/{series_id:uuid}/end",
    id="end_series",
    summary="End a series; what nobody drew returns to its envelopes",
    tag=TAG,
    refusals=(refusals.ENDED,),
)
async def post_end_of_series(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    series_id: FromPath[UUID],
) -> Ended:
    return accepted(await store.run(end_series, caller.seat, EndSeries(series_id), once))


handlers = [get_series, post_draw, post_end_of_series]
