"""A trip is drawn with one tap within its ceiling; a series ends, and what nobody drew returns (FND-04, FND-12)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.cases.consents import consented
from service.cases.refusals import CONSENT_MISSING
from service.fund.ledger.posting import vouch
from service.fund.money import money
from service.fund.requests.refresh import refresh
from service.fund.series import refusals
from service.fund.series.events import SeriesEnded, TripDrawn
from service.fund.series.rules import Trip, next_trip, why_none
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

# The request's row first, as whoever decides, withdraws or pays takes it.
LOCK = sql(
    """
    SELECT r.id, r.fund_organisation_id FROM fund_requests r
    WHERE r.id = (SELECT s.request_id FROM series s WHERE s.id = :series)
      AND r.organisation_id = relais.organisation() AND (relais.member() IS NULL
        OR r.requested_by = relais.member() OR EXISTS (
            SELECT FROM request_cases c JOIN cases k ON k.id = c.case_id WHERE c.request_id = r.id
            AND relais.member() IN (k.pivot_member_id, k.backup_member_id)))
    FOR UPDATE
    """
)
SERIES = sql("SELECT times, until, ended_at FROM series WHERE id = :series")
CASE = sql("SELECT case_id FROM request_cases WHERE request_id = :request")
TRIPS = sql(
    """
    SELECT t.line_id, t.number, l.approved_cents, l.paid_cents,
           EXISTS (SELECT FROM draws d WHERE d.line_id = t.line_id) AS drawn
    FROM trips t JOIN request_lines l ON l.id = t.line_id WHERE t.series_id = :series ORDER BY t.number
    """
)
DRAW = sql("SELECT * FROM relais.draw_trip(:line, :cents)")
VOID = sql("SELECT * FROM relais.void_undrawn(:request, :series, :kind)")
WITHDRAW = sql(
    """
    UPDATE request_lines SET state = 'withdrawn'
    WHERE id = ANY (CAST(:lines AS uuid[])) AND approved_cents = 0 AND paid_cents = 0 AND decline_code IS NULL
    """
)


NONE_LEFT = {"ended": refusals.ENDED, "used_up": refusals.USED_UP, "not_promised": refusals.NOT_PROMISED}


@dataclass(frozen=True)
class DrawTrip:
    """The next trip of a series, for so many cents."""

    series_id: UUID
    cents: int


@dataclass(frozen=True)
class Drawn:
    """A trip that is being paid for; what it did not need went back, in cents; how many are left."""

    line_id: UUID
    number: int
    cents: int
    given_back_cents: int
    left: int


@command(event=TripDrawn, allowed=only(Role.PIVOT_WORKER), refusals=refusals.DRAWS)
async def draw_trip(uow: UnitOfWork, actor: Actor, wish: DrawTrip) -> Done[Drawn, TripDrawn] | Refused:
    """Draw the next trip within its ceiling (FND-04): its payment leaves as after any approval.

    Refused to the fourth of three, one cent above the ceiling, after the series' end, and once the person no longer
    agrees to the fund (CNF-01). PostgreSQL has the last word on all of these but the consent.
    """
    request = await uow.row(LOCK, series=wish.series_id)
    if request is None:
        return Refused(NOT_FOUND)
    case = await uow.value(CASE, request=request["id"])
    if case and not await consented(uow, case, "fund"):
        return Refused(CONSENT_MISSING, {"scope": "fund"})
    series, rows = await uow.row(SERIES, series=wish.series_id), await uow.rows(TRIPS, series=wish.series_id)
    trip = next_trip(_trips(rows))
    refused = _refusal(uow, actor, series, rows, wish.cents)
    if trip is None or refused:
        return refused or Refused(NOT_FOUND)
    line: UUID = next(row["line_id"] for row in rows if row["number"] == trip.number)
    returned = await uow.rows(DRAW, line=line, cents=wish.cents)
    vouch(uow, returned)
    await refresh(uow, request["id"])
    uow.tell("fund.request", organisations=(request["fund_organisation_id"],), subject=request["id"])
    back = sum(row["amount_cents"] for row in returned)
    left = sum(1 for each in _trips(rows) if each.promised_cents and not each.drawn) - 1
    event = TripDrawn(
        subject=request["id"],
        series=wish.series_id,
        line=line,
        number=trip.number,
        cents=wish.cents,
        given_back_cents=back,
    )
    return Done(Drawn(line, trip.number, wish.cents, back, left), event)


def _trips(rows: list[Any]) -> list[Trip]:
    return [Trip(row["number"], row["approved_cents"] - row["paid_cents"], row["drawn"]) for row in rows]


def _refusal(uow: UnitOfWork, actor: Actor, series: Any, rows: list[Any], cents: int) -> Refused | None:
    """Why this cannot be drawn, with the numbers; None when it can."""
    trips = _trips(rows)
    trip = next_trip(trips)
    ended = series["ended_at"] is not None or series["until"] <= uow.now
    if trip is None or ended:
        return Refused(NONE_LEFT[why_none(trips, ended=ended)], {"times": series["times"]})
    if cents > trip.promised_cents:
        ceiling = money(trip.promised_cents, actor.language)
        return Refused(refusals.ABOVE_CEILING, {"ceiling": ceiling, "ceiling_cents": trip.promised_cents})
    return None


@dataclass(frozen=True)
class EndSeries:
    """No further trip of this series."""

    series_id: UUID


@dataclass(frozen=True)
class Ended:
    """How many trips nobody drew, and the cents that went back to their envelopes."""

    unused: int
    returned_cents: int


@command(event=SeriesEnded, allowed=only(Role.PIVOT_WORKER))
async def end_series(uow: UnitOfWork, actor: Actor, wish: EndSeries) -> Done[Ended, SeriesEnded] | Refused:
    """End a series: what nobody drew returns to its envelopes (FND-04, FND-12). A job does it when its time is over.

    Nobody is asked why, and no field exists for what has become of a prosecution (CPL-01, CPL-05); trips that were
    drawn, the case and its bed are not touched.
    """
    request = await uow.row(LOCK, series=wish.series_id)
    series = await uow.row(SERIES, series=wish.series_id) if request else None
    if request is None or series is None:
        return Refused(NOT_FOUND)
    if series["ended_at"] is not None:
        return Refused(refusals.ENDED)
    kind = "expiry" if actor.is_job else "void"
    returned = await uow.rows(VOID, request=request["id"], series=wish.series_id, kind=kind)
    vouch(uow, returned)
    rows = await uow.rows(TRIPS, series=wish.series_id)
    unused = [row["line_id"] for row in rows if not row["drawn"]]
    await uow.execute(WITHDRAW, lines=unused)
    await refresh(uow, request["id"])
    uow.tell("fund.request", organisations=(request["fund_organisation_id"],), subject=request["id"])
    cents = sum(row["amount_cents"] for row in returned)
    event = SeriesEnded(
        subject=request["id"], series=wish.series_id, unused=len(unused), returned_cents=cents
    )
    return Done(Ended(len(unused), cents), event)


async def void_undrawn(uow: UnitOfWork, request_id: UUID) -> list[Any]:
    """End every series of a request that is being taken back; what went back, as rows of the ledger (FND-12)."""
    rows = await uow.rows(VOID, request=request_id, series=None, kind="void")
    vouch(uow, rows)
    return rows
