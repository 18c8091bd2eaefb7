"""What a shelter is asked and whom it expects: profiles, window, whom to call; never who asked (OPS-11, SAF-08)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from service.partners.actor import Role
from service.partners.duty_numbers import duty_numbers
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class Expected:
    """One person of a request: a profile, and whether others stay with them."""

    gender: str
    age_band: str
    together: bool


@dataclass(frozen=True)
class Asked:
    """A request to one shelter. `call_back` is the coordination's duty number. `agreement` names the partner, and is
    empty for everybody but the shelter's coordinator (SAF-08)."""

    id: UUID
    code: str
    shelter_id: UUID
    shelter: str
    state: Literal["requested", "confirmed", "partly", "declined", "no_answer", "withdrawn"]
    places: int
    accepted: int
    asked_at: datetime
    answer_by: datetime
    decline_reason: str | None
    window_starts_at: datetime
    window_ends_at: datetime
    nights: int
    people: list[Expected]
    languages: list[str]
    call_back: str | None
    agreement: str | None


@dataclass(frozen=True)
class Arrival:
    """One expected (or arrived) person. `together` is shared by those who stay together."""

    place_id: UUID
    claim_id: UUID
    shelter_id: UUID
    shelter: str
    gender: str
    age_band: str
    together: UUID | None
    state: Literal["held", "arrived"]
    window_starts_at: datetime
    window_ends_at: datetime
    held_until: datetime | None
    nights: int
    languages: list[str]
    call_back: str | None
    agreement: str | None


REQUESTS = sql(
    """
    SELECT request_id AS id, code, shelter_id, shelter_name AS shelter, state, places, accepted, asked_at, answer_by,
        decline_reason, window_starts_at, window_ends_at, nights, people, languages, duty_of, duty_number,
        partner_name AS agreement
    FROM relais.shelter_requests()
    """
)
ARRIVALS = sql(
    """
    SELECT place_id, claim_id, shelter_id, shelter_name AS shelter, gender, age_band, together_with AS together, state,
        window_starts_at, window_ends_at, held_until, nights, languages, duty_of, duty_number,
        partner_name AS agreement
    FROM relais.expected_arrivals()
    """
)


async def shelter_requests(session: Session) -> list[Asked]:
    """Requests to the shelters of the caller's organisation, open ones first."""
    found = [
        Asked(**{**row, "people": [Expected(**person) for person in row["people"] or []]})
        for row in await _with_call_back(session, await session.rows(REQUESTS))
    ]
    return found if _may_know_partner(session) else [replace(item, agreement=None) for item in found]


async def expected_arrivals(session: Session) -> list[Arrival]:
    """Whom the shelters of the caller's organisation expect, or have received, for operations."""
    found = [Arrival(**row) for row in await _with_call_back(session, await session.rows(ARRIVALS))]
    return found if _may_know_partner(session) else [replace(item, agreement=None) for item in found]


async def _with_call_back(session: Session, rows: list[Any]) -> list[dict[str, Any]]:
    """The rows with the coordination's number, opened, in the place of the sealed one."""
    numbers = await duty_numbers(session, rows, "duty_of")
    sealed = {"duty_of", "duty_number"}
    return [
        {**{name: row[name] for name in row.keys() - sealed}, "call_back": numbers.get(row["duty_of"])}
        for row in map(dict, rows)
    ]


def _may_know_partner(session: Session) -> bool:
    return session.actor.has(Role.SHELTER_COORDINATOR)
