"""A pivot asks a shelter for beds, for one party: this counts as the call (ADM-05)."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID, uuid4

from service.beds import refusals
from service.beds.board.rules import PlaceOffered, Question, Verdict, answers_of, choose, judge, speaks, suits
from service.beds.events import ReferralMade
from service.beds.freshness.rules import freshness
from service.beds.nights.rules import HouseClock
from service.beds.party.rules import LARGEST, fault_of, summary
from service.beds.referrals.rules import Opening, opening
from service.beds.shelters.profile import ShelterProfile, read
from service.beds.shelters.rules import criteria_of
from service.beds.unmet.needs import Need, need_of
from service.beds.words import SECURITY
from service.cases.access import accompanied
from service.cases.consents import SHARING_REFUSALS, consented
from service.cases.refusals import CONSENT_MISSING
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

LATEST_ARRIVAL: Final = timedelta(days=2)
JUST_NOW: Final = timedelta(minutes=15)
"""An arrival said to be "now" may have been typed some minutes ago."""
LowSecurityReason = Literal["person_chose", "nothing_else", "one_night"]


@dataclass(frozen=True)
class MakeReferral:
    """The question as it was put to the board, the shelter that was chosen, and how the person chose it (CNF-10)."""

    shelter_id: UUID
    question: Question
    expected_at: datetime
    case_id: UUID | None = None
    emergency_exception: bool = False
    options_shown: int | None = None
    person_chose: bool = False
    spoken_alone: bool = False
    low_security_reason: LowSecurityReason | None = None


@dataclass(frozen=True)
class ReferralAnswer:
    """How the referral began: `held` until a time, or `asked` with a time by which somebody answers."""

    id: UUID
    code: str
    state: str
    until: datetime
    claim_ids: tuple[UUID, ...] = ()
    version: int = 1


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


CARD = sql("SELECT * FROM relais.shelter_cards(ARRAY[relais.shelter_key(:id)])")
PLACES = sql(
    "SELECT * FROM relais.free_places(:starts_at, :ends_at, NULL, ARRAY[CAST(:shelter AS bigint)]) ORDER BY pool_key"
)
TAKE = sql(
    """
    SELECT claim_id FROM relais.take_beds(CAST(:pools AS bigint[]), CAST(:counts AS int[]), 'hold', :starts_at,
        :ends_at, :lapses_at, relais.organisation(), :referral)
    """
)
INSERT = sql(
    """
    INSERT INTO referrals (id, code, organisation_id, shelter_organisation_id, shelter_key, pool_key, beds, party,
        nights, expected_at, set_aside, by_worker, options_shown, person_chose, low_security_reason, state, answer_by,
        held_until, asked_at, need_digest, need_region, need_day)
    VALUES (:id, :code, relais.organisation(), :shelter_organisation, :shelter, :pool, :beds, CAST(:party AS jsonb),
        :nights, :expected_at, :set_aside, :by_worker, :options_shown, :person_chose, :low_security_reason, :state,
        :answer_by, :held_until, relais.now(), :digest, :region, :day)
    ON CONFLICT (shelter_key, code) WHERE state IN ('asked', 'awaiting_self_call', 'held', 'confirmed') DO NOTHING
    RETURNING id
    """
)
SHARE = sql("SELECT relais.share_referral(:case, :referral)")
LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@command(event=ReferralMade, allowed=only(Role.PIVOT_WORKER), refusals=SHARING_REFUSALS)
async def make_referral(
    uow: UnitOfWork, _: Actor, wish: MakeReferral
) -> Done[ReferralAnswer, ReferralMade] | Refused:
    """Hold beds at once where a worker may refer and the count is fresh, else ask (ADM-05, BED-15).

    Refused when the party cannot be, the shelter does not take it, a choice of the person is not recorded, or the place
    was just taken. What was met and unmet is forgotten with the answer (ADM-02, IMM-02).
    """
    refused = _faulty(wish, uow.now)
    if refused:
        return refused
    need = None
    if wish.case_id is not None:
        found = await _need(uow, wish.case_id, wish.question.party.size)
        if isinstance(found, Refused):
            return found
        need = found
    shelter = await _shelter(uow, wish.shelter_id)
    if shelter is None:
        return Refused(NOT_FOUND)
    begun = _begin(shelter, wish, uow.now)
    if isinstance(begun, Refused):
        return begun
    ends_at = shelter.clock.departure(wish.expected_at, wish.question.nights)
    return await _make(uow, Draft(uuid4(), shelter, wish, begun, need, ends_at))


def _faulty(wish: MakeReferral, now: datetime) -> Refused | None:
    fault = fault_of(wish.question.party)
    if fault is not None:
        return Refused(refusals.PARTY_FAULTS[fault], {"most": LARGEST} if fault == "too_many" else {})
    if not now - JUST_NOW <= wish.expected_at <= now + LATEST_ARRIVAL:
        return Refused(refusals.EXPECTED_TOO_LATE)
    if wish.question.party.couple and not wish.spoken_alone:
        return Refused(refusals.ALONE_FIRST)
    return None


async def _need(uow: UnitOfWork, case_id: UUID, people: int) -> Need | Refused:
    case = await accompanied(uow, case_id)
    if case is None:
        return Refused(NOT_FOUND)
    if not await consented(uow, case_id, "bed"):
        return Refused(CONSENT_MISSING, {"scope": "bed"})
    return await need_of(uow, case_id, case.region, people)


async def _shelter(uow: UnitOfWork, shelter_id: UUID) -> Asked | None:
    card = await uow.row(CARD, id=shelter_id)
    if card is None:
        return None
    return Asked(card["key"], card["organisation_id"], card["region"], read(card["profile"]), card)


def _begin(shelter: Asked, wish: MakeReferral, now: datetime) -> Opening | Refused:
    """How the referral begins, by the shelter's own words; nothing is read here, nothing written."""
    card, question = shelter.card, wish.question
    if (
        SECURITY.index(card["security_level"]) < SECURITY.index("standard")
        and wish.low_security_reason is None
    ):
        return Refused(refusals.LOW_SECURITY_NEEDS_A_REASON)
    if shelter.profile.programme_structured == "yes" and not wish.person_chose:
        return Refused(refusals.CHOICE_OF_THE_PERSON)
    longest = card["max_nights"]
    if question.nights < card["min_nights"] or (longest is not None and question.nights > longest):
        return Refused(refusals.DOES_NOT_FIT)
    begun = opening(
        _verdict(shelter, question),
        freshness(card["counted_at"], timedelta(minutes=card["fresh_for_minutes"]), card["asked_at"], now),
        self_call_only=shelter.profile.referral_mode == "self_call_only",
        exception=wish.emergency_exception and shelter.profile.emergency_worker_exception,
        now=now,
    )
    return begun or Refused(refusals.DOES_NOT_FIT)


