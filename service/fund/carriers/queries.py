"""Carriers' agreements: one's own organisation's, and those proposed for a journey (FND-05, CNF-05)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from service.fund.carriers.rules import MODES, Deal, Journey, booked_as, fits
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, Refused
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class CarrierView:
    """An agreement of one's own organisation; `review_due` once its day has come."""

    id: UUID
    carrier: str
    mode: str
    regions_from: list[str]
    regions_to: list[str]
    abroad: bool
    both_ways: bool
    booking: str
    how: str | None
    contact_role: str
    reference: str
    discount_percent: int
    starts_on: date
    ends_on: date
    review_on: date
    suspended: bool
    review_due: bool


@dataclass(frozen=True)
class ProposedCarrier:
    """An agreement that fits a line; book with `book_as`, by voice with the traveller's name, which is kept nowhere."""

    line_id: UUID | None
    agreement_id: UUID
    carrier: str
    mode: str
    booking: str
    how: str | None
    contact_role: str
    book_as: str
    discount_percent: int
    ends_on: date


OWN = sql(
    """
    SELECT id, carrier, mode, regions_from, regions_to, abroad, both_ways, booking, how, contact_role, reference,
           discount_percent, starts_on, ends_on, review_on, suspended_at IS NOT NULL AS suspended,
           review_on <= CAST(relais.now() AS date) AS review_due
    FROM carrier_agreements ORDER BY carrier, ends_on DESC, id LIMIT 200
    """
)
STANDING = sql("SELECT * FROM relais.standing_carriers(:fund, :asking, :day)")
ZONE = sql("SELECT time_zone FROM regions WHERE code = :region")
REQUEST = sql(
    "SELECT code, region, fund_organisation_id, organisation_id FROM fund_requests WHERE id = :request"
)


async def carriers(session: Session) -> list[CarrierView] | Refused:
    """The register of one's own organisation."""
    if not session.actor.has(Role.FUND_ADMINISTRATOR, Role.PIVOT_WORKER):
        return Refused(NOT_ALLOWED)
    return [CarrierView(**row) for row in await session.rows(OWN)]


class Travels(Protocol):
    """A line that may be a journey: its category, its state, and the moment until which it is needed (UTC)."""

    @property
    def id(self) -> UUID: ...
    @property
    def category(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def needed_by(self) -> datetime: ...


TRIPS = sql("SELECT line_id FROM trips WHERE line_id = ANY (CAST(:lines AS uuid[]))")
OVER = frozenset({"declined", "withdrawn", "settled"})


async def carriers_for(session: Session, request_id: UUID, lines: Iterable[Travels]) -> list[ProposedCarrier]:
    """What stands for the journeys of a request, on their days: the fund's agreements and the asking organisation's
    (FND-05). Expired and suspended ones are not there; a trip of a series may be drawn today.
    """
    travels = [line for line in lines if line.category in MODES and line.state not in OVER]
    request = await session.row(REQUEST, request=request_id) if travels else None
    if request is None:
        return []
    zone = ZoneInfo(await session.value(ZONE, region=request["region"]))
    trips = {row["line_id"] for row in await session.rows(TRIPS, lines=[line.id for line in travels])}
    found: list[ProposedCarrier] = []
    for line in travels:
        day = (session.now if line.id in trips else line.needed_by).astimezone(zone).date()
        journey = Journey(line.category, request["region"], day)
        rows = await _standing(session, request["fund_organisation_id"], request["organisation_id"], day)
        found += [_proposed(row, line.id, request["code"]) for row in rows if fits(deal_of(row), journey)]
    return found


async def carriers_on(
    session: Session, fund_id: UUID, journey: Journey, code: str = "…"
) -> list[ProposedCarrier]:
    """What stands for a journey that is only asked about: the route is part of the question, and kept nowhere."""
    rows = await _standing(session, fund_id, session.actor.organisation_id, journey.day)
    return [_proposed(row, None, code) for row in rows if fits(deal_of(row), journey)]


async def _standing(session: Session, fund: UUID, asking: UUID, day: date) -> list[Any]:
    return await session.rows(STANDING, fund=fund, asking=asking, day=day)


def deal_of(row: Any) -> Deal:
    """A stored agreement as the rules see it."""
    return Deal(
        row["mode"],
        frozenset(row["regions_from"]),
        frozenset(row["regions_to"]),
        row["abroad"],
        row["both_ways"],
        row["starts_on"],
        row["ends_on"],
        row["suspended_at"] is not None,
    )


def _proposed(row: Any, line: UUID | None, code: str) -> ProposedCarrier:
    return ProposedCarrier(
        line,
        row["id"],
        row["carrier"],
        row["mode"],
        row["booking"],
        row["how"],
        row["contact_role"],
        booked_as(row["reference"], code),
        row["discount_percent"],
        row["ends_on"],
    )
