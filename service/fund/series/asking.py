"""A series as a pivot asks for it: each trip becomes a line of its own, so that one approval promises them all."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from service.fund.policy.document.policy import Policy
from service.fund.requests.lines import NewLine
from service.fund.series import refusals
from service.fund.series.rules import Limits, Series, fault, until_of
from service.refusals import Refused
from service.store.session import UnitOfWork
from service.store.statements import sql

MOST_LINES: Final = 50
"""As many as one request holds."""
LINES = sql("SELECT id FROM request_lines WHERE request_id = :request ORDER BY position")
INSERT = sql(
    """
    INSERT INTO series (id, request_id, organisation_id, fund_organisation_id, times, each_cents, until, asked_at)
    SELECT :id, r.id, r.organisation_id, r.fund_organisation_id, :times, :each, :until, relais.now()
    FROM fund_requests r WHERE r.id = :request
    """
)
INSERT_TRIPS = sql(
    """
    INSERT INTO trips (line_id, series_id, number, organisation_id, fund_organisation_id)
    SELECT t.line, s.id, t.n, s.organisation_id, s.fund_organisation_id
    FROM series s, unnest(CAST(:lines AS uuid[])) WITH ORDINALITY AS t (line, n) WHERE s.id = :id
    """
)


def limits_of(policy: Policy) -> Limits:
    """What a fund allows a series (FND-04)."""
    return Limits(policy.series.most_trips, policy.series.most_per_trip_cents, policy.series.most_days)


def spread(lines: Iterable[NewLine], now: datetime, policy: Policy) -> tuple[NewLine, ...]:
    """The lines with each series laid out in its trips: three trips are three lines of a third each (FND-04).

    A trip may be needed until its series ends, and so long does its promise last.
    """
    found: list[NewLine] = []
    for line in lines:
        trips = line.series
        found += [line] if trips is None else [_trip(line, trips, now, limits_of(policy))] * trips.times
    return tuple(found)


def _trip(line: NewLine, trips: Series, now: datetime, limits: Limits) -> NewLine:
    return replace(
        line,
        amount_cents=trips.each_cents,
        units=max(1, line.units // trips.times),
        needed_by=until_of(trips, now, limits),
    )


def series_refused(uow: UnitOfWork, lines: Iterable[NewLine], policy: Policy) -> Refused | None:
    """The first series that does not hold under this policy, said in words (FND-04)."""
    lines = tuple(lines)
    if sum(line.series.times if line.series else 1 for line in lines) > MOST_LINES:
        return Refused(refusals.NOT_A_SERIES, {"fault": "too_many"})
    for line in lines:
        found = fault(line.series, line.amount_cents, uow.now, limits_of(policy)) if line.series else None
        if found:
            return Refused(refusals.NOT_A_SERIES, {"fault": found})
    return None


async def open_series(
    uow: UnitOfWork, request_id: UUID, lines: Sequence[NewLine], policy: Policy
) -> frozenset[UUID]:
    """Write which lines of a request are trips of which series, and answer them; `lines` as asked, before `spread`."""
    if all(line.series is None for line in lines):
        return frozenset()
    trips: set[UUID] = set()
    ids = [row["id"] for row in await uow.rows(LINES, request=request_id)]
    at = 0
    for line in lines:
        times = line.series.times if line.series else 1
        if line.series:
            await _insert(uow, request_id, line.series, ids[at : at + times], limits_of(policy))
            trips.update(ids[at : at + times])
        at += times
    return frozenset(trips)


async def _insert(
    uow: UnitOfWork, request_id: UUID, series: Series, lines: list[UUID], limits: Limits
) -> None:
    series_id = uuid4()
    until = until_of(series, uow.now, limits)
    await uow.execute(
        INSERT, id=series_id, request=request_id, times=series.times, each=series.each_cents, until=until
    )
    await uow.execute(INSERT_TRIPS, id=series_id, lines=lines)
