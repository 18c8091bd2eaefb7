"""Pure rules of hotel rooms: whom they are for, and when more nights need a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from service.beds.party.rules import Party, People
from service.beds.words import AGE_BANDS, GENDERS, MINORS

SIGNED_WITHIN: Final = timedelta(days=30)
"""How long a first signature for a hotel waits for the second one (BED-10)."""
COUNTED_OVER: Final = timedelta(days=30)
"""Over how long the nights of one case add up, so that three short bookings are no way around a reason (BED-09)."""


@dataclass(frozen=True)
class Guest:
    """Somebody of a case, as far as the case says it."""

    gender: str
    age_band: str


def party_of(guests: Sequence[Guest]) -> Party | None:
    """The people of a case as a question to a house, so that nothing is asked twice (CNF-08, BED-06).

    One room for all of them; children come along with an adult, and count as people beside a minor. `None` while a
    gender or an age band is not told.
    """
    if any(guest.gender not in GENDERS or guest.age_band not in AGE_BANDS for guest in guests):
        return None
    by_adult = guests[0].age_band not in MINORS
    children = [guest for guest in guests[1:] if by_adult and guest.age_band in MINORS]
    people = [guest for guest in guests if guest not in children]
    return Party(
        people=tuple(People(guest.gender, guest.age_band) for guest in people),  # type: ignore[arg-type]  # looked up above
        children=len(children),
        together=len(guests) > 1,
    )


def told(guest: Guest, gender: str | None, age_band: str | None) -> Guest:
    """The guest with what the pivot adds where the case does not say it; never in place of what it says (CNF-03)."""
    return Guest(
        guest.gender if guest.gender in GENDERS else gender or guest.gender,
        guest.age_band if guest.age_band in AGE_BANDS else age_band or guest.age_band,
    )


def needs_reason(before: int, nights: int, without_reason: int | None) -> bool:
    """Whether these nights, with those already booked for the case, pass the policy's ceiling (BED-09)."""
    return without_reason is not None and before + nights > without_reason
