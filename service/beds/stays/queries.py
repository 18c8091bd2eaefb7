"""Who is in and who is expected, as a front desk may see it: counts, bands, nights and whom to call (SAF-08)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from service.beds.referrals.interpreters import Interpreter
from service.beds.referrals.store import referral_of
from service.beds.shelters.house import own_house
from service.partners.duty_numbers import duty_numbers
from service.store.session import Session
from service.store.statements import sql


class PeopleView(msgspec.Struct, frozen=True):
    """So many people of a gender and an age band."""

    gender: str
    age_band: str
    count: int


class PartyView(msgspec.Struct, frozen=True):
    """Who comes: never where from, nor why (SAF-08)."""

    people: list[PeopleView]
    children: int
    one_unit: bool
    languages: list[str]


class Contact(msgspec.Struct, frozen=True):
    """Whom to call: the pivot's organisation and its duty number, never a person's own (SAF-09)."""

    name: str
    duty_number: str | None


class StayView(msgspec.Struct, frozen=True):
    """Somebody in a bed. Of an anonymous stay, opened by a count, nothing more is known."""

    id: UUID
    bed: str
    since: datetime
    until: datetime
    anonymous: bool
    referral_id: UUID | None
    party: PartyView | None
    contact: Contact | None


class ArrivalView(msgspec.Struct, frozen=True):
    """A request to read, or an arrival that is expected.

    `asks_exception` says that somebody asks the house to look past a criterion; `exceptions` names it, for whoever may
    answer (ADM-01, SAF-08).
    """

    referral_id: UUID
    code: str
    state: str
    party: PartyView
    nights: int
    expected_at: datetime
    answer_by: datetime | None
    held_until: datetime | None
    contact: Contact
    urgency: str
    asks_exception: bool
    exceptions: list[str]
    interpreter: Interpreter | None


class DepartureView(msgspec.Struct, frozen=True):
    """Somebody who was here: by the code of their request, and when they left. Where to, no house reads (SAF-05)."""

    referral_id: UUID
    code: str
    left_at: datetime


STAYS = sql(
    """
    SELECT c.id, b.label AS bed, c.starts_at AS since, c.ends_at AS until, c.anonymous, c.referral_id, r.party,
        r.organisation_id, o.name AS contact_name, o.duty_number
    FROM claims c
        JOIN beds b ON b.key = c.bed_key
        LEFT JOIN referrals r ON r.id = c.referral_id
        LEFT JOIN LATERAL relais.organisation_card(r.organisation_id) o ON r.id IS NOT NULL
    WHERE c.shelter_key = :shelter AND c.state = 'live' AND c.kind = 'stay' ORDER BY b.key
    """
)
ARRIVALS = sql(
    """
    SELECT r.id, r.code, r.organisation_id, r.shelter_organisation_id, r.shelter_key, r.pool_key, r.beds, r.party,
        r.nights, r.expected_at, r.set_aside, r.state, r.answer_by, r.held_until, r.decline_reason, r.asked_at,
        r.answered_at, r.arrived_at, r.left_at, r.version, r.exception_role, r.urgency, r.interpreter,
        e.criteria AS exceptions, o.name AS contact_name, o.duty_number
    FROM referrals r
        CROSS JOIN LATERAL relais.organisation_card(r.organisation_id) o
        LEFT JOIN exceptions_asked e ON e.referral_id = r.id
    WHERE r.shelter_organisation_id = relais.organisation() AND r.shelter_key = :shelter
        AND r.state IN ('asked', 'awaiting_self_call', 'held', 'confirmed')
        AND coalesce(r.held_until, r.answer_by) > relais.now()
    ORDER BY r.urgency = 'minutes' DESC, coalesce(r.answer_by, r.expected_at), r.id LIMIT 200
    """
)
DEPARTURES = sql(
    """
    SELECT id AS referral_id, code, left_at FROM referrals
    WHERE shelter_organisation_id = relais.organisation() AND shelter_key = :shelter AND state = 'left'
        AND left_at > :since
    ORDER BY left_at DESC, id LIMIT 200
    """
)
SHOWN_FOR = timedelta(days=31)
"""How long a house still reads that somebody left; the counts of its nights stay."""


async def stays_of(session: Session, shelter_id: UUID) -> list[StayView] | None:
    """Who is in an own shelter, bed by bed; `None` for anybody else's."""
    house = await own_house(session, shelter_id)
    if house is None:
        return None
    rows = await session.rows(STAYS, shelter=house.key)
    numbers = await duty_numbers(session, rows, "organisation_id")
    return [_stay(row, numbers) for row in rows]


def _contact(row: Any, numbers: Mapping[UUID, str | None]) -> Contact:
    return Contact(row["contact_name"], numbers.get(row["organisation_id"]))


def _stay(row: Any, numbers: Mapping[UUID, str | None]) -> StayView:
    return StayView(
        id=row["id"],
        bed=row["bed"],
        since=row["since"],
        until=row["until"],
        anonymous=row["anonymous"],
        referral_id=row["referral_id"],
        party=party_view(row["party"]) if row["party"] else None,
        contact=_contact(row, numbers) if row["contact_name"] else None,
    )


def party_view(kept: dict[str, Any]) -> PartyView:
    """The party of a referral, read back."""
    return msgspec.convert(kept, PartyView)


async def arrivals_of(session: Session, shelter_id: UUID) -> list[ArrivalView] | None:
    """Requests to read and arrivals expected at an own shelter: matters of minutes first (OPS-17), then by deadline."""
    house = await own_house(session, shelter_id)
    if house is None:
        return None
    rows = await session.rows(ARRIVALS, shelter=house.key)
    numbers = await duty_numbers(session, rows, "organisation_id")
    return [_arrival(row, session.now, numbers) for row in rows]


def _arrival(row: Any, now: datetime, numbers: Mapping[UUID, str | None]) -> ArrivalView:
    referral = referral_of(row, now)
    return ArrivalView(
        referral_id=referral.id,
        code=referral.code,
        state=referral.state,
        party=party_view(referral.party),
        nights=referral.nights,
        expected_at=referral.expected_at,
        answer_by=referral.answer_by,
        held_until=referral.held_until,
        contact=_contact(row, numbers),
        urgency=row["urgency"],
        asks_exception=row["exception_role"] is not None,
        exceptions=row["exceptions"] or [],
        interpreter=msgspec.convert(row["interpreter"], Interpreter) if row["interpreter"] else None,
    )


async def departures_of(session: Session, shelter_id: UUID) -> list[DepartureView] | None:
    """Who left an own shelter lately, by code and date and nothing else (SAF-05); `None` for anybody else's."""
    house = await own_house(session, shelter_id)
    if house is None:
        return None
    rows = await session.rows(DEPARTURES, shelter=house.key, since=session.now - SHOWN_FOR)
    return [DepartureView(**row) for row in rows]
