"""A pivot asks a shelter for beds, for one party: this counts as the call (ADM-05)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

import msgspec

from service.beds import refusals
from service.beds.board.rules import (
    PlaceOffered,
    Question,
    choose,
    mixes_ages,
    suits,
)
from service.beds.events import ReferralMade
from service.beds.lodging.refusals import REFUSALS as HOTELS
from service.beds.nights.rules import HouseClock
from service.beds.party.rules import LARGEST, fault_of, summary
from service.beds.referrals.beginning import Asked, Begun, begin
from service.beds.referrals.rules import in_range, is_later, later_period
from service.beds.referrals.wishes import LowSecurityReason as LowSecurityReason
from service.beds.referrals.wishes import MakeReferral as MakeReferral
from service.beds.referrals.wishes import MixedAgesReason as MixedAgesReason
from service.beds.shelters.profile import read
from service.beds.unmet.needs import Need, need_of
from service.cases.access import accompanied
from service.cases.consents import SHARING_REFUSALS, consented
from service.cases.refusals import CONSENT_MISSING
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class ReferralAnswer:
    """How the referral began: `held` until a time, or `asked` with a time by which somebody answers."""

    id: UUID
    code: str
    state: str
    until: datetime
    claim_ids: tuple[UUID, ...] = ()
    version: int = 1


CARD = sql("SELECT * FROM relais.shelter_cards(ARRAY[relais.shelter_key(:id)])")
PLACES = sql("SELECT * FROM relais.places_of(:shelter, :starts_at, :ends_at)")
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
        held_until, asked_at, need_digest, need_region, need_day, exception_role, interpreter, urgency,
        mixed_ages_reason)
    VALUES (:id, :code, relais.organisation(), :shelter_organisation, :shelter, :pool, :beds, CAST(:party AS jsonb),
        :nights, :expected_at, :set_aside, :by_worker, :options_shown, :person_chose, :low_security_reason, :state,
        :answer_by, :held_until, relais.now(), :digest, :region, :day, :role, CAST(:interpreter AS jsonb), :urgency,
        :mixed_ages)
    ON CONFLICT (shelter_key, code) WHERE state IN ('asked', 'awaiting_self_call', 'held', 'confirmed') DO NOTHING
    RETURNING id
    """
)
EXCEPT = sql(
    """
    INSERT INTO exceptions_asked (referral_id, criteria, role) VALUES (:referral, CAST(:criteria AS text[]), :role)
    """
)
SHARE = sql("SELECT relais.share_referral(:case, :referral)")
LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@command(event=ReferralMade, allowed=only(Role.PIVOT_WORKER), refusals={**SHARING_REFUSALS, **HOTELS})
async def make_referral(
    uow: UnitOfWork, _: Actor, wish: MakeReferral
) -> Done[ReferralAnswer, ReferralMade] | Refused:
    """Hold beds at once where a worker may refer and the count is fresh, else ask (ADM-05, BED-15).

    For a later date the beds are held from the night of the arrival on, until the house answers, and nobody else can
    take them meanwhile (BED-16). Refused when the party cannot be, the shelter does not take it, a choice of the person
    is not recorded (BED-07, BED-12, BED-14), or the place was just taken. What was met and unmet is forgotten with the
    answer (ADM-02, IMM-02).
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
    begun = begin(shelter, wish, uow.now)
    if isinstance(begun, Refused):
        return begun
    starts_at, ends_at = period(shelter.clock, wish.expected_at, wish.question.nights, uow.now)
    return await _make(uow, Draft(uuid4(), shelter, wish, begun, need, starts_at, ends_at))


def period(
    clock: HouseClock, expected_at: datetime, nights: int, asked_at: datetime
) -> tuple[datetime, datetime]:
    """What a referral claims of a bed: from now on, or for a later date from the night of the arrival on (BED-16)."""
    if is_later(expected_at, asked_at):
        return later_period(clock, expected_at, nights)
    return asked_at, clock.departure(expected_at, nights)


def _faulty(wish: MakeReferral, now: datetime) -> Refused | None:
    fault = fault_of(wish.question.party)
    if fault is not None:
        return Refused(refusals.PARTY_FAULTS[fault], {"most": LARGEST} if fault == "too_many" else {})
    if not in_range(wish.expected_at, now):
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


@dataclass(frozen=True)
class Draft:
    """A referral about to be written."""

    id: UUID
    shelter: Asked
    wish: MakeReferral
    begun: Begun
    need: Need | None
    starts_at: datetime
    ends_at: datetime

    @property
    def state(self) -> str:
        return self.begun.opening.state

    @property
    def until(self) -> datetime:
        return self.begun.opening.until

    @property
    def promises(self) -> bool:
        return self.state != "asked"


async def _make(uow: UnitOfWork, draft: Draft) -> Done[ReferralAnswer, ReferralMade] | Refused:
    question = draft.wish.question
    rows = await uow.rows(PLACES, starts_at=draft.starts_at, ends_at=draft.ends_at, shelter=draft.shelter.key)
    places = [place_of(row) for row in rows]
    if not any(suits(place, question) for place in places):
        return Refused(refusals.DOES_NOT_FIT)
    if draft.wish.mixed_ages_reason is None and _only_among_adults(places, question):
        return Refused(refusals.MIXED_AGES_NEED_A_REASON)
    chosen = choose(places, question) if draft.promises else {}
    if draft.promises and not chosen:
        return Refused(refusals.NO_LONGER_FREE)
    aside = any(place.set_aside for place in places if place.pool_key in chosen)
    code = await _insert(uow, draft, next(iter(chosen), None), aside)
    if draft.begun.exceptions:
        await uow.execute(EXCEPT, referral=draft.id, criteria=draft.begun.exceptions, role=draft.begun.role)
    if draft.wish.case_id is not None:  # the gate: consent and exclusions, once more where no code can pass
        await uow.value(SHARE, case=draft.wish.case_id, referral=draft.id)
    await uow.key_ahead(ReferralMade.root, draft.id)
    claims = await _take(
        uow, draft, chosen
    )  # last: whoever else asks this shelter waits from here to the commit
    if draft.promises and len(claims) < question.party.beds:
        return Refused(refusals.NO_LONGER_FREE)
    organisations = (draft.shelter.organisation_id, uow.actor.organisation_id)
    uow.tell("referrals", organisations=organisations, subject=draft.id)
    if draft.promises:
        uow.tell("board", region=draft.shelter.region, organisations=organisations)
    answer = ReferralAnswer(draft.id, code, draft.state, draft.until, claims)
    return Done(answer, _event(draft, code))


def _only_among_adults(places: Sequence[PlaceOffered], question: Question) -> bool:
    """Whether a minor alone could only share a room with adults there, as far as beds are free (MIN-03)."""
    apart = [place for place in places if suits(place, question) and not mixes_ages(place, question.party)]
    return question.party.minors_alone and sum(place.free for place in apart) < question.party.beds


def place_of(row: Any) -> PlaceOffered:
    """Equal beds, as `relais.places_of` and `relais.free_places` tell of them."""
    return PlaceOffered(
        pool_key=row["pool_key"],
        genders=row["genders"],
        age_bands=row["age_bands"],
        sleeps=row["sleeps"],
        family_unit=row["family_unit"],
        set_aside=row["set_aside"],
        offers=row["offers"],
        free=row["free"],
        private=row["private"],
    )


async def _take(uow: UnitOfWork, draft: Draft, chosen: dict[int, int]) -> tuple[UUID, ...]:
    if not chosen:
        return ()
    rows = await uow.rows(
        TAKE,
        pools=list(chosen),
        counts=list(chosen.values()),
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
        lapses_at=draft.until,
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
        "by_worker": draft.state != "awaiting_self_call",
        "options_shown": wish.options_shown,
        "person_chose": wish.person_chose,
        "low_security_reason": wish.low_security_reason,
        "state": draft.state,
        "answer_by": None if draft.promises else draft.until,
        "held_until": draft.until if draft.promises else None,
        "role": draft.begun.role,
        "interpreter": msgspec.to_builtins(wish.interpreter) if wish.interpreter else None,
        "urgency": wish.urgency,
        "mixed_ages": wish.mixed_ages_reason,
        "digest": need.digest if need else None,
        "region": need.region if need else None,
        "day": need.day if need else None,
    }


def _event(draft: Draft, code: str) -> ReferralMade:
    wish = draft.wish
    return ReferralMade(
        subject=draft.id,
        code=code,
        state=draft.state,
        beds=wish.question.party.beds,
        nights=wish.question.nights,
        options_shown=wish.options_shown,
        person_chose=wish.person_chose,
        low_security_reason=wish.low_security_reason,
        exceptions=draft.begun.exceptions,
        mixed_ages_reason=wish.mixed_ages_reason,
    )
