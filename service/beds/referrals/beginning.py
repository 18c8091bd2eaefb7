"""How a referral begins, by the shelter's own words and the worker's: pure, so that nothing is read twice."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from service.beds import refusals
from service.beds.board.rules import Question, Verdict, answers_of, judge, speaks
from service.beds.freshness.rules import freshness
from service.beds.nights.rules import HouseClock
from service.beds.referrals.excepting import Answerer, Exceptional, exceptions_in, who_answers
from service.beds.referrals.rules import Opening, is_later, opening, waits
from service.beds.referrals.wishes import MakeReferral
from service.beds.shelters.profile import ShelterProfile
from service.beds.shelters.rules import criteria_of
from service.beds.words import SECURITY
from service.refusals import Refused


@dataclass(frozen=True)
class Asked:
    """The shelter that is asked, as a pivot may know it."""

    key: int
    organisation_id: UUID
    region: str
    profile: ShelterProfile
    card: Any = field(repr=False)

    @property
    def clock(self) -> HouseClock:
        return HouseClock(self.card["time_zone"], self.card["turnover_hour"])


@dataclass(frozen=True)
class Begun:
    """How the referral begins, and what a human at the shelter is asked to look past, with who there may say yes."""

    opening: Opening
    exceptions: tuple[Exceptional, ...]
    role: Answerer | None


def begin(shelter: Asked, wish: MakeReferral, now: datetime) -> Begun | Refused:
    """How the referral begins, by the shelter's own words; nothing is read here, nothing written."""
    card, refused = shelter.card, _unsaid(shelter, wish)
    if refused:
        return refused
    verdict = verdict_on(shelter, wish.question if not wish.person_chose else _chosen(wish.question))
    begun = opening(
        verdict,
        freshness(card["counted_at"], timedelta(minutes=card["fresh_for_minutes"]), card["asked_at"], now),
        self_call_only=shelter.profile.referral_mode == "self_call_only",
        exception=_asks_a_human(shelter.profile, wish),
        now=now,
        patience=waits(wish.urgency, later=is_later(wish.expected_at, now)),
    )
    if begun is None:
        return Refused(refusals.DOES_NOT_FIT)
    exceptions = exceptions_in(verdict) if begun.state == "asked" else ()
    return Begun(begun, exceptions, who_answers(exceptions, shelter.profile.exception_contact_role))


def _unsaid(shelter: Asked, wish: MakeReferral) -> Refused | None:
    """What the worker has to say first: a reason for low security (BED-14), the person's own choice of a programme
    (BED-12), a number of nights that the house takes (ADM-06)."""
    card, nights = shelter.card, wish.question.nights
    low = SECURITY.index(card["security_level"]) < SECURITY.index("standard")
    if low and wish.low_security_reason is None:
        return Refused(refusals.LOW_SECURITY_NEEDS_A_REASON)
    if shelter.profile.programme_structured == "yes" and not wish.person_chose:
        return Refused(refusals.CHOICE_OF_THE_PERSON)
    longest = card["max_nights"]
    if nights < card["min_nights"] or (longest is not None and nights > longest):
        return Refused(refusals.DOES_NOT_FIT)
    return None


def _chosen(question: Question) -> Question:
    """The question of somebody who chose the programme: it is no obstacle then (BED-12)."""
    return replace(question, met=question.met | {"programme"})


def _asks_a_human(profile: ShelterProfile, wish: MakeReferral) -> bool:
    """Whether an exception is asked for: the house's own for emergencies (ADM-05), or any in one tap (RIG-02)."""
    emergency = wish.emergency_exception and profile.emergency_worker_exception
    return wish.ask_exception or (emergency and profile.referral_mode == "self_call_only")


def verdict_on(shelter: Asked, question: Question) -> Verdict:
    return judge(
        criteria_of(shelter.profile),
        answers_of(question),
        speaks=speaks(shelter.card["languages"], question.languages),
        hotel=shelter.card["kind"] == "hotel_partner",
    )