def _verdict(shelter: Asked, question: Question) -> Verdict:
    return judge(
        criteria_of(shelter.profile),
        answers_of(question),
        speaks=speaks(shelter.card["languages"], question.languages),
        hotel=shelter.card["kind"] == "hotel_partner",
    )


@dataclass(frozen=True)
class Draft:
    """A referral about to be written."""

    id: UUID
    shelter: Asked
    wish: MakeReferral
    begun: Opening
    need: Need | None
    ends_at: datetime

    @property
    def promises(self) -> bool:
        return self.begun.state != "asked"


async def _make(uow: UnitOfWork, draft: Draft) -> Done[ReferralAnswer, ReferralMade] | Refused:
    question = draft.wish.question
    rows = await uow.rows(PLACES, starts_at=uow.now, ends_at=draft.ends_at, shelter=draft.shelter.key)
    places = [place_of(row) for row in rows]
    if not any(suits(place, question) for place in places):
        return Refused(refusals.DOES_NOT_FIT)
    chosen = choose(places, question) if draft.promises else {}
    if draft.promises and not chosen:
        return Refused(refusals.NO_LONGER_FREE)
    aside = any(place.set_aside for place in places if place.pool_key in chosen)
    code = await _insert(uow, draft, next(iter(chosen), None), aside)
    if draft.wish.case_id is not None:  # the gate: consent and exclusions, once more where no code can pass
        await uow.value(SHARE, case=draft.wish.case_id, referral=draft.id)
    claims = await _take(
        uow, draft, chosen
    )  # last: whoever else asks this shelter waits from here to the commit
    if draft.promises and len(claims) < question.party.beds:
        return Refused(refusals.NO_LONGER_FREE)
    organisations = (draft.shelter.organisation_id, uow.actor.organisation_id)
    uow.tell("referrals", organisations=organisations, subject=draft.id)
    if draft.promises:
        uow.tell("board", region=draft.shelter.region, organisations=organisations)
    answer = ReferralAnswer(draft.id, code, draft.begun.state, draft.begun.until, claims)
    return Done(answer, _event(draft, code))


def place_of(row: Any) -> PlaceOffered:
    """Equal beds, as `relais.free_places` tells of them."""
    return PlaceOffered(
        pool_key=row["pool_key"],
        genders=row["genders"],
        age_bands=row["age_bands"],
        sleeps=row["sleeps"],
        family_unit=row["family_unit"],
        set_aside=row["set_aside"],
        offers=row["offers"],
        free=row["free"],
    )


async def _take(uow: UnitOfWork, draft: Draft, chosen: dict[int, int]) -> tuple[UUID, ...]:
    if not chosen:
        return ()
    rows = await uow.rows(
        TAKE,
        pools=list(chosen),
        counts=list(chosen.values()),
        starts_at=uow.now,
        ends_at=draft.ends_at,
        lapses_at=draft.begun.until,
        referral=draft.id,
    )
    return tuple(row["claim_id"] for row in rows)


async def _insert(uow: UnitOfWork, draft: Draft, pool_key: int | None, set_aside: bool) -> str:
    """Write the row under a code that nobody else has at this shelter."""
    values = _values(draft, pool_key, set_aside)
    while True:
        code = "".join(secrets.choice(LETTERS) for _ in range(4))
        if await uow.value(INSERT, code=code, **values) is not None:
            return code


def _values(draft: Draft, pool_key: int | None, set_aside: bool) -> dict[str, Any]:
    wish, need, party = draft.wish, draft.need, draft.wish.question.party
    return {
        "id": draft.id,
        "shelter_organisation": draft.shelter.organisation_id,
        "shelter": draft.shelter.key,
        "pool": pool_key,
        "beds": party.beds,
        "party": summary(party, wish.question.languages),
        "nights": wish.question.nights,
        "expected_at": wish.expected_at,
        "set_aside": set_aside,
        "by_worker": draft.begun.state != "awaiting_self_call",
        "options_shown": wish.options_shown,
        "person_chose": wish.person_chose,
        "low_security_reason": wish.low_security_reason,
        "state": draft.begun.state,
        "answer_by": None if draft.promises else draft.begun.until,
        "held_until": draft.begun.until if draft.promises else None,
        "digest": need.digest if need else None,
        "region": need.region if need else None,
        "day": need.day if need else None,
    }


def _event(draft: Draft, code: str) -> ReferralMade:
    wish = draft.wish
    return ReferralMade(
        subject=draft.id,
        code=code,
        state=draft.begun.state,
        beds=wish.question.party.beds,
        nights=wish.question.nights,
        options_shown=wish.options_shown,
        person_chose=wish.person_chose,
        low_security_reason=wish.low_security_reason,
    )
